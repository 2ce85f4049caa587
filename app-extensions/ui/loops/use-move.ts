import { hubspot, useExtensionActions, useExtensionContext } from '@hubspot/ui-extensions';
import { useRef, useState } from 'react';
import type { LoopMove, MoveIssueAnswer, MoveIssueInput } from '../../../src/contract/move-issue.ts';
import type { LoopDetail } from '../../../src/contract/open-loops.ts';
import type { ComplaintCause } from '../../../src/domain/loop/causes.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { newSubmissionId } from '../common/submission.ts';
import { usePortal } from '../common/use-portal.ts';
import { COMMON } from '../common/words.ts';
import { LOOPS } from './loop-words.ts';

/** Moves that a person makes on the card, in the order in which they are offered. */
export const MOVES = [
  'accept',
  'start',
  'resolve',
  'confirm',
  'attempt_confirmation',
  'tell',
  'promise',
  'offer',
  'extend',
  'wait_for_customer',
  'customer_answered',
  'reopen',
  'close_unconfirmed',
  'reassign',
  'set_root_cause',
  'set_prevention',
  'set_measure',
  'check_measure',
  'score',
  'reask',
] as const;
export type Move = (typeof MOVES)[number];

/** Everything that can be typed for a move; what is typed for one stays when another is looked at. */
export interface MoveForm {
  readonly text: string;
  readonly reached: string;
  readonly promise: string;
  readonly promiseKind: string;
  readonly dueOn: string;
  readonly dueTime: string;
  readonly what: string;
  readonly agreedWith: string;
  readonly outcome: string;
  readonly how: string;
  readonly score: string;
  readonly department: string;
  readonly person: string;
  readonly done: string;
  readonly effective: string;
  readonly compensation: string;
  readonly role: string;
  readonly owner: string;
  readonly category: string;
}
export type MoveField = keyof MoveForm;
export type MoveErrors = { readonly [field in MoveField]?: string };

const EMPTY: MoveForm = {
  text: '',
  reached: 'yes',
  promise: '',
  promiseKind: 'simple',
  dueOn: '',
  dueTime: '17:00',
  what: 'loop',
  agreedWith: '',
  outcome: 'done',
  how: 'phone',
  score: '',
  department: '',
  person: '',
  done: 'yes',
  effective: 'yes',
  compensation: '',
  role: 'account_manager',
  owner: '',
  category: '',
};

/** What a move asks for, in order; none: it is carried out at once. */
export const FIELDS: { readonly [move in Move]: readonly MoveField[] } = {
  accept: ['promise', 'dueOn', 'dueTime'],
  start: [],
  resolve: ['text', 'outcome'],
  confirm: ['text', 'how', 'score'],
  attempt_confirmation: [],
  tell: ['text', 'reached'],
  promise: ['promise', 'promiseKind', 'dueOn', 'dueTime'],
  offer: ['text', 'compensation'],
  reassign: ['role', 'owner'],
  extend: ['what', 'dueOn', 'dueTime', 'agreedWith'],
  wait_for_customer: ['text'],
  customer_answered: [],
  reopen: ['text'],
  close_unconfirmed: [],
  set_root_cause: ['category', 'text'],
  set_prevention: ['text'],
  set_measure: ['text', 'department', 'person', 'dueOn'],
  check_measure: ['done', 'effective'],
  score: ['score', 'how'],
  reask: ['score', 'how'],
};

export interface Moving {
  readonly chosen: Move | null;
  readonly form: MoveForm;
  readonly errors: MoveErrors;
  readonly saving: boolean;
  readonly notSaved: Failure | null;
  /** What was written last, for people. */
  readonly wrote: string | null;
  readonly choose: (move: Move) => void;
  readonly change: (part: Partial<MoveForm>) => void;
  readonly save: () => void;
  readonly keep: (promiseId: string) => void;
  readonly giveUp: (promiseId: string) => void;
  /** To whom a loop can be handed over. */
  readonly owners: readonly { readonly id: string; readonly name: string }[];
}

