import { formatDay } from '../domain/calendar/day.ts';
import { dayIn } from '../domain/calendar/zone.ts';
import { DEFAULT_POLICY } from '../domain/policy/default-policy.ts';
import { SURVEYS, type SurveyKind } from '../domain/survey/survey.ts';
import { hubspotApi } from '../hubspot/api.ts';
import { install } from '../hubspot/installer.ts';
import { adoptPolicy } from '../hubspot/policy-adoption.ts';
import { hubspotPorts } from '../hubspot/ports.ts';
import { readPolicy } from './read-policy.ts';
import { command, dayFlag, flags, portalAccess, UsageError } from './words.ts';

const USAGE =
  'npm run app:install -- --portal URL [--policy FILE.json] [--go-live YYYY-MM-DD] [--survey-page csat=URL,csat_after_sales=URL,csat_goods=URL,nps=URL,solved=URL]';

await command(async () => {
  const words = flags(
    {
      portal: { type: 'string' },
      policy: { type: 'string' },
      'go-live': { type: 'string' },
      'survey-page': { type: 'string' },
    },
    USAGE,
  );
  const access = portalAccess(words.portal);
  const asked = words['go-live'] === undefined ? undefined : dayFlag('go-live', words['go-live']);
  const given = words.policy === undefined ? undefined : await readPolicy(words.policy);
  const api = hubspotApi(access);
  const report = await install(api, (line) => console.log(line), { surveyPages: surveyPages(words['survey-page']) });
  const ports = hubspotPorts(api, { now: Date.now });
  await adoptPolicy(api);
  const stored = await ports.policies.current();
  const { timeZone } = await ports.account();
  if (given || stored === undefined) {
    const goLive = asked ?? dayIn(timeZone, Date.now());
    const policy = given ?? DEFAULT_POLICY;
    const version = ((stored as { version?: number } | undefined)?.version ?? 0) + 1;
    await ports.policies.publish(version, { ...policy, version, goLiveOn: policy.goLiveOn ?? formatDay(goLive) });
    console.log(`published policy version ${version}`);
  }
  if (report.surveys === 'not_granted')
    console.log('no answers by link: the token lacks the scope forms (npm run build -- --with forms)');
  for (const difference of report.differing) console.log(`left as it is, look at it: ${difference}`);
  console.log(
    `installed: ${report.created.length} created, ${report.present} present already, ${report.differing.length} differing`,
  );
  return report.differing.length > 0 ? 1 : 0;
});

/** Where customers answer, by survey, where HubSpot's own page of a form is not wanted. */
function surveyPages(text = ''): { [kind in SurveyKind]?: string } {
  const pages: { [kind in SurveyKind]?: string } = {};
  for (const part of text.split(',').filter((each) => each !== '')) {
    const at = part.indexOf('=');
    const kind = SURVEYS.find((each) => each === part.slice(0, at));
    const page = part.slice(at + 1);
    if (!kind || !/^https:\/\/[^\s]+$/.test(page))
      throw new UsageError(
        `--survey-page takes csat=URL, csat_after_sales=URL, csat_goods=URL, nps=URL, solved=URL with https addresses, got ${JSON.stringify(part)}`,
      );
    pages[kind] = page;
  }
  return pages;
}
