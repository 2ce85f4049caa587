/** A clock that jumps to the next moment something waits for, as soon as nothing can go on before it. */
export interface VirtualTime {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Work that takes no virtual time, during which the clock stands. */
  standing<T>(work: Promise<T>): Promise<T>;
}

export function virtualTime(start: number): VirtualTime {
  let now = start;
  let standing = 0;
  let pumping = false;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  const pump = (): void => {
    if (pumping) return;
    pumping = true;
    // Whoever was woken runs until it waits again, which is after all that is queued now.
    setImmediate(() =>
      setImmediate(() => {
        pumping = false;
        if (standing > 0) return;
        const next = sleepers.shift();
        if (!next) return;
        now = Math.max(now, next.at);
        next.wake();
        pump();
      }),
    );
  };

  return {
    now: () => now,
    sleep: (ms) =>
      new Promise((wake) => {
        // Whole milliseconds, as clocks have them.
        const sleeper = { at: Math.ceil(now + Math.max(0, ms)), wake };
        let at = sleepers.length;
        while (at > 0 && (sleepers[at - 1]?.at ?? 0) > sleeper.at) at -= 1;
        sleepers.splice(at, 0, sleeper);
        pump();
      }),
    async standing(work) {
      standing += 1;
      try {
        return await work;
      } finally {
        standing -= 1;
        pump();
      }
    },
  };
}
