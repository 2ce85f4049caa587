import type { Script, ScriptAnswer, ScriptQuestion } from '../policy/policy.ts';

/** What the rep has clicked: question id → answer id. */
export type Chosen = { readonly [questionId: string]: string };

export interface ScriptProblem {
  /** `questions.2.after.0` */
  readonly path: string;
  readonly message: string;
  /** An id is there twice, or a branch hangs on no earlier answer. */
  readonly fault: 'twice' | 'dangling';
}

/**
 * The questions to ask, given the answers so far: a branch opens when one of its answers was chosen to a question that is
 * itself asked. An answer to a question that a later change closed counts no more.
 */
export function questionsToAsk(script: Pick<Script, 'questions'>, chosen: Chosen): readonly ScriptQuestion[] {
  const asked: ScriptQuestion[] = [];
  const given = new Set<string>();
  for (const question of script.questions) {
    if (question.after && !question.after.some((answer) => given.has(answer))) continue;
    asked.push(question);
    const answer = chosen[question.id];
    if (answer !== undefined) given.add(`${question.id}=${answer}`);
  }
  return asked;
}

/** The answers that count: those to questions that are asked, in the script's order. */
export function answersGiven(
  script: Pick<Script, 'questions'>,
  chosen: Chosen,
): readonly { readonly question: ScriptQuestion; readonly answer: ScriptAnswer }[] {
  return questionsToAsk(script, chosen).flatMap((question) => {
    const answer = question.answers?.find(({ id }) => id === chosen[question.id]);
    return answer ? [{ question, answer }] : [];
  });
}

/** What keeps a script from being asked in order: ids used twice, branches that hang on nothing before them. */
export function checkScript(script: Pick<Script, 'questions'>): readonly ScriptProblem[] {
  const problems: ScriptProblem[] = [];
  const questions = new Set<string>();
  const answers = new Set<string>();
  script.questions.forEach((question, index) => {
    const path = `questions.${index}`;
    if (questions.has(question.id))
      problems.push({ path: `${path}.id`, message: `${question.id} is there twice`, fault: 'twice' });
    question.after?.forEach((answer, at) => {
      if (!answers.has(answer))
        problems.push({
          path: `${path}.after.${at}`,
          message: `no earlier question has the answer ${answer}`,
          fault: 'dangling',
        });
    });
    questions.add(question.id);
    const own = new Set<string>();
    question.answers?.forEach(({ id }, at) => {
      if (own.has(id))
        problems.push({ path: `${path}.answers.${at}.id`, message: `${id} is there twice`, fault: 'twice' });
      own.add(id);
      answers.add(`${question.id}=${id}`);
    });
  });
  return problems;
}
