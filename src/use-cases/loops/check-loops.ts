import type { Refusal } from '../../contract/common.ts';
import { decide } from '../../domain/loop/decide.ts';
import { evolve } from '../../domain/loop/evolve.ts';
import type { LoopCommand, OpenLoop } from '../../domain/loop/loop-state.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { Ports } from '../ports/ports.ts';
import { loopDesk } from './loop-context.ts';
import { loopOf, retimed } from './raised-issue.ts';

/** Loops looked after in one go; the rest is reported as left. */
const MOST = 100;

export type LoopCheck =
  | Refusal
  | {
      readonly ok: true;
      /** Loops whose clocks had reached something. */
      readonly checked: number;
      readonly breached: readonly string[];
      readonly escalated: readonly string[];
      /** More are waiting: ask again. */
      readonly more: boolean;
    };

/**
 * Writes down what the clocks of open loops have reached: warnings, breaches, escalations, each at the instant at which it was true.
 *
 * One search finds the loops, by the instant that was written when each last moved; with nothing reached that search is all.
 * Somebody who moves a loop at the same moment goes first: it is looked after the next time.
 */
export async function checkLoops(ports: Ports): Promise<LoopCheck> {
  const now = ports.clock.now();
  const found = await ports.issues.alarmed({ now, limit: MOST });
  const breached: string[] = [];
  const escalated: string[] = [];
  if (found.length === 0) return { ok: true, checked: 0, breached, escalated, more: false };
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const { policy } = inForce;
  const { timeZone } = await ports.account();
  const ids = [...new Set(found.flatMap(({ contactId }) => contactId ?? []))];
  const customers = new Map((await ports.customers.read(ids)).map((customer) => [customer.contactId, customer]));
  let checked = 0;
  for (const issue of found) {
    const customer = customers.get(issue.contactId ?? '');
    if (!customer || !issue.loop) continue;
    const command: LoopCommand = { type: 'check_clocks', id: `check:${now}`, by: '', at: now };
    if (!(await ports.issues.claim(issue.key, command.id))) continue;
    try {
      const again = (await ports.issues.read(issue.key)) ?? issue;
      const desk = loopDesk({
        policy,
        portalZone: timeZone,
        ownerId: again.loop?.ownerId ?? again.ownerId,
        owners: customer.facts.owners,
        since: again.loop?.raisedAt ?? now,
        now,
      });
      const before = loopOf(again, customer, desk);
      const timed = retimed(before, command, desk);
      const decision = decide(command, timed.loop, desk);
      if (!decision.ok) continue;
      const events = [...timed.events, ...decision.events];
      const loop = events.reduce<OpenLoop | undefined>(evolve, before) ?? before;
      await ports.issues.saveMove({
        before: again,
        loop,
        events,
        contactId: customer.contactId,
        customerName: customer.name,
        ...desk.clocksOf(loop),
      });
      checked += 1;
      if (decision.events.some(({ type }) => type === 'clock_breached')) breached.push(issue.key);
      if (decision.events.some(({ type }) => type === 'clock_escalated')) escalated.push(issue.key);
    } finally {
      await ports.issues.release(issue.key, command.id);
    }
  }
  return { ok: true, checked, breached, escalated, more: found.length === MOST };
}
