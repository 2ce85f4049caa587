import { hubspot } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RetierAnswer, RetierInput, TierMove } from '../../../src/contract/retier.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';

type Step = Extract<RetierAnswer, { readonly ok: true }>;

/** What all steps of one ranking came to. */
export interface RankedBook {
  readonly customers: number;
  readonly scored: number;
  readonly cuts: { readonly [dimension: string]: readonly string[] };
  readonly error: number;
  readonly moves: readonly TierMove[];
  readonly flagged: Step['flagged'];
  readonly reordered: Step['reordered'];
  readonly load: NonNullable<Step['load']> | null;
  readonly written: number;
  readonly failed: number;
}

export type Retier =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly phase: Step['phase']; readonly customers: number }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'previewed' | 'applied'; readonly book: RankedBook };

const NOTHING: RankedBook = {
  customers: 0,
  scored: 0,
  cuts: {},
  error: 0,
  moves: [],
  flagged: { churnRisk: 0, healthy: 0, proposed: 0 },
  reordered: { customers: 0, examples: [] },
  load: null,
  written: 0,
  failed: 0,
};
const EXAMPLES = 3;

/** Ranks the book step by step: first without writing, then for good. */
export function useRetier() {
  const [state, setState] = useState<Retier>({ status: 'idle' });
  const turn = useRef(0);
  /** The right to rank, while this page has it: the next step, or the next try, goes on with it. */
  const lease = useRef<Step['lease']>(null);
  const [fromDeals, setFromDeals] = useState(false);
  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );

  const run = useCallback(async (apply: boolean, deals: boolean) => {
    turn.current += 1;
    const own = turn.current;
    let book = NOTHING;
    let counted = 0;
    let cursor: string | undefined;
    setState({ status: 'running', phase: 'counting', customers: 0 });
    for (;;) {
      const input: RetierInput = {
        apply,
        fromDeals: deals,
        ...(cursor === undefined ? {} : { cursor }),
        ...(lease.current ? { lease: lease.current } : {}),
      };
      const step = await ask(() => hubspot.serverless<RetierAnswer>('retier', { parameters: asJson(input) }));
      if (step.ok) lease.current = step.lease;
      if (turn.current !== own) return;
      if (!step.ok) return setState({ status: 'failed', failure: step });
      if (step.phase === 'deciding') book = added(book, step);
      else counted += step.customers;
      if (step.done) return setState({ status: apply ? 'applied' : 'previewed', book });
      cursor = step.cursor ?? undefined;
      const customers = step.phase === 'deciding' ? book.customers : counted;
      setState({ status: 'running', phase: step.phase, customers });
    }
  }, []);

  return {
    state,
    fromDeals,
    /** What was previewed by other orders is no preview of these. */
    setFromDeals: (deals: boolean) => {
      setFromDeals(deals);
      setState((before) => (before.status === 'running' ? before : { status: 'idle' }));
    },
    preview: () => void run(false, fromDeals),
    apply: () => void run(true, fromDeals),
    stop: () => {
      turn.current += 1;
      setState({ status: 'idle' });
    },
  };
}

function added(book: RankedBook, step: Step): RankedBook {
  const moves = new Map(book.moves.map((move) => [`${move.from}${move.to}`, move]));
  for (const move of step.moves) {
    const key = `${move.from}${move.to}`;
    const known = moves.get(key);
    moves.set(
      key,
      known
        ? {
            ...known,
            customers: known.customers + move.customers,
            examples: [...known.examples, ...move.examples].slice(0, EXAMPLES),
          }
        : move,
    );
  }
  const { load } = step;
  return {
    customers: book.customers + step.customers,
    scored: step.scored ?? book.scored,
    cuts: step.cuts ?? book.cuts,
    error: step.error ?? book.error,
    moves: [...moves.values()],
    flagged: {
      churnRisk: book.flagged.churnRisk + step.flagged.churnRisk,
      healthy: book.flagged.healthy + step.flagged.healthy,
      proposed: book.flagged.proposed + step.flagged.proposed,
    },
    reordered: {
      customers: book.reordered.customers + step.reordered.customers,
      examples: [...book.reordered.examples, ...step.reordered.examples].slice(0, EXAMPLES),
    },
    load: load
      ? {
          days: load.days,
          moved: load.moved + (book.load?.moved ?? 0),
          rehearsed: load.rehearsed + (book.load?.rehearsed ?? 0),
          visitsBefore: load.visitsBefore + (book.load?.visitsBefore ?? 0),
          visitsAfter: load.visitsAfter + (book.load?.visitsAfter ?? 0),
        }
      : book.load,
    written: book.written + step.written,
    failed: book.failed + step.failed,
  };
}
