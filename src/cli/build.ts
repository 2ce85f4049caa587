import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PATHS } from '../hubspot/paths.ts';
import {
  assembleProject,
  EXTRAS,
  type Extra,
  isHostName,
  PARTS,
  type Part,
  ProjectError,
} from '../project/assemble.ts';
import { command, Failure, flags, UsageError } from './words.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const USAGE = `npm run build -- [--portal-id N] [--domain D] [--with ${Object.keys(EXTRAS).join(',')}] [--without ${PARTS.join(',')}]`;

await command(async () => {
  const words = flags(
    {
      'portal-id': { type: 'string' },
      domain: { type: 'string' },
      with: { type: 'string' },
      without: { type: 'string' },
    },
    USAGE,
  );
  const without: readonly Part[] = namesFlag('without', words.without, PARTS);
  if (words.domain !== undefined && without.includes('endpoints'))
    throw new UsageError(
      '--domain is the address of the endpoints, which --without endpoints leaves out: give one of them',
    );
  const built = await assembleProject({
    root: ROOT,
    paths: PATHS,
    also: namesFlag('with', words.with, Object.keys(EXTRAS) as Extra[]),
    without,
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

function namesFlag<T extends string>(flag: string, text: string | undefined, known: readonly T[]): T[] {
  return (text ?? '')
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      const found = known.find((each) => each === name);
      if (!found) throw new UsageError(`--${flag} takes ${known.join(', ')}, got ${JSON.stringify(name)}`);
      return found;
    });
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
