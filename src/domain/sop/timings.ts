import type { SopAnchor, SopUnit } from './draft.ts';
import type { UnitWord } from './lexicon.ts';
import type { Token } from './tokens.ts';

/** A stated length, `least` where it is a range. */
export interface Stated {
  readonly n: number;
  readonly unit: UnitWord | 'half_year';
  readonly least?: number;
}

/** What a part of a sentence says. */
type Bare =
  | {
      readonly k: 'recurrence';
      readonly every: { readonly n: number; readonly unit: SopUnit };
      readonly times?: number;
      readonly bound?: 'floor' | 'limit';
    }
  | {
      readonly k: 'offset';
      readonly length: Stated;
      /** `within`: not later than. `point`: on that day. `bare`: only the number. */
      readonly how: 'within' | 'point' | 'bare';
      readonly direction?: 'before' | 'after';
      /** It is a bound from the other side: at least so long before. */
      readonly orMore: boolean;
    }
  | { readonly k: 'spacing'; readonly length: Stated }
  | { readonly k: 'anchors'; readonly anchors: readonly SopAnchor[]; readonly direction?: 'before' | 'after' }
  | { readonly k: 'count'; readonly n: number; readonly bound?: 'floor' | 'limit' }
  /** Something that must hold, which a draft does not take over. `silent`: nothing was heard of the customer for so long. */
  | { readonly k: 'condition'; readonly silent: boolean }
  | { readonly k: 'word'; readonly token: Token };

export type Part = Bare & { readonly at: number; readonly end: number; readonly aside: boolean };

/** Reads the tokens of one sentence once, from left to right. */
export function partsOf(text: string, tokens: readonly Token[]): readonly Part[] {
  const parts: Part[] = [];
  let depth = 0;
  let i = 0;
  while (i < tokens.length) {
    const token = tokens[i] as Token;
    if (token.t === 'open' || token.t === 'close') {
      depth = token.t === 'open' ? depth + 1 : Math.max(0, depth - 1);
      i += 1;
      continue;
    }
    const read = readAt(text, tokens, i);
    if (read === undefined) {
      i += 1;
      continue;
    }
    const [part, next] = read;
    const place = { at: token.at, end: (tokens[next - 1] as Token).end, aside: depth > 0 };
    parts.push({ ...part, ...place });
    if (part.k === 'recurrence') {
      // "2 calls a month" says also how.
      for (const word of tokens.slice(i, next)) {
        if (word.t === 'channel' || word.t === 'verb') parts.push({ k: 'word', token: word, ...place });
      }
    }
    i = next;
  }
  return parts;
}

/** A part, and the index of the token after it. */
type Read = readonly [part: Bare, next: number];

function readAt(text: string, tokens: readonly Token[], i: number): Read | undefined {
  const token = tokens[i] as Token;
  switch (token.t) {
    case 'every':
      return everyAt(text, tokens, i);
    case 'cadence':
      return [{ k: 'recurrence', every: everyOf({ n: token.n, unit: token.unit }), ...countAfter(tokens, i) }, i + 1];
    case 'number':
    case 'half':
    case 'ordinal':
    case 'count':
    case 'unit':
    case 'instant':
    case 'per':
      return numberAt(text, tokens, i);
    case 'anchor':
      return anchorsAt(text, tokens, i);
    case 'verb': {
      const direction = tokens[i + 1];
      const before = tokens[i - 1];
      if (token.done !== undefined && isNear(text, token, direction, 0) && direction?.t === 'after')
        return [{ k: 'anchors', anchors: [token.done], direction: 'after' }, i + 2];
      if (
        token.done !== undefined &&
        before?.t === 'after' &&
        isNear(text, before, token, 10) &&
        isLatinAt(text, before)
      )
        return [{ k: 'anchors', anchors: [token.done], direction: 'after' }, i + 1];
      return [{ k: 'word', token }, i + 1];
    }
    case 'channel':
    case 'owner':
    case 'segment':
    case 'message':
    case 'task':
    case 'comma':
    case 'and':
      return [{ k: 'word', token }, i + 1];
    default:
      return undefined;
  }
}

