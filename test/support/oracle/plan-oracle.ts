import { readFileSync } from 'node:fs';

/**
 * What the shipped policy asks for at the first planning of a customer, when the first day of the app is today and everybody has
 * room: written a second time, from the text of the policy, with date strings, loops over days and one `if` a rule. It imports
 * nothing of the planner, so an error has to be made twice to go unseen.
 */
export interface OracleAnswer {
  readonly standing: 'open' | 'late' | 'later' | 'suppressed' | 'infeasible';
  /** Leading rule of the first visit, or the rule nobody owns. */
  readonly rule?: string;
  readonly on?: string;
  readonly target?: string;
  readonly latest?: string;
  readonly reason?: string;
  /** All visits, foreseen ones too: leader and what joins it. */
  readonly talks: readonly { readonly leader: string; readonly joined: readonly string[]; readonly on: string }[];
  readonly settled: readonly string[];
  readonly lapsed: readonly string[];
}

interface Owed {
  rule: string;
  rank: number;
  event: boolean;
  interval: number;
  earliest: string;
  target: string;
  latest: string;
  message: boolean;
  series: boolean;
}

/** Two rules of the first days never share a talk, except the two about the start and the two about the first month. */
const APART: readonly string[] = ['P01', 'P02', 'P03', 'P04'];
const TOGETHER: readonly string[] = ['P01 P02', 'P02 P01'];

