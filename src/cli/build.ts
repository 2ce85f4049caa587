import path from 'node:path';
import { parseArgs } from 'node:util';
import { PATHS } from '../hubspot/paths.ts';
import { assembleProject, EXTRAS, type Extra, ProjectError } from '../project/assemble.ts';

const USAGE = `npm run build -- [--portal-id N] [--domain D] [--with ${Object.keys(EXTRAS).join(',')}]`;

process.exitCode = await run(process.argv.slice(2));

async function run(words: readonly string[]): Promise<0 | 1 | 2> {
  const call = readCall(words);
  if ('wrong' in call) {
    console.error(`${call.wrong}; ${USAGE}`);
    return 2;
  }
  const root = path.resolve(import.meta.dirname, '../..');
  try {
    const built = await assembleProject({ root, paths: PATHS, ...call });
    const where = path.relative(process.cwd(), built.projectDir) || '.';
    console.log(built.unchanged ? `${where} is up to date` : `${where} is ready to upload`);
    for (const [uid, bytes] of Object.entries(built.sizes))
      console.log(`  ${uid.padEnd(24)}${kilobytes(bytes).padStart(9)}`);
    for (const note of built.notes) console.log(note);
    return 0;
  } catch (cause) {
    if (!(cause instanceof ProjectError)) throw cause;
    console.error(cause.message);
    return 1;
  }
}

interface Call {
  readonly portalId?: number;
  readonly domain?: string;
  readonly also?: readonly Extra[];
}

function readCall(words: readonly string[]): Call | { readonly wrong: string } {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { 'portal-id': { type: 'string' }, domain: { type: 'string' }, with: { type: 'string' } },
    });
    const also = (values.with ?? '').split(',').filter((name) => name !== '');
    const unknown = also.find((name) => !(name in EXTRAS));
    if (unknown) return { wrong: `--with knows no "${unknown}"` };
    return {
      ...(values['portal-id'] === undefined ? {} : { portalId: Number(values['portal-id']) }),
      ...(values.domain === undefined ? {} : { domain: values.domain }),
      also: also as Extra[],
    };
  } catch (cause) {
    return { wrong: cause instanceof Error ? cause.message : String(cause) };
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
