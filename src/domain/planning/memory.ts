import { dayOfCivil, dayText } from '../calendar/civil.ts';
import type { Day } from '../calendar/day.ts';
import type { FirstDraw } from './draw.ts';
import type { Touch, TouchDirection, TouchKind } from './facts.ts';
import { EMPTY_MEMORY, type PlanMemory, type RuleId, type Told } from './plan.ts';
import { readOnce } from './read-once.ts';

/** One property of the customer holds it. */
export const MEMORY_LIMIT = 1_500;
/** A planning opens at most this many slots that were never used; a half-finished run can have left no more. */
export const MOST_NEW_SLOTS = 4;

/**
 * The slots whose stored visits {@link planCustomer} wants to see after a run that may not have finished: the open ones, the free
 * ones, and those it could have begun to use. After a run that did finish, the open ones are enough.
 */
export function slotsToRead(memory: PlanMemory): readonly number[] {
  const ahead = Array.from({ length: MOST_NEW_SLOTS }, (_, i) => memory.nextSlot + i);
  return [...memory.openSlots, ...memory.freeSlots, ...ahead].sort((a, b) => a - b);
}

type Settled = PlanMemory['settled'][number];

/**
 * What is remembered, as one text of at most 1,500 characters whatever the history.
 *
 * Days are counted in base 36. When it would be longer, what is oldest goes first: settled debts, then touches; slots, the days on
 * which rules began and the tasks that were made are never dropped (a memory with more of those than fits is a mistake and throws).
 *
 * @example encodeMemory(EMPTY_MEMORY) // '1|1;'
 */
export function encodeMemory(memory: PlanMemory): string {
  let { settled, touches } = memory;
  for (;;) {
    const text = write(memory, settled, touches);
    if (text.length <= MEMORY_LIMIT) return text;
    const over = text.length - MEMORY_LIMIT;
    if (settled.length > 0) {
      // An entry takes at most 22 characters; drop about as many as are over, then look again.
      settled = newestFirst(settled).slice(0, Math.max(0, settled.length - Math.max(1, Math.floor(over / 22))));
    } else if (touches.length > 0) touches = touches.slice(0, -1);
    else throw new RangeError(`expected a memory of at most ${MEMORY_LIMIT} characters, got ${text.length}`);
  }
}

/**
 * Reads what {@link encodeMemory} wrote. No text is the empty memory of a customer who was never planned.
 *
 * A text that cannot be read, cut off or from a later version, never throws and never passes for an empty memory: the answer is
 * `{ ...EMPTY_MEMORY, lost: true }`. Whoever plans then hands in every stored visit of the customer, from slot 1 on, and the
 * planner settles what was held and adopts what is open, so that nothing is owed twice.
 */
export function decodeMemory(text: string | undefined): PlanMemory {
  if (text === undefined || text === '') return EMPTY_MEMORY;
  try {
    return read(text);
  } catch {
    return { ...EMPTY_MEMORY, lost: true };
  }
}

/** Different debts, talks and lists of rules that are remembered as read: about those of a year of days. */
const MOST_READ = 4_000;

const VERSION = '1';
const KINDS: { readonly [kind in TouchKind]: string } = {
  call: 'c',
  video: 'v',
  on_site: 'o',
  meeting: 'm',
  email: 'e',
  message: 'g',
  survey: 's',
};
const HOWS: { readonly [how in Settled['how']]: string } = { held: 'h', unreached: 'u', refused: 'r' };

/**
 * version | next slot | open | free | settled | touches | began | applied (empty: never planned) | first draw | told; trailing empty parts
 * left out.
 */
function write(memory: PlanMemory, settled: readonly Settled[], touches: readonly Touch[]): string {
  const parts = [
    VERSION,
    number(memory.nextSlot),
    memory.openSlots.map(number).join(','),
    memory.freeSlots.map(number).join(','),
    settled.map(({ debt, how, on }) => `${writeDebt(debt)}${HOWS[how]}${number(on)}`).join(','),
    touches.map(({ on, kind, direction }) => `${KINDS[kind]}${direction === 'in' ? 'i' : 'o'}${number(on)}`).join(','),
    Object.entries(memory.began)
      .map(([rule, on]) => `${rule}@${number(on)}`)
      .join(','),
    memory.applied === undefined ? '' : `+${memory.applied.join(',')}`,
    memory.firstDraw === undefined ? '' : writeDraw(memory.firstDraw),
    memory.told === undefined ? '' : memory.told.map(writeTold).join(','),
  ];
  while (parts[parts.length - 1] === '') parts.pop();
  return `${parts.join('|')};`;
}

