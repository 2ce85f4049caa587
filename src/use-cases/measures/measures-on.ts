import type { Day } from '../../domain/calendar/day.ts';
import { encodeMeasures, MonthMeasures, measuresOf } from '../../domain/measures/month-measures.ts';
import { EVERYBODY, type MeasureRecord, type OwnerMonth } from '../ports/measures.ts';
import type { Ports } from '../ports/ports.ts';
import { calendarOf, contextOf, factsOf, spanOf } from './measures.ts';
import type { DashboardPorts } from './open-dashboard.ts';
import { groupsOf, readTogether } from './read-together.ts';

/**
 * The numbers as they were at the start of a past day, with the policy, owner and tier that visits were given then: counted from the
 * visits and loops themselves, and kept nowhere. It reads every visit of the months asked for; pages read what is kept.
 */
export async function measuresOn(today: Day, given: Ports): Promise<DashboardPorts> {
  const calendar = await calendarOf(given);
  // Of one person nobody else's are read; of everybody those of several with each call.
  let groups: ReadonlyMap<string, readonly string[]> = new Map();
  const ports = readTogether(given, (ownerId) => groups.get(ownerId) ?? [ownerId]);
  const counted = new Map<string, Promise<MonthMeasures>>();

  function ofOwner(of: OwnerMonth): Promise<MonthMeasures> {
    const key = `${of.month} ${of.ownerId}`;
    const known = counted.get(key);
    if (known) return known;
    const counting = factsOf(of, today, calendar, ports).then((facts) =>
      measuresOf(facts, contextOf(of.month, today, calendar)),
    );
    counted.set(key, counting);
    return counting;
  }

  async function owners(month: string): Promise<readonly OwnerMonth[]> {
    if (spanOf(month).from >= today) return [];
    const [kept, people] = await Promise.all([ports.measures.ofMonth(month), ports.people.owners()]);
    const ids = new Set([...people.map(({ id }) => id), ...kept.map(({ ownerId }) => ownerId)]);
    if (groups.size === 0) groups = groupsOf(people.map(({ id }) => id));
    return [...ids].map((ownerId) => ({ month, ownerId }));
  }

  async function record(of: OwnerMonth): Promise<MeasureRecord> {
    let measures = new MonthMeasures();
    const parts = of.ownerId === EVERYBODY ? await owners(of.month) : [of];
    for (const part of parts) measures = measures.plus(await ofOwner(part));
    const text = encodeMeasures({ measures, asOf: contextOf(of.month, today, calendar).asOf.day });
    return { ...of, text };
  }

  return {
    account: ports.account,
    people: ports.people,
    measures: {
      async readWithLoad(of) {
        const records: MeasureRecord[] = [];
        for (const each of of) if (spanOf(each.month).from < today) records.push(await record(each));
        // What lay ahead of a past day is not kept.
        return { records };
      },
      async ofMonth(month) {
        const records: MeasureRecord[] = [];
        for (const each of await owners(month)) records.push(await record(each));
        return records;
      },
    },
  };
}
