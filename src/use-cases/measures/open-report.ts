import type { Refusal } from '../../contract/common.ts';
import type { Dashboard } from '../../contract/open-dashboard.ts';
import { addDays, type Day, day as dayOf } from '../../domain/calendar/day.ts';
import type { Ports } from '../ports/ports.ts';
import { type Asked, openDashboard } from './open-dashboard.ts';
import { openPast } from './open-past.ts';
import { openWords } from './open-records.ts';
import { NO_VOICES, reportText, satisfactionReport, type Voices, weeklyBrief } from './report.ts';
import { shownReport } from './report-shown.ts';
import type { Language } from './report-words.ts';

interface Wanted {
  readonly report: 'satisfaction' | 'brief';
  readonly language: Language;
}

/** The page's numbers with the report made of them and of what customers said. */
export async function openReport(input: Asked & Wanted, ports: Ports): Promise<Dashboard> {
  return withReport(await openDashboard(input, ports), input, ports);
}

/** The same of a past day: what was counted, said and noted up to its end. */
export async function openPastReport(
  input: Asked & { readonly on: string } & Wanted,
  ports: Ports,
): Promise<Dashboard | Refusal> {
  const page = await openPast(input, ports);
  return page.ok ? withReport(page, input, ports, dayOf(page.past.on)) : page;
}

async function withReport(
  page: Dashboard,
  { report: kind, language }: Wanted,
  ports: Ports,
  upTo?: Day,
): Promise<Dashboard> {
  const voices = await voicesOf(page, ports, upTo);
  const report = kind === 'brief' ? weeklyBrief(page, language, voices) : satisfactionReport(page, language, voices);
  return { ...page, report: { ...shownReport(report), text: reportText(report) } };
}

/** What customers said in the page's month, up to the day whose end its numbers are of. */
export async function voicesOf(
  { month, ownerId, today }: Dashboard,
  ports: Ports,
  upTo: Day = addDays(dayOf(today), -1),
): Promise<Voices> {
  const said = await openWords(
    { portal: undefined, month, what: 'words', ...(ownerId === null ? {} : { ownerId }) },
    ports,
    upTo,
  );
  return said.ok ? said : NO_VOICES;
}
