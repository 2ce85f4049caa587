import type { Words } from '../planning/plan.ts';
import type { Script } from '../policy/policy.ts';
import { checkScript } from './flow.ts';
import { TOKENS } from './personalise.ts';

/** What can be wrong with one part of a script. */
export type ScriptFaultKind =
  | 'missing'
  | 'html'
  | 'too_long'
  | 'token'
  | 'dangling'
  | 'twice'
  | 'bad_id'
  | 'no_lines'
  | 'too_many'
  | 'too_big';

export interface ScriptFault {
  /** `questions.2.text.en` */
  readonly path: string;
  readonly fault: ScriptFaultKind;
}

/** Characters of one text in one language: what can be said in one breath, with room. */
export const MAX_SCRIPT_TEXT = 600;
export const MAX_SCRIPT_LINES = 10;
export const MAX_SCRIPT_QUESTIONS = 40;
export const MAX_SCRIPT_ANSWERS = 8;
/** Bytes of a whole script as JSON: it travels with the card, beside the loops and the history. */
export const MAX_SCRIPT_BYTES = 8_000;

/** What is said of a fault where a policy is checked; what is there twice or hangs on nothing is named by {@link checkScript}. */
export const SCRIPT_FAULTS: { readonly [fault in ScriptFaultKind]: string } = {
  missing: 'a text in both languages is needed',
  html: 'plain text only: no tags, no &codes;',
  too_long: `at most ${MAX_SCRIPT_TEXT} characters`,
  token: 'only {{name}}, {{company}}, {{product}} and {{rep}} can be filled in',
  dangling: 'no earlier question has this answer',
  twice: 'is there twice',
  bad_id: 'this name cannot be used',
  no_lines: 'at least one line is needed',
  too_many: 'there are too many',
  too_big: `the whole script is too long: at most ${MAX_SCRIPT_BYTES} bytes`,
};

const ID = /^[a-z][a-z0-9_]{0,63}$/;
/** A tag, a comment or an entity: people read texts aloud, markup is a mistake. `a < b` is none. */
const MARKUP = /<\/?[a-z!][^>]*>?|&(?:#\d+|#x[\da-f]+|[a-z]+);/i;

/**
 * Everything that keeps a script from being used, each with the path of its field; empty when it can be saved.
 *
 * Both languages are needed everywhere: the customer's language decides which one is read, not the rep's.
 *
 * @example faultsOfScript(withoutEnglishOpening) // [{ path: 'opening.0.en', fault: 'missing' }]
 */
export function faultsOfScript(script: Script): readonly ScriptFault[] {
  const faults: ScriptFault[] = [];
  const report = (path: string, fault: ScriptFaultKind): void => {
    faults.push({ path, fault });
  };
  const lines = (path: 'opening' | 'closing'): void => {
    if (script[path].length === 0) report(path, 'no_lines');
    if (script[path].length > MAX_SCRIPT_LINES) report(path, 'too_many');
    script[path].forEach((words, index) => {
      checkWords(words, `${path}.${index}`, report);
    });
  };

  lines('opening');
  if (script.questions.length > MAX_SCRIPT_QUESTIONS) report('questions', 'too_many');
  script.questions.forEach((question, index) => {
    const path = `questions.${index}`;
    if (!ID.test(question.id)) report(`${path}.id`, 'bad_id');
    checkWords(question.text, `${path}.text`, report);
    if ((question.answers?.length ?? 0) > MAX_SCRIPT_ANSWERS) report(`${path}.answers`, 'too_many');
    question.answers?.forEach((answer, at) => {
      if (!ID.test(answer.id)) report(`${path}.answers.${at}.id`, 'bad_id');
      checkWords(answer.text, `${path}.answers.${at}.text`, report);
    });
  });
  for (const { path, fault } of checkScript(script)) report(path, fault);
  lines('closing');
  if (faults.length === 0 && new TextEncoder().encode(JSON.stringify(script)).length > MAX_SCRIPT_BYTES)
    report('', 'too_big');
  return faults;
}

function checkWords(words: Words, path: string, report: (path: string, fault: ScriptFaultKind) => void): void {
  for (const language of ['zh', 'en'] as const) {
    const text = words[language];
    const at = `${path}.${language}`;
    if (text.trim() === '') report(at, 'missing');
    else if (text.length > MAX_SCRIPT_TEXT) report(at, 'too_long');
    else if (MARKUP.test(text)) report(at, 'html');
    else if (namesUnknown(text)) report(at, 'token');
  }
}

/** A word between braces that no customer has would be left out in silence. */
function namesUnknown(text: string): boolean {
  const known: readonly string[] = TOKENS;
  return [...text.matchAll(/\{\{\s*([^}]*?)\s*\}\}/g)].some(([, token = '']) => !known.includes(token));
}
