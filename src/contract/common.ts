import * as z from 'zod';

/** `YYYY-MM-DD`, a day that exists. */
export const dayText = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => {
    const ms = Date.parse(`${text}T00:00:00Z`);
    return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
  }, 'no such day');

/**
 * The portal as the card's own context names it, so that a read need not look it up. It decides nothing: the token opens one
 * portal only, and a wrong number finds nothing there.
 */
export const portalInput = z
  .strictObject({ id: z.int().positive(), timeZone: z.string().max(60).refine(isTimeZone, 'no such time zone') })
  .optional();

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

/** A sentence for people, in both languages. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** What any function answers when HubSpot or the call itself stands in the way. */
export interface Refusal {
  readonly ok: false;
  readonly reason:
    | 'bad_input'
    | 'not_a_contact'
    | 'not_installed'
    | 'no_policy'
    | 'bad_policy'
    | 'paused'
    | 'busy'
    | 'no_visit'
    | 'already_recorded'
    | 'counted_as_held'
    | 'no_run'
    | 'draft_elsewhere'
    | 'loops_unmentioned'
    | 'no_loop'
    | 'not_allowed_now'
    | 'moved_meanwhile'
    | 'no_script'
    | 'script_changed'
    | 'no_job'
    | 'no_draft'
    | 'draft_changed'
    | 'policy_changed'
    | 'not_approved'
    | 'too_big'
    | 'nothing_to_restore'
    | 'portal_unauthorized'
    | 'portal_rate_limited'
    | 'portal_unavailable';
  /** What to do now, for people. */
  readonly message: Bilingual;
  /** Fields that did not parse, as `path: what is wrong`. */
  readonly fields?: readonly { readonly path: string; readonly message: string }[];
  /** HubSpot's correlation id, for the operator. */
  readonly correlationId?: string;
}
