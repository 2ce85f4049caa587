import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../contract/open-dashboard.ts';
import { dayIn } from '../domain/calendar/zone.ts';
import { hubspotApi } from '../hubspot/api.ts';
import { hubspotPorts } from '../hubspot/ports.ts';
import { wholeExport } from '../hubspot/whole-export.ts';
import { measureUntilDone } from '../use-cases/measures/measures.ts';
import { measuresOn } from '../use-cases/measures/measures-on.ts';
import { openDashboard } from '../use-cases/measures/open-dashboard.ts';
import { voicesOf } from '../use-cases/measures/open-report.ts';
import { satisfactionReport, weeklyBrief } from '../use-cases/measures/report.ts';
import { reportHtml, tableCsv } from '../use-cases/measures/report-files.ts';
import { command, dayFlag, flags, portalAccess, UsageError } from './words.ts';

const USAGE =
  'npm run app:export -- --portal URL --out FOLDER [--month YYYY-MM] [--owner ID] [--today YYYY-MM-DD] [--everything]';

/** Writes everything the app keeps as lines of JSON; or the satisfaction report and the weekly brief in both languages, printable, with every table as CSV. */
await command(async () => {
  const words = flags(
    {
      portal: { type: 'string' },
      out: { type: 'string' },
      month: { type: 'string' },
      owner: { type: 'string' },
      today: { type: 'string' },
      everything: { type: 'boolean' },
    },
    USAGE,
  );
  if (words.out === undefined) throw new UsageError(`say where to write: --out FOLDER. Usage: ${USAGE}`);
  if (words.month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(words.month))
    throw new UsageError(`--month takes a month as YYYY-MM, got ${JSON.stringify(words.month)}`);
  const asked = words.today === undefined ? undefined : dayFlag('today', words.today);
  const api = hubspotApi(portalAccess(words.portal));
  const ports = hubspotPorts(api, { now: Date.now });
  const { timeZone, portalId } = await ports.account();
  await mkdir(words.out, { recursive: true });
  if (words.everything) {
    const written: string[] = [];
    for (const { name, records } of wholeExport(api, portalId)) {
      const file = await open(join(words.out, `${name}.jsonl`), 'w');
      let count = 0;
      for await (const page of records) {
        await file.write(page.map((record) => `${JSON.stringify(record)}\n`).join(''));
        count += page.length;
      }
      await file.close();
      written.push(`${count} in ${name}.jsonl`);
    }
    console.log(`wrote everything to ${words.out}: ${written.join(', ')} (${api.sent()} calls)`);
    return 0;
  }
  const today = asked ?? dayIn(timeZone, Date.now());
  // Numbers of another day are shown, never kept: the kept ones are those of now.
  const isNow = asked === undefined || asked === dayIn(timeZone, Date.now());
  const counted = isNow ? (await measureUntilDone(ports, today)).counted : 0;
  const from = isNow ? ports : await measuresOn(today, ports);
  const page = await openDashboard({ month: words.month, ownerId: words.owner, today }, from);
  const voices = await voicesOf(page, ports);
  const files = (['zh', 'en'] as const).flatMap((language) => [
    ...filesOf('report', satisfactionReport(page, language, voices)),
    ...filesOf('brief', weeklyBrief(page, language, voices)),
  ]);
  for (const { name, content } of files) await writeFile(join(words.out, name), content);
  console.log(
    `counted ${counted} months of owners anew; wrote ${files.length} files to ${words.out} (${api.sent()} calls)`,
  );
  return 0;
});

function filesOf(kind: string, report: Report): readonly { readonly name: string; readonly content: string }[] {
  const tables = report.sections.flatMap((section) => section.tables);
  return [
    { name: `${kind}-${report.language}.html`, content: reportHtml(report) },
    ...tables.map((table) => ({ name: `${kind}-${report.language}-${table.id}.csv`, content: tableCsv(table) })),
  ];
}
