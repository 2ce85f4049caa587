import type { Refusal } from '../../contract/common.ts';
import type { OpenPolicyAnswer, ScopeCounts, ShownDraft } from '../../contract/open-policy.ts';
import { parsePolicy } from '../../contract/policy.ts';
import { addDays, type Day, formatDay, parseDay } from '../../domain/calendar/day.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { PolicyChange } from '../ports/policy-desk.ts';
import type { Ports } from '../ports/ports.ts';
import { policyInForce } from './policy-in-force.ts';
import { looksApproved } from './publish-policy.ts';

/** Changes that the page lists. */
const MOST_CHANGES = 50;
const OBJECT = 'rv_policy';

/** The policy in force with the draft that changes it, who changed what before, and on request one of the past. */
export async function openPolicy(
  input: {
    readonly version?: number | undefined;
    readonly onDay?: string | undefined;
    readonly count?: Policy['scope'] | undefined;
    readonly today: Day;
  },
  ports: Ports,
): Promise<OpenPolicyAnswer> {
  const { desk } = ports;
  const [inForce, standing, draft, owners, { portalId }] = await Promise.all([
    policyInForce(ports.policies),
    desk.standing(),
    desk.newestDraft(),
    ports.people.owners(),
    ports.account(),
  ]);
  if (!inForce.ok) return inForce;
  if (standing === undefined) return NO_STANDING;
  const changes = await desk.changes(standing.change, MOST_CHANGES);
  const wanted = input.onDay === undefined ? input.version : await versionOn(input.onDay, changes, ports);
  const last = changes[0];
  const record = (id: string) => ({ objectType: `p${portalId}_${OBJECT}`, id });
  const [past, before, approval, counted] = await Promise.all([
    wanted === undefined ? undefined : readVersion(wanted, ports),
    last?.kind === 'publish' ? desk.version(last.from) : undefined,
    draft === undefined ? undefined : desk.approvalOf({ draft: draft.revision }),
    input.count === undefined ? undefined : countsOf(input.count, ports),
  ]);
  const users = new Map(owners.flatMap(({ userId, name }) => (userId === undefined ? [] : [[userId, name] as const])));
  const parsed = draft === undefined ? undefined : parsePolicy(draft.policy);
  const isPublished = changes.some((change) => draft !== undefined && change.draft === draft.revision);
  const shown: ShownDraft | null =
    draft === undefined || !parsed?.ok || isPublished
      ? null
      : {
          revision: draft.revision,
          base: draft.base,
          policy: parsed.policy,
          note: draft.note,
          savedBy: draft.savedBy,
          savedAt: new Date(draft.savedAt).toISOString(),
          record: record(draft.recordId),
          approval: looksApproved(approval),
        };
  return {
    ok: true,
    today: formatDay(input.today),
    inForce: inForce.policy,
    newest: standing.newest,
    draft: shown,
    lastRevision: draft?.revision ?? 0,
    changes: changes.map(({ number, kind, from, to, at, approvedBy, claimedBy, note }) => ({
      number,
      kind,
      from,
      to,
      at: new Date(at).toISOString(),
      approvedBy: approvedBy === undefined ? '' : (users.get(approvedBy) ?? approvedBy),
      claimedBy,
      note,
    })),
    people: owners.map(({ id, name, userId }) => ({ id, name, ...(userId === undefined ? {} : { userId }) })),
    counted: counted ?? null,
    past: past ?? null,
    goBackTo: before === undefined ? null : { version: before.version, record: record(before.recordId) },
  };
}

/** The version in force when a day of the portal's zone had ended; undefined: none was yet. */
async function versionOn(
  on: string,
  changes: readonly PolicyChange[],
  { clock }: Pick<Ports, 'clock'>,
): Promise<number | undefined> {
  const day = parseDay(on);
  if (day === undefined) return undefined;
  const end = await clock.instantAt(addDays(day, 1), '00:00');
  const last = changes.find(({ at }) => at < end);
  if (last !== undefined) return last.to;
  // Before the oldest change that is known its predecessor was in force, where there was one.
  const from = changes.at(-1)?.from ?? 0;
  return from > 0 ? from : undefined;
}

async function countsOf(scope: Policy['scope'], { customers }: Pick<Ports, 'customers'>): Promise<ScopeCounts> {
  const contacts = await customers.countScope(scope);
  const excluded: number[] = [];
  // One after the other: searches are few a second for the whole account.
  for (const exclusion of scope.exclude ?? []) excluded.push(await customers.countScope(scope, exclusion));
  return { contacts, excluded };
}

async function readVersion(
  version: number,
  { desk }: Pick<Ports, 'desk'>,
): Promise<{ readonly version: number; readonly policy: Policy } | undefined> {
  const stored = await desk.version(version);
  const parsed = stored && parsePolicy(stored.policy);
  return parsed?.ok ? { version, policy: parsed.policy } : undefined;
}

const NO_STANDING: Refusal = {
  ok: false,
  reason: 'no_policy',
  message: {
    zh: '还没有发布回访策略：请管理员先运行安装。',
    en: 'No visit policy is published yet: ask an admin to run the installer.',
  },
};
