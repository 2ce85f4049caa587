import { beforeEach, describe, expect, it } from 'vitest';
import { day } from '../../src/domain/calendar/day.ts';
import { install } from '../../src/hubspot/installer.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { createPortal } from '../../src/portal/portal.ts';
import type { RunReport, RunStore } from '../../src/use-cases/ports/ports.ts';
import { apiInto } from '../support/book.ts';

const REPORT: RunReport = { trigger: 'command', today: day('2026-11-23'), policyVersion: 1 };

let now: number;
let runs: RunStore;

beforeEach(async () => {
  now = Date.parse('2026-11-23T01:00:00Z');
  const portal = createPortal({ rateLimits: false, now: () => now });
  const api = apiInto(portal);
  await install(api);
  runs = hubspotPorts(api, { now: () => now }).runs;
});

describe('the right to plan', () => {
  it('is one run’s until it gives it back, then the next one’s at once', async () => {
    const first = await runs.takeLease(REPORT);
    if (!('key' in first)) throw new Error('expected a lease');
    expect(await runs.takeLease(REPORT)).toEqual({ heldUntil: first.expiresAt });
    await runs.endLease(first, { counts: {} });
    expect(await runs.takeLease(REPORT)).toHaveProperty('key');
  });

  it('runs out when its run died, also across the border of two spans', async () => {
    now = Math.floor(now / 30_000) * 30_000 + 29_000;
    const dead = await runs.takeLease(REPORT);
    if (!('key' in dead)) throw new Error('expected a lease');
    now += 5_000;
    expect(await runs.takeLease(REPORT)).toEqual({ heldUntil: dead.expiresAt });
    now = dead.expiresAt + 1;
    expect(await runs.takeLease(REPORT)).toHaveProperty('key');
  });

  it('is renewed near its end, and lost when another run took it meanwhile', async () => {
    const lease = await runs.takeLease(REPORT);
    if (!('key' in lease)) throw new Error('expected a lease');
    expect(await runs.renewLease(lease, REPORT)).toEqual(lease);
    now += 20_000;
    const renewed = await runs.renewLease(lease, REPORT);
    expect(renewed?.expiresAt).toBe(now + 30_000);
    now += 31_000;
    const other = await runs.takeLease(REPORT);
    expect(other).toHaveProperty('key');
    if (!renewed) throw new Error('expected a lease');
    expect(await runs.renewLease(renewed, REPORT)).toBeUndefined();
  });

  it('goes to one of two that ask at the same moment', async () => {
    const both = await Promise.all([runs.takeLease(REPORT), runs.takeLease(REPORT)]);
    expect(both.filter((answer) => 'key' in answer)).toHaveLength(1);
  });
});

describe('the clock', () => {
  it('keeps load, step and pause, and an empty load apart from none', async () => {
    expect(await runs.readClock()).toEqual({});
    await runs.saveClock({ load: '', countedOn: day('2026-11-23'), step: { after: '0', upTo: '917' } });
    expect(await runs.readClock()).toEqual({
      load: '',
      countedOn: day('2026-11-23'),
      step: { after: '0', upTo: '917' },
      writtenAt: now,
    });
    await runs.pause('盘点');
    // A run that was at work when it was paused keeps its own things, and the pause stays.
    await runs.saveClock({});
    expect(await runs.readClock()).toEqual({ pausedBecause: '盘点', writtenAt: now });
    await runs.pause(null);
    expect(await runs.readClock()).toEqual({ writtenAt: now });
  });
});
