import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { BulkActionInfo, CardInfo, CardLocation, ExtensionInfo } from './protocol.ts';

/** A HubSpot project as its `*-hsmeta.json` files describe it. */
export interface HubSpotProject {
  readonly app: {
    readonly uid: string;
    readonly name: string;
    readonly fetchUrls: readonly string[];
    readonly imageUrls: readonly string[];
  };
  readonly cards: readonly (CardInfo & Entry)[];
  readonly page: (ExtensionInfo & Entry) | null;
  readonly settings: (ExtensionInfo & Entry) | null;
  readonly bulkActions: readonly (BulkActionInfo & Entry)[];
  readonly functions: readonly AppFunction[];
}

export interface Entry {
  /** The file that the meta file names, as an absolute path. */
  readonly file: string;
}

export interface AppFunction extends Entry {
  readonly uid: string;
  readonly secretKeys: readonly string[];
  readonly endpoint: { readonly path: string; readonly methods: readonly string[] } | null;
}

interface MetaFile {
  readonly source: string;
  readonly uid: string;
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Reads what a project folder declares.
 *
 * Only files that lie directly in one of HubSpot's folders count, as on upload; a file that is named by
 * a meta file and does not exist is an error here, because the reader would otherwise see an empty card.
 */
export function readProject(projectDir: string): HubSpotProject {
  const appMeta = metaFiles(projectDir, 'app').find((meta) => meta.type === 'app');
  if (!appMeta)
    throw new Error(`${path.join(projectDir, 'app')} holds no *-hsmeta.json of type "app": assemble the project first`);
  const permitted = asRecord(appMeta.config.permittedUrls);
  const withEntry = <T>(meta: MetaFile, rest: T): T & Entry => ({ ...rest, file: entryFile(projectDir, meta) });

  const cards = metaFiles(projectDir, 'app/cards').map((meta) =>
    withEntry(meta, {
      uid: meta.uid,
      title: text(meta.config.name) || meta.uid,
      location: text(meta.config.location) as CardLocation,
      objectTypes: texts(meta.config.objectTypes).map((type) => type.toLowerCase()),
    }),
  );
  const single = (folder: string, title: string) => {
    const [meta] = metaFiles(projectDir, folder);
    return meta ? withEntry(meta, { uid: meta.uid, title: text(meta.config.name) || title }) : null;
  };
  const appName = text(appMeta.config.name) || appMeta.uid;
  return {
    app: {
      uid: appMeta.uid,
      name: appName,
      fetchUrls: texts(permitted.fetch),
      imageUrls: texts(permitted.img),
    },
    cards,
    page: single('app/pages', appName),
    settings: single('app/settings', appName),
    bulkActions: metaFiles(projectDir, 'app/actions').map((meta) =>
      withEntry(meta, {
        uid: meta.uid,
        title: text(meta.config.label) || meta.uid,
        objectTypes: texts(meta.config.objectTypes).map((type) => type.toLowerCase()),
      }),
    ),
    functions: metaFiles(projectDir, 'app/functions').map((meta) =>
      withEntry(meta, {
        uid: meta.uid,
        secretKeys: texts(meta.config.secretKeys),
        endpoint: endpointOf(meta.config.endpoint),
      }),
    ),
  };
}

function metaFiles(projectDir: string, folder: string): MetaFile[] {
  const dir = path.join(projectDir, folder);
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => name.endsWith('-hsmeta.json'))
    .sort()
    .map((name) => readMeta(path.join(dir, name)));
}

function readMeta(source: string): MetaFile {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(source, 'utf8'));
  } catch (cause) {
    throw new Error(`${source} is not JSON`, { cause });
  }
  const meta = asRecord(json);
  const uid = text(meta.uid);
  if (!uid) throw new Error(`${source} has no "uid"`);
  return { source, uid, type: text(meta.type), config: asRecord(meta.config) };
}

function entryFile(projectDir: string, meta: MetaFile): string {
  const entrypoint = text(meta.config.entrypoint);
  if (!entrypoint) throw new Error(`${meta.source} has no "entrypoint"`);
  const root = path.resolve(projectDir);
  const file = path.join(root, entrypoint);
  if (!file.startsWith(root + path.sep)) throw new Error(`${meta.source}: "${entrypoint}" lies outside the project`);
  if (!existsSync(file)) throw new Error(`${meta.source}: ${file} does not exist`);
  return file;
}

function endpointOf(value: unknown): AppFunction['endpoint'] {
  const endpoint = asRecord(value);
  const endpointPath = text(endpoint.path);
  if (!endpointPath) return null;
  return {
    path: endpointPath.replace(/^\/+/, ''),
    methods: texts(endpoint.methods).map((method) => method.toUpperCase()),
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
