import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { homedir, hostname, userInfo } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATHS } from '../../src/hubspot/paths.ts';
import { assembleProject } from '../../src/project/assemble.ts';
import { startFromSharedBuild } from '../support/shared-build.ts';
import { fetchCli, run, type Said } from './hubspot-cli.ts';
import { startUploadService, type UploadService } from './hubspot-upload-service.ts';
import { outsideOf, type ProjectCopy, REPOSITORY } from './project-copy.ts';
import { unzip } from './zip.ts';

const ACCOUNT = 146_000_001;
const PLANTED = 'planted-secret-3141592';

let place: Pick<ProjectCopy, 'root' | 'remove'>;
let folder: string;
let cli: string;
let service: UploadService;

beforeAll(async () => {
  place = await outsideOf(REPOSITORY);
  folder = place.root;
  [cli] = await Promise.all([
    fetchCli(),
    startFromSharedBuild(path.join(folder, 'build')).then(() =>
      assembleProject({ root: REPOSITORY, outDir: path.join(folder, 'build'), paths: PATHS, portalId: ACCOUNT }),
    ),
    ...['.hsignore', 'package.json'].map((file) => cp(path.join(REPOSITORY, file), path.join(folder, file))),
    // What lies about where somebody works, and is nobody's business.
    mkdir(path.join(folder, 'test')).then(() => writeFile(path.join(folder, 'test/secret.test.ts'), PLANTED)),
    writeFile(path.join(folder, '.env'), `HUBSPOT_TOKEN=${PLANTED}`),
  ]);
  await writeFile(path.join(folder, 'build/hubspot/.env'), `HUBSPOT_CLIENT_SECRET=${PLANTED}`);
  service = await startUploadService(ACCOUNT);
  await writeFile(path.join(folder, 'authority.pem'), service.authority);
}, 240_000);

afterAll(async () => {
  await service?.close();
  await place?.remove();
});

/** Runs HubSpot's CLI with everything it calls led to this machine: no other host can be reached through it. */
function hs(...words: string[]): Promise<Said> {
  return run(process.execPath, [cli, ...words, '--use-env'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      CI: 'true',
      NO_COLOR: '1',
      // Its address is https://${…}.com: the slash makes any host of it.
      HUBAPI_DOMAIN_OVERRIDE: `127.0.0.1:${service.port}/`,
      NODE_EXTRA_CA_CERTS: path.join(folder, 'authority.pem'),
      USE_ENVIRONMENT_HUBSPOT_CONFIG: 'true',
      HUBSPOT_ACCOUNT_ID: String(ACCOUNT),
      HUBSPOT_PERSONAL_ACCESS_KEY: 'key-for-a-test',
      DISABLE_USAGE_TRACKING: 'true',
      SKIP_HUBSPOT_CLI_AUTO_UPDATES: 'true',
    },
  });
}

describe('HubSpot’s CLI', () => {
  it('validates the project', async () => {
    const { code, output } = await hs('project', 'validate', '--profile', 'portal');

    expect(output).toContain('is valid and ready to upload');
    expect(code).toBe(0);
    expect(service.calls).toContainEqual(
      expect.stringContaining('/project-components-external/project-schemas/v3/2026.09'),
    );
  });

  it('refuses it once a card has no name, so that its yes says something', async () => {
    const file = path.join(folder, 'build/hubspot/app/cards/visit-hsmeta.json');
    const right = await readFile(file, 'utf8');
    const meta = JSON.parse(right) as { config: { name?: string } };
    delete meta.config.name;
    await writeFile(file, JSON.stringify(meta));
    const { code, output } = await hs('project', 'validate', '--profile', 'portal');
    await writeFile(file, right);

    expect(output).toContain('config.name');
    expect(code).not.toBe(0);
  });

  it('uploads exactly what was assembled: no test, no secret, no path of this machine', async () => {
    const { output } = await hs(
      'project',
      'upload',
      '--force',
      '--skip-npm-audit',
      '--profile',
      'portal',
      '--message',
      'packaging test',
    );

    expect(output).toContain('Build #7 succeeded');
    const [upload, ...more] = service.uploads;
    expect(more).toEqual([]);
    if (!upload) throw new Error('nothing was uploaded');
    expect(upload.platformVersion).toBe('2026.09');
    expect(upload.request.projectName).toBe('return-visits');

    const files = unzip(upload.zip);
    const functions = Object.entries(upload.request.intermediateNodesIndexedByUid)
      .filter(([, { componentType }]) => componentType === 'APP_FUNCTION')
      .map(([uid]) => uid);
    const expected = (await assembledFiles()).sort();
    expect([...files.keys()].sort()).toEqual(expected);
    // Independent of the assembler: every file is of a kind that HubSpot builds from, and every function has its two.
    for (const name of files.keys()) {
      expect(name).toMatch(
        /^(hsprofile\.portal\.json|app\/app-hsmeta\.json|app\/(functions|cards|pages|settings|actions)\/([\w-]+\.js|[\w-]+-hsmeta\.json|package\.json)|app\/(webhooks|workflow-actions)\/[\w-]+-hsmeta\.json)$/,
      );
    }
    expect(functions.length).toBeGreaterThan(20);
    for (const uid of functions) {
      expect(files.has(`app/functions/${uid}.js`), uid).toBe(true);
      expect(files.has(`app/functions/${uid}-hsmeta.json`), uid).toBe(true);
    }

    const { username } = userInfo();
    const private_ = [
      PLANTED,
      REPOSITORY,
      folder,
      homedir(),
      `/${username}/`,
      `@${hostname()}`,
      'authority.pem',
    ].filter((text) => text.length > 3);
    for (const [name, content] of files) {
      const text = content.toString('utf8');
      for (const word of private_) expect(text.includes(word), `${name} holds ${word}`).toBe(false);
      expect(text, name).not.toMatch(/sourceMappingURL|pat-(na|eu)\d|-----BEGIN|from ['"]vitest['"]|\/test\//);
    }
  });
});

async function assembledFiles(): Promise<string[]> {
  const entries = await readdir(path.join(folder, 'build/hubspot'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) =>
      path
        .relative(path.join(folder, 'build/hubspot'), path.join(entry.parentPath, entry.name))
        .replaceAll(path.sep, '/'),
    );
}
