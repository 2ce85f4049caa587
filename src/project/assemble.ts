import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Bundle, bundleExtensions, bundleFunctions } from './bundle.ts';
import type { HubSpotCall } from './calls.ts';
import {
  checkFunctionPackage,
  checkProject,
  checkSizes,
  FUNCTION_PACKAGE,
  type PathTable,
  type ProjectParts,
} from './checks.ts';
import {
  type Component,
  isObject,
  type JsonObject,
  type Meta,
  type Problem,
  readSources,
  type Sources,
} from './sources.ts';

export interface AssembleOptions {
  /** The repository. */
  readonly root: string;
  /** Where `hubspot/` and `preview/` are written; `build` in the repository unless given. */
  readonly outDir?: string;
  /** The API paths that the code can call; the app must ask for their scopes and no others. */
  readonly paths: PathTable;
  /** The portal it is for. Its own domain for functions is used when no other is given. */
  readonly portalId?: number;
  /** A domain connected to the portal, under which its endpoint functions answer. */
  readonly domain?: string;
  /** Parts of HubSpot to ask for beyond the core. */
  readonly also?: readonly Extra[];
  /** Parts of the app to leave out, for accounts that cannot have them. */
  readonly without?: readonly Part[];
}

export interface Assembled {
  /** The folder that is uploaded: `srcDir` of hsproject.json. */
  readonly projectDir: string;
  /** What HubSpot's build makes of each card and page, by uid. */
  readonly bundles: { readonly [uid: string]: string };
  /** Bytes of each function's file and of each minified bundle, by uid. */
  readonly sizes: { readonly [uid: string]: number };
  /** What the reader should know before uploading. */
  readonly notes: readonly string[];
  /** Nothing had changed since the last time, so nothing was written. */
  readonly unchanged: boolean;
}

/**
 * Scopes beyond the core; each asks an account for a product it may not have.
 * `unverified` on a real portal: their exact names. Probe: extra-scopes.
 */
export const EXTRAS = {
  tickets: ['tickets'],
  feedback: ['crm.objects.feedback_submissions.read'],
  forms: ['forms'],
  files: ['files'],
} as const satisfies Record<string, readonly string[]>;
export type Extra = keyof typeof EXTRAS;

/**
 * What may be left out. `endpoints`: functions that HubSpot publishes under an address, which takes Content Hub Enterprise, with the
 * webhooks and workflow actions that call them.
 */
export const PARTS = ['endpoints'] as const;
export type Part = (typeof PARTS)[number];

/** What keeps the project from being uploaded. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ file, message }) => `${file}: ${message}`).join('\n'));
    this.problems = problems;
  }
}

/**
 * Lays out the project as HubSpot wants it, from code that is laid out by meaning, and checks it.
 *
 * What is refused leaves the last good project in place, and so does a build that is killed: everything is written
 * beside it first. Beside the project lie the bundles that HubSpot's own build makes of it, for the preview.
 */
