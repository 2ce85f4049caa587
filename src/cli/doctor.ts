/** `npm run doctor`: whether the app is well in this portal. It writes nothing. */
import { dayIn } from '../domain/calendar/zone.ts';
import { hubspotApi } from '../hubspot/api.ts';
import { advice } from '../hubspot/installer.ts';
import { PATHS } from '../hubspot/paths.ts';
import { hubspotPorts } from '../hubspot/ports.ts';
import { examine, type Symptom } from '../use-cases/operations/doctor.ts';
import { PortalError } from '../use-cases/ports/ports.ts';
import { command, flags, portalAccess } from './words.ts';

const USAGE = 'npm run doctor -- --portal URL';
const READS = [
  'contacts',
  'tasks',
  'calls',
  'meetings',
  'communications',
  'notes',
  'emails',
  'deals',
  'schemas',
  'owners',
] as const;

await command(async () => {
  const words = flags({ portal: { type: 'string' } }, USAGE);
  let isWell = true;
  const say = (symptom: Symptom): void => {
    isWell &&= symptom.isWell;
    console.log(`${symptom.isWell ? 'well ' : 'WRONG'} ${symptom.what}: ${symptom.seen}`);
  };
  const major = Number(process.versions.node.split('.')[0]);
  say({
    what: 'Node',
    isWell: major >= 20,
    seen: `${process.version}${major >= 20 ? '' : ': 20.19 or newer is needed'}`,
  });
  const api = hubspotApi(portalAccess(words.portal));
  const ports = hubspotPorts(api, { now: Date.now });
  const { portalId, timeZone } = await ports.account();
  say({ what: 'portal', isWell: true, seen: `${portalId}, ${timeZone}` });
  const refused: string[] = [];
  let leftToday: string | null = null;
  for (const name of READS) {
    const { status, headers } = await api.call({
      method: 'GET',
      path: PATHS[name].path,
      attempting: `reading ${name}`,
      repeatable: true,
      alsoFine: [400, 403, 404],
    });
    leftToday = headers?.get('x-hubspot-ratelimit-daily-remaining') ?? leftToday;
    if (status === 403) refused.push(`${name} (${PATHS[name].scopes.join(', ')})`);
  }
  say({
    what: 'scopes',
    isWell: refused.length === 0,
    seen:
      refused.length === 0
        ? 'all that is read may be read'
        : `missing for ${refused.join('; ')}: docs/errors.md#portal_unauthorized`,
  });
  if (leftToday !== null) say({ what: 'calls', isWell: Number(leftToday) > 10_000, seen: `${leftToday} left today` });
  try {
    for (const symptom of await examine(ports, dayIn(timeZone, Date.now()))) say(symptom);
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    say({ what: 'app', isWell: false, seen: `${error.message}: ${advice(error)}` });
  }
  console.log(isWell ? 'all is well' : 'something is wrong: each line above says what to do');
  return isWell ? 0 : 1;
});
