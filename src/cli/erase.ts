/** `npm run app:erase`: takes out what is held of contacts that were erased in HubSpot. */
import { hubspotApi } from '../hubspot/api.ts';
import { hubspotErasure } from '../hubspot/erasure.ts';
import { objectTypes } from '../hubspot/object-types.ts';
import { hubspotPorts } from '../hubspot/ports.ts';
import { findErased } from '../use-cases/planning/erase-gone.ts';
import { command, flags, portalAccess } from './words.ts';

const USAGE = 'npm run app:erase -- --portal URL [--dry-run]';

await command(async () => {
  const words = flags({ portal: { type: 'string' }, 'dry-run': { type: 'boolean' } }, USAGE);
  const api = hubspotApi(portalAccess(words.portal));
  const erasure = hubspotErasure(api, () => objectTypes(api), Date.now);
  const erased = await findErased(hubspotPorts(api, { now: Date.now }), erasure);
  if (words['dry-run']) {
    console.log(`${erased.length} contacts were erased in HubSpot and are still spoken of here`);
    return 0;
  }
  let records = 0;
  for (let start = 0; start < erased.length; start += 50) {
    records += await erasure.erase(erased.slice(start, start + 50));
  }
  console.log(
    `${erased.length} erased contacts taken out of ${records} visits and loops, with their tasks and activities`,
  );
  return 0;
});
