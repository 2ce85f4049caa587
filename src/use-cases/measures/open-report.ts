import type { Dashboard } from '../../contract/open-dashboard.ts';
import { addDays, day as dayOf } from '../../domain/calendar/day.ts';
import type { Ports } from '../ports/ports.ts';
import { type Asked, openDashboard } from './open-dashboard.ts';
import { openWords } from './open-records.ts';
import { NO_VOICES, reportText, satisfactionReport, type Voices, weeklyBrief } from './report.ts';
import type { Language } from './report-words.ts';

/** The page's numbers with the report made of them and of what customers said. */
export async function openReport(
  input: Asked & { readonly report: 'satisfaction' | 'brief'; readonly language: Language },
  ports: Ports,
): Promise<Dashboard> {
  const page = await openDashboard(input, ports);
  const voices = await voicesOf(page, ports);
  const report =
    input.report === 'brief'
      ? weeklyBrief(page, input.language, voices)
      : satisfactionReport(page, input.language, voices);
  return { ...page, report: { ...report, text: reportText(report) } };
}

/** What customers said in the page's month, up to the day whose end its numbers are of. */
export async function voicesOf({ month, ownerId, today }: Dashboard, ports: Ports): Promise<Voices> {
  const said = await openWords(
    { portal: undefined, month, what: 'words', ...(ownerId === null ? {} : { ownerId }) },
    ports,
    addDays(dayOf(today), -1),
  );
  return said.ok ? said : NO_VOICES;
}
