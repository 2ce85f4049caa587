import type { LogVisitInput } from '../../../src/contract/log-visit.ts';
import type { ScriptText } from '../../../src/contract/open-contact.ts';
import { LOW_NPS, LOW_SCORE } from '../../../src/domain/loop/loop.ts';
import {
  DIMENSIONS,
  DIMENSIONS_OF_FORM,
  type Dimension,
  type MarkForm,
} from '../../../src/domain/satisfaction/dimensions.ts';

export type Outcome = LogVisitInput['outcome'];
export type Channel = LogVisitInput['channel'];
export type FeedbackField = keyof NonNullable<LogVisitInput['feedback']>;
export type CollectedBy = NonNullable<LogVisitInput['scoresCollectedBy']>;
/** What a question of the script is asked for. */
export type Goal = 'care' | 'need' | 'feedback';

export const OUTCOMES: readonly Outcome[] = ['reached', 'no_answer', 'refused', 'wrong_number', 'rescheduled'];
export const CHANNELS: readonly Channel[] = ['phone', 'on_site', 'video', 'email', 'sms', 'wechat', 'survey'];
export const FEEDBACK: readonly FeedbackField[] = ['problem', 'need', 'suggestion', 'complaint', 'praise'];
export const COLLECTED_BY: readonly CollectedBy[] = ['rep_on_phone', 'customer_link'];
export const GOALS: readonly Goal[] = ['care', 'need', 'feedback'];
/** Where the notes beside a goal's questions are kept, so that nothing is typed twice. */
export const NOTES_OF: { readonly [goal in Goal]: FeedbackField } = {
  care: 'problem',
  need: 'need',
  feedback: 'suggestion',
};
export const MAX_NOTE = 10_000;
export const MAX_REASON = 500;
export const MAX_PROMISES = 5;
export const MAX_PROMISE = 500;

/** What was promised; a row without words is none. */
export interface PromiseRow {
  readonly text: string;
  /** `YYYY-MM-DD`, or empty. */
  readonly dueOn: string;
  /** `HH:MM` */
  readonly dueTime: string;
}

/** What became of an open loop in the talk; empty: not said yet. */
export interface Mention {
  readonly how: '' | NonNullable<LogVisitInput['otherLoops']>['how'];
  readonly because: string;
}

export const MENTIONS = ['discussed', 'answered', 'not_now'] as const satisfies readonly Mention['how'][];
export const UNMENTIONED: Mention = { how: '', because: '' };

/** The open loops a talk has to mention: those the form lists, and how many there are besides. */
export interface ToMention {
  readonly rows: readonly { readonly key: string; readonly text: string }[];
  readonly others: number;
}

export const NOTHING_OPEN: ToMention = { rows: [], others: 0 };

/** Everything the rep has typed; nothing is dropped when the outcome changes. */
export interface LogForm {
  readonly outcome: Outcome | '';
  readonly channel: Channel | '';
  /** `YYYY-MM-DD`, or empty. */
  readonly heldOn: string;
  readonly feedback: { readonly [field in FeedbackField]: string };
  readonly scores: { readonly [dimension in Dimension]?: number };
  readonly scoresCollectedBy: CollectedBy;
  readonly nps: number | null;
  readonly followUpPlan: string;
  readonly nextContactOn: string;
  readonly rescheduleReason: string;
  readonly promises: readonly PromiseRow[];
  readonly urgency: 'normal' | 'urgent';
  readonly expectedOn: string;
  /** Script question → answer. */
  readonly scriptAnswers: { readonly [questionId: string]: string };
  /** Open loop → what became of it. */
  readonly loops: { readonly [key: string]: Mention };
  readonly otherLoops: Mention;
}

/** What is wrong with a field: a word of ours, or what the function said. */
export type FieldError =
  | 'outcome'
  | 'channel'
  | 'heldOn'
  | 'heldInFuture'
  | 'nextInPast'
  | 'newDay'
  | 'reason'
  | 'promise'
  | 'promiseInPast'
  | 'mention'
  | 'because'
  | 'noteTooLong'
  | 'reasonTooLong'
  | { readonly said: string };
export type FormErrors = { readonly [path: string]: FieldError };

export type Checked =
  | { readonly ok: true; readonly input: LogVisitInput }
  | { readonly ok: false; readonly errors: FormErrors };

