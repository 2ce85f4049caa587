import { SURVEYS, type SurveyKind, type SurveySubject } from './survey.ts';

/** Signs text and checks signatures; the secret stays with whoever made it. Signatures are text safe in an address. */
export interface SurveySigner {
  sign(text: string): string;
  /** In constant time. */
  verify(text: string, signature: string): boolean;
}

/** Days a link can be answered. Chosen by us: the guides give no number. */
export const LINK_DAYS = 14;

export interface SurveyToken {
  readonly survey: SurveyKind;
  readonly subject: SurveySubject;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Something was promised for answering. */
  readonly incentive?: true;
}

export type TokenReading =
  | { readonly ok: true; readonly token: SurveyToken }
  /** `forged`: its signature is not ours, whatever it says. */
  | { readonly ok: false; readonly reason: 'missing' | 'malformed' | 'forged' | 'expired' };

const VERSION = '1';
/** Stands where a matter has its round. */
const WITH_INCENTIVE = 'i';
const SUBJECTS = ['visit', 'issue', 'delivery'] as const;
/** Longer text is none of ours, and is not looked at. */
const LONGEST = 500;

/** Text that names what a survey is about and until when, signed; safe in an address. */
export function mintToken(
  { survey, subject, expiresAt, incentive }: SurveyToken,
  signer: Pick<SurveySigner, 'sign'>,
): string {
  const payload = [
    VERSION,
    survey,
    subject.kind,
    hex(subject.key),
    subject.kind === 'issue' ? String(subject.round) : incentive ? WITH_INCENTIVE : '0',
    Math.floor(expiresAt / 1_000).toString(36),
  ].join('.');
  return `${payload}.${signer.sign(payload)}`;
}

/**
 * What a token says, judged at the instant at which it was answered.
 *
 * The signature is checked before anything else is read: of a forged one nothing is believed. That a token works once is not written
 * in it: what it names tells whether it was answered.
 */
export function readToken(
  text: string | undefined,
  answeredAt: number,
  signer: Pick<SurveySigner, 'verify'>,
): TokenReading {
  const given = text?.trim() ?? '';
  if (given === '') return { ok: false, reason: 'missing' };
  const at = given.lastIndexOf('.');
  if (given.length > LONGEST || at < 0) return { ok: false, reason: 'malformed' };
  const payload = given.slice(0, at);
  if (!signer.verify(payload, given.slice(at + 1))) return { ok: false, reason: 'forged' };
  const [version, survey, kind, key, round, until, ...rest] = payload.split('.');
  const known = SURVEYS.find((each) => each === survey);
  const about = SUBJECTS.find((each) => each === kind);
  const name = unhex(key ?? '');
  const seconds = Number.parseInt(until ?? '', 36);
  if (version !== VERSION || !known || !about || !name || !Number.isSafeInteger(seconds) || rest.length > 0)
    return { ok: false, reason: 'malformed' };
  const expiresAt = seconds * 1_000;
  if (answeredAt > expiresAt) return { ok: false, reason: 'expired' };
  const subject: SurveySubject =
    about === 'issue' ? { kind: about, key: name, round: Number(round) } : { kind: about, key: name };
  return {
    ok: true,
    token: { survey: known, subject, expiresAt, ...(round === WITH_INCENTIVE ? { incentive: true } : {}) },
  };
}

/** Keys may hold any character; hexadecimal code points need none that an address would change. */
function hex(text: string): string {
  return [...text].map((character) => (character.codePointAt(0) ?? 0).toString(16)).join('-');
}

function unhex(text: string): string | undefined {
  if (!/^[0-9a-f]{1,6}(-[0-9a-f]{1,6})*$/.test(text)) return undefined;
  const points = text.split('-').map((each) => Number.parseInt(each, 16));
  return points.every((point) => point <= 0x10ffff) ? String.fromCodePoint(...points) : undefined;
}
