import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/contract/policy.ts';
import { addDays, day, formatDay } from '../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import type { OptionalField, Policy } from '../../src/domain/policy/policy.ts';
import { OPTIONAL_PROFILE_FIELDS, type Profile, removedOn } from '../../src/domain/readiness/profile.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { hubspotProfileArchive } from '../../src/hubspot/profile-archive.ts';
import { servePortal } from '../../src/portal/server.ts';
import { customerProfile } from '../../src/use-cases/customers/customer-profile.ts';
import { forgetProfiles } from '../../src/use-cases/customers/forget-profiles.ts';
import { apiInto, openBook, readState } from '../support/book.ts';
import { runCommand } from '../support/command.ts';

/** Days of the portal's zone, Asia/Shanghai. */
const NOTED = day('2026-08-31');
const MAIL = 'wang@example.com';
const ROW = {
  email: MAIL,
  lastname: '王',
  hubspot_owner_id: '71',
  lifecyclestage: 'customer',
  rv_customer_kind: 'b2c',
};

const setting = (keepMonths: number): OptionalField => ({
  on: true,
  purpose: { zh: '正确称呼客户', en: 'To address the customer rightly' },
  keepMonths,
  source: 'G2:18',
  basis: 'ours',
});

async function opened(optionalFields: Policy['optionalFields']) {
  const { portal, api } = await openBook([ROW], NOTED, optionalFields ? { optionalFields } : {});
  const ports = hubspotPorts(api, { now: () => portal.now(), sleep: async () => {} });
  const { body } = await api.call({
    method: 'GET',
    path: '/crm/objects/2026-09/contacts',
    attempting: 'test',
    repeatable: true,
  });
  const id = String(body.results[0].id);
  const portalNames = async (): Promise<readonly string[]> => {
    const { body: properties } = await api.call({
      method: 'GET',
      path: '/crm/properties/2026-09/contacts',
      attempting: 'test',
      repeatable: true,
    });
    return properties.results.map(({ name }: { readonly name: string }) => name);
  };
  return {
    portal,
    api,
    open: (today = NOTED) => customerProfile({ command: 'open' }, id, today, ports),
    save: (changes: Profile, today = NOTED) => customerProfile({ command: 'save', changes }, id, today, ports),
    forget: (today: string, policy: Pick<Policy, 'optionalFields'>, dryRun = false) => {
      portal.setNow(portal.now() + 60_000);
      return forgetProfiles({ policy, today: day(today), dryRun }, hubspotProfileArchive(apiInto(portal)));
    },
    properties: async () => (await portalNames()).filter((name) => /^rv_(third_party|age|gender)/.test(name)).sort(),
    contact: async () => (await readState(portal)).contacts[MAIL],
    id,
  };
}

