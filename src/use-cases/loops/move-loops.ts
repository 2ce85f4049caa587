import { decide } from '../../domain/loop/decide.ts';
import { evolve } from '../../domain/loop/evolve.ts';
import type { LoopCommand, LoopEvent, OpenLoop } from '../../domain/loop/loop-state.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { CustomerRecord, IssueMove, Ports, StoredIssue } from '../ports/ports.ts';
import { isVisited, loopDesk } from './loop-context.ts';
import { caughtUp, isSetByHand, relieved, retimed } from './raised-issue.ts';

/** What a run over loops reads once. */
export interface LoopRun {
  readonly policy: Policy;
  readonly portalZone: string;
  readonly present: ReadonlySet<string>;
  /** Instant of the look, epoch ms. */
  readonly now: number;
}

/** A loop that moved without anybody's doing. */
export interface MovedLoop {
  readonly key: string;
  readonly events: readonly LoopEvent[];
}

const lookAt = (now: number): LoopCommand => ({ type: 'check_clocks', id: `check:${now}`, by: '', at: now });

/**
 * Brings up to a hundred loops up to date at once, in about ten calls: what their clocks have reached is written down, an owner who has
 * left is relieved, and due instants are those that policy and calendar give now.
 *
 * `commandOf` says what else is done with each; a loop that refuses it, or that was told before, stays as it is.
 *
 * Somebody who moves a loop at the same moment goes first: it is looked after the next time. A loop that is up to date already is not
 * written. May run twice.
 */
export async function moveLoops(
  found: readonly StoredIssue[],
  run: LoopRun,
  ports: Ports,
  commandOf: (issue: StoredIssue) => LoopCommand = () => lookAt(run.now),
): Promise<readonly MovedLoop[]> {
  const ids = [...new Set(found.flatMap(({ contactId }) => contactId ?? []))];
  const customers = new Map((await ports.customers.read(ids)).map((customer) => [customer.contactId, customer]));
  const keys = found.filter(({ contactId = '' }) => customers.has(contactId)).map(({ key }) => key);
  const commandId = `check:${run.now}`;
  const claimed = await ports.issues.claimAll(keys, commandId);
  try {
    const moves: IssueMove[] = [];
    for (const issue of await ports.issues.readAll([...claimed])) {
      const customer = customers.get(issue.contactId ?? '');
      const move = customer && upToDate(issue, customer, commandOf(issue), run);
      if (move) moves.push(move);
    }
    if (moves.length === 0) return [];
    const names = await ports.people.ownerNames();
    const refused = await ports.issues.saveMoves(moves.map((move) => withOwnerName(move, names)));
    return moves.flatMap(({ before, events }) => (refused.includes(before.key) ? [] : [{ key: before.key, events }]));
  } finally {
    await ports.issues.releaseAll([...claimed], commandId);
  }
}

/** The move that brings a loop up to date; undefined: it is. */
function upToDate(
  issue: StoredIssue,
  customer: CustomerRecord,
  command: LoopCommand,
  { policy, portalZone, present, now }: LoopRun,
): IssueMove | undefined {
  // One that nobody moved since it was made by other hands begins when somebody does.
  if (!issue.loop) return undefined;
  const deskOf = (ownerId: string) =>
    loopDesk({
      policy,
      portalZone,
      ownerId,
      owners: customer.facts.owners,
      since: issue.loop?.raisedAt ?? now,
      now,
      present,
      visited: isVisited(customer, policy),
    });
  const desk = deskOf(issue.loop.ownerId);
  const caught = caughtUp(issue, customer, command, desk);
  const timed = retimed(caught.loop, command, desk);
  const decision = decide(command, timed.loop, desk);
  // What was set by hand is noted also where nothing else can be done.
  if ((!decision.ok || decision.repeated) && !isSetByHand(issue)) return undefined;
  const decided = decision.ok ? decision.events : [];
  const checked = decided.reduce<OpenLoop | undefined>(evolve, timed.loop) ?? timed.loop;
  const { loop, events } = relieved(checked, command, desk);
  const clocks = deskOf(loop.ownerId).clocksOf(loop);
  const all = [...caught.events, ...timed.events, ...decided, ...events];
  if (!isSetByHand(issue) && all.length === 0 && JSON.stringify(clocks.clocks) === JSON.stringify(issue.clocks ?? []))
    return undefined;
  const { contactId, name: customerName } = customer;
  return { before: issue, loop, events: all, contactId, customerName, ...clocks };
}

function withOwnerName(move: IssueMove, names: ReadonlyMap<string, string>): IssueMove {
  const ownerName = names.get(move.loop.ownerId);
  return ownerName === undefined ? move : { ...move, ownerName };
}
