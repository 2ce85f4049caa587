import type { Refusal } from '../../contract/common.ts';
import { parsePolicy, parseScript } from '../../contract/policy.ts';
import type { Policy, Script } from '../../domain/policy/policy.ts';
import type { PolicyStore, StoredScript } from '../ports/ports.ts';

/** The published policy, parsed, with its scripts as they were edited since; or the refusal that says what to do. */
export async function policyInForce(
  policies: PolicyStore,
): Promise<{ readonly ok: true; readonly policy: Policy; readonly edited: readonly StoredScript[] } | Refusal> {
  const stored = await policies.current();
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
  const parsed = parsePolicy(stored);
  if (parsed.ok) {
    const { policy } = parsed;
    const edited = await policies.scriptsInForce(policy.scripts.map(({ id }) => id));
    return { ok: true, policy: withScripts(policy, edited), edited };
  }
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

/** The newer version of a script counts; one that somebody spoilt by hand leaves the policy's own. */
function withScripts(policy: Policy, edited: readonly StoredScript[]): Policy {
  const newer = new Map(edited.map((stored) => [stored.id, stored]));
  return { ...policy, scripts: policy.scripts.map((script) => newest(script, newer.get(script.id))) };
}

function newest(own: Script, edited: StoredScript | undefined): Script {
  if (!edited || edited.version <= own.version) return own;
  return parseScript(edited.script) ?? own;
}
