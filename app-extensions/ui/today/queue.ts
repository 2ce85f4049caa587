import type { QueueRow } from '../../../src/contract/open-today.ts';
import { isoWeekday, parseDay } from '../../../src/domain/calendar/day.ts';

export const SECTIONS = ['overdue', 'today', 'week', 'later'] as const;
export type Section = (typeof SECTIONS)[number];

/** Rows under the heading they belong to, each by urgency: its day, then the nearest last day, then the tier; `week` ends on Sunday. */
export function bySection(
  rows: readonly QueueRow[],
  today: string,
): { readonly [section in Section]: readonly QueueRow[] } {
  const sections: { [section in Section]: QueueRow[] } = { overdue: [], today: [], week: [], later: [] };
  const sunday = daysUntilSunday(today);
  for (const row of rows) sections[sectionOf(row, sunday)].push(row);
  for (const section of SECTIONS)
    sections[section].sort(
      (a, b) => a.inDays - b.inDays || a.latest.localeCompare(b.latest) || (a.tier ?? 'D').localeCompare(b.tier ?? 'D'),
    );
  return sections;
}

/** Rows whose contact's name holds the words, whatever the case. */
export function named(rows: readonly QueueRow[], search: string): QueueRow[] {
  const wanted = search.trim().toLowerCase();
  return rows.filter((row) => row.contactName.toLowerCase().includes(wanted));
}

function sectionOf({ inDays, late }: QueueRow, sunday: number): Section {
  if (late || inDays < 0) return 'overdue';
  if (inDays === 0) return 'today';
  return inDays <= sunday ? 'week' : 'later';
}

function daysUntilSunday(today: string): number {
  const day = parseDay(today);
  return day === undefined ? 0 : 7 - isoWeekday(day);
}
