import { PortalError } from '../ports/ports.ts';

type Value = string | number | boolean | null | undefined;

/** One line of JSON an event: counts, ids and codes; names, phones and free text have no field here. */
export type Log = (event: string, facts?: { readonly [name: string]: Value }) => void;

export function jsonLog(write: (line: string) => void, worker: string, now: () => number): Log {
  return (event, facts = {}) => write(logLine(now(), event, { worker, ...facts }));
}

/** @param at epoch ms */
export function logLine(at: number, event: string, facts: { readonly [name: string]: Value } = {}): string {
  return JSON.stringify({ at: new Date(at).toISOString(), event, ...facts });
}

/** What went wrong, without HubSpot's own words: they may hold values of a record. */
export function reasonOf(error: unknown): string {
  if (error instanceof PortalError) {
    const { kind, attempting, status, correlationId } = error;
    return [
      `${kind} while ${attempting}`,
      ...(status === undefined ? [] : [`status ${status}`]),
      ...(correlationId === undefined ? [] : [`correlation id ${correlationId}`]),
    ].join(', ');
  }
  if (!(error instanceof Error)) return 'unknown error';
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  // The first line of a stack is the message; the second is where it came from.
  const where = /\n\s+at (?:.*\()?.*?((?:src|node_modules)\/[^)\s]+)/.exec(error.stack ?? '')?.[1];
  return `${error.name}${code}${where === undefined ? '' : ` at ${where}`}`;
}
