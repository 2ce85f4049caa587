import { beforeEach, describe, expect, it } from 'vitest';
import { day } from '../../src/domain/calendar/day.ts';
import { readAccount } from '../../src/hubspot/account.ts';
import { install } from '../../src/hubspot/installer.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { createPortal } from '../../src/portal/portal.ts';
import type { JobStore, RunReport, RunStore } from '../../src/use-cases/ports/ports.ts';
import { apiInto } from '../support/book.ts';

const REPORT: RunReport = { trigger: 'command', today: day('2026-11-23'), policyVersion: 1 };

let now: number;
let runs: RunStore;
let jobs: JobStore;
/** What was attempted since the app was installed. */
let attempted: string[];
/** Happens once, while the next right is on its way. */
let meanwhile: (() => Promise<void>) | undefined;

beforeEach(async () => {
  now = Date.parse('2026-11-23T01:00:00Z');
  const portal = createPortal({ rateLimits: false, now: () => now });
  await install(apiInto(portal));
  attempted = [];
  meanwhile = undefined;
  const api = apiInto(portal, async ({ call }, send) => {
    attempted.push(call.attempting);
    const first = call.attempting === 'taking the right to plan' ? meanwhile : undefined;
    if (first) meanwhile = undefined;
    await first?.();
    return send();
  });
  const portalId = (await readAccount(apiInto(portal))).portalId;
  ({ runs, jobs } = hubspotPorts(api, { now: () => now, portal: { portalId, timeZone: 'Asia/Shanghai' } }));
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

  it('goes to one of two that looked at the same moment; the other has to look again', async () => {
    const looked = await Promise.all([runs.look([]), runs.look([])]);
    attempted.length = 0;
    const both = await Promise.all(looked.map(({ rights }) => runs.takeLease(REPORT, rights)));
    expect(both.filter((answer) => 'key' in answer)).toHaveLength(1);
    expect(both).toContainEqual({ heldUntil: 0 });
    expect(await runs.takeLease(REPORT, (await runs.look([])).rights)).toEqual({ heldUntil: now + 30_000 });
  });

  it('is not won by what was seen in another span: somebody may have begun since', async () => {
    now = Math.floor(now / 30_000) * 30_000 + 29_900;
    const { rights } = await runs.look([]);
    now += 200;
    expect(await runs.takeLease(REPORT)).toHaveProperty('key');
    expect(await runs.takeLease(REPORT, rights)).toEqual({ heldUntil: 0 });
  });

  it('is renewed by one call; that the old one is over is written with what is written next', async () => {
    const lease = await runs.takeLease(REPORT);
    if (!('key' in lease)) throw new Error('expected a lease');
    now += 20_000;
    attempted.length = 0;
    const renewed = await runs.renewLease(lease, REPORT);
    if (!renewed) throw new Error('expected a lease');
    await runs.saveClock({});
    expect(attempted).toEqual(['taking the right to plan', 'keeping the planning clock']);
    await runs.endLease(renewed, { counts: {} });
    // Nobody holds anything any more, the old right neither.
    expect(await runs.takeLease(REPORT)).toHaveProperty('key');
  });

  it('that runs out while it is renewed is whoever’s came in between', async () => {
    const lease = await runs.takeLease(REPORT);
    if (!('key' in lease)) throw new Error('expected a lease');
    now += 29_000;
    let other: unknown;
    meanwhile = async () => {
      now += 2_000;
      other = await runs.takeLease(REPORT);
    };
    expect(await runs.renewLease(lease, REPORT)).toBeUndefined();
    expect(other).toHaveProperty('key');
    expect(await runs.takeLease(REPORT)).toEqual({ heldUntil: now + 30_000 });
  });

  it('that ran out while it was renewed, and that nobody took, goes on', async () => {
    const lease = await runs.takeLease(REPORT);
    if (!('key' in lease)) throw new Error('expected a lease');
    now += 29_000;
    meanwhile = async () => {
      now += 2_000;
    };
    expect(await runs.renewLease(lease, REPORT)).toMatchObject({ expiresAt: now - 2_000 + 30_000 });
  });
});

describe('what a run leaves behind', () => {
  it('is one write with the end of its right, and one read before the next', async () => {
    const lease = await runs.takeLease(REPORT);
    if (!('key' in lease)) throw new Error('expected a lease');
    attempted.length = 0;
    await runs.endLease(
      lease,
      { counts: { decided: 3 } },
      { clock: { load: '1001:a:1e;', countedOn: day('2026-11-23') }, jobs: new Map([['loops:hands', '17']]) },
    );
    expect(attempted).toEqual(['ending the run']);
    attempted.length = 0;
    const { clock, jobs: kept, rights } = await runs.look(['loops:hands', 'loops:tickets']);
    expect(attempted).toEqual(['reading planning runs']);
    expect(clock).toEqual({ load: '1001:a:1e;', countedOn: day('2026-11-23'), writtenAt: now });
    expect([...kept]).toEqual([['loops:hands', '17']]);
    expect(await jobs.read('loops:hands')).toBe('17');
    expect(await runs.takeLease(REPORT, rights)).toHaveProperty('key');
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
    const step = { after: '17', upTo: '917', runs: ['run:1:1', 'run:7:2'] };
    await runs.saveClock({ step });
    expect(await runs.readClock()).toEqual({ step, writtenAt: now });
    await runs.saveClock({ step: { ...step, diedAt: now - 5_000 } });
    expect(await runs.readClock()).toEqual({ step: { ...step, diedAt: now - 5_000 }, writtenAt: now });
    await runs.pause('盘点');
    // A run that was at work when it was paused keeps its own things, and the pause stays.
    await runs.saveClock({});
    expect(await runs.readClock()).toEqual({ pausedBecause: '盘点', writtenAt: now });
    await runs.pause(null);
    expect(await runs.readClock()).toEqual({ writtenAt: now });
  });
});