export function oracle(row: Record<string, string>, today: string): OracleAnswer {
  const tier = row.rv_tier ?? '';
  const stage = stageOf(row, today);
  const owed: Owed[] = [];
  const settled: string[] = [];
  const lapsed: string[] = [];
  const stops: string[] = [];
  const orphans: Owed[] = [];

  const customer = ['customer', 'evangelist'].includes(row.lifecyclestage ?? '') || tier !== '';
  if (!customer) return { standing: 'suppressed', reason: 'out_of_scope', talks: [], settled, lapsed };

  const touch = (row.rv_last_touch_at ?? '').slice(0, 10);
  const touchKind = row.rv_last_touch_kind ?? '';
  const manager = row.hubspot_owner_id ?? '';
  const engineer = row.rv_service_owner || manager;
  const carer = row.rv_care_owner || manager;
  const consents = list(row.rv_consents);
  const refusals = list(row.rv_refusals);

  /** Adds what is owed unless something stops it. */
  const add = (debt: Owed, owner: string): void => {
    if (row.rv_do_not_visit === 'true') {
      stops.push('do_not_visit');
      return;
    }
    if (!debt.message) {
      // Every visit of these rules is a talk, by phone or at the customer's: `call` stands for both.
      if (refusals.includes('call')) {
        stops.push('refused');
        return;
      }
      if (debt.rank >= 5 && consents.length > 0 && !consents.includes('call')) {
        stops.push('no_consent');
        return;
      }
    }
    const pausedUntil = row.rv_paused_until ?? '';
    if (debt.rank >= 4 && pausedUntil > today) {
      stops.push('paused');
      return;
    }
    if (debt.rank >= 4 && pausedUntil > debt.earliest) {
      // The pause is over: the window opens again where it ended.
      const margin = daysBetween(debt.target, debt.latest);
      const target = debt.target;
      debt.earliest = pausedUntil;
      if (target < pausedUntil) {
        const until = plus(pausedUntil, margin);
        if (until > debt.latest) debt.latest = until;
        debt.target = pausedUntil;
        rollForward(debt);
      }
    }
    (owner === '' ? orphans : owed).push(debt);
  };

  // P01: three calendar days after signing as target, three working days as the limit.
  if (stage.name === 'new' && row.rv_signed_on) {
    const signed = row.rv_signed_on;
    let limit = signed;
    for (let n = 0; n < 3; n += 1) limit = nextWorking(limit);
    let target = '';
    for (let n = 1; n <= 3; n += 1) if (isWorking(plus(signed, n))) target = plus(signed, n);
    if (target === '') target = nextWorking(plus(signed, 3));
    const debt = {
      rule: 'P01',
      rank: 4,
      event: true,
      interval: 0,
      earliest: signed,
      target,
      latest: limit,
      message: false,
      series: true,
    };
    if (signed < today && touch > signed && touch < today) settled.push('P01');
    else if (limit < today) lapsed.push('P01');
    else add(debt, manager);
  }

  // P03: day 7 after delivery, else first purchase, between day 5 and day 9.
  const bought = row.rv_delivered_on || row.rv_first_purchase_on || '';
  if (stage.name === 'new' && bought) {
    const debt = {
      rule: 'P03',
      rank: 4,
      event: true,
      interval: 0,
      earliest: plus(bought, 5),
      target: plus(bought, 7),
      latest: plus(bought, 9),
      message: false,
      series: true,
    };
    rollForward(debt);
    if (bought < today && touch >= debt.earliest && touch < today) settled.push('P03');
    else if (debt.latest < today) lapsed.push('P03');
    else add(debt, engineer);
  }

  // P02: help within three days of delivery, three working days at most; with P01 it is one talk.
  if (stage.name === 'new' && bought) {
    let limit = bought;
    for (let n = 0; n < 3; n += 1) limit = nextWorking(limit);
    let target = '';
    for (let n = 1; n <= 3; n += 1) if (isWorking(plus(bought, n))) target = plus(bought, n);
    if (target === '') target = nextWorking(plus(bought, 3));
    if (bought < today && touch > bought && touch < today) settled.push('P02');
    else if (limit < today) lapsed.push('P02');
    else
      add(
        {
          rule: 'P02',
          rank: 4,
          event: true,
          interval: 0,
          earliest: bought,
          target,
          latest: limit,
          message: false,
          series: true,
        },
        engineer,
      );
  }

  // P04: a month after delivery, five days either way.
  if (stage.name === 'new' && bought) {
    const debt = once('P04', 4, plus(bought, 25), plus(bought, 30), plus(bought, 35), true);
    rollForward(debt);
    if (bought < today && touch >= debt.earliest && touch < today) settled.push('P04');
    else if (debt.latest < today) lapsed.push('P04');
    else add(debt, engineer);
  }

  // P35: acceptance on the third working day after delivery is complete, the fifth at the latest.
  const delivered = row.rv_project_done_on ?? '';
  if (delivered) inWorkingDays('P35', 3, delivered, 3, 5);

  // P43: a customer at risk is called on the next working day, the third at the latest.
  const atRisk = row.rv_churn_risk_on ?? '';
  if (list(row.rv_flags).includes('churn_risk') && atRisk) inWorkingDays('P43', 4, atRisk, 1, 3);

  function inWorkingDays(rule: string, rank: number, from: string, ideal: number, most: number): void {
    const debt = once(rule, rank, from, workingDaysOn(from, ideal), workingDaysOn(from, most), false);
    if (from < today && touch > from && touch < today) settled.push(rule);
    else if (debt.latest < today) lapsed.push(rule);
    else add(debt, manager);
  }

  // P17: every seventh day of a high-value customer's project, two days either way, eight weeks or until acceptance.
  const flags = list(row.rv_flags);
  const project = row.rv_project_started_on ?? '';
  if (flags.includes('high_value_program') && flags.includes('in_project') && project) {
    const accepted = row.rv_accepted_on ?? '';
    for (let week = 1; week <= 8; week += 1) {
      const slot = plus(project, week * 7);
      if (accepted !== '' && accepted >= project && slot > accepted) break;
      const debt = once('P17', 4, plus(slot, -2), slot, plus(slot, 2), false);
      const until = debt.latest;
      rollForward(debt);
      if (debt.latest !== until || until < today) continue;
      debt.event = false;
      debt.interval = 7;
      add(debt, manager);
      break;
    }
  }

  // P24: three months before the contract ends, at the latest two, as long as it runs.
  const ends = row.rv_contract_ends_on ?? '';
  if (ends && ends >= today && !(row.rv_signed_on && ends <= row.rv_signed_on)) {
    let earliest = lastWorking(monthsBefore(ends, 3));
    let target = earliest;
    let latest = lastWorking(monthsBefore(ends, 2));
    if (row.rv_signed_on) {
      const half = plus(row.rv_signed_on, Math.floor(daysBetween(row.rv_signed_on, ends) / 2));
      if (half > earliest) {
        earliest = half;
        if (target < half) target = isWorking(half) ? half : nextWorking(half);
        if (latest < target) latest = target;
      }
    }
    add(
      { rule: 'P24', rank: 3, event: true, interval: 0, earliest, target, latest, message: false, series: false },
      manager,
    );
  }

  // P20: once for each time of silence, at the latest a month after it began. Any talk since pays it.
  if (stage.name === 'dormant') {
    const entered = stage.entered || today;
    const debt = {
      rule: 'P20',
      rank: 5,
      event: true,
      interval: 0,
      earliest: entered,
      target: plus(entered, 14),
      latest: monthsBefore(entered, -1),
      message: false,
      series: false,
    };
    rollForward(debt);
    if (touch > entered && touch <= today) settled.push('P20');
    else {
      if (debt.latest < today) spread(debt, plus(entered, -dormantDays(tier)), tier, today);
      add(debt, manager);
    }
  }

  // The cadence: of what applies, the shortest interval.
  const bases = [row.rv_last_purchase_on, row.rv_accepted_on, row.rv_first_purchase_on, row.rv_signed_on]
    .filter((on): on is string => on !== undefined && on !== '' && on <= today)
    .sort();
  const fallback = bases[bases.length - 1] ?? today;
  const lastTalk = touch !== '' && touch <= today ? touch : '';
  const inLife = ['new', 'established', 'loyal'].includes(stage.name);
  const settledDown = ['established', 'loyal'].includes(stage.name);
  const anchor = bought || row.rv_signed_on || '';
  const months = stage.name === 'new' && anchor !== '' && daysBetween(anchor, today) <= 180;
  const agreedDays = Number(row.rv_cadence_days ?? '');
  const agreedUntil = row.rv_cadence_until ?? '';
  const contract = row.rv_cadence_reason === 'contract';
  const agreed =
    agreedDays > 0 && (row.rv_cadence_reason ?? '') !== '' && (agreedUntil === '' ? contract : agreedUntil >= today);
  if (agreed) {
    // P51: what was agreed stands in for every cadence.
    const from = lastTalk || fallback;
    const debt = once('P51', contract ? 3 : 5, plus(from, 1), plus(from, agreedDays), '', false);
    debt.event = false;
    debt.interval = agreedDays;
    debt.latest = plus(debt.target, Math.floor(agreedDays / 10));
    rollForward(debt);
    if (from < today && debt.latest < today) spread(debt, from, tier, today);
    add(debt, manager);
  } else if (inLife && flags.includes('high_value_program')) {
    recurring('P12', lastTalk, 10, 15, 20, secondOfMonth, manager);
  } else if (inLife && tier === 'A') {
    // P11: paid only by a call, a video talk or a visit that we began.
    const ours = ['call:out', 'video:out', 'on_site:out'].includes(touchKind) ? lastTalk : '';
    recurring('P11', ours, 21, 28, 31, monthEndAfter, manager);
  } else if (months) {
    serviceMonths();
  } else if (inLife && tier === 'B') {
    recurring('P18', lastTalk, 30, 45, 60, quarterEndAfter, manager);
  } else if (settledDown && tier === 'C') {
    // A greeting that goes out today counts as the last contact.
    recurring('P19', greetedToday() ? today : lastTalk, 150, 168, 181, undefined, carer);
  } else if (settledDown) {
    recurring('P08', lastTalk, 60, 84, 90, undefined, manager || row.rv_care_owner || '');
  }

  function greetedToday(): boolean {
    const ways = ['sms', 'email'].filter((way) => consents.includes(way) && !refusals.includes(way));
    if (!consents.includes('greeting') || refusals.includes('greeting') || ways.length === 0) return false;
    const feasts = ['2026-02-17', '2026-09-25', '2027-02-06', '2027-09-15'];
    const birthday = row.rv_birthday ?? '';
    if (birthday !== '') {
      for (const year of [2026, 2027]) feasts.push(birthday === '02-29' ? `${year}-02-28` : `${year}-${birthday}`);
    }
    return feasts.some((feast) => lastWorking(plus(feast, -3)) === today);
  }

  /** P07: months 2, 3, 5 and 6 of thirty days each; in place of month 4 a call where the survey of day 120 is not answered. */
  function serviceMonths(): void {
    let paid = false;
    for (const month of [2, 3, 4, 5, 6]) {
      const end = plus(anchor, month * 30);
      const debt = once('P07', 5, plus(end, -29), plus(end, -15), end, false);
      debt.event = false;
      debt.interval = 30;
      rollForward(debt);
      let isPaid = touch !== '' && touch >= debt.earliest && touch <= debt.latest && touch <= today;
      if (month === 4) {
        const survey = once('P06', 4, plus(anchor, 90), plus(anchor, 120), plus(anchor, 180), false);
        rollForward(survey);
        debt.earliest = plus(survey.target, 7);
        debt.target = debt.earliest;
        debt.latest = plus(debt.earliest, 7);
        rollForward(debt);
        const isAnswered = touchKind.startsWith('survey') && touch >= survey.earliest && touch <= today;
        isPaid = isAnswered || (touch >= debt.earliest && touch <= debt.latest && touch <= today);
      }
      if (isPaid) {
        paid = true;
        continue;
      }
      paid = false;
      if (debt.latest < today) continue;
      add(debt, manager || row.rv_care_owner || '');
      return;
    }
    if (paid) settled.push('P07');
  }

  function recurring(
    rule: string,
    talk: string,
    min: number,
    ideal: number,
    max: number,
    guard: ((base: string, today: string, isTalk: boolean) => string) | undefined,
    owner: string,
  ): void {
    const from = talk || fallback;
    const mayGreet = consents.includes('greeting') && !refusals.includes('greeting');
    const mayWrite = ['email', 'sms'].some((way) => consents.includes(way) && !refusals.includes(way));
    const debt = {
      rule,
      rank: 5,
      event: false,
      interval: ideal,
      earliest: plus(from, min),
      target: plus(from, ideal),
      latest: plus(from, max),
      message: rule === 'P19' && mayGreet && mayWrite,
      series: false,
    };
    const end = guard?.(from, today, talk !== '');
    if (end !== undefined && end < debt.latest) {
      debt.latest = end;
      if (debt.target > end) debt.target = end;
      if (debt.earliest > debt.target) debt.earliest = debt.target;
    }
    rollForward(debt);
    if (from < today && debt.latest < today) spread(debt, from, tier, today);
    add(debt, owner);
  }

  // One talk pays what its day suits: the first in order leads.
  owed.sort(
    (a, b) => a.rank - b.rank || a.interval - b.interval || compare(a.target, b.target) || compare(a.rule, b.rule),
  );
  const talks: { leader: Owed; joined: Owed[]; on: string; late: boolean }[] = [];
  const done = new Set<Owed>();
  for (const leader of owed) {
    if (done.has(leader)) continue;
    done.add(leader);
    const on = withinBudget(leader, dayOf(leader, today));
    const joined: Owed[] = [];
    if (!leader.message) {
      for (const other of owed) {
        if (done.has(other) || other.message) continue;
        if (
          [leader, ...joined].some(
            (each) =>
              APART.includes(each.rule) &&
              APART.includes(other.rule) &&
              !TOGETHER.includes(`${each.rule} ${other.rule}`),
          )
        )
          continue;
        const late = other.latest < today;
        if (on < other.earliest || (on > other.latest && !(late && on <= workingDaysOn(today, 5)))) continue;
        joined.push(other);
        done.add(other);
      }
    }
    talks.push({ leader, joined, on, late: on > leader.latest });
  }

  /** One call a week and two talks a fortnight, for what is only cadence. */
  function withinBudget(leader: Owed, on: string): string {
    if (leader.rank !== 5 || leader.message || on > leader.latest) return on;
    const held = ['call:out', 'video:out', 'on_site:out', 'meeting:out'].includes(touchKind) && touch <= today;
    const planned = talks.filter((talk) => !talk.leader.message).map((talk) => talk.on);
    const fits = (day: string): boolean => {
      if (planned.some((each) => Math.abs(daysBetween(each, day)) < 7)) return false;
      if (held && touchKind === 'call:out' && Math.abs(daysBetween(touch, day)) < 7) return false;
      const all = held ? [...planned, touch] : planned;
      for (let back = 0; back < 14; back += 1) {
        const from = plus(day, -back);
        if (all.filter((each) => each >= from && daysBetween(from, each) < 14).length >= 2) return false;
      }
      return true;
    };
    if (fits(on)) return on;
    const start = later(leader.earliest, today);
    for (let away = 1; away < 400; away += 1) {
      for (const day of [plus(on, -away), plus(on, away)]) {
        if (day >= start && day <= leader.latest && isWorking(day) && fits(day)) return day;
      }
    }
    return later(lastWorking(leader.latest), on);
  }

  const shown = talks.map((talk) => ({
    leader: talk.leader.rule,
    joined: talk.joined.map((each) => each.rule),
    on: talk.on,
  }));
  const rest = { talks: shown, settled, lapsed };
  const orphan = orphans.sort((a, b) => a.rank - b.rank || a.interval - b.interval || compare(a.rule, b.rule))[0];
  if (orphan !== undefined) return { standing: 'infeasible', reason: 'no_owner', rule: orphan.rule, ...rest };
  const due = talks.filter((talk) => plus(talk.leader.target > today ? talk.leader.target : today, -7) <= today);
  const byDay = (a: (typeof talks)[number], b: (typeof talks)[number]): number => compare(a.on, b.on);
  const late = due.filter((talk) => talk.late).sort(byDay)[0];
  const open = due.filter((talk) => !talk.late).sort(byDay)[0];
  const upcoming = talks.filter((talk) => !due.includes(talk)).sort(byDay)[0];
  const first = late ?? open ?? upcoming;
  if (first !== undefined) {
    return {
      standing: late ? 'late' : open ? 'open' : 'later',
      rule: first.leader.rule,
      on: first.on,
      target: first.leader.target,
      latest: first.leader.latest,
      ...rest,
    };
  }
  for (const reason of ['do_not_visit', 'paused', 'refused', 'no_consent']) {
    if (stops.includes(reason)) return { standing: 'suppressed', reason, ...rest };
  }
  return { standing: 'suppressed', reason: lapsed.length > 0 ? 'milestones_lapsed' : 'no_rule_applies', ...rest };
}

