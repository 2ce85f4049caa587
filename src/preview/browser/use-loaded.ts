import { useCallback, useEffect, useRef, useState } from 'react';

export type Loaded<T> =
  | { readonly state: 'loading'; readonly last: T | null }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'ready'; readonly value: T };

/**
 * Loads when `key` changes and again on `reload`; an answer that a newer question has overtaken is dropped.
 * While a reload runs, `last` is what was shown before.
 */
export function useLoaded<T>(key: string, load: () => Promise<T>): { loaded: Loaded<T>; reload: () => void } {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading', last: null });
  const [round, setRound] = useState(0);
  const loadNow = useRef(load);
  loadNow.current = load;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for everything that `load` reads, `round` for reload
  useEffect(() => {
    let isCurrent = true;
    setLoaded((before) => ({
      state: 'loading',
      last: before.state === 'ready' ? before.value : before.state === 'loading' ? before.last : null,
    }));
    loadNow.current().then(
      (value) => isCurrent && setLoaded({ state: 'ready', value }),
      (error: unknown) =>
        isCurrent && setLoaded({ state: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [key, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { loaded, reload };
}

/** What there is to show now: the answer, or the one before it while a new one is on its way. */
export function shownOf<T>(loaded: Loaded<T>): T | null {
  switch (loaded.state) {
    case 'ready':
      return loaded.value;
    case 'loading':
      return loaded.last;
    case 'failed':
      return null;
    default:
      return loaded satisfies never;
  }
}