/** 每月, 每2周, every other week, 每半年; a day of the month after it (每月5日) says nothing more. */
function everyAt(text: string, tokens: readonly Token[], i: number): Read | undefined {
  let at = i + 1;
  let factor = 1;
  if (tokens[at]?.t === 'other') {
    factor = 2;
    at += 1;
  }
  const measure = tokens[at];
  if (measure?.t === 'measure') at += 1;
  const length = lengthAt(text, tokens, at);
  if (length !== undefined) {
    const [stated, next] = length;
    if (stated.unit === 'hour' || stated.unit === 'minute') return undefined;
    return [{ k: 'recurrence', every: everyOf({ ...stated, n: stated.n * factor }) }, next];
  }
  const unit = tokens[at];
  if (unit?.t !== 'unit' || unit.unit === 'hour' || unit.unit === 'minute') return undefined;
  const every = everyOf({ n: factor, unit: unit.unit });
  let next = at + 1;
  const [day, sign] = [tokens[next], tokens[next + 1]];
  if (day?.t === 'number' && sign?.t === 'unit' && sign.unit === 'day' && isNear(text, unit, day, 0)) next += 2;
  // "By the end of each month" is each month.
  const by = tokens[next];
  if (by?.t === 'before' && isNear(text, tokens[next - 1] as Token, by, 0)) next += 1;
  return [{ k: 'recurrence', every }, next];
}

/** What starts with a number: a number of times, a length, or a length that recurs. */
function numberAt(text: string, tokens: readonly Token[], i: number): Read | undefined {
  const counted = countAt(tokens, i);
  if (counted !== undefined) return recurringCount(text, tokens, i, counted);
  const instant = tokens[i] as Token;
  if (instant.t === 'instant')
    return [{ k: 'offset', length: { n: instant.n, unit: instant.unit }, how: 'within', orMore: false }, i + 1];
  const ordinal = instant.t === 'ordinal';
  const dayFirst = dayNumberAt(text, tokens, i);
  const read = dayFirst ?? lengthAt(text, tokens, ordinal ? i + 1 : i);
  if (read === undefined) return undefined;
  const [length, end] = read;
  if (instant.t === 'per' && !isPrefix(text, tokens, i)) return undefined;
  return lengthPart(text, tokens, i, end, length, ordinal || dayFirst !== undefined);
}

/** What the words around a length make of it. */
function lengthPart(
  text: string,
  tokens: readonly Token[],
  from: number,
  end: number,
  length: Stated,
  isPoint: boolean,
): Read | undefined {
  const before = tokens[from - 1];
  const beforeThat = tokens[from - 2];
  const after = tokens[end];
  const next = tokens[end + 1];
  const last = tokens[end - 1] as Token;
  const start = tokens[from] as Token;
  const touchesBefore = isNear(text, before, start, 1);
  const touchesAfter = isNear(text, last, after, 1);
  const condition = (silent: boolean, to: number): Read => [{ k: 'condition', silent }, to];
  const silence = (to: number): Read =>
    silentSoon(text, tokens, to - 1) ? condition(true, to + 1) : condition(false, to);

  if (touchesAfter && after?.t === 'over') return silence(end + 1);
  if (before?.t === 'over' && touchesBefore) return silence(end);
  if (after?.t === 'without' && isNear(text, last, after, 2)) return condition(true, end + 1);
  if ((before?.t === 'for' || before?.t === 'first') && touchesBefore) return condition(before.t === 'for', end);
  // 前3个月 without a date before it: the first three months.
  if (
    before?.t === 'before' &&
    touchesBefore &&
    beforeThat?.t !== 'anchor' &&
    beforeThat?.t !== 'close' &&
    !isLatinAt(text, before)
  )
    return condition(false, end);
  if (after?.t === 'spacing' && touchesAfter) return [{ k: 'spacing', length }, end + 1];
  if (before?.t === 'spacing' || (beforeThat?.t === 'spacing' && before?.t === 'at_least'))
    return [{ k: 'spacing', length }, end];

  const bound = before !== undefined && isNear(text, before, start, 3) ? before.t : undefined;
  const orMore = bound === 'at_least';
  let how: 'within' | 'point' | 'bare' = isPoint ? 'point' : 'bare';
  // 不晚于签约后5个工作日: the bound stands before the date.
  const reach = beforeThat?.t === 'anchor' && isDirection(before) ? tokens[from - 3]?.t : undefined;
  if (bound === 'within' || bound === 'at_most' || reach === 'within' || reach === 'at_most') how = 'within';
  let direction: 'before' | 'after' | undefined;
  if (bound === 'ahead') direction = 'before';
  let to = end;
  if (touchesAfter && after !== undefined) {
    if (after.t === 'within') {
      how = 'within';
      to += 1;
    } else if (after.t === 'before' || after.t === 'ahead') {
      direction = 'before';
      to += 1;
    } else if (after.t === 'after') {
      direction = 'after';
      to += 1;
    } else if (after.t === 'of' && how === 'within') {
      direction = 'after';
      to += 1;
    }
  }
  if (direction === undefined && how === 'bare' && !orMore && length.least === undefined && !isDirection(before)) {
    // 三个月一次, 半年回访一次: a length and a number of times is a cadence.
    let at = end;
    for (let words = 0; words < 2; words += 1) {
      const word = tokens[at];
      if (word?.t === 'verb' || word?.t === 'channel') at += 1;
    }
    const counted = countAt(tokens, at);
    if (counted !== undefined && length.unit !== 'hour' && length.unit !== 'minute') {
      const [count, over] = counted;
      return [{ k: 'recurrence', every: everyOf(length), ...count }, over];
    }
    // A month without its measure word is one of the calendar: 5月.
    if (isCalendarMonth(text, tokens, end, length) && next?.t !== 'within') return undefined;
  }
  // "Not less than five minutes" is how long, not when.
  if (orMore && direction !== 'before') return condition(false, to);
  return [{ k: 'offset', length, how, orMore, ...(direction === undefined ? {} : { direction }) }, to];
}

