import { Pool } from 'pg';
import { hubspotApi } from '../../src/hubspot/api.ts';
import { inLanes } from '../../src/hubspot/batch.ts';
import { workerSettings } from '../../src/worker/settings.ts';
import { sharedPacer } from '../../src/worker/shared-pacer.ts';
import { createTables, oneAtATime } from '../../src/worker/tables.ts';

/** Calls a portal as a worker would, and more eagerly than any: `caller.ts CALLS`. */
const read = workerSettings(process.env);
const [portal] = read.ok ? read.settings.portals : [];
if (!read.ok || !portal) throw new Error(read.ok ? 'no portal' : read.problem);
const pool = new Pool({ connectionString: read.settings.databaseUrl });
await oneAtATime(pool, () => createTables(pool));
const api = hubspotApi({
  accessToken: portal.accessToken,
  ...(read.settings.basePath ? { basePath: read.settings.basePath } : {}),
  pacer: sharedPacer(pool, portal.portalId, (now) => now + 3_600_000),
});
await inLanes(
  Array.from({ length: Number(process.argv[2]) }, (_, index) => index),
  (index) =>
    index % 5 === 0
      ? api.call({
          method: 'POST',
          path: '/crm/objects/2026-09/contacts/search',
          body: { filterGroups: [], limit: 1 },
          attempting: 'searching',
          repeatable: true,
        })
      : api.call({ method: 'GET', path: '/crm/owners/2026-09', attempting: 'reading owners', repeatable: true }),
);
await pool.end();
