import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { lineOf } from '../support/child.ts';

export interface PortalChild {
  readonly url: string;
  /** Calls so far by status, as the portal's journal has them. */
  answered(): Promise<{ readonly calls: number; readonly refused: number }>;
  close(): void;
}

/**
 * A loaded portal in a process of its own, of whose customers every `every`-th is due, `most` of them.
 *
 * @param settings.latencyMs the least and the most that a call takes, drawn from a seed
 * @param settings.wasPlanned a run did before what is done once a week
 */
export async function startPortalChild(
  size: number,
  every: number,
  {
    latencyMs: [fastestMs, slowestMs] = [0, 0],
    most = size,
    wasPlanned = false,
  }: { readonly latencyMs?: readonly [number, number]; readonly most?: number; readonly wasPlanned?: boolean } = {},
): Promise<PortalChild> {
  const script = fileURLToPath(new URL('portal-process.ts', import.meta.url));
  const child: ChildProcess = spawn(
    process.execPath,
    [
      '--max-old-space-size=8192',
      '--import',
      'tsx',
      script,
      ...[size, every, fastestMs, slowestMs, most, wasPlanned ? 1 : 0].map(String),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [, url = ''] = await lineOf(child, /portal ready (http:\S+)/, 3_600_000);
  return {
    url,
    async answered() {
      const answer = await fetch(`${url}/__portal/requests`);
      const body = (await answer.json()) as { requests?: readonly { status: number; at: number }[] };
      const requests = body.requests ?? [];
      return { calls: requests.length, refused: requests.filter(({ status }) => status === 429).length };
    },
    close: () => {
      child.kill('SIGKILL');
    },
  };
}
