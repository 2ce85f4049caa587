import { parseArgs } from 'node:util';
import { formatDay } from '../domain/calendar/day.ts';
import { dayIn } from '../domain/calendar/zone.ts';
import { hubspotApi } from '../hubspot/api.ts';
import { objectTypes } from '../hubspot/object-types.ts';
import { hubspotPastRuns } from '../hubspot/past-runs.ts';
import { hubspotPorts } from '../hubspot/ports.ts';
import { undoRun } from '../use-cases/planning/undo-run.ts';
import { command, failureOf, portalAccess, UsageError } from './words.ts';

const USAGE = 'npm run app:runs -- --portal URL [undo RUN [--dry-run] | pause "WHY" | resume]';

await command(async () => {
  const { portal, 'dry-run': dryRun = false, action, word } = words();
  const api = hubspotApi(portalAccess(portal));
  const pastRuns = hubspotPastRuns(api, async () => objectTypes(api), Date.now);
  const ports = { ...hubspotPorts(api, { now: Date.now }), pastRuns };
  switch (action) {
    case 'list': {
      const { pausedBecause } = await ports.runs.readClock();
      if (pausedBecause !== undefined) console.log(`paused: ${pausedBecause}`);
      const { runs } = await pastRuns.latest({ limit: 20 });
      if (runs.length === 0) console.log('no planning run yet: npm run app:plan makes the first');
      for (const { name, startedAt, today, status, trigger, counts } of runs) {
        const { decided = 0, opened = 0, changed = 0, withdrawn = 0 } = counts;
        console.log(
          `${name}  ${new Date(startedAt).toISOString()}  ${status}  by ${trigger}${today === undefined ? '' : `, for ${formatDay(today)}`}: ${decided} decided, ${opened} opened, ${changed} changed, ${withdrawn} withdrawn`,
        );
      }
      return 0;
    }
    case 'pause':
      if (word === undefined || word.trim() === '') throw new UsageError(`say why: ${USAGE}`);
      await ports.runs.pause(word.trim().slice(0, 500));
      console.log('planning is paused; people still record their visits. npm run app:runs -- resume lets it go on');
      return 0;
    case 'resume':
      await ports.runs.pause(null);
      console.log('planning goes on with the next run');
      return 0;
    case 'undo': {
      if (word === undefined) throw new UsageError(`say which run, as the list names it: ${USAGE}`);
      const { timeZone } = await ports.account();
      const result = await undoRun(word, { today: dayIn(timeZone, Date.now()), dryRun }, ports);
      if (!result.ok) throw failureOf(result);
      console.log(
        `${dryRun ? 'would be ' : ''}withdrawn: ${result.withdrawn} visits with their tasks, ${result.told} tasks besides; ${result.kept} stay, since somebody acted on them${dryRun ? '' : '; planning is paused until: npm run app:runs -- resume'}`,
      );
      return 0;
    }
    default:
      throw new UsageError(`there is no ${JSON.stringify(action)}. Usage: ${USAGE}`);
  }
});

function words() {
  try {
    const { values, positionals } = parseArgs({
      args: process.argv.slice(2),
      options: { portal: { type: 'string' }, 'dry-run': { type: 'boolean' } },
      strict: true,
      allowPositionals: true,
    });
    const [action = 'list', word, ...more] = positionals;
    if (more.length > 0) throw new Error(`${more.join(' ')} is too much`);
    return { ...values, action, word };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}. Usage: ${USAGE}`);
  }
}
