import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Entry } from './project.ts';

/** Gives the script that HubSpot would load into an extension's worker. */
export interface Bundles {
  scriptOf(entry: Entry): Promise<string>;
  close(): Promise<void>;
}

/**
 * An entry that HubSpot's build has already turned into a worker script is served as it is; a source module is
 * given to HubSpot's own `remoteBuild`, as HubSpot does after an upload, and kept until its text changes.
 */
export function createBundles(): Bundles {
  const built = new Map<string, Promise<string>>();
  let outputRoot: Promise<string> | null = null;
  // Vite builds share process state and two cores: one after the other is faster than all at once.
  let lastBuild: Promise<unknown> = Promise.resolve();

  async function scriptOf({ file }: Entry): Promise<string> {
    const source = await readFile(file, 'utf8');
    if (isWorkerScript(source)) return source;
    const key = createHash('sha256').update(file).update('\0').update(source).digest('hex');
    let script = built.get(key);
    if (!script) {
      script = lastBuild.then(() => buildWithHubSpot(file, key.slice(0, 16)));
      lastBuild = script.catch(() => undefined);
      built.set(key, script);
      script.catch(() => built.delete(key));
    }
    return await script;
  }

  async function buildWithHubSpot(file: string, name: string): Promise<string> {
    outputRoot ??= mkdtemp(path.join(tmpdir(), 'preview-bundles-'));
    const outputDir = path.join(await outputRoot, name);
    const { remoteBuild } = await import('@hubspot/ui-extensions-dev-server/build');
    await remoteBuild({ root: path.dirname(file), entryPoint: file, outputDir, logLevel: 'silent' });
    return await readFile(path.join(outputDir, encodeURIComponent(`${path.parse(file).name}.js`)), 'utf8');
  }

  return {
    scriptOf,
    async close() {
      await lastBuild;
      if (outputRoot) await rm(await outputRoot, { recursive: true, force: true });
    },
  };
}

/** HubSpot's build hangs one function on `this` and hands it the worker's React and RemoteUI; a module has imports. */
function isWorkerScript(source: string): boolean {
  return /^\s*this[.[]/.test(source) && source.includes('RemoteUI');
}