/** The moves of one loop; a move that is sent again after a lost answer is carried out once. */
export function useMove(
  loop: LoopDetail,
  format: Format,
  onMoved: (loop: LoopDetail, moved?: { readonly total: number; readonly raised: readonly LoopDetail[] }) => void,
  owners: Moving['owners'],
): Moving {
  const actions = useExtensionActions<'crm.record.tab'>();
  const { user } = useExtensionContext<'crm.record.tab'>();
  const portal = usePortal();
  const [chosen, setChosen] = useState<Move | null>(null);
  const [form, setForm] = useState<MoveForm>(EMPTY);
  const [errors, setErrors] = useState<MoveErrors>({});
  const [saving, setSaving] = useState(false);
  const [notSaved, setNotSaved] = useState<Failure | null>(null);
  const [wrote, setWrote] = useState<string | null>(null);
  /** The move under way and its name: the same one again has the same name. */
  const sent = useRef({ text: '', commandId: '', expected: 0 });
  const onItsWay = useRef(false);
  const words = LOOPS[format.language];

  const send = async (move: LoopMove, fromForm = false) => {
    if (onItsWay.current) return;
    onItsWay.current = true;
    setSaving(true);
    setNotSaved(null);
    const text = JSON.stringify(move);
    // A lost answer may have been a move that was carried out: it goes out again under its name, as seen then.
    if (sent.current.text !== text) sent.current = { text, commandId: newSubmissionId(), expected: loop.movedAt };
    const input: MoveIssueInput = {
      portal,
      issueKey: loop.key,
      commandId: sent.current.commandId,
      expected: sent.current.expected,
      claimedBy: user.email || String(user.id),
      move,
    };
    let stands: LoopDetail | undefined;
    const answer = await ask(async () => {
      const told = await hubspot.serverless<MoveIssueAnswer>('move_issue', {
        propertiesToSend: ['hs_object_id'],
        parameters: asJson(input),
      });
      if (told && !told.ok) stands = told.loop;
      return told;
    });
    onItsWay.current = false;
    setSaving(false);
    if (!answer.ok) {
      setNotSaved(answer);
      if (stands) {
        // It was looked at again: the next try is a new one.
        sent.current = { text: '', commandId: '', expected: 0 };
        onMoved(stands);
      }
      return;
    }
    sent.current = { text: '', commandId: '', expected: 0 };
    // What is being typed for another move stays.
    if (fromForm) {
      setForm(EMPTY);
      setChosen(null);
    }
    const said = saidOf(answer, format);
    setWrote(said);
    actions.addAlert({ type: 'success', message: said });
    actions.refreshObjectProperties();
    onMoved(answer.loop, answer);
  };

  return {
    chosen,
    form,
    errors,
    saving,
    notSaved,
    wrote,
    choose: (move) => {
      setErrors({});
      setNotSaved(null);
      setWrote(null);
      if (FIELDS[move].length > 0) setChosen(move === chosen ? null : move);
      else void send({ type: move } as LoopMove);
    },
    change: (part) => {
      setForm((typed) => ({ ...typed, ...part }));
      setErrors({});
    },
    save: () => {
      if (!chosen) return;
      const wrong = errorsOf(chosen, form, loop, words);
      setErrors(wrong);
      if (Object.keys(wrong).length === 0) void send(moveOf(chosen, form), true);
    },
    keep: (promiseId) => void send({ type: 'keep', promiseId }),
    giveUp: (promiseId) => void send({ type: 'break', promiseId }),
    owners,
  };
}

function saidOf(answer: Extract<MoveIssueAnswer, { ok: true }>, format: Format): string {
  const words = LOOPS[format.language];
  if (answer.repeated) return words.movedRepeated;
  const state = format.name(COMMON[format.language].loopStates, answer.loop.state);
  const said = answer.loop.dueAt ? words.movedDue(state, format.instant(answer.loop.dueAt)) : words.moved(state);
  return answer.raised.length > 0 ? `${said} ${words.raisedByScore}` : said;
}

