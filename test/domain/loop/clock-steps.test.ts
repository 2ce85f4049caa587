import { describe, expect, it } from 'vitest';
import { type ClockStep, stepText } from '../../../src/domain/loop/clock-steps.ts';

const AT = '2026-09-30T18:00+08:00';
const SAID = '2026-09-30 18:00 (+08:00)';
const TO = '2026-10-08T09:00+08:00';
const UNTIL = '2026-10-08 09:00 (+08:00)';

describe('a step of a clock in words', () => {
  it.each<[ClockStep, string, string]>([
    [{ do: 'start', at: AT }, `${SAID} 起计`, `starts ${SAID}`],
    [{ do: 'work', minutes: 10, at: AT }, `+ 10 分钟工作时间，至 ${SAID}`, `+ 10 min worked, until ${SAID}`],
    [{ do: 'work', minutes: 60, at: AT }, `+ 1 小时工作时间，至 ${SAID}`, `+ 1 h worked, until ${SAID}`],
    [
      { do: 'work', minutes: 150, at: AT },
      `+ 2 小时 30 分钟工作时间，至 ${SAID}`,
      `+ 2 h 30 min worked, until ${SAID}`,
    ],
    [{ do: 'work', minutes: 0, at: AT }, `+ 0 分钟工作时间，至 ${SAID}`, `+ 0 min worked, until ${SAID}`],
    [{ do: 'off', at: AT }, `非工作时间，至 ${SAID}`, `not worked until ${SAID}`],
    [
      { do: 'off', at: TO, days: 7, first: '2026-10-01', last: '2026-10-07' },
      `2026-10-01…2026-10-07 共 7 天不上班，至 ${UNTIL}`,
      `7 days off (2026-10-01…2026-10-07), until ${UNTIL}`,
    ],
    [
      { do: 'off', at: TO, days: 1, first: '2026-10-01', last: '2026-10-01' },
      `2026-10-01 共 1 天不上班，至 ${UNTIL}`,
      `1 day off (2026-10-01), until ${UNTIL}`,
    ],
    [
      { do: 'rest', minutes: 480, at: AT },
      `其余 8 小时工作时间，至 ${SAID}`,
      `the remaining 8 h worked, until ${SAID}`,
    ],
    [
      { do: 'clock', minutes: 1_441, at: AT },
      `+ 24 小时 1 分钟（自然时间），至 ${SAID}`,
      `+ 24 h 1 min by the clock, until ${SAID}`,
    ],
    [
      { do: 'days', n: 1, unit: 'C', at: AT },
      `+ 1 个自然日，${SAID} 下班前`,
      `+ 1 calendar day, by the end of work ${SAID}`,
    ],
    [
      { do: 'days', n: 3, unit: 'W', at: AT },
      `+ 3 个工作日，${SAID} 下班前`,
      `+ 3 working days, by the end of work ${SAID}`,
    ],
    [{ do: 'promised', at: AT }, `承诺 ${SAID}`, `promised for ${SAID}`],
    [{ do: 'pause', at: AT }, `${SAID} 起等待客户，暂停计时`, `stands still since ${SAID}, waiting for the customer`],
    [
      { do: 'pause', at: AT, to: TO, minutes: 61 },
      `${SAID} 至 ${UNTIL} 等待客户，不计 1 小时 1 分钟`,
      `${SAID} to ${UNTIL} waiting for the customer: 1 h 1 min not counted`,
    ],
    [
      { do: 'pause', at: AT, to: TO, days: 1 },
      `${SAID} 至 ${UNTIL} 等待客户，不计 1 天`,
      `${SAID} to ${UNTIL} waiting for the customer: 1 day not counted`,
    ],
    [
      { do: 'pause', at: AT, to: TO, days: 2 },
      `${SAID} 至 ${UNTIL} 等待客户，不计 2 天`,
      `${SAID} to ${UNTIL} waiting for the customer: 2 days not counted`,
    ],
    [{ do: 'moved', at: AT }, `不在工作时间，顺延至 ${SAID}`, `outside working time, moved to ${SAID}`],
    [{ do: 'kept', at: AT }, `${SAID} 不在工作时间，仍按此计`, `${SAID} is outside working time and stays`],
    [{ do: 'agreed', at: AT }, `客户同意延至 ${SAID}`, `extended to ${SAID}, agreed with the customer`],
    [{ do: 'provisional' }, '该年放假安排尚未公布，暂定', 'provisional: the holidays of that year are not announced'],
  ])('%j', (step, zh, en) => {
    expect(stepText(step)).toEqual({ zh, en });
  });
});
