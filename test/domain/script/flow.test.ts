import { describe, expect, it } from 'vitest';
import type { ScriptQuestion } from '../../../src/domain/policy/policy.ts';
import { answersGiven, checkScript, questionsToAsk } from '../../../src/domain/script/flow.ts';

const question = (id: string, answers: readonly string[], after?: readonly string[]): ScriptQuestion => ({
  id,
  goal: 'care',
  text: { zh: id, en: id },
  answers: answers.map((answer) => ({ id: answer, text: { zh: answer, en: answer } })),
  ...(after ? { after } : {}),
});

/** Running well? – no: since when? – today: is anybody there? */
const SCRIPT = {
  questions: [
    question('well', ['yes', 'no']),
    question('since', ['today', 'longer'], ['well=no']),
    question('there', ['yes'], ['since=today']),
    question('rest', []),
  ],
};
const ids = (chosen: { [question: string]: string }) => questionsToAsk(SCRIPT, chosen).map(({ id }) => id);

describe('the questions to ask', () => {
  it('follow the answers', () => {
    expect(ids({})).toEqual(['well', 'rest']);
    expect(ids({ well: 'yes' })).toEqual(['well', 'rest']);
    expect(ids({ well: 'no' })).toEqual(['well', 'since', 'rest']);
    expect(ids({ well: 'no', since: 'today' })).toEqual(['well', 'since', 'there', 'rest']);
  });

  it('leave a branch whose first answer was taken back, with everything below it', () => {
    expect(ids({ well: 'yes', since: 'today' })).toEqual(['well', 'rest']);
    expect(answersGiven(SCRIPT, { well: 'yes', since: 'today' }).map(({ answer }) => answer.id)).toEqual(['yes']);
  });
});

describe('the check of a script', () => {
  it('takes a script whose branches hang on earlier answers', () => expect(checkScript(SCRIPT)).toEqual([]));

  it('names what hangs in the air and what is there twice', () => {
    const problems = checkScript({
      questions: [question('a', ['x', 'x'], ['b=y']), question('b', ['y']), question('a', [], ['b=z'])],
    });
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'questions.0.after.0: no earlier question has the answer b=y',
      'questions.0.answers.1.id: x is there twice',
      'questions.2.id: a is there twice',
      'questions.2.after.0: no earlier question has the answer b=z',
    ]);
  });
});