export function newForm(visit: { readonly channel: string }, today: string): LogForm {
  return {
    outcome: '',
    channel: channelOf(visit.channel) ?? '',
    heldOn: today,
    feedback: { problem: '', need: '', suggestion: '', complaint: '', praise: '' },
    scores: {},
    scoresCollectedBy: 'rep_on_phone',
    nps: null,
    followUpPlan: '',
    nextContactOn: '',
    rescheduleReason: '',
    promises: [],
    urgency: 'normal',
    expectedOn: '',
    scriptAnswers: {},
    loops: {},
    otherLoops: UNMENTIONED,
  };
}

/** The marks that a visit asks for, and those that its script or an earlier draft has given besides. */
export function dimensionsAsked(form: MarkForm, scores: LogForm['scores']): readonly Dimension[] {
  const asked = DIMENSIONS_OF_FORM[form];
  return [...asked, ...DIMENSIONS.filter((each) => !asked.includes(each) && scores[each] !== undefined)];
}

/** Feedback and scores are asked of a customer who was reached, and only then saved. */
export function asksFeedback(outcome: LogForm['outcome']): boolean {
  return outcome === 'reached';
}

/** What the form says, as the function takes it, or what is missing. */
export function checkForm(
  form: LogForm,
  {
    visitKey,
    submissionId,
    today,
    toMention = NOTHING_OPEN,
  }: {
    readonly visitKey: string;
    readonly submissionId: string;
    readonly today: string;
    readonly toMention?: ToMention;
  },
): Checked {
  const { outcome, channel, heldOn, nextContactOn } = form;
  const errors = { ...errorsOf(form, today), ...unmentioned(form, toMention) };
  if (outcome === '' || channel === '' || Object.keys(errors).length > 0) return { ok: false, errors };

  const followUpPlan = form.followUpPlan.trim();
  const base: LogVisitInput = {
    visitKey,
    submissionId,
    outcome,
    channel,
    heldOn,
    ...(followUpPlan ? { followUpPlan } : {}),
    ...(nextContactOn ? { nextContactOn } : {}),
  };
  if (outcome === 'rescheduled')
    return { ok: true, input: { ...base, rescheduleReason: form.rescheduleReason.trim() } };
  if (!asksFeedback(outcome)) return { ok: true, input: base };
  const scored = Object.keys(form.scores).length > 0;
  const promises = form.promises
    .filter(isGiven)
    .map(({ text, dueOn, dueTime }) => ({ text: text.trim(), dueOn, ...(dueTime ? { dueTime } : {}) }));
  return {
    ok: true,
    input: {
      ...base,
      feedback: feedbackOf(form),
      ...(scored ? { scores: form.scores, scoresCollectedBy: form.scoresCollectedBy } : {}),
      ...(form.nps === null ? {} : { nps: form.nps }),
      ...(promises.length > 0 ? { promises } : {}),
      ...(opensLoop(form) && form.urgency === 'urgent' ? { urgency: form.urgency } : {}),
      ...(opensLoop(form) && form.expectedOn ? { expectedOn: form.expectedOn } : {}),
      ...(Object.keys(form.scriptAnswers).length > 0 ? { scriptAnswers: form.scriptAnswers } : {}),
      ...mentionsOf(form, toMention),
    },
  };
}

function mentionsOf(form: LogForm, { rows, others }: ToMention): Pick<LogVisitInput, 'loops' | 'otherLoops'> {
  const loops = rows.flatMap(({ key }) => {
    const mention = mentionSent(form.loops[key]);
    return mention ? [{ key, ...mention }] : [];
  });
  const rest = others > 0 ? mentionSent(form.otherLoops) : undefined;
  return { ...(loops.length > 0 ? { loops } : {}), ...(rest ? { otherLoops: rest } : {}) };
}

export function mentionSent(mention: Mention | undefined): LogVisitInput['otherLoops'] {
  if (!mention || mention.how === '') return undefined;
  const { how } = mention;
  return how === 'not_now' ? { how, because: mention.because.trim() } : { how };
}

/** A customer who was reached is told where things stand with everything that is open. */
function unmentioned(form: LogForm, { rows, others }: ToMention): FormErrors {
  if (!asksFeedback(form.outcome)) return {};
  const errors: { [path: string]: FieldError } = {};
  const check = (path: string, { how, because }: Mention): void => {
    if (how === '') errors[path] = 'mention';
    else if (how === 'not_now' && because.trim() === '') errors[`${path}.because`] = 'because';
    else if (because.trim().length > MAX_REASON) errors[`${path}.because`] = 'reasonTooLong';
  };
  for (const { key } of rows) check(`loops.${key}`, form.loops[key] ?? UNMENTIONED);
  if (others > 0) check('otherLoops', form.otherLoops);
  return errors;
}

