import type { RecordUse } from '../ports/ports.ts';

/** Shares of a portal's custom-object records from which on people are warned, retention is due, and no visit is opened. */
const WARN_AT = 0.7;
const SHORTEN_AT = 0.85;
const FULL_AT = 0.98;

export type RecordLevel = 'fine' | 'filling' | 'nearly_full' | 'full';

/** How near a portal is to the custom-object records it may hold, the customer's own counted. */
export function recordLevel({ used, limit }: RecordUse): RecordLevel {
  const share = limit > 0 ? used / limit : 1;
  if (share >= FULL_AT) return 'full';
  if (share >= SHORTEN_AT) return 'nearly_full';
  return share >= WARN_AT ? 'filling' : 'fine';
}
