import { createHmac, timingSafeEqual } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SURVEYS, type SurveySubject } from '../../../src/domain/survey/survey.ts';
import { mintToken, readToken, type SurveySigner } from '../../../src/domain/survey/token.ts';

const signerWith = (secret: string): SurveySigner => {
  const sign = (text: string) => createHmac('sha256', secret).update(text).digest('base64url');
  return {
    sign,
    verify: (text, signature) => {
      const expected = Buffer.from(sign(text));
      const given = Buffer.from(signature);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
};
const signer = signerWith('a secret of this test');
const EXPIRES = Date.parse('2026-12-07T09:00:00Z');
const BEFORE = Date.parse('2026-12-01T09:00:00Z');
const visit = { kind: 'visit', key: '501:3' } as const;

const subjects: fc.Arbitrary<SurveySubject> = fc.oneof(
  fc.record({ kind: fc.constant('visit' as const), key: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }) }),
  fc.record({
    kind: fc.constant('issue' as const),
    key: fc.string({ minLength: 1, maxLength: 40 }),
    round: fc.nat(1_000),
  }),
  fc.record({ kind: fc.constant('delivery' as const), key: fc.stringMatching(/^\d{1,12}:\d{1,6}$/) }),
);

describe('a token of a survey', () => {
  it('says what it was made for, until it expires', () => {
    fc.assert(
      fc.property(subjects, fc.constantFrom(...SURVEYS), (subject, survey) => {
        const text = mintToken({ survey, subject, expiresAt: EXPIRES }, signer);
        fc.pre(text.length <= 500);
        expect(text).toMatch(/^[A-Za-z0-9._-]+$/);
        expect(readToken(text, BEFORE, signer)).toEqual({ ok: true, token: { survey, subject, expiresAt: EXPIRES } });
      }),
    );
  });

  it('is good at its last instant and expired right after', () => {
    const text = mintToken({ survey: 'csat', subject: visit, expiresAt: EXPIRES }, signer);
    expect(readToken(text, EXPIRES, signer)).toMatchObject({ ok: true });
    expect(readToken(text, EXPIRES + 1, signer)).toEqual({ ok: false, reason: 'expired' });
  });

  it('is forged when a single character was changed, anywhere', () => {
    const text = mintToken({ survey: 'csat', subject: visit, expiresAt: EXPIRES }, signer);
    for (let at = 0; at < text.length; at += 1) {
      const changed = `${text.slice(0, at)}${text[at] === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`;
      expect(readToken(changed, BEFORE, signer).ok, changed).toBe(false);
    }
  });

  it('of another secret is forged, whatever it says, an expired one too', () => {
    const theirs = mintToken({ survey: 'csat', subject: visit, expiresAt: EXPIRES }, signerWith('another one'));
    expect(readToken(theirs, BEFORE, signer)).toEqual({ ok: false, reason: 'forged' });
    expect(readToken(theirs, EXPIRES + 1, signer)).toEqual({ ok: false, reason: 'forged' });
  });

  it.each([
    [undefined, 'missing'],
    ['', 'missing'],
    ['   ', 'missing'],
    ['no-dot', 'malformed'],
    ['x'.repeat(100_000), 'malformed'],
    [`${'1.'.repeat(50_000)}`, 'malformed'],
    ['مرحبا.بالعالم', 'forged'],
    ['\u202e1.csat.visit.35.0.zzz.abc', 'forged'],
  ])('that is none is refused as such: %s', (text, reason) => {
    expect(readToken(text, BEFORE, signer)).toEqual({ ok: false, reason });
  });

  it('signed by us but of no form that is known is malformed', () => {
    for (const payload of [
      '2.csat.visit.35.0.zzzz',
      '1.other.visit.35.0.zzzz',
      '1.csat.person.35.0.zzzz',
      '1.csat.visit..0.zzzz',
      '1.csat.visit.110000.0.zzzz',
      '1.csat.visit.35.0.!',
      '1.csat.visit.35.0.zzzz.more',
      '1.csat',
    ])
      expect(readToken(`${payload}.${signer.sign(payload)}`, 0, signer), payload).toEqual({
        ok: false,
        reason: 'malformed',
      });
  });
});
