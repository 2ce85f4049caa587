import type { JsonValue } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import { asJson, ask, type Failure } from './ask.ts';
import { usePortal } from './use-portal.ts';

/** What a card that only reads shows. */
export type Reading<A> =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'ready'; readonly answer: A };

type Yes<A> = Extract<A, { readonly ok: true }>;

/**
 * Reads what `send` answers when the card opens, and again on request; further pages are joined to what is there.
 *
 * Of two answers under way only the later question's counts.
 */
export function useAnswer<A extends { readonly ok: boolean }>(send: (parameters: JsonValue) => Promise<A | null>) {
  const portal = usePortal();
  const [reading, setReading] = useState<Reading<Yes<A>>>({ status: 'loading' });
  const [loadingMore, setLoadingMore] = useState(false);
  const [moreFailed, setMoreFailed] = useState<Failure | null>(null);
  const question = useRef(0);

  const call = useCallback(
    async (parameters: object): Promise<Yes<A> | Failure | null> => {
      question.current += 1;
      const asked = question.current;
      const answer = await ask(() => send(asJson({ portal, ...parameters })));
      return question.current === asked ? (answer as Yes<A> | Failure) : null;
    },
    [send, portal],
  );

  const reload = useCallback(async () => {
    setReading((before) => (before.status === 'failed' ? { status: 'loading' } : before));
    const answer = await call({});
    if (answer === null) return;
    setReading(isFailure(answer) ? { status: 'failed', failure: answer } : { status: 'ready', answer });
  }, [call]);

  useEffect(() => {
    void reload();
  }, [reload]);

  return {
    reading,
    reload: () => void reload(),
    loadingMore,
    moreFailed,
    /** Asks for what follows; `join` puts it to what is shown. */
    more: async (parameters: object, join: (shown: Yes<A>, next: Yes<A>) => Yes<A>) => {
      if (loadingMore) return;
      setLoadingMore(true);
      setMoreFailed(null);
      const next = await call(parameters);
      setLoadingMore(false);
      if (next === null) return;
      if (isFailure(next)) setMoreFailed(next);
      else
        setReading((shown) =>
          shown.status === 'ready'
            ? { status: 'ready', answer: join(shown.answer, next) }
            : { status: 'ready', answer: next },
        );
    },
    /** Shows an answer that came another way, as that of a command. */
    show: (answer: Yes<A>) => setReading({ status: 'ready', answer }),
    change: (to: (shown: Yes<A>) => Yes<A>) =>
      setReading((shown) => (shown.status === 'ready' ? { status: 'ready', answer: to(shown.answer) } : shown)),
  };
}

export function isFailure<A>(answer: A | Failure): answer is Failure {
  return (answer as { readonly ok: boolean }).ok === false;
}
