/** `npm run probe`: what this portal does where the app had to take something for granted. */
import { hubspotApi } from '../hubspot/api.ts';
import { type Finding, keepTraits, probePortal } from '../hubspot/probe.ts';
import { PROBES } from '../hubspot/probe-names.ts';
import { command, Failure, flags, portalAccess, UsageError } from './words.ts';

const USAGE =
  'npm run probe -- --portal URL [--endpoint https://DOMAIN] [--with-contacts] [--patience SECONDS] [--json]';
const MARKS = { 'as-assumed': 'as assumed', differs: 'DIFFERS', 'not-tried': 'not tried' };

await command(async () => {
  const words = flags(
    {
      portal: { type: 'string' },
      endpoint: { type: 'string' },
      'with-contacts': { type: 'boolean' },
      patience: { type: 'string' },
      json: { type: 'boolean' },
    },
    USAGE,
  );
  const patience = Number(words.patience ?? 120);
  if (!Number.isInteger(patience) || patience < 1 || patience > 600)
    throw new UsageError(`--patience takes whole seconds from 1 to 600, got ${JSON.stringify(words.patience)}`);
  const access = portalAccess(words.portal);
  const secret = process.env.HUBSPOT_CLIENT_SECRET;
  if (words.endpoint !== undefined && !secret)
    throw new Failure('no client secret: put the app’s client secret in HUBSPOT_CLIENT_SECRET to probe its endpoints');
  const tell = ({ name, verdict, seen }: Finding): void => {
    if (words.json) return;
    console.log(`${MARKS[verdict].padEnd(11)} ${name}: ${seen}`);
    if (verdict === 'differs')
      console.log(`            assumed: ${PROBES[name].assumed}. So: ${PROBES[name].otherwise}`);
  };
  const open: Parameters<typeof probePortal>[0] = (pacer) => hubspotApi({ ...access, ...(pacer ? { pacer } : {}) });
  const report = await probePortal(open, {
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    patienceMs: patience * 1_000,
    withContacts: words['with-contacts'] ?? false,
    ...(words.endpoint && secret ? { endpoint: { url: words.endpoint, secret } } : {}),
    onFinding: tell,
  });
  const kept = report.canRun && (await keepTraits(open(), report.portalId, report.traits));
  if (words.json) {
    console.log(JSON.stringify({ ...report, kept }));
    return 0;
  }
  if (report.sweptBefore > 0)
    console.log(`taken away first: ${report.sweptBefore} things that an earlier probe had left`);
  const count = (verdict: Finding['verdict']) =>
    report.findings.filter((finding) => finding.verdict === verdict).length;
  console.log(
    `portal ${report.portalId}: ${count('as-assumed')} as assumed, ${count('differs')} differ, ${count('not-tried')} not tried; ` +
      (report.canRun ? 'the app can run here' : 'the app cannot run here'),
  );
  if (report.canRun)
    console.log(
      kept
        ? 'kept in the portal, where every run reads it'
        : 'not kept: install the app (npm run app:install) and probe once more, so that runs know it',
    );
  return 0;
});
