/** Weights and check characters of the citizen identification number: ISO 7064, MOD 11-2, as GB 11643-1999 has it. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';
/** 18 characters that stand alone: not a part of a longer number. */
const CANDIDATES = /(?<![0-9A-Za-z])\d{6}(?:18|19|20)\d{9}[0-9Xx](?![0-9A-Za-z])/g;
/** Mobile numbers of mainland China, with or without the country's code and the usual blanks. */
const MOBILE = /(?<![\d+])(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/;

/**
 * Whether a text holds the number of an identity card: eighteen characters with a day of birth that exists and a right check
 * character. The number itself is never handed on.
 *
 * @example holdsIdNumber('证件 11010519491231002X') // true
 */
export function holdsIdNumber(text: string): boolean {
  return (text.normalize('NFKC').match(CANDIDATES) ?? []).some(isIdNumber);
}

/** Whether a text that is no phone field holds a mobile number. */
export function holdsMobile(text: string): boolean {
  return MOBILE.test(text.normalize('NFKC'));
}

/** A text for a list of contacts: one that holds a private number is not shown. */
export function withoutPrivate(text: string): string {
  return holdsIdNumber(text) || holdsMobile(text) ? '***' : text;
}

function isIdNumber(candidate: string): boolean {
  const [year, month, day] = [candidate.slice(6, 10), candidate.slice(10, 12), candidate.slice(12, 14)].map(Number);
  const born = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0));
  if (born.getUTCMonth() + 1 !== month || born.getUTCDate() !== day) return false;
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(candidate[at]), 0);
  return CHECKS[sum % 11] === candidate[17]?.toUpperCase();
}
