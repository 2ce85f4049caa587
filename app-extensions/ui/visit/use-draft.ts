import { hubspot } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Bilingual } from '../../../src/contract/common.ts';
import type {
  Draft,
  OpenDraftAnswer,
  OpenDraftInput,
  SaveDraftAnswer,
  SaveDraftInput,
} from '../../../src/contract/save-draft.ts';
import { asJson, ask } from '../common/ask.ts';
import { newSubmissionId } from '../common/submission.ts';
import { usePortal } from '../common/use-portal.ts';

/** Typing has stopped when nothing was typed for this long. */
export const DRAFT_AFTER_MS = 2_000;
/** What one property holds, less its head. */
const MAX_DRAFT = 60_000;

/** Whether what is typed would survive closing the record. */
export interface DraftState {
  readonly state: 'none' | 'typing' | 'keeping' | 'kept' | 'notKept' | 'tooLong' | 'restored' | 'restoring';
  /** Why it was not kept, where the function said so. */
  readonly said?: Bilingual;
}

/**
 * Keeps the form of one visit as a draft, two seconds after typing stops.
 *
 * Cards have no storage of their own: the draft lives on the visit and comes back with it, on whatever computer.
 */
export function useDraft(visitKey: string | undefined) {
  const portal = usePortal();
  const [draft, setDraft] = useState<DraftState>({ state: 'none' });
  const formId = useRef(newSubmissionId());
  const basedOn = useRef<string | undefined>(undefined);
  const sequence = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const stop = useCallback(() => clearTimeout(timer.current), []);
  useEffect(() => stop, [stop]);

  const send = useCallback(
    async (text: string) => {
      if (visitKey === undefined) return;
      sequence.current += 1;
      const mine = sequence.current;
      setDraft({ state: 'keeping' });
      const input: SaveDraftInput = {
        portal,
        visitKey,
        formId: formId.current,
        sequence: mine,
        ...(basedOn.current ? { basedOn: basedOn.current } : {}),
        text,
      };
      const answer = await ask(() =>
        hubspot.serverless<SaveDraftAnswer>('save_draft', {
          propertiesToSend: ['hs_object_id'],
          parameters: asJson(input),
        }),
      );
      // A later text is on its way, or the form was saved meanwhile: this answer tells nothing any more.
      if (sequence.current !== mine) return;
      if (!answer.ok) setDraft({ state: 'notKept', said: answer.message });
      else setDraft({ state: text === '' ? 'none' : 'kept' });
    },
    [visitKey, portal],
  );

  return {
    draft,
    /** The form has changed. */
    typed: (text: string) => {
      stop();
      if (text.length > MAX_DRAFT) {
        setDraft({ state: 'tooLong' });
        return;
      }
      setDraft({ state: 'typing' });
      timer.current = setTimeout(() => void send(text), DRAFT_AFTER_MS);
    },
    /** The form now shows this draft. */
    restored: (from: Draft) => {
      basedOn.current = from.formId;
      setDraft({ state: 'restored' });
    },
    /** Reads a draft that was too long to come with the card. */
    fetch: async (): Promise<Draft | null> => {
      if (visitKey === undefined) return null;
      setDraft({ state: 'restoring' });
      const input: OpenDraftInput = { portal, visitKey };
      const answer = await ask(() =>
        hubspot.serverless<OpenDraftAnswer>('open_draft', {
          propertiesToSend: ['hs_object_id'],
          parameters: asJson(input),
        }),
      );
      setDraft({ state: 'none' });
      return answer.ok ? answer.draft : null;
    },
    discard: () => {
      stop();
      void send('');
    },
    /** The visit is saved, and its draft went with it; nothing may be kept after that. */
    ended: () => {
      stop();
      sequence.current += 1;
      formId.current = newSubmissionId();
      basedOn.current = undefined;
      setDraft({ state: 'none' });
    },
    hold: stop,
  };
}
