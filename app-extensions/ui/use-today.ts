import { hubspot } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { OpenTodayAnswer, OpenTodayInput, QueueRow } from '../../src/contract/open-today.ts';
import { asJson, ask, type Failure } from './ask.ts';

export interface TodayFilter {
  /** Empty: everyone's. */
  readonly ownerId: string;
  /** Empty: every tier. */
  readonly tier: '' | 'A' | 'B' | 'C';
}

/** The queue as far as it has been read. */
export interface Queue {
  readonly today: string;
  readonly rows: readonly QueueRow[];
  readonly total: number;
  readonly owners: readonly { readonly id: string; readonly name: string }[];
  /** Where the next page begins; null: all is here. */
  readonly after: string | null;
}

type Today =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'empty'; readonly queue: Queue }
  | { readonly status: 'ready'; readonly queue: Queue; readonly loadingMore: boolean };

export interface TodayScreen {
  readonly state: Today;
  readonly filter: TodayFilter;
  readonly choose: (filter: TodayFilter) => void;
  readonly refresh: () => void;
  readonly more: () => void;
}

/** The queue of open visits: a page at a time, chosen by owner and tier. */
export function useToday(): TodayScreen {
  const [state, setState] = useState<Today>({ status: 'loading' });
  const [filter, setFilter] = useState<TodayFilter>({ ownerId: '', tier: '' });
  const question = useRef(0);

  const read = useCallback(async ({ ownerId, tier }: TodayFilter, before: Queue | null) => {
    question.current += 1;
    const asked = question.current;
    setState(before ? { status: 'ready', queue: before, loadingMore: true } : { status: 'loading' });
    const input: OpenTodayInput = {
      ...(ownerId ? { ownerId } : {}),
      ...(tier ? { tier } : {}),
      ...(before?.after ? { after: before.after } : {}),
    };
    const answer = await ask(() => hubspot.serverless<OpenTodayAnswer>('open_today', { parameters: asJson(input) }));
    if (question.current !== asked) return;
    if (!answer.ok) setState({ status: 'failed', failure: answer });
    else setState(stateOf({ ...answer, rows: [...(before?.rows ?? []), ...answer.rows] }));
  }, []);

  useEffect(() => {
    void read(filter, null);
  }, [filter, read]);

  return {
    state,
    filter,
    choose: setFilter,
    refresh: () => void read(filter, null),
    more: () => {
      if (state.status === 'ready' && !state.loadingMore && state.queue.after) void read(filter, state.queue);
    },
  };
}

function stateOf(queue: Queue): Today {
  return queue.rows.length === 0 ? { status: 'empty', queue } : { status: 'ready', queue, loadingMore: false };
}
