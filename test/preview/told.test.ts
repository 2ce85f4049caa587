import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Told } from '../../src/preview/browser/components/told.ts';

/**
 * An entry and an extension that hands back every keystroke, each on its own way: answers and new values come late, in
 * order among themselves, and `next` says which comes when.
 */
function typeInto(text: string, next: ('key' | 'answer' | 'value')[]): string {
  const told = new Told();
  let [shown, given] = ['', ''];
  const keys = [...text];
  const [answers, values]: [string[], string[]] = [[], []];
  const turn = {
    key: () => {
      const key = keys.shift();
      if (key === undefined) return;
      shown += key;
      told.tell(shown, given);
      answers.push(shown);
      values.push(shown);
    },
    answer: () => {
      if (answers.shift() !== undefined) told.answered();
    },
    value: () => {
      const value = values.shift();
      if (value === undefined) return;
      given = value;
      if (told.isDecided(given)) shown = given;
    },
  };
  for (const kind of next) turn[kind]();
  for (const kind of ['key', 'answer', 'value'] as const) for (let n = 0; n < text.length; n += 1) turn[kind]();
  if (told.rest(given)) shown = given;
  return shown;
}

describe('an entry whose extension answers late', () => {
  it('keeps every keystroke, in whatever order answers and values come', () => {
    const turns = fc.array(fc.constantFrom('key' as const, 'answer' as const, 'value' as const), { maxLength: 40 });
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), turns, (text, next) => {
        expect(typeInto(text, next)).toBe(text);
      }),
    );
  });

  it('shows at once what the extension decided by itself', () => {
    const told = new Told();
    expect(told.isDecided('from elsewhere')).toBe(true);
    told.tell('a', '');
    told.answered();
    // Saved and emptied, then filled by the extension.
    expect(told.isDecided('')).toBe(false);
    expect(told.isDecided('a')).toBe(false);
    expect(told.isDecided('A')).toBe(true);
  });

  it('takes back what the extension refused once typing rests', () => {
    const told = new Told();
    for (const value of ['1', '12', '123']) told.tell(value, '');
    told.answered();
    told.answered();
    expect(told.rest('12')).toBe(false);
    told.answered();
    expect(told.isDecided('12')).toBe(false);
    expect(told.rest('12')).toBe(true);
    expect(told.isDecided('12')).toBe(true);
  });

  it('leaves what was typed where the extension says nothing', () => {
    const told = new Told();
    told.tell('a', 'was');
    told.answered();
    expect(told.rest('was')).toBe(false);
  });
});