export async function assembleProject(options: AssembleOptions): Promise<Assembled> {
  const { root, without = [] } = options;
  const outDir = options.outDir ?? path.join(root, 'build');
  const hostname = without.includes('endpoints') ? null : hostOf(options);
  const extraScopes = (options.also ?? []).flatMap((extra) => EXTRAS[extra]);
  const sources = withoutParts(await readSources(root), without);
  refuse(sources.problems);

  const metas = sources.metas.map((meta) =>
    withScopes(withAddress(withoutTickets(meta, options.also ?? []), hostname), extraScopes),
  );
  const functionPackage = await readFunctionPackage(root);
  refuse(checkFunctionPackage(functionPackage));
  const bundles = await bundleAll(root, sources, hostname);
  const files = projectFiles({ metas, bundles, functionPackage, sources, options });
  const notes = notesFor(hostname, options);

  const judgedBy = hashOf(json([options.paths, extraScopes, hostname, await toolsOf(root)]));
  const done = await lastResult(outDir, files, judgedBy);
  if (done) return { ...done, notes, unchanged: true };

  await sweep(outDir);
  const staging = path.join(outDir, `${STAGING}${process.pid}-${Date.now()}`);
  try {
    await writeAll(path.join(staging, 'hubspot'), files);
    refuse(
      checkProject({
        ...sources,
        metas,
        bundles,
        calls: await callsOf(root, sources.extensions, bundles),
        withMain: withMain(path.join(staging, 'hubspot'), sources.functions),
        functionPackage,
        paths: options.paths,
        extraScopes,
        hasAddress: hostname !== null,
      }),
    );
    const built = await buildWithHubSpot({
      staging,
      outDir,
      extensions: sources.extensions,
      files,
      tools: await toolsOf(root),
    });
    const sizes = sizesOf(sources, files, built);
    refuse(checkSizes(sources, sizes));
    await writePreview(path.join(staging, 'preview'), built, { sizes, judgedBy });
    await replace(staging, outDir, 'hubspot');
    await replace(staging, outDir, 'preview');
    return {
      projectDir: path.join(outDir, 'hubspot'),
      bundles: placesOf(outDir, sources.extensions),
      sizes,
      notes,
      unchanged: false,
    };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

type Files = ReadonlyMap<string, Uint8Array>;

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ProjectError(problems);
}

export function isHostName(text: string): boolean {
  return /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(text);
}

/** The host of the portal's endpoint functions; null: not known. */
function hostOf({ portalId, domain }: AssembleOptions): string | null {
  if (portalId !== undefined && !(Number.isSafeInteger(portalId) && portalId > 0)) {
    throw new RangeError(`expected a portal number, got ${portalId}`);
  }
  if (domain !== undefined) {
    if (!isHostName(domain)) throw new RangeError(`expected a host name, got ${JSON.stringify(domain)}`);
    return domain.toLowerCase();
  }
  return portalId === undefined ? null : `${portalId}.hs-sites.com`;
}

function withoutParts(sources: Sources, without: readonly Part[]): Sources {
  if (!without.includes('endpoints')) return sources;
  const stays = ({ type, config }: Meta): boolean =>
    !['webhooks', 'workflow-action'].includes(type) && !(type === 'app-function' && isObject(config.endpoint));
  return { ...sources, metas: sources.metas.filter(stays), functions: sources.functions.filter(stays) };
}

function notesFor(hostname: string | null, { portalId, without = [] }: AssembleOptions): string[] {
  const notes: string[] = [];
  if (portalId !== undefined) {
    notes.push(`It is made for portal ${portalId}: upload it with hs project upload --profile ${PROFILE}.`);
  }
  if (without.includes('endpoints')) {
    notes.push(
      'Endpoints, webhooks and workflow actions are left out: changes are seen by the next plan, so let a scheduler run ' +
        'npm run app:plan, or npm run worker; docs/install.md has the workflow that marks changed customers.',
    );
  } else if (hostname === null) {
    notes.push(
      'The workflow action has no address yet and is left unpublished: before uploading, build with --portal-id N, ' +
        'and with --domain D where the portal does not live on hs-sites.com; or --without endpoints where the account has no ' +
        'Content Hub Enterprise.',
    );
  }
  return notes;
}

/** Name of the profile that says which portal the project is for. */
const PROFILE = 'portal';

/** Writes where HubSpot calls the endpoints; without an address, what would call them stays off. */
function withAddress(meta: Meta, hostname: string | null): Meta {
  if (!hostname) return meta;
  const { config } = meta;
  if (meta.type === 'workflow-action' && typeof config.actionUrl === 'string') {
    return { ...meta, config: { ...config, actionUrl: at(hostname, config.actionUrl), isPublished: true } };
  }
  if (meta.type === 'webhooks' && isObject(config.settings) && typeof config.settings.targetUrl === 'string') {
    const settings = { ...config.settings, targetUrl: at(hostname, config.settings.targetUrl) };
    return { ...meta, config: { ...config, settings, subscriptions: switchedOn(config.subscriptions) } };
  }
  return meta;
}

function at(hostname: string, url: string): string {
  return `https://${hostname}${new URL(url).pathname}`;
}

function switchedOn(subscriptions: unknown): JsonObject {
  if (!isObject(subscriptions)) return {};
  return Object.fromEntries(
    Object.entries(subscriptions).map(([group, list]) => [
      group,
      Array.isArray(list) ? list.map((entry: unknown) => (isObject(entry) ? { ...entry, active: true } : entry)) : list,
    ]),
  );
}

/** HubSpot refuses a subscription to what the app may not read. */
function withoutTickets(meta: Meta, also: readonly Extra[]): Meta {
  if (meta.type !== 'webhooks' || also.includes('tickets') || !isObject(meta.config.subscriptions)) return meta;
  const isTickets = (entry: unknown): boolean =>
    isObject(entry) && String(entry.subscriptionType).startsWith('ticket.');
  const subscriptions = Object.fromEntries(
    Object.entries(meta.config.subscriptions).map(([group, list]) => [
      group,
      Array.isArray(list) ? list.filter((entry: unknown) => !isTickets(entry)) : list,
    ]),
  );
  return { ...meta, config: { ...meta.config, subscriptions } };
}

function withScopes(meta: Meta, extraScopes: readonly string[]): Meta {
  const { auth } = meta.config;
  if (meta.type !== 'app' || extraScopes.length === 0 || !isObject(auth)) return meta;
  const core = Array.isArray(auth.requiredScopes) ? (auth.requiredScopes as unknown[]) : [];
  return { ...meta, config: { ...meta.config, auth: { ...auth, requiredScopes: [...core, ...extraScopes] } } };
}

async function readFunctionPackage(root: string): Promise<JsonObject> {
  const file = FUNCTION_PACKAGE;
  try {
    const json: unknown = JSON.parse(await readFile(path.join(root, file), 'utf8'));
    if (isObject(json)) return json;
  } catch (cause) {
    throw new ProjectError([
      { file, message: `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}` },
    ]);
  }
  throw new ProjectError([{ file, message: 'expected a JSON object' }]);
}

async function bundleAll(root: string, { functions, extensions }: Sources, hostname: string | null): Promise<Bundle[]> {
  const bundle = async (functions: readonly Component[], extensions: readonly Component[]): Promise<Bundle[]> =>
    (await Promise.all([bundleFunctions(root, functions, hostname), bundleExtensions(root, extensions)])).flat();
  return await bundle(functions, extensions).catch(async (together: unknown) => {
    // What does not build together is tried one by one, to be told by its file.
    const one = (component: Component): Promise<Bundle[]> =>
      functions.includes(component) ? bundle([component], []) : bundle([], [component]);
    const problems: Problem[] = [];
    for (const component of [...functions, ...extensions])
      await one(component).catch((cause: unknown) => {
        problems.push({ file: component.source, message: cause instanceof Error ? cause.message : String(cause) });
      });
    refuse(problems);
    throw together;
  });
}

function projectFiles({
  metas,
  bundles,
  functionPackage,
  sources,
  options,
}: {
  readonly metas: readonly Meta[];
  readonly bundles: readonly Bundle[];
  readonly functionPackage: JsonObject;
  readonly sources: Sources;
  readonly options: AssembleOptions;
}): Files {
  const files = new Map<string, Uint8Array>();
  for (const { target, uid, type, config } of metas) files.set(target, json({ uid, type, config }));
  for (const { entry, code } of bundles) files.set(entry, code);
  files.set('app/functions/package.json', json(functionPackage));
  const extensionFolders = new Set(sources.extensions.map(({ entry }) => path.posix.dirname(entry)));
  for (const folder of extensionFolders) files.set(`${folder}/package.json`, json(extensionPackage(folder)));
  if (options.portalId !== undefined) {
    files.set(`hsprofile.${PROFILE}.json`, json({ accountId: options.portalId, variables: {} }));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What HubSpot installs before it builds a folder of cards or pages. */
function extensionPackage(folder: string): JsonObject {
  return {
    name: `return-visits-${path.posix.basename(folder)}`,
    version: '0.1.0',
    private: true,
    type: 'module',
    dependencies: { '@hubspot/ui-extensions': '0.17.0', react: '18.3.1' },
  };
}

async function callsOf(
  root: string,
  extensions: readonly Component[],
  bundles: readonly Bundle[],
): Promise<ProjectParts['calls']> {
  // The compiler, loaded for what is looked through: a build that finds nothing changed has no use for it.
  const { findHubSpotCalls } = await import('./calls.ts');
  const modulesOf = new Map(bundles.map(({ uid, modules }) => [uid, modules]));
  // Most cards share most modules: each is read once.
  const inModule = new Map<string, readonly HubSpotCall[]>();
  for (const module of new Set(extensions.flatMap(({ uid }) => modulesOf.get(uid) ?? [])))
    inModule.set(module, await findHubSpotCalls(root, [module]));
  return Object.fromEntries(
    extensions.map(({ uid }) => [uid, (modulesOf.get(uid) ?? []).flatMap((module) => inModule.get(module) ?? [])]),
  );
}

/** Loads each function as HubSpot's runner does. */
function withMain(projectDir: string, functions: readonly Component[]): Set<string> {
  const found = new Set<string>();
  for (const { uid, entry, source } of functions) {
    const file = path.join(projectDir, entry);
    let loaded: unknown;
    try {
      loaded = createRequire(file)(file);
    } catch (cause) {
      refuse([
        { file: source, message: `cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}` },
      ]);
    }
    if (isObject(loaded) && typeof loaded.main === 'function') found.add(uid);
  }
  return found;
}

interface HubSpotBuild {
  readonly uid: string;
  readonly hash: string;
  readonly script: Uint8Array;
  /** What HubSpot's build read from the source, the properties of `useCrmProperties` among it. */
  readonly manifest: Uint8Array;
}

/** Runs the function that HubSpot's build service runs; a bundle that has not changed keeps its result. */
async function buildWithHubSpot({
  staging,
  outDir,
  extensions,
  files,
  tools,
}: {
  readonly staging: string;
  readonly outDir: string;
  readonly extensions: readonly Component[];
  readonly files: Files;
  readonly tools: Uint8Array;
}): Promise<HubSpotBuild[]> {
  const before = await readRecord(outDir);
  const builds: HubSpotBuild[] = [];
  for (const { uid, entry } of extensions) {
    const hash = hashOf(files.get(entry), files.get(`${path.posix.dirname(entry)}/package.json`), tools);
    const kept = before?.hashes[uid] === hash ? await readBuilt(path.join(outDir, 'preview'), uid) : null;
    builds.push({ uid, hash, ...(kept ?? (await remoteBuildOf(staging, uid, entry))) });
  }
  return builds;
}

async function remoteBuildOf(staging: string, uid: string, entry: string): Promise<Omit<HubSpotBuild, 'uid' | 'hash'>> {
  const { remoteBuild } = await import('@hubspot/ui-extensions-dev-server/build');
  const entryPoint = path.join(staging, 'hubspot', entry);
  const outputDir = path.join(staging, 'built', uid);
  // Where a test runs it, NODE_ENV would put React's development code into the bundle.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    await remoteBuild({ root: path.dirname(entryPoint), entryPoint, outputDir, logLevel: 'warn' });
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
  const stem = path.parse(entry).name;
  return {
    script: await readFile(path.join(outputDir, `${stem}.js`)),
    manifest: await readFile(path.join(outputDir, `${stem}-manifest.json`)),
  };
}

function sizesOf({ functions }: Sources, files: Files, built: readonly HubSpotBuild[]): { [uid: string]: number } {
  return Object.fromEntries([
    ...functions.map(({ uid, entry }) => [uid, files.get(entry)?.byteLength ?? 0] as const),
    ...built.map(({ uid, script }) => [uid, script.byteLength] as const),
  ]);
}

/** What the last build left beside its bundles. */
interface BuildRecord {
  readonly hashes: { readonly [uid: string]: string };
  readonly sizes: { readonly [uid: string]: number };
  /** Stands for everything but the files that the checks looked at. */
  readonly judgedBy: string;
}

const RECORD = '.built.json';

async function writePreview(
  dir: string,
  built: readonly HubSpotBuild[],
  rest: Omit<BuildRecord, 'hashes'>,
): Promise<void> {
  const record: BuildRecord = { hashes: Object.fromEntries(built.map(({ uid, hash }) => [uid, hash])), ...rest };
  await writeAll(
    dir,
    new Map([
      ...built.flatMap(({ uid, script, manifest }): [string, Uint8Array][] => [
        [`${uid}.js`, script],
        [`${uid}-manifest.json`, manifest],
      ]),
      ['bundles.json', json(Object.fromEntries(built.map(({ uid }) => [uid, `${uid}.js`])))],
      [RECORD, json(record)],
    ]),
  );
}

async function readRecord(outDir: string): Promise<BuildRecord | null> {
  try {
    const record: unknown = JSON.parse(await readFile(path.join(outDir, 'preview', RECORD), 'utf8'));
    return isObject(record) && isObject(record.hashes) && isObject(record.sizes)
      ? (record as unknown as BuildRecord)
      : null;
  } catch {
    return null;
  }
}

async function readBuilt(dir: string, uid: string): Promise<Omit<HubSpotBuild, 'uid' | 'hash'> | null> {
  try {
    return {
      script: await readFile(path.join(dir, `${uid}.js`)),
      manifest: await readFile(path.join(dir, `${uid}-manifest.json`)),
    };
  } catch {
    return null;
  }
}

/** The last result, if its files are exactly these and its bundles are there. It passed the checks when it was written. */
async function lastResult(
  outDir: string,
  files: Files,
  judgedBy: string,
): Promise<Omit<Assembled, 'notes' | 'unchanged'> | null> {
  const projectDir = path.join(outDir, 'hubspot');
  const record = await readRecord(outDir);
  const there = await filesBelow(projectDir);
  if (record?.judgedBy !== judgedBy || there.length !== files.size) return null;
  for (const [name, content] of files) {
    const written = await readFile(path.join(projectDir, name)).catch(() => null);
    if (!written?.equals(content)) return null;
  }
  for (const uid of Object.keys(record.hashes)) if (!(await readBuilt(path.join(outDir, 'preview'), uid))) return null;
  const bundles = Object.fromEntries(
    Object.keys(record.hashes).map((uid) => [uid, path.join(outDir, 'preview', `${uid}.js`)]),
  );
  return { projectDir, bundles, sizes: record.sizes };
}

function placesOf(outDir: string, extensions: readonly Component[]): Assembled['bundles'] {
  return Object.fromEntries(extensions.map(({ uid }) => [uid, path.join(outDir, 'preview', `${uid}.js`)]));
}

async function filesBelow(dir: string): Promise<string[]> {
  const names = await readdir(dir, { recursive: true }).catch(() => []);
  const kinds = await Promise.all(names.map(async (name) => (await stat(path.join(dir, name))).isFile()));
  return names.filter((_, index) => kinds[index]);
}

async function writeAll(dir: string, files: Files): Promise<void> {
  for (const [name, content] of files) {
    const file = path.join(dir, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

const STAGING = '.assembling-';

/** Takes away what a build left that was killed; one that still runs keeps its own. */
async function sweep(outDir: string): Promise<void> {
  for (const name of await readdir(outDir).catch(() => [])) {
    if (!name.startsWith(STAGING)) continue;
    const pid = Number.parseInt(name.slice(STAGING.length), 10);
    if (!isRunning(pid)) await rm(path.join(outDir, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 asks without sending anything.
    return process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Puts a finished folder in the place of the last one: two renames, so that there is never half a folder. */
async function replace(staging: string, outDir: string, name: string): Promise<void> {
  const place = path.join(outDir, name);
  await rename(place, path.join(staging, `${name}-before`)).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
  });
  await rename(path.join(staging, name), place);
}

/** The tools that build and check, by the versions this repository pins. */
async function toolsOf(root: string): Promise<Uint8Array> {
  return await readFile(path.join(root, 'package.json')).catch(() => Buffer.from(''));
}

function json(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

function hashOf(...contents: readonly (Uint8Array | undefined)[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content ?? '').update('\0');
  return hash.digest('hex');
}
