import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import { instantAt } from '../../../src/domain/calendar/zone.ts';
import { callingTime } from '../../../src/domain/planning/calling-time.ts';
import type { CallingHours } from '../../../src/domain/policy/policy.ts';

/** Wednesday. Madrid is six hours behind Shanghai in summer, Kiritimati six hours ahead. */
const ON = day('2026-06-03');
const SHANGHAI = 'Asia/Shanghai';
const HOURS: CallingHours = { from: '09:05', to: '18:00', pauses: [{ from: '12:00', to: '13:30' }] };

function time(usual: string, hours: CallingHours | undefined, customer?: string) {
  return callingTime(ON, usual, 'phone', hours, { owner: SHANGHAI, customer });
}
const at = (text: string): number => instantAt(SHANGHAI, ON, text);

describe('the time of a call on 2026-06-03, its owner in Shanghai', () => {
  it.each(['09:05', '11:59', '13:30', '17:59'])('%s is kept: it may be called then', (usual) => {
    expect(time(usual, HOURS)).toEqual({ at: at(usual) });
  });

  it.each([
    ['09:04', '09:05'],
    ['12:00', '13:30'],
    ['13:29', '13:30'],
  ])('%s moves on to the next minute at which it may be called: %s', (usual, expected) => {
    expect(time(usual, HOURS)).toEqual({
      at: at(expected),
      why: {
        zh: `客户当地 ${expected} 起才可联系`,
        en: `the customer may be called from ${expected} of its own time`,
      },
    });
  });

  it('18:00 moves back to the last minute before, the evening having none left: 17:59', () => {
    expect(time('18:00', HOURS)).toEqual({
      at: at('17:59'),
      why: { zh: '客户当地最晚 17:59 可联系', en: 'the customer may be called until 17:59 of its own time' },
    });
  });

  it('is said in the customer’s time: 09:00 in Shanghai is 03:00 in Madrid, so 15:05, 09:05 there', () => {
    expect(time('09:00', HOURS, 'Europe/Madrid')).toEqual({
      at: at('15:05'),
      why: {
        zh: '客户当地 09:05 起才可联系',
        en: 'the customer may be called from 09:05 of its own time',
      },
    });
  });

  it('stays within the owner’s day: 13:00 on Kiritimati is 19:00, so back to 11:59 in Shanghai, 17:59 there', () => {
    expect(time('13:00', HOURS, 'Pacific/Kiritimati')).toEqual({
      at: at('11:59'),
      why: { zh: '客户当地最晚 17:59 可联系', en: 'the customer may be called until 17:59 of its own time' },
    });
  });

  it('stays at the usual time and says so where hours leave no minute', () => {
    expect(time('10:00', { from: '09:00', to: '09:00', pauses: [] })).toEqual({
      at: at('10:00'),
      why: { zh: '当天没有客户可接听的时间', en: 'the customer cannot be called at any time of that day' },
    });
  });

  it('is the usual one without quiet hours, and for what disturbs nobody', () => {
    expect(time('23:00', undefined)).toEqual({ at: at('23:00') });
    for (const channel of ['email', 'survey', 'on_site'] as const) {
      expect(callingTime(ON, '23:00', channel, HOURS, { owner: SHANGHAI })).toEqual({ at: at('23:00') });
    }
    for (const channel of ['phone', 'video', 'sms', 'wechat'] as const) {
      expect(callingTime(ON, '23:00', channel, HOURS, { owner: SHANGHAI }).at).toBe(at('17:59'));
    }
  });
});
