import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const REPOSITORY = path.resolve(import.meta.dirname, '../..');

/** A repository of its own that a test may spoil, with functions that do nothing. */
export interface ProjectCopy {
  readonly root: string;
  write(file: string, text: string): Promise<void>;
  edit(file: string, change: (text: string) => string): Promise<void>;
  editJson(file: string, change: (json: Json) => void): Promise<void>;
  read(file: string): Promise<string>;
  /** Puts back what was written and edited. */
  restore(): Promise<void>;
  remove(): Promise<void>;
}

export interface Json {
  // biome-ignore lint/suspicious/noExplicitAny: a test reaches into any part of a meta file.
  [key: string]: any;
}

export async function copyProject(): Promise<ProjectCopy> {
  const root = await mkdtemp(path.join(tmpdir(), 'return-visits-project-'));
  const at = (file: string) => path.join(root, file);
  for (const part of ['app-extensions', 'src/contract', 'src/domain', 'hsproject.json', 'package.json', '.hsignore']) {
    await cp(path.join(REPOSITORY, part), at(part), { recursive: true });
  }
  await cp(path.join(REPOSITORY, 'serverless'), at('serverless'), {
    recursive: true,
    filter: (source) => !source.endsWith('.ts'),
  });
  for (const file of await readdir(at('serverless'))) {
    const [, name] = /^(.*)-hsmeta\.json$/.exec(file) ?? [];
    if (name) await writeFile(at(`serverless/${name}.ts`), IDLE_FUNCTION);
  }
  await symlink(path.join(REPOSITORY, 'node_modules'), at('node_modules'));

  const read = (file: string) => readFile(at(file), 'utf8');
  /** Files that were changed, as they were; undefined: not there. */
  const before = new Map<string, string | undefined>();
  const write = async (file: string, text: string) => {
    if (!before.has(file)) before.set(file, await read(file).catch(() => undefined));
    await writeFile(at(file), text);
  };
  return {
    root,
    read,
    write,
    edit: async (file, change) => write(file, change(await read(file))),
    editJson: async (file, change) => {
      const json = JSON.parse(await read(file)) as Json;
      change(json);
      await write(file, JSON.stringify(json, null, 2));
    },
    async restore() {
      for (const [file, text] of before) await (text === undefined ? rm(at(file)) : writeFile(at(file), text));
      before.clear();
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Like ours: the client is loaded when it is needed, from what HubSpot installs. */
const IDLE_FUNCTION = `
export async function main(context: { readonly parameters?: unknown }) {
  const { Client } = await import('@hubspot/api-client');
  return { ok: true, client: typeof Client, parameters: context.parameters ?? null };
}
`;

/** A place outside a repository to build into, where HubSpot's tools find its packages and settings. */
export async function outsideOf(repository: string): Promise<Pick<ProjectCopy, 'root' | 'remove'>> {
  const root = await mkdtemp(path.join(tmpdir(), 'return-visits-built-'));
  await cp(path.join(repository, 'hsproject.json'), path.join(root, 'hsproject.json'));
  await symlink(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}
