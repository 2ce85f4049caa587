import { describe, expect, it } from 'vitest';
import { DueReader } from '../../src/use-cases/planning/due-reader.ts';
import type { DueCustomers } from '../../src/use-cases/planning/plan-step.ts';

/** Steps that end when they are told to; `begun` are those that were asked for, by where they begin. */
function steps(last = 4) {
  const begun: (string | null)[] = [];
  const ends: (() => void)[] = [];
  const read = (after: string | null): Promise<DueCustomers> => {
    begun.push(after);
    const upTo = String(Number(after ?? 0) + 1);
    const step = { customers: [], upTo, more: Number(upTo) < last, waiting: 0, readAt: 0 };
    return new Promise((resolve) => ends.push(() => resolve(step)));
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  const end = async (): Promise<void> => {
    await settle();
    ends.shift()?.();
    await settle();
  };
  return { begun, read, end };
}

describe('reading ahead', () => {
  it('goes on while a step is written, from where the last one ended, as many steps as it may', async () => {
    const { begun, read, end } = steps(9);
    const reader = new DueReader(read, null, 2);
    const first = reader.next();
    await end();
    expect(await first).toMatchObject({ upTo: '1', more: true });
    expect(begun).toEqual([null, '1']);
    await end();
    expect(begun).toEqual([null, '1', '2']);
    await end();
    expect(begun, 'two wait: no third is begun').toEqual([null, '1', '2']);
    expect(await reader.next()).toMatchObject({ upTo: '2' });
    await end();
    expect(begun).toEqual([null, '1', '2', '3']);
  });

  it('begins a step only when it is asked for where nothing is read ahead', async () => {
    const { begun, read, end } = steps();
    const reader = new DueReader(read, '1', 0);
    const first = reader.next();
    await end();
    expect(await first).toMatchObject({ upTo: '2', more: true });
    await end();
    expect(begun).toEqual(['1']);
    const second = reader.next();
    await end();
    expect(await second).toMatchObject({ upTo: '3' });
  });

  it('reads nothing after the last step', async () => {
    const { begun, read, end } = steps(1);
    const reader = new DueReader(read, null, 2);
    const only = reader.next();
    await end();
    expect((await only).more).toBe(false);
    expect(begun).toEqual([null]);
    await expect(reader.next()).rejects.toThrow('no further step');
  });

  it('tells what went wrong ahead when that step is asked for, and not before', async () => {
    let asked = 0;
    const reader = new DueReader(
      async (after) => {
        asked += 1;
        if (after !== null) throw new Error('HubSpot does not answer');
        return { customers: [], upTo: '1', more: true, waiting: 0, readAt: 0 };
      },
      null,
      2,
    );
    expect(await reader.next()).toMatchObject({ upTo: '1' });
    await expect(reader.next()).rejects.toThrow('does not answer');
    await expect(reader.next()).rejects.toThrow('does not answer');
    expect(asked).toBe(2);
  });

  it('has ended when it says so: what is under way is waited for, and nothing follows', async () => {
    const { begun, read, end } = steps();
    const reader = new DueReader(read, null, 2);
    const first = reader.next();
    await end();
    await first;
    let hasEnded = false;
    const ending = reader.end().then(() => {
      hasEnded = true;
    });
    await Promise.resolve();
    expect(hasEnded).toBe(false);
    await end();
    await ending;
    expect(begun).toEqual([null, '1']);
  });
});
