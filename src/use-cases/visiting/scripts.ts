import type { Refusal } from '../../contract/common.ts';
import type { OpenScriptsAnswer, ScriptRow } from '../../contract/open-scripts.ts';
import { parsePolicy } from '../../contract/policy.ts';
import type { SavedScript, SaveScriptAnswer } from '../../contract/save-script.ts';
import type { Policy, Script } from '../../domain/policy/policy.ts';
import { faultsOfScript } from '../../domain/script/check.ts';
import type { ScriptFacts } from '../../domain/script/personalise.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import { saveDraft } from '../policy/save-draft.ts';
import type { PolicyDraft, PolicyStanding } from '../ports/policy-desk.ts';
import type { CustomerRecord, Ports } from '../ports/ports.ts';

/** Changes looked through for whether a draft was published. */
const MOST_CHANGES = 50;

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
  if (input.contactId !== undefined) {
    const facts = await factsOf(input.contactId, ports);
    return { ok: true, scripts: [], script: null, inForce: null, after: 0, facts };
  }
  const stand = await scriptsNow(ports);
  if (!stand.ok) return stand;
  const { policy, draft, after } = stand;
  if (input.scriptId === undefined)
    return { ok: true, scripts: rowsOf(policy, draft), script: null, inForce: null, after, facts: null };
  const current = policy.scripts.find(({ id }) => id === input.scriptId);
  if (!current) return NO_SCRIPT;
  const script =
    input.version === undefined
      ? scriptIn(draft?.policy ?? policy, current.id)
      : await versionOf(current, input.version, ports);
  return script ? { ok: true, scripts: [], script, inForce: current.version, after, facts: null } : NO_SCRIPT;
}

/**
 * Keeps a script in the draft of the policy: like every rule it is rehearsed, approved and published with it, and only then spoken by
 * visits planned from then on; a visit that has its script keeps it.
 *
 * Who began from what somebody else changed meanwhile is told, and nothing is overwritten. What others changed in the draft stays.
 */
export async function saveScript(input: SavedScript, ports: Ports): Promise<SaveScriptAnswer> {
  const stand = await scriptsNow(ports);
  if (!stand.ok) return stand;
  const { policy, draft, standing, after, published } = stand;
  const { id } = input.script;
  const current = scriptIn(policy, id);
  if (!current) return NO_SCRIPT;
  const theirs = scriptIn(draft?.policy ?? policy, id);
  if (draft?.submissionId === input.submissionId)
    return { ok: true, version: theirs?.version ?? current.version, revision: draft.revision, repeated: true };
  const newest = await ports.desk.version(standing.newest);
  const parsed = newest && parsePolicy(newest.policy);
  const last = parsed?.ok ? scriptIn(parsed.policy, id) : undefined;
  // Above every version that ever was in force, so that a number means one text.
  const version = Math.max(current.version, last?.version ?? 0) + 1;
  const script: Script = { ...input.script, version };
  const faults = faultsOfScript(script);
  if (faults.length > 0) {
    return {
      ok: false,
      reason: 'bad_input',
      message: { zh: '请修改标出的地方后再保存。', en: 'Correct the marked places and save again.' },
      fields: faults.map(({ path, fault }) => ({ path, message: fault })),
    };
  }
  if (stand.stale) return STALE;
  const seen = published.has(input.after) ? current : await scriptSeen(input.after, current, ports);
  if (current.version !== input.basedOn || JSON.stringify(theirs) !== JSON.stringify(seen)) return changedBy(draft);
  const base = draft?.policy ?? policy;
  const saved = await saveDraft(
    {
      portal: undefined,
      after,
      base: standing.version,
      submissionId: input.submissionId,
      savedBy: input.savedBy,
      note: draft?.note ?? '',
      policy: { ...base, scripts: base.scripts.map((each) => (each.id === id ? script : each)) },
    },
    ports,
  );
  return saved.ok ? { ...saved, version } : saved;
}

