import type { Words } from '../planning/plan.ts';
import type { Script } from '../policy/policy.ts';

/** What a script may name of a customer; the words between `{{` and `}}`. */
export interface ScriptFacts {
  readonly name?: string | undefined;
  readonly company?: string | undefined;
  readonly product?: string | undefined;
  /** Who speaks. */
  readonly rep?: string | undefined;
}

/** Said where a fact is missing, so that no rep ever reads a placeholder aloud. */
const OTHERWISE: { readonly [token in keyof ScriptFacts]-?: Words } = {
  name: { zh: '', en: 'there' },
  company: { zh: '贵公司', en: 'your company' },
  product: { zh: '我们的产品', en: 'our product' },
  rep: { zh: '您的客户经理', en: 'your account manager' },
};

/** Every word that a script may put between `{{` and `}}`. */
export const TOKENS = Object.keys(OTHERWISE) as readonly (keyof ScriptFacts)[];

/**
 * A script with its `{{tokens}}` filled from a customer.
 *
 * A fact that is missing is said in general words; an unknown token is left out. What is filled in is not searched
 * again: a customer called `{{rep}}` stays so.
 *
 * @example personalise(script, { name: '王建国' }) // {{name}}您好 → 王建国您好
 */
export function personalise(script: Script, facts: ScriptFacts): Script {
  const words = (text: Words): Words => ({ zh: fill(text.zh, 'zh', facts), en: fill(text.en, 'en', facts) });
  return {
    ...script,
    opening: script.opening.map(words),
    questions: script.questions.map((question) => ({ ...question, text: words(question.text) })),
    closing: script.closing.map(words),
  };
}

function fill(text: string, language: keyof Words, facts: ScriptFacts): string {
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, token: string) => {
    if (!isToken(token)) return '';
    return facts[token] || OTHERWISE[token][language];
  });
}

function isToken(token: string): token is keyof ScriptFacts {
  return Object.hasOwn(OTHERWISE, token);
}
