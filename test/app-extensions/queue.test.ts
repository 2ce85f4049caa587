import { describe, expect, it } from 'vitest';
import { bySection, named } from '../../app-extensions/ui/today/queue.ts';
import { row } from './answers.ts';

const keys = (rows: readonly { readonly visitKey: string }[]) => rows.map(({ visitKey }) => visitKey);
const due = (visitKey: string, inDays: number, more = {}) => row({ visitKey, inDays, ...more });

describe('the queue', () => {
  it('puts a row under its heading; the week ends on Sunday', () => {
    // 2026-02-11 is a Wednesday.
    const sections = bySection(
      [
        due('sunday', 4),
        due('monday', 5),
        due('now', 0),
        due('late', 2, { late: true }),
        due('past', -1),
        due('next', 1),
      ],
      '2026-02-11',
    );

    expect(keys(sections.overdue)).toEqual(['past', 'late']);
    expect(keys(sections.today)).toEqual(['now']);
    expect(keys(sections.week)).toEqual(['next', 'sunday']);
    expect(keys(sections.later)).toEqual(['monday']);
  });

  it('has nothing left of the week on a Sunday', () => {
    expect(keys(bySection([due('monday', 1)], '2026-02-15').later)).toEqual(['monday']);
  });

  it('puts the more urgent of one day first', () => {
    const rows = [due('b', -2, { latest: '2026-02-24' }), due('a', -2, { latest: '2026-02-13' }), due('oldest', -9)];

    expect(keys(bySection(rows, '2026-02-11').overdue)).toEqual(['oldest', 'a', 'b']);
  });

  it('finds a contact by part of the name, whatever the case', () => {
    const rows = [row({ contactName: 'Anna Reed' }), row({ contactName: '李雷' })];

    expect(named(rows, ' REED ')).toHaveLength(1);
    expect(named(rows, '雷')).toHaveLength(1);
    expect(named(rows, '')).toHaveLength(2);
  });
});
