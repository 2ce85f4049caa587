import type { Refusal } from '../../contract/common.ts';
import type { Draft, OpenDraftAnswer, SaveDraftAnswer } from '../../contract/save-draft.ts';
import type { Ports, SlotKey, StoredVisit } from '../ports/ports.ts';
import { NO_VISIT, RECORDED_ALREADY } from './log-visit-refusals.ts';

/** Whole drafts; the words are the form's own and mean nothing here. */
interface WholeDraft extends Draft {
  readonly text: string;
}

const ELSEWHERE: Refusal = {
  ok: false,
  reason: 'draft_elsewhere',
  message: {
    zh: '有人正在另一个窗口填写这次回访，草稿未覆盖。您输入的内容仍在表单里，可以直接保存回访。',
    en: 'This visit is being filled in at another place too, so its draft was left alone. What you typed is still in the form, and the visit can be saved.',
  },
};

/**
 * Keeps what is being typed on the visit. One form's later text replaces its earlier one; a draft of another form is only
 * replaced by a form that began from it.
 */
export async function saveDraft(
  input: {
    readonly contactId: string;
    readonly visitKey: string;
    readonly formId: string;
    readonly sequence: number;
    readonly basedOn?: string | undefined;
    readonly text: string;
  },
  ports: Ports,
): Promise<SaveDraftAnswer> {
  const visit = await readVisit(input, ports);
  if (!visit || visit.status === 'withdrawn') return NO_VISIT;
  if (visit.status !== 'planned') return RECORDED_ALREADY;
  const stored = storedDraft(visit);
  if (stored && stored.formId !== input.formId && stored.formId !== input.basedOn) return ELSEWHERE;
  if (stored && stored.formId === input.formId && stored.sequence >= input.sequence) return { ok: true };
  const draft: WholeDraft = {
    formId: input.formId,
    sequence: input.sequence,
    at: new Date(ports.clock.now()).toISOString(),
    text: input.text,
  };
  await ports.visits.saveDraft(visit, input.text === '' ? '' : JSON.stringify(draft));
  return { ok: true };
}

/** A draft that was too long to come with the card. */
export async function openDraft(
  input: { readonly contactId: string; readonly visitKey: string },
  ports: Ports,
): Promise<OpenDraftAnswer> {
  const visit = await readVisit(input, ports);
  return visit ? { ok: true, draft: storedDraft(visit) } : NO_VISIT;
}

export function storedDraft(visit: StoredVisit): WholeDraft | null {
  const { draft } = visit.page ?? {};
  if (!draft) return null;
  try {
    const read = JSON.parse(draft) as Partial<WholeDraft>;
    const { formId, sequence, at, text } = read;
    if (
      typeof formId !== 'string' ||
      typeof sequence !== 'number' ||
      typeof at !== 'string' ||
      typeof text !== 'string'
    )
      return null;
    return { formId, sequence, at, text };
  } catch {
    // Somebody edited the property by hand: the form begins anew.
    return null;
  }
}

/** The draft as it travels with a card. */
export function draftWith(draft: Draft, mostBytes: number): Draft {
  const tooLong = new TextEncoder().encode(draft.text ?? '').length > mostBytes;
  return tooLong ? { ...draft, text: null } : draft;
}

async function readVisit(
  { contactId, visitKey }: { readonly contactId: string; readonly visitKey: string },
  ports: Ports,
): Promise<StoredVisit | undefined> {
  const key = slotKeyOf(visitKey);
  if (!key) return undefined;
  const [visit] = await ports.visits.readSlots([key], { withPage: true });
  return visit?.contactId === contactId ? visit : undefined;
}

export function slotKeyOf(visitKey: string): SlotKey | undefined {
  const at = visitKey.lastIndexOf(':');
  const slot = Number(visitKey.slice(at + 1));
  return at > 0 && Number.isInteger(slot) && slot >= 1 ? { customerKey: visitKey.slice(0, at), slot } : undefined;
}
