import { type Day, parseDay } from '../calendar/day.ts';
import { addMonths } from '../calendar/months.ts';
import { holdsIdNumber, holdsMobile } from './private-data.ts';

/** What the guides keep of a customer and people fill in (G0:40-44, G1:26-28, G2:16-24, G3:29-42). */
export const PROFILE_FIELDS = [
  'kind',
  'company',
  'industry',
  'staff',
  'revenue',
  'position',
  'decision_role',
  'work_phone',
  'source',
  'source_note',
  'products',
  'signed_on',
  'first_purchase_on',
  'contract_amount',
  'preferences',
  'channel',
] as const;

/** What two guides list (G2:18, G3:29) and no visit needs: neither asked nor kept until the policy says what for and how long. */
export const OPTIONAL_PROFILE_FIELDS = ['third_party', 'age', 'gender'] as const;
export type OptionalProfileField = (typeof OPTIONAL_PROFILE_FIELDS)[number];
export type ProfileField = (typeof PROFILE_FIELDS)[number] | OptionalProfileField;

export function isOptional(field: ProfileField): field is OptionalProfileField {
  return OPTIONAL_PROFILE_FIELDS.some((each) => each === field);
}

/**
 * The first day on which a value is kept no longer.
 *
 * @example removedOn(day('2026-01-31'), 1) // 2026-02-28
 */
export function removedOn(notedOn: Day, keepMonths: number): Day {
  return addMonths(notedOn, keepMonths);
}

/** As people type it: days `YYYY-MM-DD`, amounts and counts in figures, choices by their word; absent: not known. */
export type Profile = { readonly [field in ProfileField]?: string };

/** The words of a closed list. */
export const PROFILE_CHOICES = {
  kind: ['b2b', 'b2c'],
  /** G1 names those three on the customer's side. */
  decision_role: ['decision_maker', 'business_head', 'user'],
  /** G1:24, G2:18, G3:28. */
  source: [
    'phone_inquiry',
    'website',
    'exhibition',
    'referral',
    'campaign',
    'questionnaire',
    'on_site_registration',
    'online_registration',
    'online_chat',
  ],
  channel: ['phone', 'on_site', 'video', 'email', 'sms', 'wechat', 'survey'],
  gender: ['female', 'male', 'other'],
} as const satisfies { readonly [field in ProfileField]?: readonly string[] };

const DAYS: readonly ProfileField[] = ['signed_on', 'first_purchase_on'];
const NUMBERS: readonly ProfileField[] = ['staff', 'contract_amount', 'age'];
/** A person has no company to describe (G1:26: their name stands for it). */
const OF_COMPANIES: readonly ProfileField[] = ['company', 'industry', 'staff', 'revenue', 'position', 'decision_role'];
const LONGEST = 200;

export type ProfileKind = 'text' | 'number' | 'day' | 'choice';

export function kindOf(field: ProfileField): ProfileKind {
  if (Object.hasOwn(PROFILE_CHOICES, field)) return 'choice';
  if (DAYS.includes(field)) return 'day';
  return NUMBERS.includes(field) ? 'number' : 'text';
}

/** Whether a field says anything about this customer. */
export function concerns(field: ProfileField, { kind }: Profile): boolean {
  return kind !== 'b2c' || !OF_COMPANIES.includes(field);
}

/**
 * What is still to be asked. A source is enough without its note, and one of signing and first purchase tells since when.
 *
 * @example missingOf({ kind: 'b2c', work_phone: '+86…', source: 'referral', products: 'X', signed_on: '2026-01-05' })
 * // ['contract_amount', 'preferences', 'channel']
 */
export function missingOf(profile: Profile): readonly ProfileField[] {
  const known = (field: ProfileField): boolean => profile[field] !== undefined && profile[field] !== '';
  return PROFILE_FIELDS.filter((field) => {
    if (known(field) || !concerns(field, profile) || field === 'source_note') return false;
    return !(DAYS.includes(field) && DAYS.some(known));
  });
}

export type ProfileFault =
  | 'too_long'
  | 'no_such_choice'
  | 'no_number'
  | 'no_day'
  | 'id_number'
  | 'private_mobile'
  | 'not_kept';

/** What is wrong with a value that somebody wants to keep, `not_kept` apart, which the policy decides; empty clears a field and is never wrong. */
export function faultOf(field: ProfileField, value: string): ProfileFault | undefined {
  if (value === '') return undefined;
  if (value.length > LONGEST) return 'too_long';
  // Q28: neither is ever recorded; the work phone is the one field for a number.
  if (holdsIdNumber(value)) return 'id_number';
  if (field !== 'work_phone' && holdsMobile(value)) return 'private_mobile';
  switch (kindOf(field)) {
    case 'choice': {
      const words: { readonly [field in ProfileField]?: readonly string[] } = PROFILE_CHOICES;
      return words[field]?.includes(value) ? undefined : 'no_such_choice';
    }
    case 'number':
      if (field === 'age') return /^([1-9]\d?|1[01]\d|120)$/.test(value) ? undefined : 'no_number';
      return /^\d{1,12}(\.\d{1,2})?$/.test(value) ? undefined : 'no_number';
    case 'day':
      return parseDay(value) === undefined ? 'no_day' : undefined;
    case 'text':
      return field === 'work_phone' && value.replace(/\D/g, '').length < 5 ? 'no_number' : undefined;
  }
}
