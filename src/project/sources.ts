import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Something that keeps the project from being uploaded, said so that the reader knows what to do. */
export interface Problem {
  /** Path below the repository. */
  readonly file: string;
  readonly message: string;
}

/** One `*-hsmeta.json` of ours. */
export interface Meta {
  /** Where it is written, below the repository. */
  readonly file: string;
  /** Where HubSpot reads it, below the project's source folder. */
  readonly target: string;
  readonly uid: string;
  readonly type: string;
  readonly config: JsonObject;
}

/** A meta file that names code, with the module the code is built from. */
export interface Component extends Meta {
  /** Where HubSpot finds the built file, below the project's source folder. */
  readonly entry: string;
  /** The module it is built from, below the repository. */
  readonly source: string;
}

export interface Sources {
  readonly metas: readonly Meta[];
  readonly functions: readonly Component[];
  readonly extensions: readonly Component[];
  readonly problems: readonly Problem[];
}

export type JsonObject = { readonly [key: string]: unknown };

interface Folder {
  /** Where people write, below the repository. */
  readonly from: string;
  /** Where HubSpot reads, below the project's source folder. */
  readonly to: string;
  readonly types: readonly string[];
  readonly builds: 'function' | 'extension' | 'nothing';
}

const FOLDERS: readonly Folder[] = [
  { from: 'app-extensions', to: 'app', types: ['app'], builds: 'nothing' },
  { from: 'app-extensions/cards', to: 'app/cards', types: ['card'], builds: 'extension' },
  { from: 'app-extensions/pages', to: 'app/pages', types: ['page', 'pages'], builds: 'extension' },
  { from: 'app-extensions/settings', to: 'app/settings', types: ['settings'], builds: 'extension' },
  { from: 'app-extensions/actions', to: 'app/actions', types: ['crm-bulk-action'], builds: 'extension' },
  { from: 'app-extensions/webhooks', to: 'app/webhooks', types: ['webhooks'], builds: 'nothing' },
  {
    from: 'app-extensions/workflow-actions',
    to: 'app/workflow-actions',
    types: ['workflow-action'],
    builds: 'nothing',
  },
  { from: 'serverless', to: 'app/functions', types: ['app-function'], builds: 'function' },
];

const META_ENDING = '-hsmeta.json';

/** Reads every meta file and finds the module each one is built from. */
export async function readSources(root: string): Promise<Sources> {
  const metas: Meta[] = [];
  const functions: Component[] = [];
  const extensions: Component[] = [];
  const problems: Problem[] = [];

  for (const file of await metaFilesBelow(root)) {
    const folder = FOLDERS.find(({ from }) => from === path.posix.dirname(file));
    if (!folder) {
      problems.push({ file, message: `HubSpot skips a meta file in this folder: move it to ${nearestFolder(file)}` });
      continue;
    }
    const read = await readMeta(root, file, folder);
    if ('message' in read) {
      problems.push(read);
      continue;
    }
    metas.push(read);
    if (folder.builds === 'nothing') continue;
    const component = await findSource(root, read, folder);
    if ('message' in component) problems.push(component);
    else (folder.builds === 'function' ? functions : extensions).push(component);
  }
  return { metas, functions, extensions, problems };
}

async function metaFilesBelow(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const top of ['app-extensions', 'serverless']) {
    const names = await readdir(path.join(root, top), { recursive: true }).catch(() => []);
    for (const name of names) {
      if (name.endsWith(META_ENDING)) found.push(path.posix.join(top, name.replaceAll(path.sep, '/')));
    }
  }
  return found.sort();
}

function nearestFolder(file: string): string {
  const holding = FOLDERS.filter(({ from }) => file.startsWith(`${from}/`));
  return holding.at(-1)?.from ?? 'app-extensions';
}

async function readMeta(root: string, file: string, folder: Folder): Promise<Meta | Problem> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path.join(root, file), 'utf8'));
  } catch (cause) {
    return { file, message: `not JSON: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
  if (!isObject(json)) return { file, message: 'expected a JSON object' };
  const { uid, type, config } = json;
  if (typeof uid !== 'string') return { file, message: 'has no "uid"' };
  if (typeof type !== 'string' || !folder.types.includes(type)) {
    return {
      file,
      message: `"type" is ${JSON.stringify(type)}, but ${folder.from} holds ${folder.types.join(' or ')}`,
    };
  }
  if (!isObject(config)) return { file, message: 'has no "config"' };
  return { file, target: `${folder.to}/${path.posix.basename(file)}`, uid, type, config };
}

/**
 * The module that a built entry comes from: the one in the meta file's folder whose name says the same.
 *
 * @example `/app/cards/next-visit.js` // app-extensions/cards/NextVisitCard.tsx
 * @example `/app/functions/log_visit.js` // serverless/log_visit.ts
 */
async function findSource(root: string, meta: Meta, folder: Folder): Promise<Component | Problem> {
  const { entrypoint } = meta.config;
  if (typeof entrypoint !== 'string') return { file: meta.file, message: 'has no "entrypoint"' };
  const stem = path.posix.basename(entrypoint, '.js');
  if (entrypoint !== `/${folder.to}/${stem}.js`) {
    return { file: meta.file, message: `"entrypoint" is ${entrypoint}, expected /${folder.to}/NAME.js` };
  }
  const modules = (await readdir(path.join(root, folder.from))).filter((name) => /\.tsx?$/.test(name));
  const wanted = [stem, ...folder.types.map((type) => `${stem}-${type}`)];
  const fitting = modules.filter(
    (name) => wanted.includes(kebab(path.parse(name).name)) || path.parse(name).name === stem,
  );
  const [module] = fitting;
  if (!module) {
    return {
      file: meta.file,
      message: `names ${entrypoint}, but no module in ${folder.from} is called ${wanted.join(' or ')}`,
    };
  }
  if (fitting.length > 1) {
    return { file: meta.file, message: `names ${entrypoint}, which ${fitting.join(' and ')} would both be` };
  }
  return { ...meta, entry: entrypoint.slice(1), source: `${folder.from}/${module}` };
}

/** @example kebab('NextVisitCard') // 'next-visit-card' */
function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
