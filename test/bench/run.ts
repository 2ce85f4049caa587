import { planningCalls } from './planning-calls.ts';
import { portalPages } from './portal-pages.ts';

/** `npm run bench [-- NAME]`: every table, or the one named. Figures are ratios within one run. */
const TABLES = { 'portal-pages': portalPages, 'planning-calls': planningCalls };

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
