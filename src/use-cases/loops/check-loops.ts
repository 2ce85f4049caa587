import type { Refusal } from '../../contract/common.ts';
import { OPEN_STATES } from '../../domain/loop/loop.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { tellPlanning } from '../planning/loop-news.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { Ports, StoredIssue } from '../ports/ports.ts';
import { countOpenLoops } from './count-loops.ts';
import { type MovedLoop, moveLoops } from './move-loops.ts';
import { isSetByHand } from './raised-issue.ts';

export type LoopCheck =
  | Refusal
  | {
      readonly ok: true;
      /** Loops whose clocks had reached something. */
      readonly checked: number;
      /** Contacts of whom planning was told something new. */
      readonly told: readonly string[];
      readonly breached: readonly string[];
      readonly escalated: readonly string[];
      /** Time was up: more are waiting. */
      readonly more: boolean;
    };

interface CheckSettings {
  /** The policy in force, where the caller has read it. */
  readonly policy?: Policy;
  /** Asked between pages of a hundred loops; false: time is up. */
  readonly goOn?: () => Promise<boolean>;
}

/** What {@link checkLoops} looks for, and the search it begins with, on its way. */
export interface LoopsAsked {
  readonly now: number;
  /** As {@link HANDS} was kept; not above 0: it was not. */
  readonly kept: number;
  readonly changedSince: number;
  readonly first: ReturnType<Ports['issues']['alarmed']>;
}

/** From when on changed records are looked at for a state that somebody set by hand, epoch ms. */
export const HANDS = 'loops:hands';
/** Before the first record id. */
const BEGINNING = '0';
/** An index may show a change this much later. */
const INDEX_LAG_MS = 120_000;
/** What was looked at within this is looked at again rather than written down. */
const REMEMBERED_MS = 3_600_000;

/** Sends the search that {@link checkLoops} begins with; what goes wrong with it is thrown there. */
export async function askForLoops(ports: Pick<Ports, 'clock' | 'jobs' | 'issues'>): Promise<LoopsAsked> {
  const now = ports.clock.now();
  const kept = Number(await ports.jobs.read(HANDS));
  // Before anybody looked, nothing is known to have been set by hand.
  const changedSince = kept > 0 ? kept : now - INDEX_LAG_MS;
  const first = ports.issues.alarmed({ now, changedSince, after: BEGINNING });
  first.catch(() => {});
  return { now, kept, changedSince, first };
}

/**
 * Writes down what the clocks of open loops have reached: warnings, breaches, escalations, each at the instant at which it was true,
 * with their tasks. An escalated one is the lead's. A state that somebody set on the record in HubSpot is taken in, and planning told.
 *
 * One search finds both, by the instant that was written when each last moved and by when its record changed; with nothing reached
 * that search is all, beside reading since when.
 *
 * @param settings.asked the search, where it was sent before
 */
export async function checkLoops(
  ports: Ports,
  { policy, goOn, asked }: CheckSettings & { readonly asked?: LoopsAsked | undefined } = {},
): Promise<LoopCheck> {
  const { now, kept, changedSince, first } = asked ?? (await askForLoops(ports));
  const moved: MovedLoop[] = [];
  const find = async (after: string): Promise<Found> => {
    const { issues, upTo } = await (after === BEGINNING ? first : ports.issues.alarmed({ now, changedSince, after }));
    const due = issues.filter(
      (issue) => (issue.nextAlarmAt !== undefined && issue.nextAlarmAt <= now) || isSetByHand(issue),
    );
    return { issues: due, upTo };
  };
  const result = await overPages(ports, { policy, goOn, find }, (page) => moved.push(...page));
  if (!result.ok) return result;
  const having = (type: string): string[] =>
    moved.filter(({ events }) => events.some((event) => event.type === type)).map(({ key }) => key);
  const byHand = having('set_by_hand');
  const told = byHand.length > 0 ? await tellOfHands(byHand, ports) : [];
  if (result.after === null && (!(kept > 0) || byHand.length > 0 || now - kept > REMEMBERED_MS))
    await ports.jobs.save(HANDS, String(now - INDEX_LAG_MS));
  return {
    ok: true,
    checked: moved.length,
    told,
    breached: having('clock_breached'),
    escalated: having('clock_escalated'),
    more: result.after !== null,
  };
}