function silentSoon(text: string, tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  return next?.t === 'without' && isNear(text, tokens[at], next, 3);
}

function isCalendarMonth(text: string, tokens: readonly Token[], end: number, { unit }: Stated): boolean {
  const word = tokens[end - 1];
  return (
    unit === 'month' && word?.t === 'unit' && text.slice(word.at, word.end) === '月' && tokens[end - 2]?.t === 'number'
  );
}

/** 1次, 至少两次, at least twice, 2 visits. */
function countAt(
  tokens: readonly Token[],
  i: number,
): readonly [{ readonly times: number; readonly bound?: 'floor' | 'limit' }, number] | undefined {
  const first = tokens[i];
  if (first === undefined) return undefined;
  const bound = boundOf(tokens[i - 1]);
  const count = (times: number, next: number) => [{ times, ...(bound === undefined ? {} : { bound }) }, next] as const;
  if (first.t === 'at_least' || first.t === 'at_most') return countAt(tokens, i + 1);
  if (first.t === 'count') return count(first.n, i + 1);
  if (first.t !== 'number' || first.n < 1 || !Number.isInteger(first.n)) return undefined;
  const noun = tokens[i + 1];
  if (noun?.t === 'times') {
    const measured = tokens[i - 1];
    // 第2次: which one, not how many.
    return measured?.t === 'ordinal' ? undefined : count(first.n, i + 2);
  }
  const adjective = noun?.t === 'channel' && tokens[i + 2]?.t === 'verb' ? tokens[i + 2] : noun;
  const counts = (adjective?.t === 'verb' || adjective?.t === 'channel') && adjective.counts === true;
  return counts && (adjective as Token).at - first.end <= 20 && isEnglish(adjective)
    ? count(first.n, i + 1)
    : undefined;
}

function isEnglish(token: Token | undefined): boolean {
  return token !== undefined && token.end - token.at > 2;
}

function boundOf(token: Token | undefined): 'floor' | 'limit' | undefined {
  return token?.t === 'at_least' ? 'floor' : token?.t === 'at_most' ? 'limit' : undefined;
}