function once(rule: string, rank: number, earliest: string, target: string, latest: string, series: boolean): Owed {
  return { rule, rank, event: true, interval: 0, earliest, target, latest, message: false, series };
}

/** The last working day of the month that still lacks one of its two talks. */
function secondOfMonth(base: string, goLive: string, isTalk: boolean): string {
  const next = (on: string): string => monthsBefore(`${on.slice(0, 7)}-01`, -1);
  const first = goLive.endsWith('-01') ? goLive : next(goLive);
  const own = isTalk || base.endsWith('-01') ? `${base.slice(0, 7)}-01` : next(base);
  return lastWorking(plus(next(later(own, first)), -1));
}

function stageOf(row: Record<string, string>, today: string): { name: string; entered: string } {
  const came = (on: string | undefined): on is string => on !== undefined && on !== '' && on <= today;
  const touch = (row.rv_last_touch_at ?? '').slice(0, 10);
  const seen = [
    touch,
    row.rv_last_purchase_on,
    row.rv_first_purchase_on,
    row.rv_signed_on,
    row.rv_delivered_on,
    row.rv_accepted_on,
  ]
    .filter(came)
    .sort();
  const last = seen[seen.length - 1] ?? '';
  const silence = dormantDays(row.rv_tier ?? '');
  if (row.rv_stage) {
    if (row.rv_stage_entered_on) return { name: row.rv_stage, entered: row.rv_stage_entered_on };
    if (row.rv_stage !== 'dormant' || last === '') return { name: row.rv_stage, entered: '' };
    return { name: 'dormant', entered: plus(last, silence) <= today ? plus(last, silence) : last };
  }
  const began = [row.rv_delivered_on, row.rv_first_purchase_on, row.rv_signed_on].find(came);
  const coming = [row.rv_delivered_on, row.rv_first_purchase_on, row.rv_signed_on].some((on) => on && on > today);
  if (began === undefined) {
    const lifecycle = row.lifecyclestage ?? '';
    if (coming || (lifecycle !== '' && !['customer', 'evangelist'].includes(lifecycle)))
      return { name: 'prospect', entered: '' };
  } else if (daysBetween(began, today) <= 180) return { name: 'new', entered: began };
  if (last !== '' && daysBetween(last, today) >= silence) {
    const full = plus(last, silence);
    const old = began === undefined ? full : plus(began, 181);
    return { name: 'dormant', entered: later(full, old) };
  }
  if (began === undefined || daysBetween(began, today) <= 364) return { name: 'established', entered: '' };
  return { name: 'loyal', entered: '' };
}

