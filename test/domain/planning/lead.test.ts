import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import { leadOf } from '../../../src/domain/planning/lead.ts';

/** `7`, `9* 2026-05-30`: number, whether marked lead, last talk. */
function lead(...contacts: readonly string[]): string | undefined {
  return leadOf(
    contacts.map((text) => {
      const [id = '', on] = text.split(' ');
      return { id: id.replace('*', ''), isMarkedLead: id.endsWith('*'), ...(on ? { lastTouchOn: day(on) } : {}) };
    }),
  );
}

describe('reading rule 18: the contact of a company to whom its visits go', () => {
  it.each<[string, string[], string | undefined]>([
    ['the one marked lead, whoever was spoken to', ['7 2026-05-30', '9*'], '9'],
    ['else the one spoken to last', ['7 2026-05-04', '9 2026-05-30'], '9'],
    ['before one nobody ever spoke to', ['7', '9 2026-05-30'], '9'],
    ['of two marked the one spoken to last', ['7* 2026-05-04', '9* 2026-05-30', '8 2026-05-31'], '9'],
    ['else the oldest record, by its number', ['10', '9', '11'], '9'],
    ['of two spoken to on one day too', ['10 2026-05-30', '9 2026-05-30', '8 2026-05-29'], '9'],
    ['of two marked too', ['10*', '9*', '8'], '9'],
    ['the only one', ['7'], '7'],
    ['nobody of nobody', [], undefined],
  ])('is %s: %j', (_what, contacts, found) => {
    expect(lead(...contacts)).toBe(found);
    expect(lead(...[...contacts].reverse())).toBe(found);
  });
});
