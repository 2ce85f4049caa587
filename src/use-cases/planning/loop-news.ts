import type { Day } from '../../domain/calendar/day.ts';
import { OPEN_STATES } from '../../domain/loop/loop.ts';
import type { OpenLoop } from '../../domain/loop/loop-state.ts';
import { type Asked, encodeAsked } from '../../domain/planning/asked.ts';
import { confirmationOf, REASK, reaskOf } from '../../domain/planning/asked-by-loops.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { loopDesk } from '../loops/loop-context.ts';
import type { CustomerRecord, Ports } from '../ports/ports.ts';

/** A loop that has just been raised or moved. */
export interface ChangedLoop {
  readonly key: string;
  readonly raisedOn: Day;
  readonly loop?: OpenLoop | undefined;
}

/**
 * Keeps on the contact what its open loops ask of planning, after some of them were written: since when one is open, and which calls
 * they wait for. No planning then reads a loop. Nothing is written where nothing changed.
 *
 * @param changed as written just now: the index may not show it yet
 */
export async function tellPlanning(
  changed: readonly ChangedLoop[],
  customer: CustomerRecord,
  policy: Policy,
  ports: Ports,
): Promise<void> {
  const { facts, contactId } = customer;
  const { issues } = await ports.issues.open(facts.customerKey, { withClocks: true });
  const loops = new Map<string, ChangedLoop>(issues.map((issue) => [issue.key, issue]));
  for (const loop of changed) loops.set(loop.key, loop);
  const open = [...loops.values()].filter(({ loop }) => loop === undefined || OPEN_STATES.includes(loop.state));
  const openIssueOn = open.map(({ raisedOn }) => raisedOn).sort((a, b) => a - b)[0];
  const asked = await askedBy(open, changed, customer, policy, ports);
  if (openIssueOn === facts.openIssueRaisedOn && encodeAsked(asked) === encodeAsked(facts.asked ?? [])) return;
  await ports.customers.saveLoopNews(contactId, { openIssueOn: openIssueOn ?? null, asked });
}

async function askedBy(
  open: readonly ChangedLoop[],
  changed: readonly ChangedLoop[],
  { facts }: CustomerRecord,
  policy: Policy,
  ports: Ports,
): Promise<readonly Asked[]> {
  const { timeZone: portalZone } = await ports.account();
  const now = ports.clock.now();
  const deskFor = (loop: OpenLoop) =>
    loopDesk({ policy, portalZone, ownerId: loop.ownerId, owners: facts.owners, since: loop.raisedAt, now });
  const confirmations = open.flatMap(({ loop }) =>
    loop === undefined ? [] : (confirmationOf(loop, deskFor(loop).desk) ?? []),
  );
  // What closed loops still ask for is known from before: nobody lists them.
  const kept = (facts.asked ?? []).filter(
    (each) => each.rule === REASK && !changed.some(({ key }) => key === each.loop),
  );
  const scored = changed.flatMap(({ loop }) => (loop?.score === undefined ? [] : [loop]));
  if (scored.length === 0) return [...confirmations, ...kept];
  const people = await ports.people.owners();
  const nameOf = (by: string): string =>
    people.find(({ email }) => email !== '' && email.toLowerCase() === by.toLowerCase())?.id ?? by;
  const duty = policy.duties?.find(({ id }) => id === REASK);
  const again = scored.flatMap((loop) => {
    const { desk, settings } = deskFor(loop);
    return reaskOf(loop, { percent: settings.blindReaskPercent.value, duty, desk, nameOf }) ?? [];
  });
  return [...confirmations, ...kept, ...again];
}
