import { readFile } from 'node:fs/promises';
import { cdnowCustomers } from '../demo/cdnow.ts';
import { writeCustomersCsv } from '../demo/customers-csv.ts';
import { dayIn } from '../domain/calendar/zone.ts';
import { command, dayFlag, flags } from './words.ts';

await command(async () => {
  const words = flags(
    { today: { type: 'string' } },
    'npm run --silent data:cdnow -- [--today YYYY-MM-DD] > customers.csv',
  );
  const today = words.today === undefined ? dayIn('Asia/Shanghai', Date.now()) : dayFlag('today', words.today);
  const sample = await readFile(new URL('../../data/cdnow/CDNOW_sample.txt', import.meta.url), 'utf8');
  process.stdout.write(writeCustomersCsv(cdnowCustomers(sample, today)));
  return undefined;
});
