import type { PublishPolicyAnswer } from '../../contract/change-policy.ts';
import type { Refusal } from '../../contract/common.ts';
import { parsePolicy } from '../../contract/policy.ts';
import type { Day } from '../../domain/calendar/day.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { busy } from '../planning/start-run.ts';
import type { PolicyApproval, PolicyChange, PolicyStanding } from '../ports/policy-desk.ts';
import type { Ports } from '../ports/ports.ts';
import { draftAs, NO_DRAFT } from './rehearse-policy.ts';

/**
 * Puts an approved draft in force as the next version.
 *
 * A function does not know who calls it. So a person sets `Approval` on the draft's record in HubSpot, under HubSpot's own permissions,
 * and HubSpot's history of that property says who it was; nothing that is sent here counts. The draft's text is what was approved: it
 * is published as it is, with what it says of open visits and running clocks.
 *
 * The change is kept first, then the version, what is in force last. Cut off in between, it is finished by whoever publishes next.
 */
export async function publishPolicy(
  input: { readonly revision: number; readonly claimedBy: string; readonly today: Day },
  ports: Ports,
): Promise<PublishPolicyAnswer> {
  const { desk } = ports;
  const standing = await desk.standing();
  if (standing === undefined) return NO_DRAFT;
  const [last, begun] = await Promise.all([desk.change(standing.change), desk.change(standing.change + 1)]);
  if (last?.kind === 'publish' && last.draft === input.revision)
    return { ok: true, version: standing.version, repeated: true };
  // What was approved and cut off comes first, whoever asks.
  if (begun !== undefined) {
    if (begun.kind !== 'publish' || begun.draft === undefined) return changedTo(begun.to);
    const finished = await finish(begun, standing, ports);
    if (!finished.ok) return finished;
    return begun.draft === input.revision ? { ok: true, version: begun.to, repeated: false } : changedTo(begun.to);
  }
  const stored = await desk.draft(input.revision);
  if (stored === undefined) return NO_DRAFT;
  if (stored.base !== standing.version) return changedTo(standing.version);
  const draft = await draftAs(input.revision, ports);
  if (!draft.ok) return draft;
  const approval = await approvedBy({ draft: input.revision }, standing, ports);
  if (!approval.ok) return approval;

  // No run may be half way through the book by the version before.
  const lease = await ports.runs.takeLease({ trigger: 'page', today: input.today, policyVersion: standing.version });
  if (!('key' in lease)) return busy(lease.heldUntil - ports.clock.now());
  try {
    const change: Omit<PolicyChange, 'at'> = {
      number: standing.change + 1,
      kind: 'publish',
      from: standing.version,
      to: draft.policy.version,
      draft: input.revision,
      approvedBy: approval.userId,
      approvedAt: approval.at,
      claimedBy: input.claimedBy,
      note: stored.note,
    };
    const made = await desk.addChange(change);
    if (made === undefined) return changedTo(standing.newest + 1);
    const finished = await finish({ ...change, at: made.at }, standing, ports);
    return finished.ok ? { ok: true, version: change.to, repeated: false } : finished;
  } finally {
    await ports.runs.endLease(lease, { counts: { published: draft.policy.version } });
  }
}

async function finish(
  change: PolicyChange,
  standing: PolicyStanding,
  ports: Pick<Ports, 'desk'>,
): Promise<{ readonly ok: true } | Refusal> {
  const draft = await draftAs(change.draft ?? 0, ports);
  if (!draft.ok) return draft;
  const document = JSON.stringify({ ...draft.policy, version: change.to } satisfies Policy);
  await ports.desk.putVersion(change.to, document);
  const newest = Math.max(change.to, standing.newest);
  await ports.desk.putInForce({ version: change.to, newest, change: change.number }, document);
  return { ok: true };
}

type Approved = { readonly ok: true; readonly userId: string; readonly at: number };

/**
 * Who approved, by HubSpot's account alone: set in HubSpot's own screens, by a user on the list of the policy in force, after the text
 * was last written, and for going back after it was last left.
 */
export async function approvedBy(
  of: { readonly draft: number } | { readonly version: number; readonly since: number },
  standing: PolicyStanding,
  ports: Pick<Ports, 'desk'>,
): Promise<Approved | Refusal> {
  const approval = await ports.desk.approvalOf('draft' in of ? { draft: of.draft } : { version: of.version });
  const wanted = 'draft' in of ? 'approved' : 'restore';
  if (approval === undefined || approval.value !== wanted) return notApproved(WHY.missing);
  if (approval.source !== 'CRM_UI' || approval.userId === undefined) return notApproved(WHY.notAPerson);
  if (approval.at < approval.documentAt) return notApproved(WHY.changedSince);
  if ('since' in of && approval.at < of.since) return notApproved(WHY.changedSince);
  const approvers = await approversOf(standing, ports);
  if (approvers.length > 0 && !approvers.includes(approval.userId)) return notApproved(WHY.notEntitled);
  return { ok: true, userId: approval.userId, at: approval.at };
}

/** Of the version in force: a draft cannot name those who approve it. */
async function approversOf({ version }: PolicyStanding, { desk }: Pick<Ports, 'desk'>): Promise<readonly string[]> {
  const inForce = await desk.version(version);
  const parsed = parsePolicy(inForce?.policy);
  // A policy that cannot be read names nobody; then HubSpot's own permissions are what is left.
  return parsed.ok ? (parsed.policy.approvers ?? []) : [];
}

/** Whether what stands there would do, for the page; publishing looks again. */
export function looksApproved(approval: PolicyApproval | undefined): 'none' | 'approved' | 'other' {
  if (approval === undefined) return 'none';
  const counts = approval.value === 'approved' && approval.source === 'CRM_UI' && approval.at >= approval.documentAt;
  return counts && approval.userId !== undefined ? 'approved' : 'other';
}

const WHY = {
  missing: {
    zh: '还没有审批：请有权限的人在 HubSpot 中打开这条策略记录，设置“审批”，然后再试。',
    en: 'It is not approved: somebody entitled opens the policy record in HubSpot, sets "Approval", then try again.',
  },
  notAPerson: {
    zh: '审批不是由人在 HubSpot 页面上设置的，不作数：请在 HubSpot 的记录上亲自设置“审批”。',
    en: 'The approval was not set by a person in HubSpot’s own screens, so it does not count: set "Approval" on the record in HubSpot.',
  },
  changedSince: {
    zh: '审批之后内容又有变动：请在 HubSpot 的记录上先清空“审批”并保存，再重新设置。',
    en: 'Something was changed after the approval: clear "Approval" on the record in HubSpot and save, then set it again.',
  },
  notEntitled: {
    zh: '审批人不在现行策略的审批名单中：请由名单上的人审批。',
    en: 'Whoever approved is not on the list of the policy in force: somebody on it has to approve.',
  },
} as const;

function notApproved(message: (typeof WHY)[keyof typeof WHY]): Refusal {
  return { ok: false, reason: 'not_approved', message };
}

function changedTo(version: number): Refusal {
  return {
    ok: false,
    reason: 'policy_changed',
    message: {
      zh: `期间已有第 ${version} 版生效，没有覆盖。请重新打开策略页，查看变动，把您的修改合并到新版本后再发布。`,
      en: `Version ${version} has come into force meanwhile; nothing was overwritten. Open the policy page again, look at what changed, and take your changes over into it.`,
    },
  };
}
