import type { Ports } from '../../src/use-cases/ports/ports.ts';

const noted = new Set<string>();

/**
 * Notes once in a process that a signed call of HubSpot's came in, how it was signed and what ran it: `npm run probe` and
 * `npm run doctor` read it. Nothing depends on it, so trouble with it is no trouble.
 */
export async function noteDoor(door: 'webhooks' | 'workflow', signature: 'v2' | 'v3', ports: Ports): Promise<void> {
  if (noted.has(door)) return;
  noted.add(door);
  const note = { at: new Date(ports.clock.now()).toISOString(), signature, node: process.version };
  await ports.jobs.save(`door:${door}`, JSON.stringify(note)).catch(() => {});
}
