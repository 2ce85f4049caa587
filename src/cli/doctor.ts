/** `npm run doctor`: whether the app is well in this portal. It writes nothing. */
import { dayIn } from '../domain/calendar/zone.ts';
import { hubspotApi } from '../hubspot/api.ts';
import { withHealth } from '../hubspot/health.ts';
import { hubspotPorts } from '../hubspot/ports.ts';
import { examine } from '../use-cases/operations/doctor.ts';
import { command, flags, portalAccess } from './words.ts';

const USAGE = 'npm run doctor -- --portal URL';

await command(async () => {
  const words = flags({ portal: { type: 'string' } }, USAGE);
  let isWell = true;
  const say = (what: string, isFine: boolean, seen: string): void => {
    isWell &&= isFine;
    console.log(`${isFine ? 'well ' : 'WRONG'} ${what}: ${seen}`);
  };
  const major = Number(process.versions.node.split('.')[0]);
  say('Node', major >= 20, `${process.version}${major >= 20 ? '' : ': 20.19 or newer is needed'}`);
  const api = hubspotApi(portalAccess(words.portal));
  const ports = hubspotPorts(api, { now: Date.now });
  const { portalId, timeZone } = await ports.account();
  say('portal', true, `${portalId}, ${timeZone}`);
  const { symptoms } = await examine(withHealth(api, ports), dayIn(timeZone, Date.now()));
  for (const { what, isWell: isFine, seen, command: remedy } of symptoms)
    say(what.replaceAll('_', ' '), isFine, `${seen.en}${remedy === undefined ? '' : `: ${remedy}`}`);
  console.log(isWell ? 'all is well' : 'something is wrong: each line above says what to do');
  return isWell ? 0 : 1;
});
