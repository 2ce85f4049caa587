/** The portal's time. It is set from outside, so that a day, or a rate-limit window, passes when a test says so. */
export interface Clock {
  now(): number;
  /** Stands at `epochMs`, then goes on at normal pace; with `frozen` it stays there. `null` returns to the real time. */
  set(epochMs: number | null, options?: { readonly frozen?: boolean }): void;
  isFrozen(): boolean;
}

export function createClock(realNow: () => number): Clock {
  let offsetMs = 0;
  let frozenAt: number | undefined;
  return {
    now: () => frozenAt ?? realNow() + offsetMs,
    set(epochMs, { frozen = false } = {}) {
      frozenAt = epochMs !== null && frozen ? epochMs : undefined;
      offsetMs = epochMs === null ? 0 : epochMs - realNow();
    },
    isFrozen: () => frozenAt !== undefined,
  };
}

/** HubSpot prints instants as Java does: no fraction when the milliseconds are zero. [recorded] */
export function formatInstant(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('.000Z', 'Z');
}
