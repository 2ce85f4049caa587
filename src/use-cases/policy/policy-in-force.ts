import type { Refusal } from '../../contract/common.ts';
import { type PolicyAnswer, parsePolicy } from '../../contract/policy.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { PolicyStore } from '../ports/ports.ts';

/** Parsing looks at every rule and every script: the last outcomes are kept while the process lives. */
let last: readonly { readonly text: string; readonly answer: PolicyAnswer }[] = [];
/** The one in force, the one before, and a draft. */
const MOST_PARSED = 3;

function parsedOnce(stored: unknown): PolicyAnswer {
  const text = JSON.stringify(stored);
  const known = last.find((each) => each.text === text) ?? { text, answer: parsePolicy(stored) };
  last = [known, ...last.filter((each) => each !== known)].slice(0, MOST_PARSED);
  return known.answer;
}

type InForce = { readonly ok: true; readonly policy: Policy } | Refusal;

/** The published policy, parsed; or the refusal that says what to do. */
export async function policyInForce(policies: PolicyStore): Promise<InForce> {
  return policyOf(await policies.current());
}

/** {@link policyInForce}, of what was read. */
export function policyOf(stored: unknown): InForce {
  if (stored === undefined) {
    return {
      ok: false,
      reason: 'no_policy',
      message: {
        zh: '还没有发布回访策略：请管理员先运行安装。',
        en: 'No visit policy is published yet: ask an admin to run the installer.',
      },
    };
  }
  const parsed = parsedOnce(stored);
  if (parsed.ok) return { ok: true, policy: parsed.policy };
  return {
    ok: false,
    reason: 'bad_policy',
    message: {
      zh: '已发布的回访策略无法读取：请管理员修正后重新发布。',
      en: 'The published visit policy cannot be read: ask an admin to correct and publish it again.',
    },
    fields: parsed.problems,
  };
}
