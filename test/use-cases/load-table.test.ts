import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, day } from '../../src/domain/calendar/day.ts';
import { LoadTable } from '../../src/use-cases/planning/load-table.ts';

const TODAY = day('2026-11-23');

describe('the load table', () => {
  it('counts what is added less what is removed, and never below nothing', () => {
    const load = new LoadTable();
    load.add('1001', TODAY, 15);
    load.add('1001', TODAY, 120);
    load.remove('1001', TODAY, 15);
    load.remove('1002', TODAY, 15);
    expect([load.minutes('1001', TODAY), load.minutes('1002', TODAY)]).toEqual([120, 0]);
  });

  it('is kept as text, days that are gone left out', () => {
    const load = new LoadTable();
    load.add('1001', addDays(TODAY, -1), 30);
    load.add('1001', TODAY, 15);
    load.add('1001', addDays(TODAY, 2), 120);
    load.add('1002', addDays(TODAY, 1), 30);
    // 20780 days since 1970 are g18 in base 36.
    expect(load.encode(TODAY)).toBe(`1001:${TODAY.toString(36)}:f,0,3c;1002:${addDays(TODAY, 1).toString(36)}:u;`);
  });

  it('is no table when the text is cut off or says something else', () => {
    expect(LoadTable.decode('1001:g18:1,0')).toBeUndefined();
    expect(LoadTable.decode('nothing;')).toBeUndefined();
    expect(LoadTable.decode('')?.minutes('1001', TODAY)).toBe(0);
  });

  it('is not kept when it would not fit into a property, so that it is counted instead', () => {
    const load = new LoadTable();
    for (let owner = 0; owner < 6_000; owner += 1) load.add(String(100_000 + owner), TODAY, 15);
    expect(load.encode(TODAY)).toBeUndefined();
  });

  test.prop([fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 40 })), { maxLength: 200 })], {
    seed: 5,
  })('is after reading what it was before writing', (visits) => {
    const load = new LoadTable();
    for (const [owner, ahead] of visits) load.add(String(owner), (TODAY + ahead) as Day, 15 + owner);
    const read = LoadTable.decode(load.encode(TODAY) ?? '');
    for (let owner = 1; owner <= 9; owner += 1) {
      for (let ahead = 0; ahead <= 40; ahead += 1) {
        const on = (TODAY + ahead) as Day;
        expect(read?.minutes(String(owner), on)).toBe(load.minutes(String(owner), on));
      }
    }
  });
});
