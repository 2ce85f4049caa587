import { AccountTable } from '../demo/account-table.ts';
import { formatDay } from '../domain/calendar/day.ts';
import { hubspotApi } from '../hubspot/api.ts';
import { hubspotPorts } from '../hubspot/ports.ts';
import { dayIn } from '../hubspot/values.ts';
import { planUntilDone } from '../use-cases/plan-until-done.ts';
import { command, dayFlag, Failure, flags, portalAccess } from './words.ts';

const USAGE = 'npm run app:plan -- --portal URL [--today YYYY-MM-DD] [--dry-run] [--json]';

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
  const api = hubspotApi(access);
  const ports = hubspotPorts(api, { now: Date.now });
  const { timeZone } = await ports.account();
  const today = asked ?? dayIn(timeZone, Date.now());
  const account = new AccountTable();
  const result = await planUntilDone(ports, {
    today,
    trigger: 'command',
    onWaiting: (until) =>
      console.error(`another run is at work; waiting until ${new Date(until).toISOString()} at the latest`),
    onDecided: (customers) => account.add(customers),
    dryRun: words['dry-run'] ?? false,
    onProgress: ({ decided, waiting }) => console.error(`planned ${decided} of ${decided + waiting}`),
  });
  if (!result.ok)
    throw new Failure(
      `${result.message.en}${result.fields?.[0] ? ` ${result.fields[0].path}: ${result.fields[0].message}` : ''}`,
    );
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
        calls,
        seconds,
      }),
    );
  } else {
    for (const line of account.lines()) console.log(line);
    for (const failure of result.failures)
      console.error(`not written, still in the queue: ${failure.key}: ${failure.message}`);
    const { opened, changed, withdrawn } = result.totals;
    console.log(
      `${words['dry-run'] ? 'would be ' : ''}planned for ${formatDay(today)}: ${result.decided} decided, ${opened} visits opened, ${changed} changed, ${withdrawn} withdrawn; ${calls} calls in ${seconds.toFixed(1)} s`,
    );
  }
  return result.failed > 0 ? 1 : 0;
});
