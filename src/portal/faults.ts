/** Trouble on demand: the nth call that matches is answered with a status, late, or not at all. */
import { invalid } from './errors.ts';
import { asInteger, asObject, asOptionalInteger, asOptionalText, type Json } from './objects/input.ts';

export interface Fault {
  readonly id: number;
  readonly method?: string;
  /** The path begins with this… */
  readonly pathPrefix?: string;
  /** …or matches this regular expression. */
  readonly pathPattern?: string;
  /** The first call that is hit, counted among the matching ones from 1. */
  readonly nth: number;
  /** How many calls from the nth on are hit. */
  readonly times: number;
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** `before`: nothing was done. `after`: it was done, and the answer is lost. */
  readonly drop?: 'before' | 'after';
  seen: number;
}

export class Faults {
  #faults: Fault[] = [];
  #nextId = 1;

  add(body: unknown): Fault {
    const given = asObject(body, 'fault');
    const drop = given.drop;
    if (drop !== undefined && drop !== 'before' && drop !== 'after')
      throw invalid(`drop is "before" or "after", got ${String(drop)}`);
    const pathPattern = asOptionalText(given.pathPattern, 'pathPattern');
    if (pathPattern !== undefined) compile(pathPattern);
    const status = asOptionalInteger(given.status, 'status');
    if (status !== undefined && (status < 200 || status > 599))
      throw invalid(`status is from 200 to 599, got ${status}`);
    const delayMs = asOptionalInteger(given.delayMs, 'delayMs');
    if (status === undefined && delayMs === undefined && drop === undefined)
      throw invalid('A fault needs a status, a delayMs or a drop');
    const method = asOptionalText(given.method, 'method')?.toUpperCase();
    const pathPrefix = asOptionalText(given.pathPrefix ?? given.path, 'pathPrefix');
    const fault: Fault = {
      id: this.#nextId++,
      nth: given.nth === undefined ? 1 : asInteger(given.nth, 'nth'),
      times: given.times === undefined ? 1 : asInteger(given.times, 'times'),
      seen: 0,
      ...(method === undefined ? {} : { method }),
      ...(pathPrefix === undefined ? {} : { pathPrefix }),
      ...(pathPattern === undefined ? {} : { pathPattern }),
      ...(status === undefined ? {} : { status }),
      ...(given.body === undefined ? {} : { body: given.body }),
      ...(given.headers === undefined ? {} : { headers: headersOf(asObject(given.headers, 'headers')) }),
      ...(delayMs === undefined ? {} : { delayMs }),
      ...(drop === undefined ? {} : { drop }),
    };
    this.#faults.push(fault);
    return fault;
  }

  /** The fault that hits this call, if one does; every matching fault counts it. */
  hit(method: string, path: string): Fault | undefined {
    let hit: Fault | undefined;
    for (const fault of this.#faults) {
      if (!matches(fault, method, path)) continue;
      fault.seen += 1;
      if (hit === undefined && fault.seen >= fault.nth && fault.seen < fault.nth + fault.times) hit = fault;
    }
    return hit;
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
  }
}

function matches(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method !== method) return false;
  if (fault.pathPrefix !== undefined && !path.startsWith(fault.pathPrefix)) return false;
  return fault.pathPattern === undefined || compile(fault.pathPattern).test(path);
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw invalid(`pathPattern is not a regular expression: ${pattern}`);
  }
}

function headersOf(given: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
}