describe('Q34 third-party information, age and gender', () => {
  it('are off as shipped, each with a purpose, months and a source', () => {
    const shipped = DEFAULT_POLICY.optionalFields ?? {};
    expect(Object.keys(shipped).sort()).toEqual(['age', 'gender', 'third_party']);
    for (const field of OPTIONAL_PROFILE_FIELDS) {
      expect(shipped[field]).toMatchObject({ on: false, source: expect.stringContaining('G2:18') });
      expect(shipped[field]?.purpose.zh).toMatch(/\p{Script=Han}/u);
      expect(shipped[field]?.keepMonths).toBeGreaterThan(0);
    }
  });

  it.each([
    ['no months', { keepMonths: 0 }, 'optionalFields.age.keepMonths'],
    ['no purpose', { purpose: { zh: '', en: '' } }, 'optionalFields.age.purpose.zh'],
  ])('cannot be switched on with %s', (_, wrong, path) => {
    const answer = parsePolicy({ ...DEFAULT_POLICY, optionalFields: { age: { ...setting(12), ...wrong } } });
    expect(answer.ok ? [] : answer.problems.map((problem) => problem.path)).toContain(path);
  });

  it('on 2026-08-31, off: are neither asked, nor taken, nor made as a property', async () => {
    const { open, save, properties, contact } = await opened(undefined);
    const answer = await open();
    expect(answer).toMatchObject({ ok: true });
    expect(answer).not.toHaveProperty('optional');
    expect(answer.ok && answer.missing).not.toEqual(expect.arrayContaining(['age']));
    const before = await contact();
    expect(await save({ age: '40', gender: 'female', third_party: '天眼查', products: '打印机' })).toMatchObject({
      ok: false,
      reason: 'bad_input',
      faults: { age: 'not_kept', gender: 'not_kept', third_party: 'not_kept' },
    });
    expect(await contact()).toEqual(before);
    expect(await properties()).toEqual([]);
  });

  it('on: is shown with purpose and last day, kept with the day it was noted, 2026-08-31, and made alone', async () => {
    const { open, save, properties, contact } = await opened({ age: setting(6) });
    const asked = { field: 'age', keepMonths: 6, purpose: { zh: '正确称呼客户' } };
    const first = await open();
    expect(first).toMatchObject({ ok: true, optional: [asked] });
    expect(first.ok && first.missing.some((field) => field === 'age')).toBe(false);
    expect(await properties()).toEqual([]);

    expect(await save({ age: 'forty' })).toMatchObject({ ok: false, faults: { age: 'no_number' } });
    expect(await save({ age: '40' })).toMatchObject({
      ok: true,
      profile: { age: '40' },
      optional: [{ ...asked, removedOn: '2027-02-28' }],
    });
    expect(await properties()).toEqual(['rv_age', 'rv_age_noted_on']);
    expect(await contact()).toMatchObject({ rv_age: '40', rv_age_noted_on: '2026-08-31' });
    expect(await open()).toMatchObject({ ok: true, profile: { age: '40' }, optional: [{ removedOn: '2027-02-28' }] });

    await save({ age: '' });
    expect((await contact())?.rv_age_noted_on).toBeUndefined();
    expect((await open()).ok && (await open())).not.toHaveProperty('profile.age');
  });

  it('noted on 2026-08-31 for six months: kept on 2027-02-27, removed on 2027-02-28, nothing else with it', async () => {
    const policy = { optionalFields: { age: setting(6), gender: setting(24) } };
    const { save, forget, contact } = await opened(policy.optionalFields);
    await save({ age: '40', gender: 'female', products: '打印机' });
    const kept = await contact();
    expect(await forget('2027-02-27', policy)).toEqual({ age: 0, gender: 0 });
    expect(await forget('2027-02-28', policy, true)).toEqual({ age: 1, gender: 0 });
    expect(await contact()).toEqual(kept);
    expect(await forget('2027-02-28', policy)).toEqual({ age: 1, gender: 0 });
    const { rv_age: _, rv_age_noted_on: __, ...rest } = kept ?? {};
    expect(await contact()).toEqual(rest);
    expect(await forget('2027-02-28', policy)).toEqual({ age: 0, gender: 0 });
  });

  it('are removed at once where they are switched off, on 2026-09-01 already', async () => {
    const { save, forget, contact } = await opened({ gender: setting(24) });
    await save({ gender: 'female' });
    expect(await forget('2026-09-01', DEFAULT_POLICY)).toEqual({ gender: 1 });
    expect((await contact())?.rv_gender).toBeUndefined();
  });

  it('written by hand in HubSpot without a day, their time begins with the run of 2026-10-01', async () => {
    const policy = { optionalFields: { gender: setting(1) } };
    const { save, forget, contact, api, id } = await opened(policy.optionalFields);
    await save({ gender: 'female' });
    await api.call({
      method: 'PATCH',
      path: `/crm/objects/2026-09/contacts/${id}`,
      body: { properties: { rv_gender_noted_on: '' } },
      attempting: 'test',
      repeatable: true,
    });
    expect(await forget('2026-10-01', policy)).toEqual({ gender: 0 });
    expect(await contact()).toMatchObject({ rv_gender: 'female', rv_gender_noted_on: '2026-10-01' });
    expect(await forget('2026-11-01', policy)).toEqual({ gender: 1 });
  });

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-01-28', 1, '2026-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-08-31', 6, '2027-02-28'],
  ])('of %s for %i months are found by the run of %s and not the day before', async (notedOn, months, last) => {
    expect(formatDay(removedOn(day(notedOn), months))).toBe(last);
    const holder = { contactId: '1', notedOn: day(notedOn) };
    const forgotten: string[] = [];
    const run = (today: string) =>
      forgetProfiles(
        { policy: { optionalFields: { age: setting(months) } }, today: day(today), dryRun: false },
        {
          fieldsThere: async () => ['age'],
          holders: async function* (_, notedBy) {
            if (notedBy === undefined || holder.notedOn <= notedBy) yield [holder];
          },
          forget: async (_, ids) => void forgotten.push(...ids),
          note: async () => {},
        },
      );
    expect(await run(formatDay(addDays(day(last), -1)))).toEqual({ age: 0 });
    expect(await run(last)).toEqual({ age: 1 });
    expect(forgotten).toEqual(['1']);
  });

  it('go with npm run app:retain, which says how many', async () => {
    const { portal, save } = await opened({ gender: setting(24) });
    await save({ gender: 'female' });
    const ports = hubspotPorts(apiInto(portal), { now: () => portal.now() });
    await ports.policies.publish(2, { ...DEFAULT_POLICY, goLiveOn: '2026-08-31', version: 2 });
    portal.setNow(portal.now() + 60_000);
    const folder = await mkdtemp(path.join(tmpdir(), 'return-visits-optional-'));
    const served = await servePortal(portal, { port: 0 });
    try {
      const told = await runCommand('retain', ['--portal', served.url, '--out', folder, '--dry-run'], {
        HUBSPOT_TOKEN: 'test',
      });
      expect(told.code, told.stderr).toBe(0);
      expect(told.stdout).toContain('would be removed: 1 values of the profile field gender');
    } finally {
      await served.close();
      await rm(folder, { recursive: true });
    }
  });
});
