import type { Day } from '../../domain/calendar/day.ts';
import type { Archive, ClosedVisit } from '../ports/ports.ts';

export interface Retained {
  readonly archived: number;
  readonly runsArchived: number;
}

/**
 * Archives visits that were closed long ago, each page of them once `keep` has it in safety, and old records of planning runs.
 *
 * The native activities stay. Visits that are open or were withdrawn stay: their slots may still be used. Cut off anywhere it goes
 * on when asked again; what was kept and not yet archived then is kept twice.
 *
 * @param settings.before visits whose latest day lies before it
 * @param settings.runsBefore runs that began before this instant, epoch ms
 */
export async function retain(
  settings: {
    readonly before: Day;
    readonly runsBefore: number;
    readonly dryRun: boolean;
    readonly keep: (visits: readonly ClosedVisit[]) => Promise<void>;
  },
  archive: Archive,
): Promise<Retained> {
  let archived = 0;
  for await (const visits of archive.closedVisits(settings.before)) {
    await settings.keep(visits);
    if (!settings.dryRun) await archive.archiveVisits(visits.map(({ id }) => id));
    archived += visits.length;
  }
  const runsArchived = settings.dryRun ? 0 : await archive.archiveRuns(settings.runsBefore);
  return { archived, runsArchived };
}
