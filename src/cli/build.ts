import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PATHS } from '../hubspot/paths.ts';
import { assembleProject, EXTRAS, type Extra, isHostName, ProjectError } from '../project/assemble.ts';
import { command, Failure, flags, UsageError } from './words.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const USAGE = `npm run build -- [--portal-id N] [--domain D] [--with ${Object.keys(EXTRAS).join(',')}]`;

await command(async () => {
  const words = flags({ 'portal-id': { type: 'string' }, domain: { type: 'string' }, with: { type: 'string' } }, USAGE);
  const built = await assembleProject({
    root: ROOT,
    paths: PATHS,
    also: extrasFlag(words.with),
    ...(words['portal-id'] === undefined ? {} : { portalId: portalIdFlag(words['portal-id']) }),
    ...(words.domain === undefined ? {} : { domain: domainFlag(words.domain) }),
  }).catch((error: unknown) => {
    throw error instanceof ProjectError ? new Failure(error.message) : error;
  });

  const where = path.relative(process.cwd(), built.projectDir);
  console.log(built.unchanged ? `${where} is up to date` : `${where} is ready to upload`);
  for (const [uid, bytes] of Object.entries(built.sizes)) {
    console.log(`  ${uid.padEnd(24)}${(bytes / 1000).toFixed(1).padStart(7)} kB`);
  }
  for (const note of built.notes) console.log(note);
  return 0;
});

function extrasFlag(text = ''): Extra[] {
  const names = text.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !(name in EXTRAS));
  if (unknown) throw new UsageError(`--with takes ${Object.keys(EXTRAS).join(', ')}, got ${JSON.stringify(unknown)}`);
  return names as Extra[];
}

function portalIdFlag(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new UsageError(`--portal-id takes a number, got ${JSON.stringify(text)}`);
  return Number(text);
}

function domainFlag(text: string): string {
  if (!isHostName(text)) {
    throw new UsageError(`--domain takes a host name such as www.example.org, got ${JSON.stringify(text)}`);
  }
  return text;
}
