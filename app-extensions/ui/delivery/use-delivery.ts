import { hubspot, useExtensionActions, useExtensionContext } from '@hubspot/ui-extensions';
import { useRef, useState } from 'react';
import type { DraftLetterAnswer, DraftLetterInput } from '../../../src/contract/draft-letter.ts';
import type { DeliveryMove, MoveDeliveryAnswer, MoveDeliveryInput } from '../../../src/contract/move-delivery.ts';
import type { DeliveryPage, OpenDeliveryAnswer } from '../../../src/contract/open-delivery.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { newSubmissionId } from '../common/submission.ts';
import { usePortal } from '../common/use-portal.ts';
import { DELIVERY } from './delivery-words.ts';

export type DeliveryAction = DeliveryMove['type'];
export type DeliveryField = keyof (typeof DELIVERY)['en']['fields'];
type Typed = { readonly [field in DeliveryField]?: string };

interface FieldRule {
  readonly field: DeliveryField;
  readonly as: 'line' | 'text' | 'day' | 'choice';
  readonly required?: boolean;
  readonly most?: number;
}

const line = (field: DeliveryField, most = 100, required = true): FieldRule => ({ field, as: 'line', most, required });
const text = (field: DeliveryField, most = 500, required = true): FieldRule => ({ field, as: 'text', most, required });
const on = (field: DeliveryField, required = true): FieldRule => ({ field, as: 'day', required });
const choice = (field: DeliveryField): FieldRule => ({ field, as: 'choice', required: true });

/** What an action asks for, in order; none: it is carried out at once. */
export const FIELDS: { readonly [action in DeliveryAction]: readonly FieldRule[] } = {
  begin: [on('startedOn')],
  add_need: [text('text'), choice('priority'), on('expectedOn')],
  drop_need: [],
  confirm_needs: [line('confirmedBy'), line('ours'), on('confirmedOn')],
  add_milestone: [line('text', 200), line('standard', 300, false), choice('ownerId'), on('dueOn')],
  move_milestone: [on('dueOn'), line('agreedWith', 100, false)],
  hand_milestone: [choice('ownerId')],
  finish_milestone: [on('doneOn')],
  report: [text('done', 1_000), text('next', 1_000), text('coordinate', 1_000, false)],
  send_letter: [choice('language'), line('subject', 200), text('body', 4_000)],
  skip_letter: [line('because', 300)],
  raise_exception: [text('text'), text('solution', 500, false)],
  agree_exception: [line('agreedWith'), text('plan'), on('dueOn', false)],
  judge_need: [choice('met'), line('remark', 300, false)],
  accept: [line('acceptedBy'), on('acceptedOn')],
};

/** An action with what it is about: a need, a milestone, an exception, a week or a letter. */
export interface Opened {
  readonly action: DeliveryAction;
  /** Id of what it is about, or the day of a report or letter. */
  readonly of: string;
  /** As people call it. */
  readonly name: string;
}

export interface Delivering {
  readonly opened: Opened | null;
  readonly typed: Typed;
  readonly errors: Typed;
  readonly saving: boolean;
  readonly notSaved: Failure | null;
  readonly wrote: string | null;
  readonly draft: 'none' | 'drafting' | 'empty' | 'failed';
  readonly open: (opened: Opened) => void;
  readonly change: (part: Typed) => void;
  readonly save: () => void;
  readonly draftAgain: () => void;
}

type Ready = Extract<OpenDeliveryAnswer, { readonly ok: true }>;