function dormantDays(tier: string): number {
  if (tier === 'A' || tier === 'B') return 90;
  return tier === 'C' ? 273 : 137;
}

/** Overdue on the first day: somewhere in the tier's quarter of the next twenty working days. */
function spread(debt: Owed, silentFrom: string, tier: string, today: string): void {
  const quarter = ['A', 'B', '', 'C'].indexOf(tier);
  const over = Math.max(0, daysBetween(silentFrom, today) - (dormantDays(tier) * 2) / 3);
  const place = Math.min(4, Math.floor(5 * (1 - over / (over + 30))));
  debt.earliest = today;
  debt.target = workingDaysOn(today, quarter * 5 + place + 1);
  debt.latest = workingDaysOn(today, 20);
}

function dayOf(debt: Owed, today: string): string {
  if (debt.target >= today) return debt.target;
  return isWorking(today) ? today : nextWorking(today);
}

function rollForward(debt: Owed): void {
  let on = debt.target;
  while (!isWorking(on)) on = plus(on, 1);
  if (on > debt.latest) {
    let back = debt.latest;
    while (!isWorking(back) && back >= debt.earliest) back = plus(back, -1);
    if (back >= debt.earliest) on = back;
    else debt.latest = on;
  }
  debt.target = on;
}

/** The last working day of the first month that is whole since go-live, lies on or after the last talk's, and has no talk yet. */
function monthEndAfter(base: string, goLive: string, isTalk: boolean): string {
  let month = base.slice(0, 7);
  const firstWhole = goLive.endsWith('-01')
    ? goLive.slice(0, 7)
    : monthsBefore(`${goLive.slice(0, 7)}-01`, -1).slice(0, 7);
  if (month < firstWhole) month = firstWhole;
  else if (isTalk || !base.endsWith('-01')) month = monthsBefore(`${month}-01`, -1).slice(0, 7);
  return lastWorking(plus(monthsBefore(`${month}-01`, -1), -1));
}

