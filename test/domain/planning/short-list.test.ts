import { describe, expect, it } from 'vitest';
import { append, sortFew } from '../../../src/domain/planning/short-list.ts';

describe('lists of a handful', () => {
  it('begins with the first entry and grows in order', () => {
    expect(append(append(append(undefined, 'a'), 'b'), 'a')).toEqual(['a', 'b', 'a']);
  });

  it('sorts as the built-in sort does, equals in the order they came', () => {
    const entries = [3, 1, 2, 1, 3, 0, 1].map((rank, came) => ({ rank, came }));
    for (let most = 0; most <= entries.length; most += 1) {
      const list = entries.slice(0, most);
      const expected = [...list].sort((a, b) => a.rank - b.rank || a.came - b.came);
      expect(sortFew(list, (a, b) => a.rank - b.rank)).toEqual(expected);
    }
  });
});