/** 2次/月, twice a month, 3 visits per quarter, once every two weeks; else only the number of times. */
function recurringCount(
  text: string,
  tokens: readonly Token[],
  i: number,
  [count, next]: NonNullable<ReturnType<typeof countAt>>,
): Read {
  let at = next;
  // The noun of "2 visits per quarter" is a word of its own, read again by whoever looks for channels.
  while (at < next + 3 && (tokens[at]?.t === 'verb' || tokens[at]?.t === 'channel')) at += 1;
  const per = tokens[at];
  if (per?.t === 'every') {
    const read = everyAt(text, tokens, at);
    if (read?.[0].k === 'recurrence') return [{ ...read[0], ...count }, read[1]];
  }
  if (per?.t === 'cadence' && at === next) {
    return [{ k: 'recurrence', every: everyOf({ n: per.n, unit: per.unit }), ...count }, at + 1];
  }
  if (per?.t === 'per' || (per?.t === 'within' && tokens[at + 1]?.t === 'per')) {
    const from = per.t === 'within' ? at + 2 : at + 1;
    const unit = tokens[from];
    const length = lengthAt(text, tokens, from);
    if (length !== undefined && length[0].unit !== 'hour' && length[0].unit !== 'minute')
      return [{ k: 'recurrence', every: everyOf(length[0]), ...count }, length[1]];
    if (unit?.t === 'unit' && unit.unit !== 'hour' && unit.unit !== 'minute')
      return [{ k: 'recurrence', every: everyOf({ n: 1, unit: unit.unit }), ...count }, from + 1];
  }
  const { times, ...bound } = count;
  return [{ k: 'count', n: times, ...bound }, Math.max(next, i + 1)];
}

function countAfter(
  tokens: readonly Token[],
  i: number,
): { readonly times?: number; readonly bound?: 'floor' | 'limit' } {
  const next = tokens[i + 1];
  const at = next?.t === 'at_least' || next?.t === 'at_most' ? i + 2 : i + 1;
  return countAt(tokens, at)?.[0] ?? {};
}

/** 3个工作日, 半年, half a year, 90-180天, a week, two weeks. */
function lengthAt(text: string, tokens: readonly Token[], i: number): readonly [Stated, number] | undefined {
  const first = tokens[i];
  if (first === undefined) return undefined;
  if (first.t === 'half') {
    let at = i + 1;
    if (tokens[at]?.t === 'measure' || tokens[at]?.t === 'per') at += 1;
    const unit = tokens[at];
    if (unit?.t !== 'unit' || !isNear(text, tokens[at - 1], unit, 1)) return undefined;
    return [halfOf(unit.unit), at + 1];
  }
  if (first.t === 'per') {
    const unit = tokens[i + 1];
    const word = text.slice(first.at, first.end);
    if (unit?.t !== 'unit' || word === '/' || word === 'per' || !isNear(text, first, unit, 1)) return undefined;
    return [{ n: 1, unit: unit.unit }, i + 2];
  }
  if (first.t !== 'number') return undefined;
  let at = i + 1;
  if (isRange(tokens, at, i) && isNear(text, first, tokens[at], 1)) {
    const upper = lengthAt(text, tokens, at + 1);
    if (upper !== undefined && isNear(text, tokens[at], tokens[at + 1], 1) && upper[0].n > first.n)
      return [{ ...upper[0], least: first.n }, upper[1]];
    return undefined;
  }
  if (tokens[at]?.t === 'measure') at += 1;
  let n = first.n;
  if (tokens[at]?.t === 'half' && tokens[at - 1]?.t === 'measure') {
    n += 0.5;
    at += 1;
  }
  const unit = tokens[at];
  if (unit?.t !== 'unit' || !isNear(text, tokens[at - 1], unit, 1)) return undefined;
  // 90天-180天
  const range = tokens[at + 1];
  if (range?.t === 'range' && isNear(text, unit, range, 1)) {
    const upper = tokens[at + 2]?.t === 'ordinal' ? at + 3 : at + 2;
    const to = tokens[upper];
    const toUnit = tokens[upper + 1];
    if (to?.t === 'number' && to.n > n && toUnit?.t === 'unit' && toUnit.unit === unit.unit)
      return [{ n: to.n, unit: unit.unit, least: n }, upper + 2];
  }
  return [{ n, unit: unit.unit }, at + 1];
}

/** day 7, day 90 to day 180, days 90-180. */
function dayNumberAt(text: string, tokens: readonly Token[], i: number): readonly [Stated, number] | undefined {
  const [unit, number] = [tokens[i], tokens[i + 1]];
  if (unit?.t !== 'unit' || number?.t !== 'number' || !isLatinAt(text, unit) || !isNear(text, unit, number, 1))
    return undefined;
  if (isRange(tokens, i + 2, i)) {
    const upper = tokens[i + 3]?.t === 'unit' ? i + 4 : i + 3;
    const to = tokens[upper];
    if (to?.t === 'number' && to.n > number.n) return [{ n: to.n, unit: unit.unit, least: number.n }, upper + 1];
  }
  return [{ n: number.n, unit: unit.unit }, i + 2];
}

