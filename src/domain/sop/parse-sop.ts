import type { Channel, Flag, Role, Stage, Tier } from '../planning/facts.ts';
import type { Words } from '../planning/plan.ts';
import { contradictionsOf } from './contradictions.ts';
import type { DraftRule, SopAnchor, SopLine, SopReading, SopSegment } from './draft.ts';
import { type Part, partsOf } from './timings.ts';
import { plain, tokensOf } from './tokens.ts';
import { beforeByNature, isGreetingDay, offsetWindow, recurringWindow, spacingWindow, stated } from './windows.ts';

/**
 * Makes draft rules of a written procedure, Chinese or English, line by line.
 *
 * A sentence makes a rule for every time it states. What applies to it is what its own words say; whom it is for and what it is
 * counted from may stand earlier in the same sentence, never in another line: so the order of the lines changes nothing. Lines
 * that state no time are headings or not understood, and said to be so. No text makes it throw, and the time it takes grows with
 * the length of the text alone.
 *
 * @example parseSop('A类客户每月至少1次电话回访').drafts[0]?.window.latest // { n: 31, unit: 'C' }
 */
export function parseSop(text: string): SopReading {
  const drafts: DraftRule[] = [];
  const ignored: SopReading['ignored'][number][] = [];
  const notUnderstood: SopLine[] = [];
  text.split(/\r\n|[\n\r\u2028\u2029]/).forEach((whole, index) => {
    const line = index + 1;
    if (whole.trim() === '') return;
    const nothing = emptiness(whole);
    if (nothing !== undefined) {
      ignored.push({ line, text: cut(whole), reason: nothing });
      return;
    }
    const sentences = sentencesOf(withoutMarker(whole));
    const found = sentences.map((sentence) => draftsOf(sentence, line));
    if (found.every((own) => own.length === 0) && isHeading(whole)) {
      ignored.push({ line, text: cut(whole), reason: 'heading' });
      return;
    }
    sentences.forEach((sentence, i) => {
      const own = found[i] as readonly DraftRule[];
      if (own.length === 0) notUnderstood.push({ line, text: cut(sentence) });
      else drafts.push(...own);
    });
  });
  return { drafts, ignored, notUnderstood, contradictions: contradictionsOf(drafts) };
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const LETTER = /\p{L}/u;
const LATIN = /[a-z]/;

function emptiness(line: string): 'separator' | undefined {
  // A rule, a bullet or a page number alone.
  return LETTER.test(line) || (LETTER_OR_DIGIT.test(line) && line.length > 12) ? undefined : 'separator';
}

const MARKER =
  /^\s{0,40}(?:#{1,6}\s|[-*•·●○▪◆■□>–—]\s{0,4}|第[一二三四五六七八九十\d]{1,4}[条章节款部][、：:.．\s]?|步骤\s?[一二三四五六七八九十\d]{1,3}[、：:.．\s]|[（(]?[一二三四五六七八九十\d]{1,3}[)）、]|\d{1,2}(?:\.\d{1,2}){1,3}[.．]?\s|\d{1,2}[.．](?!\d)|[①-⑳])\s{0,8}/u;

function withoutMarker(line: string): string {
  return line.replace(MARKER, '');
}

const HEADING_END =
  /(?:制度|流程|规范|办法|手册|要求|标准|说明|目的|范围|总则|附则|细则|职责|定义|目录|附件|概述|频率|频次|计划|方案|管理|安排|规定|指南|procedure|procedures|policy|policies|guide|guidelines|guideline|process|overview|purpose|scope|definitions|responsibilities|schedule|cadence|manual|introduction|contents|appendix)\s*$/iu;
const MOST_HEADING = 40;

/** A title says no more than what follows. */
function isHeading(whole: string): boolean {
  const text = whole.trim();
  if (/^#{1,6}\s/u.test(text)) return true;
  if (text.length > MOST_HEADING || /[。；;，,!?！？]/u.test(text)) return false;
  const rest = withoutMarker(text).trim();
  return /[：:]$/u.test(rest) || HEADING_END.test(rest) || /^第[一二三四五六七八九十\d]{1,4}[章节部]/u.test(text);
}

/** Sentences end at 。；;！? and at a full stop before a space; a dot inside a number or a word ends nothing. */
function sentencesOf(line: string): readonly string[] {
  const found: string[] = [];
  let from = 0;
  const take = (to: number): void => {
    const sentence = line.slice(from, to).trim();
    if (LETTER_OR_DIGIT.test(sentence)) found.push(sentence);
    from = to + 1;
  };
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if ('。；;！!？?'.includes(char)) take(at);
    else if (char === '.' && (at + 1 === line.length || /\s/.test(line.charAt(at + 1)))) take(at);
  }
  take(line.length);
  return found;
}

const MOST_QUOTE = 160;

function cut(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= MOST_QUOTE ? trimmed : `${trimmed.slice(0, MOST_QUOTE - 1)}…`;
}

type Timing = Extract<Part, { k: 'recurrence' | 'offset' | 'spacing' }>;

function isTiming(part: Part): part is Timing {
  return part.k === 'recurrence' || part.k === 'offset' || part.k === 'spacing';
}

/** One stated time with the words that belong to it. */
interface Unit {
  readonly timing: Timing;
  readonly words: readonly Part[];
}

function draftsOf(sentence: string, line: number): readonly DraftRule[] {
  const text = plain(sentence);
  const parts = setAsidesAside(partsOf(text, tokensOf(text)));
  const units = unitsOf(parts);
  const [only] = units;
  // A cadence with nothing else around it cannot be about anything but visits.
  const isAlone = units.length === 1 && only !== undefined && text.length - (only.timing.end - only.timing.at) <= 4;
  const speaks = isAlone || parts.some(isSpeaking);
  const drafts: DraftRule[] = [];
  // "On day 7 and day 30 after delivery": in English the date may come last.
  const later = parts.find((part) => part.k === 'anchors' && LATIN.test(text.charAt(part.at)));
  const carried: Carried = later?.k === 'anchors' ? { anchors: later } : {};
  const quote = cut(sentence);
  for (const unit of units) drafts.push(...draftsOfUnit(unit, { text, quote, line, carried, speaks }));
  return drafts;
}

/** A time in brackets explains another one of the sentence, unless it is the only one. */
function setAsidesAside(parts: readonly Part[]): readonly Part[] {
  if (!parts.some((part) => isTiming(part) && !part.aside)) return parts;
  return parts.map((part) =>
    part.aside && isTiming(part) ? { k: 'condition', silent: false, at: part.at, end: part.end, aside: true } : part,
  );
}

function isSpeaking(part: Part): boolean {
  if (part.k === 'count') return true;
  if (part.k !== 'word') return false;
  const { t } = part.token;
  return t === 'verb' || t === 'channel' || t === 'message';
}

/**
 * Which words belong to which time.
 *
 * Between separators there is one time as a rule, with its words around it. A piece without a time goes to the time after it when
 * it names customers, dates or a condition, or when none came before; otherwise it explains the one before. Where several times
 * follow each other without a separator, words belong to the time before them, dates to the time after.
 */
function unitsOf(parts: readonly Part[]): readonly Unit[] {
  const units: { timing: Timing; words: Part[] }[] = [];
  let ahead: Part[] = [];
  let piece: Part[] = [];
  const close = (): void => {
    if (!piece.some(isTiming)) {
      const last = units.at(-1);
      const names = piece.some((part) => part.k === 'anchors' || part.k === 'condition' || isWord(part, 'segment'));
      const again = last === undefined ? undefined : countedAgain(last, piece);
      if (again !== undefined) units.push(again);
      else if (last === undefined || names) ahead.push(...piece);
      else last.words.push(...piece);
    } else {
      let current: { timing: Timing; words: Part[] } | undefined;
      let dates: Part[] = [];
      for (const part of piece) {
        if (isTiming(part) && current !== undefined && isYearOf(current, part)) {
          // 每年春节前3天: the date comes every year by itself.
          current.timing = part;
          current.words.push(...dates);
          dates = [];
        } else if (isTiming(part)) {
          current = { timing: part, words: [...ahead, ...dates] };
          ahead = [];
          dates = [];
          units.push(current);
        } else if (current === undefined) ahead.push(part);
        else if (part.k === 'anchors') dates.push(part);
        else current.words.push(part);
      }
      if (current !== undefined) current.words.push(...dates);
    }
    piece = [];
  };
  for (const part of parts) {
    if (isWord(part, 'comma') || isWord(part, 'and')) close();
    else piece.push(part);
  }
  close();
  const last = units.at(-1);
  if (last !== undefined) last.words.push(...ahead);
  return units;
}

/** 每月上门1次，电话2次: the second number is of the same month. */
function countedAgain({ timing, words }: Unit, piece: readonly Part[]): { timing: Timing; words: Part[] } | undefined {
  if (timing.k !== 'recurrence') return undefined;
  const counted = timing.times !== undefined || words.some((part) => part.k === 'count');
  const count = piece.find((part) => part.k === 'count');
  if (!counted || count?.k !== 'count' || !piece.some((part) => isWord(part, 'channel'))) return undefined;
  const { every, at, end, aside } = timing;
  const { n, bound } = count;
  return {
    timing: { k: 'recurrence', every, times: n, at, end, aside, ...(bound === undefined ? {} : { bound }) },
    words: [...piece],
  };
}

function isYearOf(current: Unit, next: Timing): boolean {
  const { timing } = current;
  return timing.k === 'recurrence' && timing.every.unit === 'year' && timing.times === undefined && next.k === 'offset';
}

function isWord(part: Part, t: string): boolean {
  return part.k === 'word' && part.token.t === t;
}

/** What earlier parts of the sentence said. */
interface Carried {
  segment?: SopSegment;
  owners?: DraftRule['owners'];
  anchors?: Extract<Part, { k: 'anchors' }>;
}

interface Sentence {
  readonly text: string;
  readonly quote: string;
  readonly line: number;
  readonly carried: Carried;
  readonly speaks: boolean;
}

function draftsOfUnit({ timing, words }: Unit, { text, quote, line, carried, speaks }: Sentence): readonly DraftRule[] {
  const assumed: Words[] = [];
  const segment = segmentOf(words, assumed) ?? carried.segment ?? EVERYBODY;
  carried.segment = segment;
  const found = ownersOf(words, text);
  const owners = found.length > 0 ? found : (carried.owners ?? []);
  if (found.length > 0) carried.owners = found;
  const dates = words.filter((part) => part.k === 'anchors');
  const own = dates.find((part) => part.direction !== undefined) ?? dates.at(-1);
  const anchors = own ?? (timing.k === 'offset' ? carried.anchors : undefined);
  if (own !== undefined) carried.anchors = own;

  // A number alone is a rule only where it is counted from something, or somebody is to be spoken to.
  if (
    timing.k === 'offset' &&
    timing.how === 'bare' &&
    timing.direction === undefined &&
    anchors === undefined &&
    !speaks
  )
    return [];
  if (timing.k === 'recurrence' && timing.times === undefined && !speaks && segment === EVERYBODY) return [];

  const channels = [...new Set(words.flatMap((part) => channelOf(part)))];
  const count = words.find((part) => part.k === 'count');
  for (const part of words) if (part.k === 'condition') assumed.push(conditionWords(text.slice(part.at, part.end)));
  const base = { line, quote, when: whenOf(timing, count, text), segment, channels, owners };
  const speaksInPerson = channels.some(
    (channel) => channel === 'phone' || channel === 'on_site' || channel === 'video',
  );
  const kind = kindOf(words, channels, speaksInPerson);

  switch (timing.k) {
    case 'spacing': {
      const length = stated(timing.length);
      return [
        {
          ...base,
          kind: 'spacing',
          trigger: {
            type: 'recurring',
            times: 1,
            every: { n: Math.max(1, timing.length.n), unit: everyUnit(timing.length.unit) },
            floor: false,
          },
          window: spacingWindow(length),
          assumed,
        },
      ];
    }
    case 'recurrence': {
      const times = timing.times ?? count?.n ?? 1;
      const bound = timing.bound ?? (timing.times === undefined ? count?.bound : undefined);
      if (timing.times === undefined && count === undefined)
        assumed.push({ zh: '未写次数，按 1 次', en: 'no number of times; taken as once' });
      if (dates.length > 0) assumed.push(conditionWords(dates.map((part) => text.slice(part.at, part.end)).join(' ')));
      const window = recurringWindow(times, timing.every);
      if (bound !== 'limit') assumed.push(window.assumed);
      return [
        {
          ...base,
          kind: bound === 'limit' ? 'limit' : kind,
          trigger: { type: 'recurring', times, every: timing.every, floor: bound === 'floor' },
          window: window.window,
          assumed: withChannel(assumed, channels, kind),
        },
      ];
    }
    case 'offset': {
      if (timing.how === 'within' && count?.bound === 'limit') return [limitOf(timing, count.n, { ...base, assumed })];
      const list = anchors?.anchors ?? [anchorOfSegment(segment)];
      return list.map((anchor) => {
        const direction =
          timing.direction ??
          anchors?.direction ??
          (anchor !== undefined && beforeByNature(anchor) ? 'before' : 'after');
        const more: Words[] = [];
        if (anchor === undefined)
          more.push({ zh: '未写从何时起算，需补充', en: 'it is not said what this is counted from; to be filled in' });
        else if (anchors === undefined)
          more.push({ zh: '从成为沉默客户之日起算', en: 'counted from the day the customer became dormant' });
        else if (timing.direction === undefined && anchors.direction === undefined)
          more.push(
            direction === 'before'
              ? { zh: '未写前后，按之前', en: 'neither before nor after is said; taken as before' }
              : { zh: '未写前后，按之后', en: 'neither before nor after is said; taken as after' },
          );
        const greeting = anchor !== undefined && isGreetingDay(anchor) && !speaksInPerson && kind === 'visit';
        if (greeting) more.push({ zh: '节日和生日按问候处理', en: 'festivals and birthdays are taken as greetings' });
        const { window, assumed: window_ } = offsetWindow(timing, anchor, direction);
        const draftKind = greeting ? ('message' as const) : kind;
        return {
          ...base,
          kind: draftKind,
          trigger: {
            type: direction,
            ...(anchor === undefined ? {} : { anchor }),
            ...(count === undefined ? {} : { times: count.n }),
          },
          window,
          assumed: withChannel([...assumed, ...more, ...window_], channels, draftKind),
        };
      });
    }
    default:
      return timing satisfies never;
  }
}

/** The words of a time, its number of times with them where that stands beside it. */
function whenOf(timing: Timing, count: Part | undefined, text: string): string {
  const nearby = count !== undefined && count.at >= timing.end && count.at - timing.end <= MOST_BETWEEN;
  return text.slice(timing.at, nearby ? count.end : timing.end);
}

const MOST_BETWEEN = 8;

function kindOf(words: readonly Part[], channels: readonly Channel[], speaksInPerson: boolean) {
  if (channels.length > 0 && channels.every((channel) => channel === 'survey')) return 'survey';
  if (speaksInPerson) return 'visit';
  if (words.some((part) => isWord(part, 'message'))) return 'message';
  return channels.length === 0 && words.some((part) => isWord(part, 'task')) ? 'task' : 'visit';
}

/** Within 7 days not more than once. */
function limitOf(
  { length }: Extract<Timing, { k: 'offset' }>,
  times: number,
  base: Omit<DraftRule, 'kind' | 'trigger' | 'window'>,
): DraftRule {
  const every = { n: Math.max(1, length.n), unit: everyUnit(length.unit) };
  const { window } = recurringWindow(times, every);
  return { ...base, kind: 'limit', trigger: { type: 'recurring', times, every, floor: false }, window };
}

/** Of whom nothing was heard for long, the silence is what is counted from. */
function anchorOfSegment({ stages }: SopSegment): SopAnchor | undefined {
  return stages.length === 1 && stages[0] === 'dormant' ? 'became_dormant' : undefined;
}

function withChannel(
  assumed: readonly Words[],
  channels: readonly Channel[],
  kind: DraftRule['kind'],
): readonly Words[] {
  if (channels.length > 0 || kind !== 'visit') return assumed;
  return [...assumed, { zh: '未写方式，按电话', en: 'no way of contact is said; taken as by phone' }];
}

function everyUnit(unit: string): 'day' | 'workday' | 'week' | 'month' | 'quarter' | 'half_year' | 'year' {
  switch (unit) {
    case 'workday':
    case 'week':
    case 'month':
    case 'quarter':
    case 'half_year':
    case 'year':
      return unit;
    default:
      return 'day';
  }
}

const EVERYBODY: SopSegment = { tiers: [], stages: [], flags: [] };

function segmentOf(words: readonly Part[], assumed: Words[]): SopSegment | undefined {
  const tiers = new Set<Tier>();
  const stages = new Set<Stage>();
  const flags = new Set<Flag>();
  let named = false;
  let guessed = false;
  for (const part of words) {
    if (part.k === 'condition' && part.silent) {
      named = true;
      stages.add('dormant');
    }
    if (part.k !== 'word' || part.token.t !== 'segment') continue;
    named = true;
    const { token } = part;
    for (const tier of token.tiers ?? []) tiers.add(tier);
    for (const stage of token.stages ?? []) stages.add(stage);
    for (const flag of token.flags ?? []) flags.add(flag);
    if (token.guessed) guessed = true;
  }
  if (!named) return undefined;
  const segment = { tiers: [...tiers].sort(), stages: [...stages].sort(), flags: [...flags].sort() };
  if (guessed) {
    const names = [...segment.tiers, ...segment.stages, ...segment.flags].join(', ');
    assumed.push({ zh: `客户类别按 ${names} 理解`, en: `the kind of customer is taken as ${names}` });
  }
  return segment;
}

function ownersOf(words: readonly Part[], text: string): DraftRule['owners'] {
  const found = new Map<Role, string>();
  for (const part of words) {
    if (part.k !== 'word' || part.token.t !== 'owner' || found.has(part.token.role)) continue;
    found.set(part.token.role, text.slice(part.token.at, part.token.end));
  }
  return [...found].map(([role, owner]) => ({ words: owner, role }));
}

function channelOf(part: Part): readonly Channel[] {
  return part.k === 'word' && part.token.t === 'channel' ? [part.token.channel] : [];
}

function conditionWords(text: string): Words {
  return {
    zh: `条件「${text}」未采用，由客户阶段决定`,
    en: `the condition "${text}" is not taken over; stages decide`,
  };
}