/** Planning and the card of the customer know what was set by hand as if it had been done in the app; answers of whom planning was told. */
async function tellOfHands(keys: readonly string[], ports: Ports): Promise<readonly string[]> {
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return [];
  const told: string[] = [];
  const issues = await ports.issues.readAll(keys);
  const ids = [...new Set(issues.flatMap(({ contactId }) => contactId ?? []))];
  for (const customer of await ports.customers.read(ids)) {
    const theirs = issues.filter(({ contactId }) => contactId === customer.contactId);
    if (await tellPlanning(theirs, customer, inForce.policy, ports)) told.push(customer.contactId);
    const open = theirs.filter(({ state }) => OPEN_STATES.includes(state)).map(({ key }) => key);
    const total = await countOpenLoops(customer.facts.customerKey, open, ports);
    if (total !== customer.openLoops) await ports.customers.saveScores(customer.contactId, { openLoops: total });
  }
  return told;
}

/** How far all open loops were timed anew, as it is kept between calls. */
interface KeptRetiming {
  readonly by: string;
  /** Loops up to this record id are done; null: all are. */
  readonly after: string | null;
}
const RETIMING = 'loops:retiming';

/**
 * Times every open loop anew, for a policy or a calendar that was published: due instants follow the calendar always, and the lengths of
 * clocks where the admin chose that open loops take a changed policy.
 *
 * Goes on where an earlier call for the same policy was cut off; done, it costs one read.
 *
 * @param by names what it is done for; another name begins anew
 */
export async function retimeLoops(
  ports: Ports,
  by: string,
  { policy, goOn }: CheckSettings = {},
): Promise<Refusal | { readonly ok: true; readonly changed: number; readonly more: boolean }> {
  const kept = keptOf(await ports.jobs.read(RETIMING));
  if (kept?.by === by && kept.after === null) return { ok: true, changed: 0, more: false };
  let changed = 0;
  const result = await overPages(
    ports,
    {
      policy,
      goOn,
      find: async (after) => {
        const issues = await ports.issues.allOpen({ after });
        return { issues, upTo: issues.at(-1)?.id ?? null };
      },
      from: kept?.by === by && kept.after !== null ? kept.after : BEGINNING,
      done: (after) => ports.jobs.save(RETIMING, JSON.stringify({ by, after } satisfies KeptRetiming)),
    },
    (page) => {
      changed += page.length;
    },
  );
  return result.ok ? { ok: true, changed, more: result.after !== null } : result;
}

function keptOf(text: string | undefined): KeptRetiming | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as KeptRetiming);
  } catch {
    // Changed by hand: it is begun anew.
    return undefined;
  }
}

/** A page of loops to look after, and where the next one begins; null: there is none. */
interface Found {
  readonly issues: readonly StoredIssue[];
  readonly upTo: string | null;
}

/** Pages of loops, each brought up to date; `after` null: there are no more. */
async function overPages(
  ports: Ports,
  settings: {
    readonly policy?: Policy | undefined;
    readonly goOn?: (() => Promise<boolean>) | undefined;
    readonly find: (after: string) => Promise<Found>;
    readonly from?: string;
    readonly done?: (after: string | null) => Promise<void>;
  },
  take: (moved: readonly MovedLoop[]) => void,
): Promise<Refusal | { readonly ok: true; readonly after: string | null }> {
  let after = settings.from ?? BEGINNING;
  let { policy } = settings;
  for (;;) {
    const { issues: found, upTo } = await settings.find(after);
    if (found.length > 0) {
      if (policy === undefined) {
        const inForce = await policyInForce(ports.policies);
        if (!inForce.ok) return inForce;
        ({ policy } = inForce);
      }
      const { timeZone: portalZone } = await ports.account();
      const present = new Set((await ports.people.owners()).map(({ id }) => id));
      take(await moveLoops(found, { policy, portalZone, present, now: ports.clock.now() }, ports));
    }
    await settings.done?.(upTo);
    if (upTo === null) return { ok: true, after: null };
    after = upTo;
    if (settings.goOn && !(await settings.goOn())) return { ok: true, after };
  }
}