/** 3-5, 3至5, between 3 and 5. */
function isRange(tokens: readonly Token[], at: number, from: number): boolean {
  const token = tokens[at];
  return token?.t === 'range' || (token?.t === 'and' && tokens[from - 1]?.t === 'between');
}

/** A list of dates and what stands to them: 春节/中秋前, 签约后, after signing. */
function anchorsAt(text: string, tokens: readonly Token[], i: number): Read {
  const anchors: SopAnchor[] = [];
  let at = i;
  for (;;) {
    const token = tokens[at];
    if (token?.t === 'anchor') {
      if (!anchors.includes(token.anchor)) anchors.push(token.anchor);
      at += 1;
    } else if (
      (token?.t === 'and' || token?.t === 'open' || token?.t === 'close' || isSlash(text, token)) &&
      (tokens[at + 1]?.t === 'anchor' || (token?.t === 'close' && isDirection(tokens[at + 1])))
    ) {
      at += 1;
    } else break;
  }
  const named = anchors.length > 1 ? anchors.filter((anchor) => anchor !== 'festival') : anchors;
  const first = tokens[i] as Token;
  const after = tokens[at];
  const last = tokens[at - 1] as Token;
  if (isDirection(after) && isNear(text, last, after, 4) && !isLatinAt(text, after))
    return [{ k: 'anchors', anchors: named, direction: after.t === 'before' ? 'before' : 'after' }, at + 1];
  const before = tokens[i - 1];
  if (isDirection(before) && isNear(text, before, first, 24) && isLatinAt(text, before))
    return [{ k: 'anchors', anchors: named, direction: before.t === 'before' ? 'before' : 'after' }, at];
  return [{ k: 'anchors', anchors: named }, at];
}

function isSlash(text: string, token: Token | undefined): boolean {
  return token?.t === 'per' && text[token.at] === '/';
}

function isDirection(token: Token | undefined): token is Token & { readonly t: 'before' | 'after' } {
  return token?.t === 'before' || token?.t === 'after';
}

/** "a week" is a length only after a word that asks for one. */
function isPrefix(text: string, tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 1];
  const word = text.slice(tokens[i]?.at, tokens[i]?.end);
  const end = tokens[i + 2];
  if (word === '/' || word === 'per') return false;
  return (before?.t === 'within' || before?.t === 'at_most' || isDirection(before) || isDirection(end)) ?? false;
}

function isLatinAt(text: string, token: Token): boolean {
  const char = text.charAt(token.at);
  return char >= 'a' && char <= 'z';
}

/** At most so many characters lie between two tokens. */
function isNear(text: string, a: Token | undefined, b: Token | undefined, most: number): boolean {
  if (a === undefined || b === undefined || b.at < a.end) return false;
  const gap = b.at - a.end;
  if (gap <= most) return true;
  return gap <= most + 8 && text.slice(a.end, b.at).trim().length <= most;
}

function halfOf(unit: UnitWord): Stated {
  switch (unit) {
    case 'year':
      return { n: 1, unit: 'half_year' };
    case 'quarter':
      return { n: 45, unit: 'day' };
    case 'month':
      return { n: 15, unit: 'day' };
    case 'hour':
      return { n: 30, unit: 'minute' };
    default:
      return { n: 0.5, unit };
  }
}

function everyOf({ n, unit }: Stated): { readonly n: number; readonly unit: SopUnit } {
  switch (unit) {
    case 'hour':
    case 'minute':
      return { n: 1, unit: 'day' };
    case 'month':
      if (n % 12 === 0 && n > 0) return { n: n / 12, unit: 'year' };
      if (n === 6) return { n: 1, unit: 'half_year' };
      if (n % 3 === 0 && n > 0) return { n: n / 3, unit: 'quarter' };
      return n % 1 === 0 ? { n, unit } : { n: Math.round(n * 30), unit: 'day' };
    case 'quarter':
      return n === 2 ? { n: 1, unit: 'half_year' } : n === 4 ? { n: 1, unit: 'year' } : { n, unit };
    default:
      return { n, unit };
  }
}
