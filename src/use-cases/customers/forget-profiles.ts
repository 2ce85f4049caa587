import { addDays, type Day } from '../../domain/calendar/day.ts';
import { addMonths } from '../../domain/calendar/months.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { type OptionalProfileField, removedOn } from '../../domain/readiness/profile.ts';
import type { ProfileArchive } from '../ports/profiles.ts';

/** Months differ by three days at most: what is looked at is then judged day by day. */
const CLAMPED = 3;

/**
 * Removes optional profile values whose time is over, and at once all of a field that is switched off.
 *
 * A value that nobody dated, as one written in HubSpot by hand, is dated today. May run twice, and goes on where it was cut off.
 *
 * @returns values removed by field, of fields that were ever kept here; with `dryRun` those that would be
 */
export async function forgetProfiles(
  settings: { readonly policy: Pick<Policy, 'optionalFields'>; readonly today: Day; readonly dryRun: boolean },
  archive: ProfileArchive,
): Promise<{ readonly [field in OptionalProfileField]?: number }> {
  const { policy, today, dryRun } = settings;
  const removed: { [field in OptionalProfileField]?: number } = {};
  for (const field of await archive.fieldsThere()) {
    const setting = policy.optionalFields?.[field];
    const keepMonths = setting?.on ? setting.keepMonths : undefined;
    const upTo = keepMonths === undefined ? undefined : addDays(addMonths(today, -keepMonths), CLAMPED);
    let count = 0;
    for await (const holders of archive.holders(field, upTo)) {
      const isOver = ({ notedOn }: { readonly notedOn?: Day }): boolean =>
        keepMonths === undefined || (notedOn !== undefined && removedOn(notedOn, keepMonths) <= today);
      const over = holders.filter(isOver).map(({ contactId }) => contactId);
      const undated = holders.filter((holder) => holder.notedOn === undefined && !isOver(holder));
      count += over.length;
      if (dryRun) continue;
      if (over.length > 0) await archive.forget(field, over);
      const ids = undated.map(({ contactId }) => contactId);
      if (ids.length > 0) await archive.note(field, ids, today);
    }
    removed[field] = count;
  }
  return removed;
}
