import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PATHS } from '../../src/hubspot/paths.ts';
import { readSources } from '../../src/project/sources.ts';
import { REPOSITORY } from '../project/project-copy.ts';
import { sharedBuild } from '../support/shared-build.ts';

const bundles = new Map<string, string>();

beforeAll(async () => {
  const project = await sharedBuild();
  const { functions, extensions } = await readSources(REPOSITORY);
  for (const { uid, entry } of [...functions, ...extensions])
    bundles.set(uid, await readFile(path.join(project, entry), 'utf8'));
});

describe('what is uploaded', () => {
  it('runs no text as code and loads nothing by a name put together at run time', () => {
    expect(bundles.size).toBeGreaterThan(30);
    const found = [...bundles].flatMap(([uid, code]) =>
      [
        // What goes through a whole book asks V8 for its collector, by a text that is always the same.
        ...code
          .replace(/\w+\.runInNewContext\)\("gc"\)/, '')
          .matchAll(
            /(?<![\w$.])(?:eval|Function)\s*\((?!\))|new\s+Function\b|(?<![\w$.])(?:require|import)\s*\((?!\s*["'`])[^)]{0,40}|setTimeout\s*\(\s*["'`]|runIn\w*Context|child_process|\bWorker\s*\(|\.Worker\b/g,
          ),
      ].map(([match]) => `${uid}: ${match}`),
    );
    expect(found).toEqual([]);
  });

  it('asks for no module but those of Node and the one client that HubSpot installs', () => {
    for (const [uid, code] of bundles) {
      const modules = [...code.matchAll(/(?<![\w$.])(?:require|import)\s*\(\s*["'`]([^"'`]+)/g)].map(
        ([, name = '']) => name,
      );
      expect([
        uid,
        modules.filter(
          (name) => !/^(node:)?(crypto|buffer|util|v8|vm|worker_threads)$|^@hubspot\/api-client$/.test(name),
        ),
      ]).toEqual([uid, []]);
    }
  });

  it('holds no secret and no address but HubSpot’s and those of the sources of holidays', () => {
    for (const [uid, code] of bundles) {
      expect([uid, code.match(/pat-(?:na|eu)\d-[\w-]+|-----BEGIN|Bearer [\w-]{8,}/g)]).toEqual([uid, null]);
      const hosts = [...code.matchAll(/https?:\/\/([\w.-]+\.[a-z]{2,})/gi)].map(([, host = '']) => host);
      expect([
        uid,
        hosts.filter(
          (host) =>
            !/(^|\.)(hubspot|hubapi|hsforms|hs-sites)\.com$|^(www\.)?w3\.org$|^json-schema\.org$|example\.com$|^www\.gov\.cn$|^raw\.githubusercontent\.com$/.test(
              host,
            ),
        ),
      ]).toEqual([uid, []]);
    }
  });
});

describe('the source', () => {
  it('calls HubSpot by the one table of paths alone', async () => {
    const found: string[] = [];
    for (const top of ['src', 'serverless', 'app-extensions']) {
      for (const file of await readdir(path.join(REPOSITORY, top), { recursive: true })) {
        // The embedded portal is HubSpot's side; the preview and the demo's pictures ask it as HubSpot's own pages do.
        if (
          !/\.tsx?$/.test(file) ||
          /^(portal|preview)\//.test(file) ||
          file === 'hubspot/paths.ts' ||
          file === 'cli/take-screens.ts'
        )
          continue;
        const text = await readFile(path.join(REPOSITORY, top, file), 'utf8');
        const code = text.replace(/\/\*[\s\S]*?\*\/|(?<=\s)\/\/.*$/gm, '');
        for (const [match] of code.matchAll(
          /["'`]\/?(crm|crm-object-schemas|account-info|marketing|form-integrations|automation|settings|oauth|files|communication-preferences)\/[^"'`]*["'`]/g,
        ))
          found.push(`${top}/${file}: ${match}`);
        for (const [match] of code.matchAll(/\b20\d\d-(03|09)\b(?!-\d)/g)) found.push(`${top}/${file}: ${match}`);
      }
    }
    expect(found).toEqual([]);
  });

  it('names the dated version once: every path but those HubSpot dates nowhere goes with it', async () => {
    const text = await readFile(path.join(REPOSITORY, 'src/hubspot/paths.ts'), 'utf8');
    expect([...text.matchAll(/20\d\d-\d\d/g)]).toHaveLength(1);
    const version = /const VERSION = '([\d-]+)'/.exec(text)?.[1] ?? '';
    const undated = Object.entries(PATHS).filter(([, { path: to }]) => !to.includes(`/${version}`));
    // HubSpot's specifications have a beta alone of these.
    expect(undated.map(([name]) => name).sort()).toEqual(['forms', 'submissions']);
  });
});
