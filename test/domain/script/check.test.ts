import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Script } from '../../../src/domain/policy/policy.ts';
import { faultsOfScript, MAX_SCRIPT_TEXT } from '../../../src/domain/script/check.ts';

const both = (text: string) => ({ zh: text, en: text });
const script = (more: Partial<Script> = {}): Script => ({
  id: 'quarterly',
  version: 2,
  opening: [both('Hello {{name}}')],
  questions: [
    {
      id: 'well',
      goal: 'care',
      text: both('Is it running?'),
      answers: [
        { id: 'yes', text: both('yes') },
        { id: 'no', text: both('no') },
      ],
    },
    { id: 'since', goal: 'care', text: both('Since when?'), after: ['well=no'] },
  ],
  closing: [both('Thank you')],
  ...more,
});
const opening = (zh: string, en: string) => faultsOfScript(script({ opening: [{ zh, en }] }));

describe('what keeps a script from being used', () => {
  it('is nothing in any shipped script', () => {
    for (const shipped of DEFAULT_POLICY.scripts)
      expect([shipped.id, faultsOfScript(shipped)]).toEqual([shipped.id, []]);
  });

  it.each([
    ['您好', '', 'opening.0.en', 'missing'],
    ['  ', 'Hello', 'opening.0.zh', 'missing'],
    ['您好', '<b>Hello</b>', 'opening.0.en', 'html'],
    ['您好<script>alert(1)</script>', 'Hello', 'opening.0.zh', 'html'],
    ['您好', 'Hello <img src=x onerror=alert(1)', 'opening.0.en', 'html'],
    ['您好', 'Hello &lt;you&gt;', 'opening.0.en', 'html'],
    ['您好', '<!-- note --> Hello', 'opening.0.en', 'html'],
    ['您好', 'x'.repeat(MAX_SCRIPT_TEXT + 1), 'opening.0.en', 'too_long'],
    ['您好{{nmae}}', 'Hello', 'opening.0.zh', 'token'],
    ['您好', 'Hello {{ first name }}', 'opening.0.en', 'token'],
  ])('is named with its place: %j %j', (zh, en, path, fault) => {
    expect(opening(zh, en)).toEqual([{ path, fault }]);
  });

  it.each([
    ['1 到 5 分，3 < 4 也行', 'is a < b & c > d fine?'],
    ['您好 🙂 {{ name }}', 'مرحبا {{name}}'],
    ['x'.repeat(MAX_SCRIPT_TEXT), 'a'],
  ])('is not %j', (zh, en) => expect(opening(zh, en)).toEqual([]));

  it('is a branch that hangs on an answer which no earlier question has', () => {
    const [well, since] = script().questions;
    if (!well || !since) throw new Error('two questions expected');
    expect(faultsOfScript(script({ questions: [since, well] }))).toEqual([
      { path: 'questions.0.after.0', fault: 'dangling' },
    ]);
    const without = { ...well, answers: [{ id: 'yes', text: both('yes') }] };
    expect(faultsOfScript(script({ questions: [without, since] }))).toEqual([
      { path: 'questions.1.after.0', fault: 'dangling' },
    ]);
  });

  it('is an answer or question without text, twice there, or with a name that is none', () => {
    const questions = [
      { id: 'Well!', goal: 'care', text: both('') },
      { id: 'twice', goal: 'need', text: both('a'), answers: [{ id: 'x', text: { zh: '', en: 'x' } }] },
      { id: 'twice', goal: 'need', text: both('b') },
    ] as const;
    expect(faultsOfScript(script({ questions }))).toEqual([
      { path: 'questions.0.id', fault: 'bad_id' },
      { path: 'questions.0.text.zh', fault: 'missing' },
      { path: 'questions.0.text.en', fault: 'missing' },
      { path: 'questions.1.answers.0.text.zh', fault: 'missing' },
      { path: 'questions.2.id', fault: 'twice' },
    ]);
  });

  it('is a script without opening or closing, or too long as a whole', () => {
    expect(faultsOfScript(script({ opening: [], closing: [] }))).toEqual([
      { path: 'opening', fault: 'no_lines' },
      { path: 'closing', fault: 'no_lines' },
    ]);
    const long = Array.from({ length: 10 }, () => both('好'.repeat(MAX_SCRIPT_TEXT)));
    expect(faultsOfScript(script({ opening: long }))).toEqual([{ path: '', fault: 'too_big' }]);
  });
});
