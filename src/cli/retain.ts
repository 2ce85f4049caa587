import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { subMonths } from 'date-fns';
import { dayOfCivil } from '../domain/calendar/civil.ts';
import { formatDay } from '../domain/calendar/day.ts';
import { dayIn } from '../domain/calendar/zone.ts';
import { hubspotApi } from '../hubspot/api.ts';
import { hubspotArchive } from '../hubspot/archive.ts';
import { hubspotPorts } from '../hubspot/ports.ts';
import { hubspotProfileArchive } from '../hubspot/profile-archive.ts';
import { forgetProfiles } from '../use-cases/customers/forget-profiles.ts';
import { retain } from '../use-cases/planning/retain.ts';
import { policyInForce } from '../use-cases/policy/policy-in-force.ts';
import { command, flags, portalAccess, UsageError } from './words.ts';

const USAGE = 'npm run app:retain -- --portal URL --out DIR [--months N] [--dry-run]';
/** Chosen by us: a year to compare with, whole. */
const MONTHS = 24;
const RUN_DAYS = 90;

await command(async () => {
  const words = flags(
    {
      portal: { type: 'string' },
      out: { type: 'string' },
      months: { type: 'string' },
      'dry-run': { type: 'boolean' },
    },
    USAGE,
  );
  if (words.out === undefined) throw new UsageError(`say where the visits are to be kept: ${USAGE}`);
  const months = Number(words.months ?? MONTHS);
  if (!Number.isInteger(months) || months < 3)
    throw new UsageError(`--months takes a whole number from 3, got ${JSON.stringify(words.months)}`);
  const dryRun = words['dry-run'] ?? false;
  const api = hubspotApi(portalAccess(words.portal));
  const ports = hubspotPorts(api, { now: Date.now });
  const { portalId, timeZone } = await ports.account();
  const today = dayIn(timeZone, Date.now());
  const then = subMonths(new Date(`${formatDay(today)}T12:00:00Z`), months);
  const before = dayOfCivil(then.getUTCFullYear(), then.getUTCMonth() + 1, then.getUTCDate());
  await mkdir(words.out, { recursive: true });
  const name = path.join(words.out, `visits-before-${formatDay(before)}.jsonl`);
  const file = await open(name, 'a');
  try {
    const { archived, runsArchived } = await retain(
      {
        before,
        runsBefore: Date.now() - RUN_DAYS * 86_400_000,
        dryRun,
        keep: async (visits) => {
          await file.appendFile(visits.map(({ properties }) => `${JSON.stringify(properties)}\n`).join(''));
          // On the disk before anything goes.
          await file.sync();
          console.error(`kept ${visits.length} more`);
        },
      },
      hubspotArchive(api, portalId),
    );
    console.log(
      `${dryRun ? 'would be archived' : 'archived'}: ${archived} visits closed before ${formatDay(before)}, kept in ${name}; ${runsArchived} records of planning runs`,
    );
    const inForce = await policyInForce(ports.policies);
    if (!inForce.ok) throw new UsageError(`optional profile values were left alone: ${inForce.message.en}`);
    const removed = await forgetProfiles({ policy: inForce.policy, today, dryRun }, hubspotProfileArchive(api));
    for (const [field, count] of Object.entries(removed))
      console.log(`${dryRun ? 'would be removed' : 'removed'}: ${count} values of the profile field ${field}`);
  } finally {
    await file.close();
  }
  return 0;
});
