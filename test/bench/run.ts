import { calendarDays, calendarMinutes } from './calendar.ts';
import { coldStart } from './cold-start.ts';
import { loopClocks } from './loop-clocks.ts';
import { measures } from './measures.ts';
import { memory } from './memory.ts';
import { peers } from './peers.ts';
import { planner } from './planner.ts';
import { planningCalls } from './planning-calls.ts';
import { planningScale } from './planning-scale.ts';
import { portalPages } from './portal-pages.ts';
import { rehearsal } from './rehearsal.ts';
import { tiers } from './tiers.ts';

/** `npm run bench [-- NAME [SIZE…]]`: every table, or the one named. Figures are ratios within one run. */
const TABLES = {
  'portal-pages': portalPages,
  planner,
  'planning-calls': planningCalls,
  measures,
  'calendar-days': calendarDays,
  'calendar-minutes': calendarMinutes,
  'loop-clocks': loopClocks,
  'cold-start': coldStart,
  memory,
  peers,
  'planning-scale': planningScale,
  tiers,
  rehearsal,
};

const [name] = process.argv.slice(2);
if (name !== undefined && !Object.hasOwn(TABLES, name)) {
  console.error(`no table called ${name}; there are ${Object.keys(TABLES).join(', ')}`);
  process.exitCode = 2;
} else {
  for (const [known, run] of Object.entries(TABLES)) {
    if (name !== undefined && name !== known) continue;
    console.log(`\n## ${known}`);
    await run();
  }
}
