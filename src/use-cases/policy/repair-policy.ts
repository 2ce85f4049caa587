import type { Refusal } from '../../contract/common.ts';
import type { RepairPolicyAnswer, ShownRepair } from '../../contract/rehearse-policy.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import { minutesOf } from '../../domain/planning/compiled-policy.ts';
import { bothIn, type RehearsalInput, type RehearsedCustomer, rehearse } from '../../domain/rehearsal/rehearsal.ts';
import { type Repair, verdictsOf } from '../../domain/rehearsal/repairs.ts';
import { LoadTable } from '../planning/load-table.ts';
import { readSlots, withPresentOwners } from '../planning/plan-step.ts';
import { startRun } from '../planning/start-run.ts';
import type { CustomerRecord, Ports, StoredVisit } from '../ports/ports.ts';
import { compile } from './compiled.ts';
import { draftAs, standing } from './rehearse-policy.ts';

/** A person with more customers than this has another problem than the policy; and a function has fifteen seconds. */
const MOST_CUSTOMERS = 2_000;

/**
 * What would let one owner keep the promises of a draft: moving visits inside their windows, more minutes a day, or a longer interval,
 * each as small as it can be.
 *
 * Reads the customers of that owner alone: nobody else's visits take of those days.
 */
export async function repairPolicy(
  input: { readonly revision: number; readonly ownerId: string; readonly today: Day; readonly days: number },
  ports: Ports,
): Promise<RepairPolicyAnswer> {
  const { ownerId, today, days } = input;
  const draft = await draftAs(input.revision, ports);
  if (!draft.ok) return draft;
  const started = await startRun(ports, { today, dryRun: true, single: true });
  if (!started.ok) return started;
  const { run } = started;
  const records: CustomerRecord[] = [];
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const page = await ports.customers.due({
      today,
      after,
      lifecycleStages: [],
      anyTier: false,
      whole: true,
      ownerId,
    });
    records.push(...page.customers);
    after = page.more && page.customers.length > 0 ? page.customers.at(-1)?.contactId : undefined;
    if (records.length > MOST_CUSTOMERS) return TOO_MANY;
  }
  const slots = await readSlots(records, run, ports);
  const customers = records.map((record): RehearsedCustomer => {
    const known = slots.get(record.facts.customerKey) ?? [];
    return {
      contact: record.contactId,
      facts: withPresentOwners(record.facts, run),
      start: {
        memory: record.memory,
        known,
        open: known.filter(({ status }) => status === 'planned').map((visit) => standing(visit, run.compiled)),
        counted: countedOf(record, known),
      },
    };
  });
  /** The days as they stand: a visit that is still to be planned again takes its old day, as in a run. */
  const load = () => {
    const table = new LoadTable();
    for (const { start } of customers)
      for (const { ownerId: of, plannedOn, minutes } of start?.counted ?? []) table.add(of, plannedOn, minutes);
    return bothIn(table);
  };
  const rehearsal: RehearsalInput = { customers, policy: compile(draft.policy), today, days, inOrder: true, load };
  const verdict = verdictsOf(rehearse(rehearsal), rehearsal).find(({ owner }) => owner === ownerId);
  const names = new Map(draft.policy.rules.map(({ id, name }) => [id, name]));
  return {
    ok: true,
    ownerId,
    customers: records.length,
    withoutRoom: verdict?.withoutRoom ?? 0,
    short: verdict?.short ?? 0,
    ...(verdict?.tightest === undefined
      ? {}
      : {
          tightest: {
            from: formatDay(verdict.tightest.from),
            to: formatDay(verdict.tightest.to),
            over: verdict.tightest.over,
          },
        }),
    repairs: verdict?.repairs.map((repair) => shown(repair)) ?? [],
  };

  function countedOf(record: CustomerRecord, known: readonly StoredVisit[]) {
    return known
      .filter(({ slot }) => record.memory.openSlots.includes(slot))
      .map((visit) => ({ ...visit, minutes: minutesOf(run.compiled, visit) }));
  }

  function shown(repair: Repair): ShownRepair {
    switch (repair.kind) {
      case 'move_within_windows':
        return { kind: repair.kind, moves: repair.moves.length, left: repair.left };
      case 'more_minutes_a_day':
        return repair;
      case 'longer_interval':
        return { ...repair, name: names.get(repair.rule) ?? { zh: repair.rule, en: repair.rule } };
    }
  }
}

const TOO_MANY: Refusal = {
  ok: false,
  reason: 'bad_input',
  message: {
    zh: `这位负责人的客户超过 ${MOST_CUSTOMERS} 个，无法在一次调用中计算：请用命令 npm run rehearse。`,
    en: `This owner has more than ${MOST_CUSTOMERS} customers, too many for one call: use the command npm run rehearse.`,
  },
};
