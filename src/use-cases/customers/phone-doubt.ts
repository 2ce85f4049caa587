import { isSupportedCountry, ParseError, parsePhoneNumberWithError } from 'libphonenumber-js/min';
import type { PhoneDoubt, PhoneReading } from '../../domain/readiness/checks.ts';

const DOUBTS: { readonly [message: string]: PhoneDoubt } = {
  NOT_A_NUMBER: 'no_number',
  INVALID_COUNTRY: 'no_country',
  TOO_SHORT: 'too_short',
  TOO_LONG: 'too_long',
  INVALID_LENGTH: 'no_such_number',
};

/**
 * Reads a phone number by the numbering plans of libphonenumber (its smallest set of them: lengths and leading digits of a country, not
 * who the number belongs to). A number without a country code is read as dialled in `country`.
 *
 * @example readPhone('010-6552 9988', 'CN') // { ok: true, e164: '+861065529988' }
 */
export function readPhone(text: string, country: string): PhoneReading {
  try {
    const number = parsePhoneNumberWithError(text, {
      ...(isSupportedCountry(country) ? { defaultCountry: country } : {}),
      // The whole text is the number; what stands around it would be lost.
      extract: false,
    });
    if (!number.isValid()) return { ok: false, doubt: 'no_such_number' };
    return { ok: true, e164: number.number, ...(number.ext ? { extension: number.ext } : {}) };
  } catch (error) {
    if (error instanceof ParseError) return { ok: false, doubt: DOUBTS[error.message] ?? 'no_number' };
    throw error;
  }
}
