import type { output } from 'zod';
import type { SaveDraftPolicyAnswer, saveDraftPolicyInput } from '../../contract/change-policy.ts';
import type { Refusal } from '../../contract/common.ts';
import { parsePolicy } from '../../contract/policy.ts';
import { charactersOf, checkSize, MOST_CHARACTERS } from '../../domain/policy/size.ts';
import type { PolicyDraft } from '../ports/policy-desk.ts';
import type { Ports } from '../ports/ports.ts';

/**
 * Keeps a draft as the next revision, a record of its own. A draft that cannot be planned by is refused with the paths of its
 * fields, and nothing is saved.
 *
 * Who began from a draft that is not the last is told who saved meanwhile, and nothing is overwritten: of two who save at the same
 * moment one wins the next number.
 */
export async function saveDraft(
  input: output<typeof saveDraftPolicyInput>,
  { desk, clock }: Pick<Ports, 'desk' | 'clock'>,
): Promise<SaveDraftPolicyAnswer> {
  const tooBig = tooBigFor(input.policy);
  if (tooBig) return tooBig;
  const parsed = parsePolicy(input.policy);
  if (!parsed.ok)
    return {
      ok: false,
      reason: 'bad_input',
      message: { zh: '请修改标出的地方后再保存。', en: 'Correct the marked places and save again.' },
      fields: parsed.problems,
    };
  const [standing, last] = await Promise.all([desk.standing(), desk.newestDraft()]);
  if (standing === undefined)
    return {
      ok: false,
      reason: 'no_policy',
      message: {
        zh: '还没有发布回访策略：请管理员先运行安装。',
        en: 'No visit policy is published yet: ask an admin to run the installer.',
      },
    };
  if (last?.submissionId === input.submissionId) return { ok: true, revision: last.revision, repeated: true };
  if ((last?.revision ?? 0) !== input.after) return changedBy(last);
  if (input.base > standing.newest) return changedBy(last);
  const draft = {
    revision: input.after + 1,
    base: input.base,
    policy: parsed.policy,
    note: input.note,
    savedBy: input.savedBy,
    savedAt: clock.now(),
    submissionId: input.submissionId,
  };
  if (await desk.addDraft(draft)) return { ok: true, revision: draft.revision, repeated: false };
  const other = await desk.draft(draft.revision);
  return other?.submissionId === input.submissionId
    ? { ok: true, revision: draft.revision, repeated: true }
    : changedBy(other);
}

function changedBy(draft: PolicyDraft | undefined): Refusal {
  const by = draft?.savedBy;
  return {
    ok: false,
    reason: 'draft_changed',
    message: {
      zh: `${by || '有人'}在您编辑期间保存了另一份草稿，没有覆盖。您的修改仍在此处：请先查看对方的修改，合并后再保存。`,
      en: `${by || 'Somebody'} saved another draft while you were editing; nothing was overwritten. What you changed is still here: look at what they changed, take it over, then save again.`,
    },
  };
}

function tooBigFor(policy: unknown): Refusal | undefined {
  const fields = checkSize(policy);
  if (fields.length === 0) return undefined;
  const length = charactersOf(policy);
  return {
    ok: false,
    reason: 'too_big',
    message: {
      zh: `策略有 ${length} 个字符，超过 HubSpot 一个属性的上限 ${MOST_CHARACTERS}，未保存。请删去不用的规则或话术。`,
      en: `The policy has ${length} characters, more than the ${MOST_CHARACTERS} that one HubSpot property holds; nothing was saved. Remove rules or scripts that are not used.`,
    },
    fields,
  };
}
