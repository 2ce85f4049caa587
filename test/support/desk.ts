import type { Policy } from '../../src/domain/policy/policy.ts';
import type { HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { saveDraft } from '../../src/use-cases/policy/save-draft.ts';
import type { Ports } from '../../src/use-cases/ports/ports.ts';
import { apiInto } from './book.ts';

export const ADMIN = 77;

export const portsOf = (portal: Portal, api: HubspotApi = apiInto(portal)) =>
  hubspotPorts(api, { now: () => portal.now(), sleep: async () => {} });

/** A person sets `Approval` in HubSpot's own form; or something else does, where `sourceType` says so. */
export async function setApproval(
  portal: Portal,
  recordId: string,
  value: string,
  by: { readonly userId?: number; readonly sourceType?: string } = { userId: ADMIN },
): Promise<void> {
  const answer = await portal.fetch(
    new Request('http://portal.test/__portal/edits', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        objectType: `p${(await portsOf(portal).account()).portalId}_rv_policy`,
        id: recordId,
        properties: { rv_approval: value },
        ...by,
      }),
    }),
  );
  if (!answer.ok) throw new Error(await answer.text());
}

export async function inForce(ports: Ports): Promise<Policy> {
  return (await ports.policies.current()) as Policy;
}

let saves = 0;

/** Saves a draft that changes the policy in force; answers its revision and record. */
export async function draftOf(
  portal: Portal,
  change: (policy: Policy) => Policy,
): Promise<{ readonly revision: number; readonly recordId: string }> {
  const ports = portsOf(portal);
  const [policy, last, standing] = await Promise.all([inForce(ports), ports.desk.newestDraft(), ports.desk.standing()]);
  saves += 1;
  const saved = await saveDraft(
    {
      portal: undefined,
      after: last?.revision ?? 0,
      base: standing?.version ?? 0,
      submissionId: `save-${saves}-of-the-test`,
      savedBy: '王敏',
      note: 'from the test',
      policy: change(policy),
    },
    ports,
  );
  if (!saved.ok) throw new Error(JSON.stringify(saved));
  const draft = await ports.desk.draft(saved.revision);
  return { revision: saved.revision, recordId: draft?.recordId ?? '' };
}

/** The same policy with one rule changed. */
export function withRule(policy: Policy, id: string, change: (rule: Policy['rules'][number]) => object): Policy {
  return { ...policy, rules: policy.rules.map((rule) => (rule.id === id ? { ...rule, ...change(rule) } : rule)) };
}
