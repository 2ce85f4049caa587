import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Entry } from './project.ts';

type Extension = Entry & { readonly uid: string };

/** Gives the script that HubSpot would load into an extension's worker. */
export interface Bundles {
  scriptOf(extension: Extension): Promise<string>;
  /** Builds ahead what a visitor will ask for. */
  prepare(extensions: readonly Extension[]): void;
  close(): Promise<void>;
}

/**
 * Three ways to a worker script, the first that is there: a folder of finished ones with a `bundles.json`
 * (uid → file); an entry that is itself HubSpot's output; else the entry is a source module and goes through
 * HubSpot's own `remoteBuild`, as after an upload, and is kept until its text changes.
 */
export function createBundles(finishedDir: string | null): Bundles {
  const built = new Map<string, Promise<string>>();
  let outputRoot: Promise<string> | null = null;
  // Vite builds share process state and the machine's cores: one after the other is faster than all at once.
  let lastBuild: Promise<unknown> = Promise.resolve();

  async function scriptOf(extension: Extension): Promise<string> {
    const finished = await finishedScript(extension.uid);
    if (finished !== null) return finished;
    const source = await readFile(extension.file, 'utf8');
    if (isWorkerScript(source)) return source;
    const key = createHash('sha256').update(extension.file).update('\0').update(source).digest('hex');
    let script = built.get(key);
    if (!script) {
      script = lastBuild.then(() => buildWithHubSpot(extension.file, key.slice(0, 16)));
      lastBuild = script.catch(() => undefined);
      built.set(key, script);
      script.catch(() => built.delete(key));
    }
    return await script;
  }

  async function finishedScript(uid: string): Promise<string | null> {
    if (finishedDir === null) return null;
    const names = JSON.parse(await readFile(path.join(finishedDir, 'bundles.json'), 'utf8')) as Record<string, string>;
    const name = names[uid];
    return name === undefined ? null : await readFile(path.join(finishedDir, path.basename(name)), 'utf8');
  }

  async function buildWithHubSpot(file: string, name: string): Promise<string> {
    outputRoot ??= mkdtemp(path.join(tmpdir(), 'preview-bundles-'));
    const outputDir = path.join(await outputRoot, name);
    const { remoteBuild } = await import('@hubspot/ui-extensions-dev-server/build');
    const { NODE_ENV } = process.env;
    // HubSpot builds for production; a test runner's NODE_ENV would put development code into the script.
    process.env.NODE_ENV = 'production';
    try {
      await remoteBuild({ root: path.dirname(file), entryPoint: file, outputDir, logLevel: 'silent' });
    } finally {
      if (NODE_ENV === undefined) delete process.env.NODE_ENV;
      else process.env.NODE_ENV = NODE_ENV;
    }
    return await readFile(path.join(outputDir, encodeURIComponent(`${path.parse(file).name}.js`)), 'utf8');
  }

  return {
    scriptOf,
    prepare(extensions) {
      // What fails here fails again, and is told, when the extension is opened.
      for (const extension of extensions) scriptOf(extension).catch(() => undefined);
    },
    async close() {
      await lastBuild;
      if (outputRoot) await rm(await outputRoot, { recursive: true, force: true });
    },
  };
}

/** A folder `preview` beside the project, as a build may leave it. */
export function finishedBundlesBeside(projectDir: string): string | null {
  const dir = path.join(path.resolve(projectDir), '..', 'preview');
  return existsSync(path.join(dir, 'bundles.json')) ? dir : null;
}

/** HubSpot's build makes one function, hung on `this` where something is exported, and hands it the worker's React and RemoteUI. */
function isWorkerScript(source: string): boolean {
  return /^\s*(?:this[.[]|\(function\()/.test(source) && /\bRemoteUI\);?\s*$/.test(source);
}
