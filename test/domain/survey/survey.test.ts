import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerOf, SURVEY, SURVEYS } from '../../../src/domain/survey/survey.ts';

const FULL = { service_quality: '5', response_speed: '4', solution_effect: '3', professionalism: '1' };

describe('the surveys', () => {
  it('ask in Chinese and English, and each choice once', () => {
    for (const kind of SURVEYS) {
      for (const { label, choices = [], id } of SURVEY[kind].questions) {
        expect(label.zh, id).toMatch(/\p{Script=Han}/u);
        expect(label.en, id).toMatch(/^[\x20-\x7e]+$/);
        expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length);
      }
    }
  });

  it('ask for satisfaction in four dimensions of five points with an open text, and the standard question on eleven', () => {
    const closed = SURVEY.csat.questions.filter(({ choices }) => choices);
    expect(closed.map(({ id }) => id)).toEqual([
      'service_quality',
      'response_speed',
      'solution_effect',
      'professionalism',
    ]);
    expect(closed.every(({ choices }) => choices?.length === 5)).toBe(true);
    expect(SURVEY.nps.questions[0]?.choices?.map(({ value }) => value)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
      '10',
    ]);
  });
});

describe('what was submitted', () => {
  it('becomes an answer', () => {
    expect(answerOf('csat', { ...FULL, comment: '  更快一点  ' })).toEqual({
      kind: 'csat',
      scores: { service_quality: 5, response_speed: 4, solution_effect: 3, professionalism: 1 },
      comment: '更快一点',
    });
    expect(answerOf('nps', { nps: '0' })).toEqual({ kind: 'nps', nps: 0 });
    expect(answerOf('solved', { solved: 'no' })).toEqual({ kind: 'solved', solved: false });
    expect(answerOf('solved', { solved: 'yes', score: '4' })).toEqual({ kind: 'solved', solved: true, score: 4 });
  });

  it.each([
    ['csat', { ...FULL, response_speed: '' }],
    ['csat', { ...FULL, response_speed: '6' }],
    ['csat', { ...FULL, response_speed: '4.5' }],
    ['csat', {}],
    ['nps', { nps: '11' }],
    ['nps', { nps: '-1' }],
    ['nps', { nps: 'ten' }],
    ['solved', { solved: 'maybe' }],
    ['solved', { score: '5' }],
    ['solved', { solved: 'yes', score: '0' }],
  ] as const)('is no answer where something is missing or none of the choices: %s %j', (kind, values) => {
    expect(answerOf(kind, values)).toBeUndefined();
  });

  it('never becomes more than the choices allow, whatever was typed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SURVEYS),
        fc.dictionary(
          fc.constantFrom('nps', 'solved', 'score', 'comment', '__proto__', ...Object.keys(FULL)),
          fc.oneof(fc.constantFrom('1', '5', '10', 'yes', 'no'), fc.string()),
        ),
        (kind, values) => {
          const answer = answerOf(kind, values);
          if (answer?.kind === 'csat')
            for (const mark of Object.values(answer.scores)) expect([1, 2, 3, 4, 5]).toContain(mark);
          if (answer?.kind === 'nps')
            expect(answer.nps >= 0 && answer.nps <= 10 && Number.isInteger(answer.nps)).toBe(true);
          expect((answer?.comment ?? '').length).toBeLessThanOrEqual(2_000);
        },
      ),
    );
  });

  it('keeps two thousand characters of a comment of a hundred thousand, right to left too', () => {
    const answer = answerOf('nps', { nps: '3', comment: 'ش'.repeat(100_000) });
    expect(answer?.comment).toBe('ش'.repeat(2_000));
  });
});
