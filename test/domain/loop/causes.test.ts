import { describe, expect, it } from 'vitest';
import { CAUSE_NAMES, COMPLAINT_CAUSES } from '../../../src/domain/loop/causes.ts';

describe('what complaints come from', () => {
  it.each(['zh', 'en'] as const)('has a name of its own for each cause in %s', (language) => {
    const names = COMPLAINT_CAUSES.map((cause) => CAUSE_NAMES[language][cause].trim());
    expect(names.filter((name) => name !== '')).toHaveLength(COMPLAINT_CAUSES.length);
    expect(new Set(names).size).toBe(COMPLAINT_CAUSES.length);
    expect(Object.keys(CAUSE_NAMES[language]).sort()).toEqual([...COMPLAINT_CAUSES].sort());
  });
});