/** The actions of one project; an action that is sent again after a lost answer is carried out once. */
export function useDelivery(shown: Ready, format: Format, onMoved: (page: DeliveryPage) => void): Delivering {
  const actions = useExtensionActions<'crm.record.tab'>();
  const { user } = useExtensionContext<'crm.record.tab'>();
  const portal = usePortal();
  const { page, today } = shown;
  const [opened, setOpened] = useState<Opened | null>(null);
  const [typed, setTyped] = useState<Typed>({});
  const [errors, setErrors] = useState<Typed>({});
  const [saving, setSaving] = useState(false);
  const [notSaved, setNotSaved] = useState<Failure | null>(null);
  const [wrote, setWrote] = useState<string | null>(null);
  const [draft, setDraft] = useState<Delivering['draft']>('none');
  /** The move under way and its name: the same one again has the same name. */
  const sent = useRef({ text: '', commandId: '', expected: 0 });
  const onItsWay = useRef(false);
  const question = useRef(0);
  const words = DELIVERY[format.language];

  /** Fills in what nobody has touched since it was asked for: what is typed meanwhile stays. */
  const drafted = async (about: Opened, language: 'zh' | 'en', asked: Typed) => {
    question.current += 1;
    const turn = question.current;
    setDraft('drafting');
    const what = about.action === 'report' ? 'report' : page.highValue ? 'brief' : 'letter';
    const input: DraftLetterInput = { portal, what, of: about.of, language };
    const answer = await ask(() =>
      hubspot.serverless<DraftLetterAnswer>('draft_letter', {
        propertiesToSend: ['hs_object_id'],
        parameters: asJson(input),
      }),
    );
    if (turn !== question.current) return;
    if (!answer.ok) {
      setDraft('failed');
      return;
    }
    const { draft: made } = answer;
    setDraft(made.what === 'letter' && made.empty ? 'empty' : 'none');
    const filled: Typed =
      made.what === 'letter'
        ? { subject: made.subject, body: made.body }
        : { done: made.done, next: made.next, coordinate: made.coordinate };
    setTyped((before) => ({
      ...before,
      ...Object.fromEntries(
        (Object.keys(filled) as DeliveryField[]).flatMap((field) =>
          before[field] === asked[field] ? [[field, filled[field]]] : [],
        ),
      ),
    }));
  };

  const open = (about: Opened) => {
    setErrors({});
    setNotSaved(null);
    setWrote(null);
    setDraft('none');
    question.current += 1;
    if (FIELDS[about.action].length === 0) {
      void send(moveOf(about, {}, page));
      return;
    }
    if (opened?.action === about.action && opened.of === about.of) {
      setOpened(null);
      return;
    }
    setOpened(about);
    const start = startOf(about, today, shown);
    setTyped(start);
    if (about.action === 'report') void drafted(about, format.language, start);
    if (about.action === 'send_letter') void drafted(about, shown.language, start);
  };

  const send = async (move: DeliveryMove) => {
    if (onItsWay.current) return;
    onItsWay.current = true;
    setSaving(true);
    setNotSaved(null);
    const text = JSON.stringify(move);
    // A lost answer may have been a move that was carried out: it goes out again under its name, as seen then.
    if (sent.current.text !== text) sent.current = { text, commandId: newSubmissionId(), expected: page.version };
    const input: MoveDeliveryInput = {
      portal,
      commandId: sent.current.commandId,
      expected: sent.current.expected,
      claimedBy: user.email || String(user.id),
      move,
    };
    let stands: DeliveryPage | undefined;
    const answer = await ask(async () => {
      const told = await hubspot.serverless<MoveDeliveryAnswer>('move_delivery', {
        propertiesToSend: ['hs_object_id'],
        parameters: asJson(input),
      });
      if (told && !told.ok) stands = told.page;
      return told;
    });
    onItsWay.current = false;
    setSaving(false);
    if (!answer.ok) {
      setNotSaved(answer);
      setErrors(Object.fromEntries(answer.fields.map(({ path, message }) => [path.replace(/^move\./, ''), message])));
      if (stands) {
        // It was looked at again: the next try is a new one.
        sent.current = { text: '', commandId: '', expected: 0 };
        onMoved(stands);
      }
      return;
    }
    sent.current = { text: '', commandId: '', expected: 0 };
    setOpened(null);
    setTyped({});
    const said = answer.repeated ? words.repeated : words.saved;
    setWrote(said);
    actions.addAlert({ type: 'success', message: said });
    actions.refreshObjectProperties();
    onMoved(answer.page);
  };

  return {
    opened,
    typed,
    errors,
    saving,
    notSaved,
    wrote,
    draft,
    open,
    change: (part) => {
      setTyped((before) => ({ ...before, ...part }));
      setErrors({});
    },
    save: () => {
      if (!opened) return;
      const wrong = wrongIn(opened.action, typed, format);
      setErrors(wrong);
      if (Object.keys(wrong).length === 0) void send(moveOf(opened, typed, page));
    },
    draftAgain: () => {
      if (opened) void drafted(opened, opened.action === 'report' ? format.language : languageOf(typed), typed);
    },
  };
}

