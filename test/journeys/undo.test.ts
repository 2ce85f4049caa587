import { describe, expect, it } from 'vitest';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { withHealth } from '../../src/hubspot/health.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { planUntilDone } from '../../src/use-cases/planning/plan-until-done.ts';
import { undoRun } from '../../src/use-cases/planning/undo-run.ts';
import { logAttempt } from '../../src/use-cases/visiting/log-visit.ts';
import { apiInto, openBook, planBook, readState } from '../support/book.ts';

const TODAY = day('2026-11-23');
const portsOf = (portal: Portal, api = apiInto(portal)) =>
  withHealth(api, hubspotPorts(api, { now: () => portal.now(), sleep: async () => {} }));

async function planned() {
  const { portal, api } = await openBook(demoCustomers(TODAY), TODAY);
  const before = await readState(portal);
  const { name = '', totals } = await planBook(portal, api, TODAY);
  return { portal, before, name, opened: totals.opened };
}

describe('undoing a planning run', () => {
  it('withdraws what the run opened, with its tasks, and nothing is planned until somebody says so', async () => {
    const { portal, name, opened } = await planned();
    const after = await readState(portal);
    expect(Object.keys(after.visits)).toHaveLength(opened);

    const undone = await undoRun(name, { today: TODAY }, portsOf(portal));

    expect(undone).toEqual({ ok: true, done: true, withdrawn: opened, kept: 0, told: 0 });
    const state = await readState(portal);
    expect(Object.values(state.visits).map(({ rv_status }) => rv_status)).toEqual(Array(opened).fill('withdrawn'));
    expect(Object.values(state.tasks).map(({ hs_task_status }) => hs_task_status)).toEqual(
      Array(opened).fill('COMPLETED'),
    );
    const ports = portsOf(portal);
    expect(await planUntilDone(ports, { today: TODAY, trigger: 'command' })).toMatchObject({ reason: 'paused' });

    await ports.runs.pause(null);
    await planBook(portal, apiInto(portal), TODAY);
    const again = await readState(portal);
    const open = (book: typeof again) =>
      Object.entries(book.visits)
        .filter(([, { rv_status }]) => rv_status === 'planned')
        .map(([key, { rv_pays, rv_scheduled_on, rv_owner_id }]) => [key, rv_pays, rv_scheduled_on, rv_owner_id]);
    expect(open(again)).toEqual(open(after));
    expect(Object.values(again.tasks).map(({ hs_task_status }) => hs_task_status)).toEqual(
      Array(opened).fill('NOT_STARTED'),
    );
  });

  it('keeps the visits that somebody has acted on, and says how many', async () => {
    const { portal, name, opened } = await planned();
    const [key = ''] = Object.keys((await readState(portal)).visits);
    await logAttempt({ visitKey: key, submissionId: 'one' }, { today: TODAY }, portsOf(portal));
    const undone = await undoRun(name, { today: TODAY }, portsOf(portal));
    expect(undone).toEqual({ ok: true, done: true, withdrawn: opened - 1, kept: 1, told: 0 });
    expect((await readState(portal)).visits[key]?.rv_status).toBe('planned');
  });

  it('says what it would do without doing it, and refuses a run that never was', async () => {
    const { portal, name, opened } = await planned();
    const before = await readState(portal);
    const told = await undoRun(name, { today: TODAY, dryRun: true }, portsOf(portal));
    expect(told).toMatchObject({ withdrawn: opened, kept: 0 });
    expect(await readState(portal)).toEqual(before);
    expect(await undoRun('run:1:1', { today: TODAY }, portsOf(portal))).toMatchObject({ ok: false, reason: 'no_run' });
  });

  it('cut off at every call, is finished by asking again', async () => {
    const { portal, name } = await planned();
    const start = portal.snapshot();
    const whole = apiInto(portal);
    await undoRun(name, { today: TODAY }, portsOf(portal, whole));
    const expected = await readState(portal);
    for (let at = 2; at <= whole.sent(); at += 1) {
      portal.restore(start);
      const dying = apiInto(portal, async ({ number }, send) => {
        const answer = await send();
        if (number >= at) throw new Error('killed');
        return answer;
      });
      await expect(undoRun(name, { today: TODAY }, portsOf(portal, dying))).rejects.toThrow('killed');
      await undoRun(name, { today: TODAY }, portsOf(portal));
      expect(await readState(portal), `killed after call ${at}`).toEqual(expected);
    }
  });
});
