import { hubspot } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReadinessAnswer, ReadinessInput, ReadinessRow } from '../../../src/contract/readiness.ts';
import { DuplicateFinder, type DuplicateGroup } from '../../../src/domain/readiness/duplicates.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';

type Step = Extract<ReadinessAnswer, { readonly ok: true }>;

/** What all steps of one check came to. */
export interface CheckedBook {
  readonly customers: number;
  readonly stopped: number;
  readonly counts: Step['counts'];
  readonly rules: Step['rules'];
  readonly rows: readonly ReadinessRow[];
  readonly more: number;
  readonly duplicates: readonly DuplicateGroup[];
}

export type FixKind = NonNullable<ReadinessInput['correct']>['kind'];

export type Readiness =
  | { readonly status: 'checking'; readonly customers: number }
  | { readonly status: 'failed'; readonly failure: Failure }
  | {
      readonly status: 'ready';
      readonly book: CheckedBook;
      readonly corrected: { readonly done: number; readonly failed: number } | null;
    };

const NOTHING = { customers: 0, stopped: 0, counts: [], rules: [], rows: [], more: 0 };
/** More than this in one list is no list. */
const MOST_ROWS = 2_000;
const AT_ONCE = 100;

/** Checks the book step by step when the page opens, and corrects what is safe to correct. */
export function useReadiness() {
  const [state, setState] = useState<Readiness>({ status: 'checking', customers: 0 });
  const turn = useRef(0);

  const call = useCallback(
    (input: ReadinessInput) =>
      ask(() => hubspot.serverless<ReadinessAnswer>('readiness', { parameters: asJson(input) })),
    [],
  );

  const check = useCallback(
    async (corrected: { readonly done: number; readonly failed: number } | null = null) => {
      turn.current += 1;
      const own = turn.current;
      let book: Omit<CheckedBook, 'duplicates'> = NOTHING;
      const finder = new DuplicateFinder();
      let cursor: string | undefined;
      setState({ status: 'checking', customers: 0 });
      for (;;) {
        const step = await call(cursor === undefined ? {} : { cursor });
        if (turn.current !== own) return;
        if (!step.ok) return setState({ status: 'failed', failure: step });
        for (const [id, keys] of Object.entries(step.keys)) finder.add(id, keys);
        book = added(book, step);
        if (step.done) {
          return setState({ status: 'ready', book: { ...book, duplicates: finder.groups() }, corrected });
        }
        cursor = step.cursor ?? undefined;
        setState({ status: 'checking', customers: book.customers });
      }
    },
    [call],
  );

  const correct = useCallback(
    async (kind: FixKind, ids: readonly string[]) => {
      turn.current += 1;
      const own = turn.current;
      const total = { done: 0, failed: 0 };
      setState({ status: 'checking', customers: 0 });
      for (let start = 0; start < ids.length; start += AT_ONCE) {
        const step = await call({ correct: { kind, ids: ids.slice(start, start + AT_ONCE) } });
        if (turn.current !== own) return;
        if (!step.ok) return setState({ status: 'failed', failure: step });
        total.done += step.corrected;
        total.failed += step.failed.length;
      }
      await check(total);
    },
    [call, check],
  );

  useEffect(() => {
    void check();
    return () => {
      turn.current += 1;
    };
  }, [check]);

  return {
    state,
    check: () => void check(),
    correct: (kind: FixKind, ids: readonly string[]) => void correct(kind, ids),
  };
}

function added(book: Omit<CheckedBook, 'duplicates'>, step: Step): Omit<CheckedBook, 'duplicates'> {
  const counts = new Map(book.counts.map((each) => [each.kind, each]));
  for (const { kind, customers } of step.counts)
    counts.set(kind, { kind, customers: customers + (counts.get(kind)?.customers ?? 0) });
  const rules = new Map(book.rules.map((each) => [`${each.rule} ${each.because}`, each]));
  for (const each of step.rules) {
    const key = `${each.rule} ${each.because}`;
    rules.set(key, { ...each, customers: each.customers + (rules.get(key)?.customers ?? 0) });
  }
  const rows = [...book.rows, ...step.rows];
  return {
    customers: book.customers + step.customers,
    stopped: book.stopped + step.stopped,
    counts: [...counts.values()],
    rules: [...rules.values()],
    rows: rows.slice(0, MOST_ROWS),
    more: book.more + step.more + Math.max(0, rows.length - MOST_ROWS),
  };
}