/**
 * What an answer of the script changes in the form: who answers was reached, the answer's words go to the field it names after
 * what is there, its score to its dimension.
 */
export function formAfterAnswer(
  form: LogForm,
  questionId: string,
  answer: NonNullable<ScriptText['questions'][number]['answers']>[number],
  said: string,
): Partial<LogForm> {
  const { feedback, score } = answer.fills ?? {};
  const dimension = DIMENSIONS.find((known) => known === score?.dimension);
  const note = feedback ? form.feedback[feedback] : '';
  return {
    outcome: form.outcome === '' ? 'reached' : form.outcome,
    scriptAnswers: { ...form.scriptAnswers, [questionId]: answer.id },
    ...(feedback && !note.includes(said)
      ? { feedback: { ...form.feedback, [feedback]: note ? `${note}\n${said}` : said } }
      : {}),
    ...(dimension && score ? { scores: { ...form.scores, [dimension]: score.value } } : {}),
  };
}

/** Whether saving it opens a loop: something was raised, a mark is low, or something was promised. */
export function opensLoop(form: LogForm): boolean {
  if (!asksFeedback(form.outcome)) return false;
  return (
    (['problem', 'complaint', 'need', 'suggestion'] as const).some((field) => form.feedback[field].trim() !== '') ||
    Object.values(form.scores).some((score) => score <= LOW_SCORE) ||
    (form.nps !== null && form.nps <= LOW_NPS) ||
    form.promises.some(isGiven)
  );
}

function isGiven({ text, dueOn }: PromiseRow): boolean {
  return text.trim() !== '' || dueOn !== '';
}

/** A draft as it was kept, put onto a new form; null: it is none. Fields it lacks keep the new form's values. */
export function formOfDraft(text: string, fresh: LogForm): LogForm | null {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null) return null;
    const kept = Object.entries(read).filter(
      ([field, value]) => field in fresh && (typeof value === typeof fresh[field as keyof LogForm] || field === 'nps'),
    );
    const form = { ...fresh, ...Object.fromEntries(kept) } as LogForm;
    return { ...form, feedback: { ...fresh.feedback, ...form.feedback } };
  } catch {
    return null;
  }
}

export function channelOf(text: string): Channel | undefined {
  return CHANNELS.find((channel) => channel === text);
}

function errorsOf(form: LogForm, today: string): FormErrors {
  const errors: { [path: string]: FieldError } = {};
  if (form.outcome === '') errors.outcome = 'outcome';
  if (form.channel === '') errors.channel = 'channel';
  if (form.heldOn === '') errors.heldOn = 'heldOn';
  // Days are written alike, so their texts compare as the days do.
  else if (form.heldOn > today) errors.heldOn = 'heldInFuture';
  if (form.nextContactOn !== '' && form.nextContactOn < today) errors.nextContactOn = 'nextInPast';
  if (form.outcome === 'rescheduled') {
    if (form.nextContactOn === '') errors.nextContactOn = 'newDay';
    if (form.rescheduleReason.trim() === '') errors.rescheduleReason = 'reason';
    if (form.rescheduleReason.trim().length > MAX_REASON) errors.rescheduleReason = 'reasonTooLong';
  }
  if (asksFeedback(form.outcome)) {
    form.promises.forEach((row, index) => {
      if (!isGiven(row)) return;
      if (row.text.trim() === '' || row.dueOn === '') errors[`promises.${index}.dueOn`] = 'promise';
      else if (row.dueOn < today) errors[`promises.${index}.dueOn`] = 'promiseInPast';
      if (row.text.trim().length > MAX_PROMISE) errors[`promises.${index}.text`] = 'reasonTooLong';
    });
    if (form.expectedOn !== '' && form.expectedOn < today) errors.expectedOn = 'nextInPast';
    for (const field of FEEDBACK) {
      if (form.feedback[field].trim().length > MAX_NOTE) errors[`feedback.${field}`] = 'noteTooLong';
    }
  }
  if (form.followUpPlan.trim().length > MAX_NOTE) errors.followUpPlan = 'noteTooLong';
  return errors;
}

function feedbackOf(form: LogForm): NonNullable<LogVisitInput['feedback']> {
  return Object.fromEntries(
    FEEDBACK.map((field) => [field, form.feedback[field].trim()] as const).filter(([, text]) => text !== ''),
  );
}