function languageOf({ language }: Typed): 'zh' | 'en' {
  return language === 'en' ? 'en' : 'zh';
}

/** What stands in a form when it is opened. */
function startOf({ action, of }: Opened, today: string, { page, language }: Ready): Typed {
  switch (action) {
    case 'begin':
      return { startedOn: today };
    case 'add_need':
      return { priority: 'medium' };
    case 'confirm_needs':
      return { confirmedOn: today };
    case 'finish_milestone':
      return { doneOn: today };
    case 'accept':
      return { acceptedOn: today };
    case 'judge_need':
      return { met: 'yes' };
    case 'send_letter':
      return { language };
    case 'move_milestone':
    case 'hand_milestone': {
      const known = page.milestones.find(({ id }) => id === of);
      return known ? { dueOn: known.dueOn, ownerId: known.ownerId } : {};
    }
    default:
      return {};
  }
}

function wrongIn(action: DeliveryAction, typed: Typed, format: Format): Typed {
  const words = DELIVERY[format.language];
  return Object.fromEntries(
    FIELDS[action].flatMap(({ field, required, most }) => {
      const value = (typed[field] ?? '').trim();
      if (required && value === '') return [[field, words.needed]];
      if (most !== undefined && value.length > most) return [[field, words.tooLong(format.number(most))]];
      return [];
    }),
  );
}

function moveOf({ action, of }: Opened, typed: Typed, page: DeliveryPage): DeliveryMove {
  const said = (field: DeliveryField): string => (typed[field] ?? '').trim();
  const kind = page.highValue ? 'brief' : 'letter';
  switch (action) {
    case 'begin':
      return { type: action, startedOn: said('startedOn') };
    case 'add_need': {
      const priority = said('priority');
      return {
        type: action,
        text: said('text'),
        priority: priority === 'high' || priority === 'low' ? priority : 'medium',
        expectedOn: said('expectedOn'),
      };
    }
    case 'drop_need':
      return { type: action, needId: of };
    case 'confirm_needs':
      return { type: action, confirmedBy: said('confirmedBy'), ours: said('ours'), confirmedOn: said('confirmedOn') };
    case 'add_milestone':
      return {
        type: action,
        text: said('text'),
        standard: said('standard'),
        ownerId: said('ownerId'),
        dueOn: said('dueOn'),
      };
    case 'move_milestone':
      return { type: action, milestoneId: of, dueOn: said('dueOn'), agreedWith: said('agreedWith') };
    case 'hand_milestone':
      return { type: action, milestoneId: of, ownerId: said('ownerId') };
    case 'finish_milestone':
      return { type: action, milestoneId: of, doneOn: said('doneOn') };
    case 'report':
      return { type: action, week: of, done: said('done'), next: said('next'), coordinate: said('coordinate') };
    case 'send_letter':
      return {
        type: action,
        kind,
        slot: of,
        language: languageOf(typed),
        subject: said('subject'),
        body: typed.body ?? '',
      };
    case 'skip_letter':
      return { type: action, kind, slot: of, because: said('because') };
    case 'raise_exception':
      return {
        type: action,
        text: said('text'),
        solution: said('solution'),
        ...(of === '' ? {} : { milestoneId: of }),
      };
    case 'agree_exception':
      return {
        type: action,
        exceptionId: of,
        agreedWith: said('agreedWith'),
        plan: said('plan'),
        ...(said('dueOn') === '' ? {} : { dueOn: said('dueOn') }),
      };
    case 'judge_need':
      return { type: action, needId: of, met: said('met') === 'yes', remark: said('remark') };
    case 'accept':
      return { type: action, acceptedBy: said('acceptedBy'), acceptedOn: said('acceptedOn') };
    default:
      return action satisfies never;
  }
}
