import type { Bilingual } from '../../../src/contract/common.ts';
import type { Script, ScriptAnswer, ScriptQuestion } from '../../../src/domain/policy/policy.ts';

export type Segment = 'opening' | 'closing';

const EMPTY: Bilingual = { zh: '', en: '' };

/** Changes to a script, each answering a new one. */
export const withLine = (script: Script, segment: Segment, at: number, words: Bilingual): Script => ({
  ...script,
  [segment]: script[segment].map((line, index) => (index === at ? words : line)),
});

export const addLine = (script: Script, segment: Segment): Script => ({
  ...script,
  [segment]: [...script[segment], EMPTY],
});

export const removeLine = (script: Script, segment: Segment, at: number): Script => ({
  ...script,
  [segment]: script[segment].filter((_, index) => index !== at),
});

export const withQuestion = (script: Script, at: number, part: Partial<ScriptQuestion>): Script => ({
  ...script,
  questions: script.questions.map((question, index) => (index === at ? { ...question, ...part } : question)),
});

export const addQuestion = (script: Script): Script => ({
  ...script,
  questions: [
    ...script.questions,
    { id: freeId('question', new Set(script.questions.map(({ id }) => id))), goal: 'care', text: EMPTY },
  ],
});

export const removeQuestion = (script: Script, at: number): Script => ({
  ...script,
  questions: script.questions.filter((_, index) => index !== at),
});

/** Changes places with its neighbour; at either end nothing happens. */
export function moveQuestion(script: Script, at: number, by: -1 | 1): Script {
  const one = script.questions[at];
  const other = script.questions[at + by];
  if (!one || !other) return script;
  const questions = script.questions.map((question, index) => {
    if (index === at) return other;
    return index === at + by ? one : question;
  });
  return { ...script, questions };
}

export function addAnswer(script: Script, at: number): Script {
  const answers = script.questions[at]?.answers ?? [];
  const id = freeId('answer', new Set(answers.map((answer) => answer.id)));
  return withQuestion(script, at, { answers: [...answers, { id, text: EMPTY }] });
}

export function withAnswer(script: Script, at: number, answerAt: number, answer: ScriptAnswer): Script {
  const answers = script.questions[at]?.answers ?? [];
  return withQuestion(script, at, { answers: answers.map((known, index) => (index === answerAt ? answer : known)) });
}

export function removeAnswer(script: Script, at: number, answerAt: number): Script {
  const answers = script.questions[at]?.answers ?? [];
  return withQuestion(script, at, { answers: answers.filter((_, index) => index !== answerAt) });
}

/** Asked only after these answers; none: always. */
export function withAfter(script: Script, at: number, after: readonly string[]): Script {
  return {
    ...script,
    questions: script.questions.map((question, index) => {
      if (index !== at) return question;
      const { after: _, ...always } = question;
      return after.length > 0 ? { ...always, after } : always;
    }),
  };
}

/** Every answer that a question can hang on: those of the questions before it. */
export function answersBefore(
  script: Script,
  at: number,
): readonly { readonly id: string; readonly question: Bilingual; readonly answer: Bilingual }[] {
  return script.questions
    .slice(0, at)
    .flatMap(({ id, text, answers = [] }) =>
      answers.map((answer) => ({ id: `${id}=${answer.id}`, question: text, answer: answer.text })),
    );
}

function freeId(name: string, taken: ReadonlySet<string>): string {
  let n = taken.size + 1;
  while (taken.has(`${name}_${n}`)) n += 1;
  return `${name}_${n}`;
}
