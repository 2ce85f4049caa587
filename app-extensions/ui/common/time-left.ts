import { PLANNING } from '../today/planning-words.ts';
import type { Format } from './format.ts';

/** How long work still takes, in words; empty where nothing is known yet. */
export function timeLeft(seconds: number | null, format: Format): string {
  if (seconds === null || seconds <= 0) return '';
  const words = PLANNING[format.language];
  const time =
    seconds < 90 ? words.seconds(format.number(seconds)) : words.minutes(format.number(Math.round(seconds / 60)));
  return words.left(time);
}