/** The same for quarters of which each wants two talks; only the last talk is known, so the quarter it lies in wants another. */
function quarterEndAfter(base: string, goLive: string, isTalk: boolean): string {
  const quarterStart = (on: string): string => {
    const month = Number(on.slice(5, 7));
    return `${on.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`;
  };
  const first = quarterStart(goLive) === goLive ? goLive : monthsBefore(quarterStart(goLive), -3);
  const own = isTalk || quarterStart(base) === base ? quarterStart(base) : monthsBefore(quarterStart(base), -3);
  return lastWorking(plus(monthsBefore(later(own, first), -3), -1));
}

// Days: text and the language's own Date in UTC.

function plus(on: string, days: number): string {
  const date = new Date(`${on}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

function daysBetween(from: string, to: string): number {
  return Math.round((new Date(`${to}T00:00:00Z`).getTime() - new Date(`${from}T00:00:00Z`).getTime()) / 86_400_000);
}

function monthsBefore(on: string, months: number): string {
  const wanted = new Date(`${on.slice(0, 7)}-01T00:00:00Z`);
  wanted.setUTCMonth(wanted.getUTCMonth() - months);
  const month = wanted.toISOString().slice(0, 7);
  for (let dayOfMonth = Number(on.slice(8)); ; dayOfMonth -= 1) {
    const date = new Date(`${month}-${String(dayOfMonth).padStart(2, '0')}T00:00:00Z`);
    if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(month)) return date.toISOString().slice(0, 10);
  }
}

const OFF = new Set<string>();
const MADE_UP = new Set<string>();
for (let year = 2016; year <= 2026; year += 1) {
  const file = new URL(`../../../src/domain/calendar/data/holiday-cn/${year}.json`, import.meta.url);
  const { days } = JSON.parse(readFileSync(file, 'utf8')) as { days: { date: string; isOffDay: boolean }[] };
  for (const { date, isOffDay } of days) (isOffDay ? OFF : MADE_UP).add(date);
}
// Not announced yet: the thirteen days of the law, typed from a printed calendar.
for (const on of [
  '2027-01-01',
  '2027-02-05',
  '2027-02-06',
  '2027-02-07',
  '2027-02-08',
  '2027-04-05',
  '2027-05-01',
  '2027-05-02',
  '2027-06-09',
  '2027-09-15',
  '2027-10-01',
  '2027-10-02',
  '2027-10-03',
]) {
  OFF.add(on);
}

function isWorking(on: string): boolean {
  if (MADE_UP.has(on)) return true;
  if (OFF.has(on)) return false;
  const weekday = new Date(`${on}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

function nextWorking(on: string): string {
  let next = plus(on, 1);
  while (!isWorking(next)) next = plus(next, 1);
  return next;
}

function lastWorking(on: string): string {
  let last = on;
  while (!isWorking(last)) last = plus(last, -1);
  return last;
}

function workingDaysOn(from: string, n: number): string {
  let on = from;
  for (let i = 0; i < n; i += 1) on = nextWorking(on);
  return on;
}

function list(text: string | undefined): string[] {
  return text ? text.split(';') : [];
}

function later(a: string, b: string): string {
  return compare(a, b) > 0 ? a : b;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
