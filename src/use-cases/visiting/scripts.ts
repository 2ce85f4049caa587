import type { Refusal } from '../../contract/common.ts';
import type { OpenScriptsAnswer, ScriptRow } from '../../contract/open-scripts.ts';
import { parseScript } from '../../contract/policy.ts';
import type { SavedScript, SaveScriptAnswer } from '../../contract/save-script.ts';
import type { Policy, Script } from '../../domain/policy/policy.ts';
import { faultsOfScript } from '../../domain/script/check.ts';
import type { ScriptFacts } from '../../domain/script/personalise.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { CustomerRecord, Ports, StoredScript } from '../ports/ports.ts';

const NO_SCRIPT: Refusal = {
  ok: false,
  reason: 'no_script',
  message: {
    zh: '现行策略中没有这份话术，或没有这个版本。',
    en: 'The policy in force has no such script, or no such version of it.',
  },
};

/** The scripts of the policy in force, or one of them, and what it would say of a contact. */
export async function openScripts(
  input: {
    readonly scriptId?: string | undefined;
    readonly version?: number | undefined;
    readonly contactId?: string | undefined;
  },
  ports: Ports,
): Promise<OpenScriptsAnswer> {
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const { policy, edited } = inForce;
  if (input.contactId !== undefined) {
    const facts = await factsOf(input.contactId, ports);
    return { ok: true, scripts: [], script: null, inForce: null, facts };
  }
  if (input.scriptId === undefined) {
    return { ok: true, scripts: rowsOf(policy, edited), script: null, inForce: null, facts: null };
  }
  const current = policy.scripts.find(({ id }) => id === input.scriptId);
  if (!current) return NO_SCRIPT;
  const script = await versionOf(current, input.version ?? current.version, ports);
  return script ? { ok: true, scripts: [], script, inForce: current.version, facts: null } : NO_SCRIPT;
}

/**
 * Keeps a script as the next version, which visits planned from then on are pinned to; a visit that has its script keeps it.
 *
 * Who began from a version that is no longer in force is told, and nothing is overwritten: of two admins who save at the same
 * moment one wins the next number. A save that was cut off after that is finished by whoever saves next.
 */
export async function saveScript(input: SavedScript, ports: Ports): Promise<SaveScriptAnswer> {
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const { id } = input.script;
  const current = inForce.policy.scripts.find((script) => script.id === id);
  if (!current) return NO_SCRIPT;
  const script: Script = { ...input.script, version: input.basedOn + 1 };
  const faults = faultsOfScript(script);
  if (faults.length > 0) {
    return {
      ok: false,
      reason: 'bad_input',
      message: { zh: '请修改标出的地方后再保存。', en: 'Correct the marked places and save again.' },
      fields: faults.map(({ path, fault }) => ({ path, message: fault })),
    };
  }
  const stored = inForce.edited.find((each) => each.id === id);
  if (current.version !== input.basedOn) {
    if (stored?.submissionId === input.submissionId) return { ok: true, version: stored.version, repeated: true };
    return changedBy(stored);
  }
  // The version that came with the policy is kept beside the edited ones, so that it can be looked at again.
  if (stored?.version !== current.version) await ports.policies.addScriptVersion(asShipped(current));
  const next: StoredScript = {
    id,
    version: script.version,
    script,
    submissionId: input.submissionId,
    savedBy: input.savedBy,
    savedAt: ports.clock.now(),
  };
  if (!(await ports.policies.addScriptVersion(next))) {
    const other = await ports.policies.scriptVersion(id, next.version);
    // Theirs may have been cut off before it came into force.
    if (other) await ports.policies.putScriptInForce(other);
    return changedBy(other);
  }
  await ports.policies.putScriptInForce(next);
  return { ok: true, version: next.version, repeated: false };
}

/** What a script may say of a customer, on the card and wherever it is tried. */
export function scriptFactsOf(customer: CustomerRecord, rep: string | undefined): ScriptFacts {
  return { name: customer.name, company: customer.company, product: customer.products[0], rep };
}

async function factsOf(contactId: string, ports: Ports): Promise<ScriptFacts | null> {
  const [[customer], owners] = await Promise.all([ports.customers.read([contactId]), ports.people.ownerNames()]);
  if (!customer) return null;
  return scriptFactsOf(customer, owners.get(customer.facts.owners.account_manager ?? ''));
}

async function versionOf(current: Script, version: number, ports: Ports): Promise<Script | undefined> {
  if (version === current.version) return current;
  const stored = await ports.policies.scriptVersion(current.id, version);
  return stored && parseScript(stored.script);
}

function rowsOf(policy: Policy, edited: readonly StoredScript[]): readonly ScriptRow[] {
  const saved = new Map(edited.map((stored) => [stored.id, stored]));
  return policy.scripts.map(({ id, version }) => {
    const stored = saved.get(id);
    return {
      id,
      version,
      rules: policy.rules.filter(({ script }) => script === id).map((rule) => ({ id: rule.id, name: rule.name })),
      ...(stored?.version === version
        ? { savedBy: stored.savedBy, savedAt: new Date(stored.savedAt).toISOString() }
        : {}),
    };
  });
}

function asShipped(script: Script): StoredScript {
  return { id: script.id, version: script.version, script, submissionId: '', savedBy: '', savedAt: 0 };
}

function changedBy(stored: StoredScript | undefined): Refusal {
  const by = stored?.savedBy;
  const version = stored?.version;
  return {
    ok: false,
    reason: 'script_changed',
    message: {
      zh: `${by || '有人'}在您编辑期间保存了${version === undefined ? '新版本' : `第 ${version} 版`}，没有覆盖。您的修改仍在此处：请打开新版本核对后再保存。`,
      en: `${by || 'Somebody'} saved ${version === undefined ? 'a new version' : `version ${version}`} while you were editing; nothing was overwritten. What you changed is still here: look at the new version, then save again.`,
    },
  };
}