function read(text: string): PlanMemory {
  // The end is marked, so that a text that was cut off is not taken for a shorter memory.
  if (!text.endsWith(';')) throw new RangeError('a memory without its end');
  const parts = text.slice(0, -1).split('|');
  if (parts[0] !== VERSION || parts.length < 2 || parts.length > 10 || parts[parts.length - 1] === '')
    throw new RangeError('not a memory of version 1');
  const listed = (i: number): readonly string[] => (parts[i] ? (parts[i] as string).split(',') : NOTHING);
  const each = <T>(i: number, readItem: (item: string) => T): readonly T[] => {
    const items = listed(i);
    return items.length === 0 ? NOTHING : items.map(readItem);
  };
  const applied = parts[7] ?? '';
  if (applied !== '' && !applied.startsWith('+')) throw new RangeError('not a list of rules');
  const draw = parts[8] ?? '';
  // Every field is there, in the order in which a plan has them: the planner reads memories that are all laid out alike.
  const memory: PlanMemory = {
    nextSlot: unnumber(parts[1] as string),
    openSlots: each(2, unnumber),
    freeSlots: each(3, unnumber),
    settled: each(4, readSettled),
    touches: each(5, readTouch),
    began: beganIn(listed(6)),
    firstDraw: draw === '' ? undefined : readDraw(draw),
    told: parts[9] ? each(9, readTold) : undefined,
    applied: applied === '' ? undefined : readApplied(applied),
  };
  if (memory.nextSlot < 1) throw new RangeError('not a slot');
  return memory;
}

const NOTHING: readonly never[] = [];

function beganIn(items: readonly string[]): PlanMemory['began'] {
  if (items.length === 0) return EMPTY_MEMORY.began;
  const began: { [rule: string]: Day } = {};
  for (const item of items) {
    const at = item.indexOf('@');
    if (at < 1) throw new RangeError('not a rule and its day');
    began[item.slice(0, at)] = unnumber(item.slice(at + 1)) as Day;
  }
  return began;
}

/** Rules that apply to one customer apply to thousands. */
const readApplied = readOnce(
  (text): readonly RuleId[] => (text === '+' ? NOTHING : text.slice(1).split(',')),
  MOST_READ,
);

/** A debt's day is written as a number: `P01@2026-02-12` becomes `P01@fu3` and, settled, `P01@fu3.`. */
function writeDebt(debt: string): string {
  const at = debt.lastIndexOf('@');
  const on = dayOfCivil(
    Number(debt.slice(at + 1, at + 5)),
    Number(debt.slice(at + 6, at + 8)),
    Number(debt.slice(at + 9)),
  );
  if (at < 1 || Number.isNaN(on))
    throw new RangeError(`expected a debt as RULE@YYYY-MM-DD, got ${JSON.stringify(debt)}`);
  return `${debt.slice(0, at)}@${number(on)}.`;
}

const SETTLED = /^([^@,|]+)@(-?[0-9a-z]+)\.([hur])(-?[0-9a-z]+)$/;
const TOUCH = /^([cvomegs])([io])(-?[0-9a-z]+)$/;

const readSettled = readOnce((text): Settled => {
  const match = SETTLED.exec(text);
  if (!match) throw new RangeError('not a settled debt');
  const how = (Object.keys(HOWS) as Settled['how'][]).find((word) => HOWS[word] === match[3]) as Settled['how'];
  const anchor = dayText(unnumber(match[2] as string) as Day);
  return { debt: `${match[1]}@${anchor}`, how, on: unnumber(match[4] as string) as Day };
}, MOST_READ);

const readTouch = readOnce((text): Touch => {
  const match = TOUCH.exec(text);
  if (!match) throw new RangeError('not a touch');
  const kind = (Object.keys(KINDS) as TouchKind[]).find((word) => KINDS[word] === match[1]) as TouchKind;
  const direction: TouchDirection = match[2] === 'i' ? 'in' : 'out';
  return { on: unnumber(match[3] as string) as Day, kind, direction };
}, MOST_READ);

const DRAW = /^([el])(-?[0-9a-z]+),(-?[0-9a-z]+)$/;

function writeDraw({ arm, earliest, latest }: FirstDraw): string {
  return `${arm === 'early' ? 'e' : 'l'}${number(earliest)},${number(latest)}`;
}

function readDraw(text: string): FirstDraw {
  const match = DRAW.exec(text);
  if (!match) throw new RangeError('not a draw');
  return {
    arm: match[1] === 'e' ? 'early' : 'late',
    earliest: unnumber(match[2] as string) as Day,
    latest: unnumber(match[3] as string) as Day,
  };
}

const TOLD = /^(-?)([^@,|]+)@(-?[0-9a-z]+)\.$/;

/** `-`: its task was ended. */
const writeTold = ({ debt, off }: Told): string => `${off ? '-' : ''}${writeDebt(debt)}`;

const readTold = readOnce((text): Told => {
  const match = TOLD.exec(text);
  if (!match) throw new RangeError('not a debt that was told');
  const debt = `${match[2]}@${dayText(unnumber(match[3] as string) as Day)}`;
  return match[1] === '-' ? { debt, off: true } : { debt };
}, MOST_READ);

const number = (n: number): string => n.toString(36);

function unnumber(text: string): number {
  const n = /^-?[0-9a-z]{1,7}$/.test(text) ? Number.parseInt(text, 36) : Number.NaN;
  if (Number.isNaN(n)) throw new RangeError(`expected a number in base 36, got ${JSON.stringify(text)}`);
  return n;
}

function newestFirst(settled: readonly Settled[]): readonly Settled[] {
  return [...settled].sort((a, b) => b.on - a.on);
}
