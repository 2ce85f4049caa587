import { AccountTable } from '../demo/account-table.ts';
import { type Day, formatDay } from '../domain/calendar/day.ts';
import { dayIn } from '../domain/calendar/zone.ts';
import { type HubspotApi, hubspotApi } from '../hubspot/api.ts';
import { ownPacer, paceOf } from '../hubspot/pacing.ts';
import { hubspotPorts } from '../hubspot/ports.ts';
import { surveyPorts } from '../hubspot/survey-ports.ts';
import { type Progress, planUntilDone } from '../use-cases/planning/plan-until-done.ts';
import { READ_AHEAD } from '../use-cases/planning/read-ahead.ts';
import { recordLevel } from '../use-cases/planning/record-limit.ts';
import type { Ports } from '../use-cases/ports/ports.ts';
import { type DailyCare, dailyCare } from '../use-cases/survey/daily-care.ts';
import { settleForBooks } from '../worker/engine.ts';
import { command, dayFlag, failureOf, flags, portalAccess } from './words.ts';

const USAGE = 'npm run app:plan -- --portal URL [--today YYYY-MM-DD] [--dry-run] [--json]';

const PHASES = { talks: 'talks logged elsewhere', book: 'the whole book, for a new policy', queue: 'due' };

settleForBooks();
await command(async () => {
  const words = flags(
    {
      portal: { type: 'string' },
      today: { type: 'string' },
      'dry-run': { type: 'boolean' },
      json: { type: 'boolean' },
    },
    USAGE,
  );
  const asked = words.today === undefined ? undefined : dayFlag('today', words.today);
  const access = portalAccess(words.portal);
  const started = Date.now();
  const api = await paced(access);
  const ports = hubspotPorts(api, { now: Date.now });
  const { timeZone } = await ports.account();
  const today = asked ?? dayIn(timeZone, Date.now());
  const account = new AccountTable();
  const care = words['dry-run'] ? undefined : await careFor(api, ports, today);
  const result = await planUntilDone(ports, {
    today,
    trigger: 'command',
    onWaiting: (until) =>
      console.error(`another run is at work; waiting until ${new Date(until).toISOString()} at the latest`),
    onDecided: (customers) => account.add(customers),
    dryRun: words['dry-run'] ?? false,
    readAhead: READ_AHEAD,
    onProgress: progressLines(started),
  });
  if (!result.ok) throw failureOf(result);
  const seconds = (Date.now() - started) / 1000;
  const calls = api.sent();
  if (words.json) {
    console.log(
      JSON.stringify({
        today: formatDay(today),
        ...result.totals,
        decided: result.decided,
        account: account.rows(),
        failures: result.failures,
        unread: result.unread,
        run: result.name,
        ...(care ? { answers: care.answers, deliveries: care.deliveries } : {}),
        calls,
        seconds,
      }),
    );
  } else {
    for (const line of account.lines()) console.log(line);
    for (const failure of result.failures)
      console.error(`not written, still in the queue: ${failure.key}: ${failure.message}`);
    if (result.records && recordLevel(result.records) !== 'fine') {
      const { used, limit } = result.records;
      console.error(
        `the portal holds ${used} of the ${limit} custom-object records it may: archive old visits with npm run app:retain`,
      );
    }
    for (const source of result.unread)
      console.error(
        `not looked at: the token may not read ${source}; talks there count only when our card records them`,
      );
    if (care) for (const line of careLines(care)) console.log(line);
    const { opened, changed, withdrawn } = result.totals;
    console.log(
      `${words['dry-run'] ? 'would be ' : ''}planned for ${formatDay(today)}: ${result.decided} decided, ${opened} visits opened, ${changed} changed, ${withdrawn} withdrawn; ${calls} calls in ${seconds.toFixed(1)} s`,
    );
  }
  return result.failed > 0 ? 1 : 0;
});

type Care = Extract<DailyCare, { readonly ok: true }>;

/** Answers by link and projects, before planning: the calls that they ask for are planned in the same run. */
async function careFor(api: HubspotApi, ports: Ports, today: Day): Promise<Care> {
  const { portalId } = await ports.account();
  const more = surveyPorts(api, { portalId, secret: process.env.HUBSPOT_CLIENT_SECRET });
  const care = await dailyCare(today, { ...ports, ...more });
  if (!care.ok) throw failureOf(care);
  return care;
}

function careLines({ answers, deliveries }: Care): string[] {
  const refused = Object.entries(answers.refused).map(([reason, count]) => `${count} ${reason}`);
  return [
    ...(answers.on
      ? [
          `answers by link: ${answers.taken} taken, ${refused.length > 0 ? `refused: ${refused.join(', ')}` : 'none refused'}`,
        ]
      : []),
    ...(deliveries.checked + deliveries.left > 0
      ? [
          `deliveries: ${deliveries.checked} looked after, ${deliveries.exceptions} milestones overdue, ${deliveries.left} left for the next run`,
        ]
      : []),
  ];
}

/** The API at the pace that `npm run probe` found this portal to bear. */
async function paced(access: ReturnType<typeof portalAccess>): Promise<HubspotApi> {
  const api = hubspotApi(access);
  const { portal } = await hubspotPorts(api, { now: Date.now }).runs.readClock();
  return portal ? hubspotApi({ ...access, pacer: ownPacer(Date.now, paceOf(portal)) }) : api;
}

/** One line a step, with the time that is left at the pace so far. */
function progressLines(started: number): (progress: Progress) => void {
  let phase: Progress['phase'] | undefined;
  let from = { at: started, decided: 0 };
  return ({ phase: now, decided, waiting }) => {
    if (now !== phase)
      from = { at: phase === undefined ? started : Date.now(), decided: phase === undefined ? 0 : decided };
    phase = now;
    const pace = (decided - from.decided) / (Date.now() - from.at);
    const left = waiting > 0 && pace > 0 ? `, about ${Math.ceil(waiting / pace / 1000)} s left` : '';
    console.error(`planned ${decided} of ${decided + waiting} (${PHASES[now]})${left}`);
  };
}
