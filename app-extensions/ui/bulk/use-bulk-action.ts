import { hubspot, useExtensionActions, useExtensionContext } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import type {
  BulkActionAnswer,
  BulkActionInput,
  BulkJob,
  BulkLine,
  BulkWish,
} from '../../../src/contract/bulk-action.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import { newSubmissionId } from '../common/submission.ts';
import { usePortal } from '../common/use-portal.ts';

/** Contacts of one preview call, and of one bulk action in all. */
const PREVIEW_STEP = 100;
export const MOST_CONTACTS = 2_000;

export interface Choices {
  readonly today: string;
  readonly owners: readonly { readonly id: string; readonly name: string }[];
}

export type Panel =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure }
  /** `problem`: what the function said about the wish. */
  | { readonly status: 'choosing'; readonly choices: Choices; readonly problem: Failure | null }
  | { readonly status: 'looking'; readonly wish: BulkWish; readonly looked: number }
  | { readonly status: 'looked'; readonly wish: BulkWish; readonly lines: readonly BulkLine[] }
  | { readonly status: 'working'; readonly job: BulkJob }
  /** Begun before, or stopped by a person or by trouble. */
  | { readonly status: 'stopped'; readonly job: BulkJob; readonly failure: Failure | null; readonly isOld: boolean }
  | { readonly status: 'done'; readonly job: BulkJob };

export interface BulkPanel {
  readonly state: Panel;
  readonly selected: number;
  readonly owners: Choices['owners'];
  readonly retry: () => void;
  readonly look: (wish: BulkWish) => void;
  readonly back: () => void;
  readonly apply: () => void;
  readonly goOn: () => void;
  readonly stop: () => void;
  readonly drop: () => void;
  readonly close: () => void;
}

/** Preview, then the work step by step. A panel that is closed loses nothing: the portal keeps how far it came. */
export function useBulkAction(): BulkPanel {
  const portal = usePortal();
  const { user, crm } = useExtensionContext<'crm.bulkActions'>();
  const actions = useExtensionActions<'crm.bulkActions'>();
  const [state, setState] = useState<Panel>({ status: 'loading' });
  const [choices, setChoices] = useState<Choices>({ today: '', owners: [] });
  const stopAsked = useRef(false);
  /** Kept until the work is begun: pressing again after a lost answer does not begin it twice. */
  const jobId = useRef<string | null>(null);
  /** What is asked now; an answer that comes after another question is not shown. */
  const question = useRef(0);
  const userId = user.id;
  const contactIds = crm.objectIds;

  const call = useCallback(
    (input: BulkActionInput) =>
      ask(() => hubspot.serverless<BulkActionAnswer>('bulk_action', { parameters: asJson(input) })),
    [],
  );

  const open = useCallback(async () => {
    setState({ status: 'loading' });
    const answer = await call({ step: 'open', portal, userId });
    if (!answer.ok) setState({ status: 'failed', failure: answer });
    else if (answer.step === 'open') {
      const known = { today: answer.today, owners: answer.owners };
      setChoices(known);
      setState(
        answer.job
          ? { status: 'stopped', job: answer.job, failure: null, isOld: true }
          : { status: 'choosing', choices: known, problem: null },
      );
    }
  }, [call, portal, userId]);

  useEffect(() => {
    void open();
  }, [open]);

  const look = async (wish: BulkWish) => {
    question.current += 1;
    const asked = question.current;
    jobId.current = null;
    const lines: BulkLine[] = [];
    for (let start = 0; start < contactIds.length; start += PREVIEW_STEP) {
      setState({ status: 'looking', wish, looked: lines.length });
      const part = contactIds.slice(start, start + PREVIEW_STEP);
      const answer = await call({ step: 'preview', portal, wish, contactIds: part });
      if (question.current !== asked) return;
      if (!answer.ok) {
        setState({ status: 'choosing', choices, problem: answer });
        return;
      }
      if (answer.step === 'preview') lines.push(...answer.lines);
    }
    setState({ status: 'looked', wish, lines });
  };

  const work = async (begun: BulkJob) => {
    stopAsked.current = false;
    let job = begun;
    while (!job.finished) {
      if (stopAsked.current) {
        setState({ status: 'stopped', job, failure: null, isOld: false });
        return;
      }
      setState({ status: 'working', job });
      const answer = await call({ step: 'go_on', portal, userId, jobId: job.id });
      if (!answer.ok) {
        setState({ status: 'stopped', job, failure: answer, isOld: false });
        return;
      }
      if (answer.step === 'job') job = answer.job;
    }
    setState({ status: 'done', job });
  };

  const apply = async () => {
    if (state.status !== 'looked') return;
    const { wish, lines } = state;
    const wanted = lines.filter(({ outcome }) => outcome === 'changes').map(({ contactId }) => Number(contactId));
    if (wanted.length === 0) return;
    jobId.current ??= newSubmissionId();
    const waiting: BulkJob = { ...NOTHING_DONE, id: jobId.current, wish, total: wanted.length };
    setState({ status: 'working', job: waiting });
    const answer = await call({ step: 'begin', portal, userId, jobId: jobId.current, wish, contactIds: wanted });
    if (!answer.ok) setState({ status: 'choosing', choices, problem: answer });
    else if (answer.step === 'job') await work(answer.job);
  };

  const drop = async () => {
    if (state.status !== 'stopped') return;
    const answer = await call({ step: 'drop', portal, userId, jobId: state.job.id });
    if (answer.ok) setState({ status: 'choosing', choices, problem: null });
    else setState({ ...state, failure: answer });
  };

  return {
    state,
    selected: contactIds.length,
    owners: choices.owners,
    retry: () => void open(),
    look: (wish) => void look(wish),
    back: () => {
      question.current += 1;
      setState({ status: 'choosing', choices, problem: null });
    },
    apply: () => void apply(),
    goOn: () => {
      if (state.status === 'stopped') void work(state.job);
    },
    stop: () => {
      stopAsked.current = true;
    },
    drop: () => void drop(),
    close: () => actions.closeOverlay('bulk_visits'),
  };
}

const NOTHING_DONE = {
  done: 0,
  later: 0,
  visits: { opened: 0, moved: 0, withdrawn: 0 },
  failed: 0,
  failures: [],
  finished: false,
  secondsLeft: null,
};