type LiveDraft = Omit<PolicyDraft, 'policy'> & { readonly policy: Policy };

/** The policy in force and the draft that changes it; one that began from an earlier version is `stale`. */
async function scriptsNow(ports: Ports): Promise<
  | Refusal
  | {
      readonly ok: true;
      readonly policy: Policy;
      readonly standing: PolicyStanding;
      readonly draft: LiveDraft | undefined;
      readonly stale: boolean;
      /** Drafts that came into force. */
      readonly published: ReadonlySet<number | undefined>;
      readonly after: number;
    }
> {
  const [inForce, standing, newest] = await Promise.all([
    policyInForce(ports.policies),
    ports.desk.standing(),
    ports.desk.newestDraft(),
  ]);
  if (!inForce.ok) return inForce;
  if (standing === undefined) return NO_SCRIPT;
  const { policy } = inForce;
  const changes = newest === undefined ? [] : await ports.desk.changes(standing.change, MOST_CHANGES);
  const published = new Set(changes.map((change) => change.draft));
  const isOpen = newest !== undefined && !published.has(newest.revision);
  const isLive = isOpen && newest.base === standing.version;
  const parsed = isLive ? parsePolicy(newest.policy) : undefined;
  return {
    ok: true,
    policy,
    standing,
    draft: isLive && parsed?.ok ? { ...newest, policy: parsed.policy } : undefined,
    stale: isOpen && !isLive,
    published,
    after: newest?.revision ?? 0,
  };
}

/** The script as the draft that the editor has seen had it. */
async function scriptSeen(revision: number, current: Script, { desk }: Ports): Promise<Script | undefined> {
  const draft = revision === 0 ? undefined : await desk.draft(revision);
  const parsed = draft && parsePolicy(draft.policy);
  return parsed?.ok ? scriptIn(parsed.policy, current.id) : current;
}

function scriptIn({ scripts }: Policy, id: string): Script | undefined {
  return scripts.find((script) => script.id === id);
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

/** A version that was in force once: the newest policies are looked through first. */
async function versionOf(current: Script, version: number, { desk }: Ports): Promise<Script | undefined> {
  if (version === current.version) return current;
  const standing = await desk.standing();
  for (let at = standing?.newest ?? 0; at > 0; at -= 1) {
    const stored = await desk.version(at);
    const parsed = stored && parsePolicy(stored.policy);
    const script = parsed?.ok ? scriptIn(parsed.policy, current.id) : undefined;
    if (script?.version === version) return script;
  }
  return undefined;
}

function rowsOf(policy: Policy, draft: LiveDraft | undefined): readonly ScriptRow[] {
  return policy.scripts.map((script) => {
    const { id, version } = script;
    const isChanged = draft !== undefined && JSON.stringify(scriptIn(draft.policy, id)) !== JSON.stringify(script);
    return {
      id,
      version,
      rules: policy.rules.filter((rule) => rule.script === id).map((rule) => ({ id: rule.id, name: rule.name })),
      ...(isChanged
        ? {
            draft: { revision: draft.revision, savedBy: draft.savedBy, savedAt: new Date(draft.savedAt).toISOString() },
          }
        : {}),
    };
  });
}

const STALE: Refusal = {
  ok: false,
  reason: 'draft_changed',
  message: {
    zh: '策略有一份从较早版本开始的草稿。请先在“策略”页处理它，再保存话术；您的修改仍在此处。',
    en: 'The policy has a draft that began from an earlier version. Settle it on the page Policy first, then save the script; what you changed is still here.',
  },
};

function changedBy(draft: LiveDraft | undefined): Refusal {
  const by = draft?.savedBy;
  return {
    ok: false,
    reason: 'script_changed',
    message: {
      zh: `${by || '有人'}在您编辑期间改了这份话术，没有覆盖。您的修改仍在此处：请打开新的内容核对后再保存。`,
      en: `${by || 'Somebody'} changed this script while you were editing; nothing was overwritten. What you changed is still here: look at what it says now, then save again.`,
    },
  };
}
