import { hubspot, useExtensionActions, useExtensionContext } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogAttemptInput } from '../../../src/contract/log-attempt.ts';
import type { LogVisitAnswer } from '../../../src/contract/log-visit.ts';
import type { OpenTodayAnswer, OpenTodayInput, QueueRow, SilentRow } from '../../../src/contract/open-today.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { newSubmissionId } from '../common/submission.ts';
import { usePortal } from '../common/use-portal.ts';
import { PAGES } from '../common/words.ts';
import type { Channel } from '../visit/log-form.ts';

export type Goal = NonNullable<OpenTodayInput['goal']>;

export interface TodayFilter {
  /** Empty: everyone's. `mine`: the reader's own. */
  readonly ownerId: string;
  /** Empty: every one. */
  readonly tier: '' | 'A' | 'B' | 'C';
  readonly channel: '' | Channel;
  readonly goal: '' | Goal;
}

/** The queue as far as it has been read. */
export interface Queue {
  readonly today: string;
  readonly rows: readonly QueueRow[];
  readonly total: number;
  readonly owners: readonly { readonly id: string; readonly name: string }[];
  /** Whose it is; null: everybody's. */
  readonly ownerId: string | null;
  /** Where the next page begins; null: all is here. */
  readonly after: string | null;
}

type Today =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'empty'; readonly queue: Queue }
  | { readonly status: 'ready'; readonly queue: Queue; readonly loadingMore: boolean };

/** Whom we are losing touch with; read when somebody asks. */
export type Silent =
  | { readonly status: 'idle' | 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'ready'; readonly rows: readonly SilentRow[] };

export interface TodayScreen {
  readonly state: Today;
  readonly filter: TodayFilter;
  readonly choose: (filter: TodayFilter) => void;
  readonly refresh: () => void;
  readonly more: () => void;
  /** Counts one unanswered call, without leaving the queue. */
  readonly noAnswer: (row: QueueRow) => void;
  /** The visit whose attempt is on its way. */
  readonly attempting: string | null;
  readonly notSaved: Failure | null;
  readonly silent: Silent;
  readonly showSilent: () => void;
}

export const MINE = 'mine';
const EVERYTHING: TodayFilter = { ownerId: '', tier: '', channel: '', goal: '' };

/** The queue of open visits: a page at a time, chosen by owner, tier, channel and goal. */
export function useToday(format: Format): TodayScreen {
  const portal = usePortal();
  const { user } = useExtensionContext<'pages'>();
  const actions = useExtensionActions<'pages'>();
  const [state, setState] = useState<Today>({ status: 'loading' });
  const [filter, setFilter] = useState<TodayFilter>(EVERYTHING);
  const [attempting, setAttempting] = useState<string | null>(null);
  const [notSaved, setNotSaved] = useState<Failure | null>(null);
  const [silent, setSilent] = useState<Silent>({ status: 'idle' });
  const question = useRef(0);
  /** Kept until it is saved: pressing again after a lost answer does not count twice. */
  const submissions = useRef(new Map<string, string>());
  const mine = user.email;

  const read = useCallback(
    async ({ ownerId, tier, channel, goal }: TodayFilter, before: Queue | null) => {
      question.current += 1;
      const asked = question.current;
      setState(before ? { status: 'ready', queue: before, loadingMore: true } : { status: 'loading' });
      const input: OpenTodayInput = {
        portal,
        ...ownerOf(ownerId, mine),
        ...(tier ? { tier } : {}),
        ...(channel ? { channel } : {}),
        ...(goal ? { goal } : {}),
        ...(before?.after ? { after: before.after } : {}),
      };
      const answer = await ask(() => hubspot.serverless<OpenTodayAnswer>('open_today', { parameters: asJson(input) }));
      if (question.current !== asked) return;
      if (!answer.ok) setState({ status: 'failed', failure: answer });
      else setState(stateOf({ ...answer, rows: [...(before?.rows ?? []), ...answer.rows] }));
    },
    [portal, mine],
  );

  useEffect(() => {
    void read(filter, null);
  }, [filter, read]);

  const noAnswer = async (row: QueueRow) => {
    if (attempting !== null) return;
    setAttempting(row.visitKey);
    setNotSaved(null);
    const submissionId = submissions.current.get(row.visitKey) ?? newSubmissionId();
    submissions.current.set(row.visitKey, submissionId);
    const input: LogAttemptInput = { visitKey: row.visitKey, submissionId };
    const answer = await ask(() => hubspot.serverless<LogVisitAnswer>('log_attempt', { parameters: asJson(input) }));
    setAttempting(null);
    if (!answer.ok) {
      setNotSaved(answer);
      return;
    }
    submissions.current.delete(row.visitKey);
    const words = PAGES[format.language];
    const next = answer.next;
    actions.addAlert({
      type: 'success',
      message: next
        ? words.attemptSaved(row.contactName, format.day(next.on))
        : words.attemptSavedOnly(row.contactName),
    });
    // HubSpot's index shows the change seconds later: the row is moved here by hand.
    setState((shown) =>
      shown.status === 'ready' ? { ...shown, queue: afterAttempt(shown.queue, row.visitKey, next) } : shown,
    );
  };

  const showSilent = async () => {
    setSilent({ status: 'loading' });
    const input: OpenTodayInput = {
      portal,
      view: 'silent',
      ...ownerOf(filter.ownerId, mine),
    };
    const answer = await ask(() => hubspot.serverless<OpenTodayAnswer>('open_today', { parameters: asJson(input) }));
    setSilent(answer.ok ? { status: 'ready', rows: answer.silent } : { status: 'failed', failure: answer });
  };

  return {
    state,
    filter,
    choose: setFilter,
    refresh: () => void read(filter, null),
    more: () => {
      if (state.status === 'ready' && !state.loadingMore && state.queue.after) void read(filter, state.queue);
    },
    noAnswer: (row) => void noAnswer(row),
    attempting,
    notSaved,
    silent,
    showSilent: () => void showSilent(),
  };
}

function ownerOf(ownerId: string, mine: string): Pick<OpenTodayInput, 'ownerId' | 'mine'> {
  if (ownerId === MINE) return { mine };
  return ownerId ? { ownerId } : {};
}

function stateOf(queue: Queue): Today {
  return queue.rows.length === 0 ? { status: 'empty', queue } : { status: 'ready', queue, loadingMore: false };
}

/** The queue after an attempt: the visit stands on its next day, or is gone when that was the last attempt. */
function afterAttempt(
  queue: Queue,
  visitKey: string,
  next: { readonly on: string; readonly open: boolean } | null,
): Queue {
  const moved = next?.open ? next.on : null;
  const rows = queue.rows.flatMap((row): QueueRow[] => {
    if (row.visitKey !== visitKey) return [row];
    return moved === null
      ? []
      : [{ ...row, on: moved, inDays: daysBetween(queue.today, moved), late: moved > row.latest }];
  });
  return { ...queue, rows, total: queue.total - (queue.rows.length - rows.length) };
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
