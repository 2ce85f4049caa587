import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { customerLines } from '../demo/account-table.ts';
import { type CustomerRow, readCustomersCsv } from '../demo/customers-csv.ts';
import { forgetDemo, serveDemo, startDemo } from '../demo/demo.ts';
import { formatDay } from '../domain/calendar/day.ts';
import { expectFreePort } from '../preview/server.ts';
import { ProjectError } from '../project/assemble.ts';
import { command, dayFlag, Failure, flags, portFlag } from './words.ts';

const USAGE = 'npm start -- [--port N] [--customers FILE.csv] [--today YYYY-MM-DD] [--fresh] [--once] [--skip-bad]';
const DATA_DIR = fileURLToPath(new URL('../../.portal/demo', import.meta.url));

await command(async () => {
  const words = flags(
    {
      port: { type: 'string', default: '3210' },
      customers: { type: 'string' },
      today: { type: 'string' },
      fresh: { type: 'boolean' },
      once: { type: 'boolean' },
      'skip-bad': { type: 'boolean' },
    },
    USAGE,
  );
  const port = portFlag(words.port);
  const today = words.today === undefined ? undefined : dayFlag('today', words.today);
  const file = words.customers === undefined ? undefined : await readCustomers(words.customers);
  const bad = file?.problems.length ?? 0;
  const status = bad > 0 && !words['skip-bad'] ? 1 : 0;

  // A customers file, a day of one's own and --once each mean a portal of their own.
  const own = words.once || file !== undefined || today !== undefined;
  const dataDir = words.once ? undefined : own ? path.join(path.dirname(DATA_DIR), 'own') : DATA_DIR;
  if (dataDir && (words.fresh || own)) await forgetDemo(dataDir);
  if (!words.once) await expectFreePort(port);
  const demo = await startDemo({
    say: (line) => console.log(line),
    ...(today === undefined ? {} : { today }),
    ...(file ? { customers: file.rows } : { past: !words.once }),
    ...(dataDir ? { dataDir } : {}),
  });

  const { decided, customers, account, totals, failures } = demo.planned;
  console.log(`\n${formatDay(demo.today())} (${demo.timeZone})`);
  if (customers.length === decided) for (const line of customerLines(customers, demo.ownerName)) console.log(line);
  if (decided > 0) console.log('');
  for (const line of account.lines()) console.log(line);
  for (const failure of failures) console.error(`not written: ${failure.key}: ${failure.message}`);
  console.log(
    decided > 0
      ? `${totals.opened} visits opened, ${totals.changed} changed, ${totals.withdrawn} withdrawn`
      : 'everybody is planned already; the contact list shows who is next',
  );
  if (words.once) {
    await demo.close();
    return failures.length > 0 ? 1 : status;
  }

  const preview = await serveDemo(demo, { port }, (line) => console.log(line)).catch(async (error) => {
    await demo.close();
    if (!(error instanceof ProjectError)) throw error;
    throw new Failure(
      `the app cannot be built: ${error.problems.map(({ file, message }) => `${file}: ${message}`).join('; ')}`,
    );
  });
  const stop = async (): Promise<void> => {
    await preview.close();
    await demo.close();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  console.log(`ready ${preview.url}`);
  return status;
});

async function readCustomers(
  file: string,
): Promise<{ readonly rows: readonly CustomerRow[]; readonly problems: readonly unknown[] }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure(`the customers file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { rows, problems } = readCustomersCsv(text);
  for (const problem of problems) console.error(`${file}:${problem.line}: ${problem.reason}`);
  if (problems.length > 0)
    console.error(`${problems.length} problems, ${rows.length} good rows are loaded; --skip-bad makes this no failure`);
  if (rows.length === 0) throw new Failure(`${file} holds no row that can be loaded`);
  return { rows, problems };
}
