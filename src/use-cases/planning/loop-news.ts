import type { Day } from '../../domain/calendar/day.ts';
import { OPEN_STATES } from '../../domain/loop/loop.ts';
import type { OpenLoop } from '../../domain/loop/loop-state.ts';
import { type Asked, encodeAsked } from '../../domain/planning/asked.ts';
import { confirmationOf, explanationsOf, REASK, reaskOf } from '../../domain/planning/asked-by-loops.ts';
import { askedAfter } from '../../domain/planning/asked-by-visits.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { loopDesk } from '../loops/loop-context.ts';
import type { CustomerRecord, Ports } from '../ports/ports.ts';

/** A loop that has just been raised or moved. */
export interface ChangedLoop {
  readonly key: string;
  readonly raisedOn: Day;
  readonly loop?: OpenLoop | undefined;
}

/** What a closed visit changes of it: the calls it paid, and one that it asks for. */
export interface ClosedVisit {
  readonly pays: readonly string[];
  readonly asks?: Asked | undefined;
}

/**
 * Keeps on the contact what its open loops ask of planning, after some of them were written: since when one is open, and which calls
 * they wait for. No planning then reads a loop. Nothing is written where nothing changed.
 *
 * @param changed as written just now: the index may not show it yet
 * @param visit a visit that was closed, and the call that it asks for
 * @returns whether planning has something new to decide
 */
export async function tellPlanning(
  changed: readonly ChangedLoop[],
  customer: CustomerRecord,
  policy: Policy,
  ports: Ports,
  visit: ClosedVisit = { pays: [] },
): Promise<boolean> {
  const { facts, contactId } = customer;
  const { issues } = await ports.issues.open(facts.customerKey, { withClocks: true });
  const loops = new Map<string, ChangedLoop>(issues.map((issue) => [issue.key, issue]));
  for (const loop of changed) loops.set(loop.key, loop);
  const open = [...loops.values()].filter(({ loop }) => loop === undefined || OPEN_STATES.includes(loop.state));
  const openIssueOn = open.map(({ raisedOn }) => raisedOn).sort((a, b) => a - b)[0];
  const known = { ...customer, facts: { ...facts, asked: askedAfter(facts.asked ?? [], visit.pays) } };
  const loopsAsk = await askedBy(open, changed, known, policy, ports);
  const asked = visit.asks === undefined ? loopsAsk : [...loopsAsk, visit.asks];
  if (openIssueOn === facts.openIssueRaisedOn && encodeAsked(asked) === encodeAsked(facts.asked ?? [])) return false;
  await ports.customers.saveLoopNews(contactId, { openIssueOn: openIssueOn ?? null, asked });
  return true;
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
  const calls = open.flatMap(({ loop }) => {
    if (loop === undefined) return [];
    const { desk } = deskFor(loop);
    const confirmation = confirmationOf(loop, desk);
    return [...(confirmation ? [confirmation] : []), ...explanationsOf(loop, desk)];
  });
  // What closed loops still ask for is known from before: nobody lists them.
  const kept = (facts.asked ?? []).filter(
    (each) => each.rule === REASK && !changed.some(({ key }) => key === each.loop),
  );
  const scored = changed.flatMap(({ loop }) => (loop?.score === undefined ? [] : [loop]));
  if (scored.length === 0) return [...calls, ...kept];
  const people = await ports.people.owners();
  const nameOf = (by: string): string =>
    people.find(({ email }) => email !== '' && email.toLowerCase() === by.toLowerCase())?.id ?? by;
  const duty = policy.duties?.find(({ id }) => id === REASK);
  const again = scored.flatMap((loop) => {
    const { desk, settings } = deskFor(loop);
    return reaskOf(loop, { percent: settings.blindReaskPercent.value, duty, desk, nameOf }) ?? [];
  });
  return [...calls, ...kept, ...again];
}
