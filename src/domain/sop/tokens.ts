import type { Tier } from '../planning/facts.ts';
import { CHINESE_DIGITS, LEXICON, type Meaning, NUMBER_WORDS } from './lexicon.ts';

/** A word that says something, with its place in the text; what lies between tokens says nothing. */
export type Token = (Meaning | { readonly t: 'number'; readonly n: number }) & {
  readonly at: number;
  readonly end: number;
};

/** Larger numbers are amounts of money or years. */
const MOST = 3_650;
/** A list of tiers is not longer. */
const MOST_LETTERS = 5;

/** The form words are looked up in: full-width digits and letters become plain ones, capitals small. */
export function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/**
 * The words of a plain text, the longest at each place.
 *
 * One pass from left to right; at every place a bounded number of words of bounded length is compared, so the time grows with the
 * length of the text alone, whatever is in it.
 */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const token =
      tiersAt(text, at, tokens.at(-1)) ?? weekdayAt(text, at, tokens.at(-1)) ?? wordAt(text, at) ?? numberAt(text, at);
    if (token === undefined) {
      at += 1;
      continue;
    }
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function isLatin(char: string | undefined): boolean {
  return char !== undefined && char >= 'a' && char <= 'z';
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}

function wordAt(text: string, at: number): Token | undefined {
  const list = LEXICON.get(text.charAt(at));
  if (list === undefined) return undefined;
  const afterLatin = isLatin(text[at - 1]);
  for (const [word, meaning] of list) {
    if (!text.startsWith(word, at)) continue;
    const end = at + word.length;
    if (isLatin(word[0]) && afterLatin) continue;
    if (isLatin(word.at(-1)) && isLatin(text[end])) continue;
    return { ...meaning, at, end };
  }
  return undefined;
}

function numberAt(text: string, at: number): Token | undefined {
  const char = text.charAt(at);
  if (isDigit(char)) {
    let end = at + 1;
    while (isDigit(text[end])) end += 1;
    if (text[end] === '.' && isDigit(text[end + 1])) {
      end += 2;
      while (isDigit(text[end])) end += 1;
    }
    const n = end - at > 9 ? Number.POSITIVE_INFINITY : Number(text.slice(at, end));
    const isYear = text[end] === '年' && n >= 1_900;
    return n > MOST || isYear ? { t: 'skip', at, end: isYear ? end + 1 : end } : { t: 'number', n, at, end };
  }
  if (char in CHINESE_DIGITS || char === '十' || char === '百') return chineseAt(text, at);
  if (!isLatin(char) || isLatin(text[at - 1])) return undefined;
  let end = at + 1;
  while (isLatin(text[end]) && end - at < 12) end += 1;
  const n = NUMBER_WORDS[text.slice(at, end)];
  return n === undefined || isLatin(text[end]) ? undefined : { t: 'number', n, at, end };
}

/** 一 … 九百九十九: digits before 十 and 百, one after them. */
function chineseAt(text: string, at: number): Token {
  let total = 0;
  let digit: number | undefined;
  let end = at;
  for (; end < text.length && end - at < 6; end += 1) {
    const char = text.charAt(end);
    if (char === '百' || char === '十') {
      total += (digit ?? 1) * (char === '百' ? 100 : 10);
      digit = undefined;
    } else if (char in CHINESE_DIGITS && (digit === undefined || digit === 0)) {
      digit = CHINESE_DIGITS[char] as number;
    } else break;
  }
  return { t: 'number', n: total + (digit ?? 0), at, end };
}

/** 周一, 星期三: a day of the week, unless it is one time a week (每周一次). */
function weekdayAt(text: string, at: number, before: Token | undefined): Token | undefined {
  if (before?.t !== 'unit' || before.unit !== 'week' || before.end !== at) return undefined;
  if (!'一二三四五六日'.includes(text.charAt(at))) return undefined;
  const next = text.charAt(at + 1);
  const counts = next === '回' ? text.charAt(at + 2) !== '访' : next !== '' && '次趟轮遍个'.includes(next);
  return counts ? undefined : { t: 'skip', at, end: at + 1 };
}

/** A类, A、B类, A/B级, tier A and B, A-tier, A customers. */
function tiersAt(text: string, at: number, before: Token | undefined): Token | undefined {
  if (!isTier(text[at]) || isLatin(text[at - 1])) return undefined;
  const tiers: Tier[] = [];
  let end = at;
  for (let n = 0; n < MOST_LETTERS; n += 1) {
    const letter = text[end];
    if (!isTier(letter) || isLatin(text[end + 1])) break;
    tiers.push(letter.toUpperCase() as Tier);
    end += 1;
    const suffix = suffixAt(text, end);
    if (suffix > end && isTier(text[afterJoint(text, suffix)]) && afterJoint(text, suffix) > suffix) end = suffix;
    const next = afterJoint(text, end);
    if (next === end || !isTier(text[next]) || isLatin(text[next + 1])) break;
    end = next;
  }
  if (tiers.length === 0) return undefined;
  const suffix = suffixAt(text, end);
  const named = before?.t === 'tier' && text.slice(before.end, at).trim() === '';
  const listed = before?.t === 'segment' && before.tiers !== undefined && text.slice(before.end, at).trim() === '';
  if (suffix === end && !named && !listed) return undefined;
  return { t: 'segment', tiers: [...new Set(tiers)].sort(), at, end: suffix };
}

function isTier(char: string | undefined): char is 'a' | 'b' | 'c' {
  return char === 'a' || char === 'b' || char === 'c';
}

const SUFFIXES = [
  '类客户',
  '级客户',
  ' 类客户',
  '类',
  '级',
  '档',
  ' 类',
  ' 级',
  '-tier',
  ' tier',
  '-class',
  '-level',
  ' customers',
  ' clients',
  ' accounts',
];
const JOINTS = ['、', '/', ',', '和', '及', '与', '或', '&', ' and ', ' or ', ' & ', ', ', '，'];

function suffixAt(text: string, at: number): number {
  for (const suffix of SUFFIXES) if (text.startsWith(suffix, at)) return at + suffix.length;
  return at;
}

function afterJoint(text: string, at: number): number {
  for (const joint of JOINTS) if (text.startsWith(joint, at)) return at + joint.length;
  return at;
}
