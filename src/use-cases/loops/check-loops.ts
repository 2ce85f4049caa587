import type { Refusal } from '../../contract/common.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { Ports, StoredIssue } from '../ports/ports.ts';
import { type MovedLoop, moveLoops } from './move-loops.ts';

export type LoopCheck =
  | Refusal
  | {
      readonly ok: true;
      /** Loops whose clocks had reached something. */
      readonly checked: number;
      readonly breached: readonly string[];
      readonly escalated: readonly string[];
      /** Time was up: more are waiting. */
      readonly more: boolean;
    };

interface CheckSettings {
  /** The policy in force, where the caller has read it. */
  readonly policy?: Policy;
  /** Asked between pages of a hundred loops; false: time is up. */
  readonly goOn?: () => Promise<boolean>;
}

/**
 * Writes down what the clocks of open loops have reached: warnings, breaches, escalations, each at the instant at which it was true,
 * with their tasks. An escalated one is the lead's.
 *
 * One search finds the loops, by the instant that was written when each last moved; with nothing reached that search is all.
 */
export async function checkLoops(ports: Ports, { policy, goOn }: CheckSettings = {}): Promise<LoopCheck> {
  const now = ports.clock.now();
  const moved: MovedLoop[] = [];
  const result = await overPages(
    ports,
    { policy, goOn, find: (after) => ports.issues.alarmed({ now, after }) },
    (page) => moved.push(...page),
  );
  if (!result.ok) return result;
  const having = (type: string): string[] =>
    moved.filter(({ events }) => events.some((event) => event.type === type)).map(({ key }) => key);
  return {
    ok: true,
    checked: moved.length,
    breached: having('clock_breached'),
    escalated: having('clock_escalated'),
    more: result.after !== null,
  };
}

/** How far all open loops were timed anew, as it is kept between calls. */
interface KeptRetiming {
  readonly by: string;
  /** Loops up to this record id are done; null: all are. */
  readonly after: string | null;
}
const RETIMING = 'loops:retiming';

/**
 * Times every open loop anew, for a policy or a calendar that was published: due instants follow the calendar always, and the lengths of
 * clocks where the admin chose that open loops take a changed policy.
 *
 * Goes on where an earlier call for the same policy was cut off; done, it costs one read.
 *
 * @param by names what it is done for; another name begins anew
 */
export async function retimeLoops(
  ports: Ports,
  by: string,
  { policy, goOn }: CheckSettings = {},
): Promise<Refusal | { readonly ok: true; readonly changed: number; readonly more: boolean }> {
  const kept = keptOf(await ports.jobs.read(RETIMING));
  if (kept?.by === by && kept.after === null) return { ok: true, changed: 0, more: false };
  let changed = 0;
  const result = await overPages(
    ports,
    {
      policy,
      goOn,
      find: (after) => ports.issues.allOpen({ after }),
      from: kept?.by === by && kept.after !== null ? kept.after : '0',
      done: (after) => ports.jobs.save(RETIMING, JSON.stringify({ by, after } satisfies KeptRetiming)),
    },
    (page) => {
      changed += page.length;
    },
  );
  return result.ok ? { ok: true, changed, more: result.after !== null } : result;
}

function keptOf(text: string | undefined): KeptRetiming | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as KeptRetiming);
  } catch {
    // Changed by hand: it is begun anew.
    return undefined;
  }
}

/** Pages of loops, each brought up to date; `after` null: there are no more. */
async function overPages(
  ports: Ports,
  settings: {
    readonly policy?: Policy | undefined;
    readonly goOn?: (() => Promise<boolean>) | undefined;
    readonly find: (after: string) => Promise<readonly StoredIssue[]>;
    readonly from?: string;
    readonly done?: (after: string | null) => Promise<void>;
  },
  take: (moved: readonly MovedLoop[]) => void,
): Promise<Refusal | { readonly ok: true; readonly after: string | null }> {
  let after = settings.from ?? '0';
  let { policy } = settings;
  for (;;) {
    const found = await settings.find(after);
    const last = found.at(-1);
    if (last === undefined) {
      await settings.done?.(null);
      return { ok: true, after: null };
    }
    if (policy === undefined) {
      const inForce = await policyInForce(ports.policies);
      if (!inForce.ok) return inForce;
      ({ policy } = inForce);
    }
    const { timeZone: portalZone } = await ports.account();
    const present = new Set((await ports.people.owners()).map(({ id }) => id));
    take(await moveLoops(found, { policy, portalZone, present, now: ports.clock.now() }, ports));
    after = last.id;
    await settings.done?.(after);
    if (settings.goOn && !(await settings.goOn())) return { ok: true, after };
  }
}