function moveOf(move: Move, form: MoveForm): LoopMove {
  const text = form.text.trim();
  const how = form.how as Extract<LoopMove, { type: 'confirm' }>['how'];
  const due = form.dueOn ? { dueOn: form.dueOn, dueTime: form.dueTime } : undefined;
  const promised = (kind: 'simple' | 'contact_by' | 'result' | 'progress') => ({
    kind,
    text: form.promise.trim(),
    ...(due ? { due } : {}),
  });
  switch (move) {
    case 'accept':
      return { type: move, ...(form.promise.trim() ? { promise: promised('contact_by') } : {}) };
    case 'start':
    case 'attempt_confirmation':
    case 'customer_answered':
    case 'close_unconfirmed':
      return { type: move };
    case 'resolve':
      return { type: move, reply: text, outcome: form.outcome === 'declined' ? 'declined' : 'done' };
    case 'confirm':
      return { type: move, answer: text, how, ...(form.score ? { score: Number(form.score) } : {}) };
    case 'tell':
      return { type: move, text, reached: form.reached === 'yes' };
    case 'promise':
      return { type: move, promise: promised(form.promiseKind as Parameters<typeof promised>[0]) };
    case 'offer':
      return {
        type: move,
        what: text,
        ...(form.compensation.trim() ? { compensation: form.compensation.trim() } : {}),
      };
    case 'reassign':
      return {
        type: move,
        ownerRole: form.role as Extract<LoopMove, { type: 'reassign' }>['ownerRole'],
        ownerId: form.owner,
      };
    case 'extend':
      return {
        type: move,
        what: form.what,
        dueOn: form.dueOn,
        dueTime: form.dueTime,
        agreedWith: form.agreedWith.trim(),
      };
    case 'wait_for_customer':
      return { type: move, waitingFor: text };
    case 'reopen':
      return { type: move, why: text };
    case 'set_root_cause':
      return { type: move, category: form.category as ComplaintCause, text };
    case 'set_prevention':
      return { type: move, text };
    case 'set_measure':
      return {
        type: move,
        what: text,
        department: form.department.trim(),
        person: form.person.trim(),
        dueOn: form.dueOn,
      };
    case 'check_measure':
      return { type: move, done: form.done === 'yes', effective: form.effective === 'yes' };
    case 'score':
    case 'reask':
      return { type: move, score: Number(form.score), how };
    default:
      return move satisfies never;
  }
}

/** Whether a text must be there: nothing was told where nobody was reached, and a cause from the list says enough. */
export function isNeeded(field: MoveField, move: Move, form: MoveForm): boolean {
  if (field !== 'text') return true;
  if (move === 'tell') return form.reached !== 'no';
  return move !== 'set_root_cause' || form.category === 'other';
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

function errorsOf(move: Move, form: MoveForm, loop: LoopDetail, words: (typeof LOOPS)[Format['language']]): MoveErrors {
  const fields = FIELDS[move];
  const missing = (field: MoveField): boolean => fields.includes(field) && form[field].trim() === '';
  const wrong: { [field in MoveField]?: string } = {};
  for (const field of ['text', 'agreedWith', 'department', 'person'] as const) {
    if (missing(field) && isNeeded(field, move, form)) wrong[field] = words.needed;
  }
  if (fields.includes('dueTime') && !TIME.test(form.dueTime)) wrong.dueTime = words.badTime;
  switch (move) {
    case 'accept': {
      const promised = loop.promises.some(({ kind, state }) => kind === 'contact_by' && state === 'open');
      const needed = loop.complexity === 'complex' && !promised;
      if ((needed || form.dueOn !== '') && missing('promise')) wrong.promise = words.needsContactBy;
      if ((needed || form.promise.trim() !== '') && form.dueOn === '') wrong.dueOn = words.needsContactBy;
      break;
    }
    case 'promise':
      if (missing('promise')) wrong.promise = words.needed;
      if (form.promiseKind !== 'simple' && form.dueOn === '') wrong.dueOn = words.needed;
      break;
    case 'set_root_cause':
      if (form.category === '') wrong.category = words.needed;
      break;
    case 'extend':
    case 'set_measure':
      if (form.dueOn === '') wrong.dueOn = words.needed;
      break;
    case 'score':
    case 'reask':
      if (form.score === '') wrong.score = words.needed;
      break;
    default:
  }
  return wrong;
}
