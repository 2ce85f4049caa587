import { describe, expect, it } from 'vitest';
import type { CustomerProfileCommand } from '../../src/contract/customer-profile.ts';
import type { ReadinessAnswer } from '../../src/contract/readiness.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { DuplicateFinder } from '../../src/domain/readiness/duplicates.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { customerProfile } from '../../src/use-cases/customers/customer-profile.ts';
import { readPhone } from '../../src/use-cases/customers/phone-doubt.ts';
import { correctForms, readiness } from '../../src/use-cases/customers/readiness.ts';
import { apiInto, openBook, readState } from '../support/book.ts';

const TODAY = day('2026-11-23');
const PHONE = '010-6552 9988';

const ROWS: Record<string, string>[] = [
  {
    email: 'fit@example.com',
    lastname: 'Fit',
    lifecyclestage: 'customer',
    hubspot_owner_id: '1001',
    phone: '+86 10 6552 9900',
    rv_signed_on: '2026-01-05',
    rv_time_zone: 'Asia/Shanghai',
    rv_consents: 'call',
    rv_profile_checked_on: '2026-11-01',
  },
  { email: 'bare@example.com', lastname: 'Bare', lifecyclestage: 'customer', phone: PHONE },
  {
    email: 'other@example.com',
    lastname: 'Other',
    lifecyclestage: 'customer',
    hubspot_owner_id: '1001',
    phone: '010 65529988 ',
    rv_signed_on: '2026-11-20',
    rv_preference_tags: '证件 11010519491231002X',
  },
  { email: 'lead@example.com', lastname: 'Lead', lifecyclestage: 'lead' },
];

describe('readiness through the portal', () => {
  async function opened() {
    const { portal } = await openBook(ROWS, TODAY);
    const ports = hubspotPorts(apiInto(portal), { now: () => portal.now(), sleep: async () => {} });
    return { portal, ports };
  }
  function fine(answer: ReadinessAnswer) {
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    return answer;
  }

  it('counts and lists what stops contacts of the book, by finding and by rule', async () => {
    const { ports } = await opened();
    const answer = fine(await readiness(ports, { today: TODAY }));
    expect(answer).toMatchObject({ done: true, customers: 3, stopped: 1, more: 0 });
    expect(Object.fromEntries(answer.counts.map(({ kind, customers }) => [kind, customers]))).toEqual({
      no_owner: 1,
      no_start: 1,
      never_asked: 2,
      no_zone: 2,
      stale_profile: 2,
      phone_form: 1,
      id_number: 1,
    });
    expect(answer.rows.map(({ name }) => name)).toEqual(['Bare', 'Other']);
    expect(answer.rules).toContainEqual(expect.objectContaining({ rule: 'P08', because: 'no_owner', customers: 1 }));
    expect(JSON.stringify(answer)).not.toContain('11010519491231002X');
  });

  it('goes on where it stopped, and hands on what duplicates are found by', async () => {
    const { ports } = await opened();
    const answer = fine(await readiness(ports, { today: TODAY, shouldStop: () => true }));
    const finder = new DuplicateFinder();
    for (const [id, keys] of Object.entries(answer.keys)) finder.add(id, keys);
    expect(finder.groups()).toEqual([{ by: 'phone', ids: answer.rows.map(({ id }) => id), contacts: 2 }]);
    expect(JSON.stringify(answer.keys)).not.toContain('6552');
  });

  it('corrects forms where it is safe, and nothing else', async () => {
    const { portal, ports } = await opened();
    const before = await readState(portal);
    const { rows } = fine(await readiness(ports, { today: TODAY }));
    const ids = rows.map(({ id }) => id);
    expect(await correctForms(ports, { kind: 'phone_form', ids, today: TODAY })).toMatchObject({
      ok: true,
      corrected: 1,
      failed: [],
    });
    const again = fine(await readiness(ports, { today: TODAY }));
    expect(again.counts.find(({ kind }) => kind === 'phone_form')).toBeUndefined();
    expect(await correctForms(ports, { kind: 'phone_form', ids, today: TODAY })).toMatchObject({
      ok: true,
      corrected: 0,
    });
    expect(await readState(portal)).toEqual(before);
  });

  it('gives phones their country code in bulk, as shown before, and touches no doubtful one', async () => {
    const { ports } = await opened();
    const { rows } = fine(await readiness(ports, { today: TODAY, readPhone }));
    const fixes = rows.flatMap(({ name, findings }) =>
      findings.flatMap(({ kind, fix }) => (kind === 'phone_form' ? [[name, fix]] : [])),
    );
    // Those of the same customer become the same number.
    expect(fixes).toEqual([
      ['Bare', '+861065529988'],
      ['Other', '+861065529988'],
    ]);
    const ids = rows.map(({ id }) => id);
    expect(await correctForms(ports, { kind: 'phone_form', ids, today: TODAY, readPhone })).toMatchObject({
      corrected: 2,
      failed: [],
    });
    const again = fine(await readiness(ports, { today: TODAY, readPhone }));
    expect(again.counts.map(({ kind }) => kind)).not.toContain('phone_form');
  });

  it('asks for the profiles that nobody looked through: one task a customer and quarter, done by looking through it', async () => {
    const { portal, ports } = await opened();
    const { rows } = fine(await readiness(ports, { today: TODAY }));
    const stale = rows.filter(({ findings }) => findings.some(({ kind }) => kind === 'stale_profile'));
    const ids = stale.map(({ id }) => id);
    expect(stale.map(({ name }) => name)).toEqual(['Bare', 'Other']);
    const asked = { kind: 'stale_profile', ids, today: TODAY } as const;
    // Bare has no owner: there is nobody to ask.
    expect(await correctForms(ports, asked)).toMatchObject({ ok: true, corrected: 1, failed: [] });
    expect(await correctForms(ports, asked)).toMatchObject({ ok: true, corrected: 0, failed: [] });
    const other = ids[1] ?? '';
    const tasks = async () => (await readState(portal)).tasks;
    const key = `profile:${other}:2026Q4`;
    expect(await tasks()).toMatchObject({
      [key]: {
        hs_task_subject: '画像核对 Profile check — Other',
        hs_task_status: 'NOT_STARTED',
        hubspot_owner_id: '1001',
      },
    });
    expect((await readState(portal)).associations).toContain(`${key} – other@example.com`);

    expect(await customerProfile({ command: 'checked' }, other, TODAY, ports)).toMatchObject({
      ok: true,
      checkedOn: '2026-11-23',
      checkBy: '2027-02-21',
    });
    expect((await tasks())[key]?.hs_task_status).toBe('COMPLETED');
    expect(await correctForms(ports, asked)).toMatchObject({ corrected: 0 });
  });
});

describe('the profile of a customer', () => {
  async function opened() {
    const { portal, api } = await openBook(ROWS, TODAY);
    const ports = hubspotPorts(api, { now: () => portal.now(), sleep: async () => {} });
    const page = await ports.checks.page({ after: undefined, lifecycleStages: ['customer'], anyTier: true });
    const id = page.customers.find(({ name }) => name === 'Other')?.id ?? '';
    return { portal, told: (command: CustomerProfileCommand) => customerProfile(command, id, TODAY, ports) };
  }

  it('says what is missing, and keeps what people found out', async () => {
    const { portal, told } = await opened();
    expect(await told({ command: 'open' })).toMatchObject({
      ok: true,
      profile: { signed_on: '2026-11-20' },
      missing: expect.arrayContaining(['kind', 'company', 'industry', 'products', 'channel']),
    });
    const saved = await told({
      command: 'save',
      changes: { kind: 'b2b', company: '华信科技', staff: '120', source: 'exhibition', channel: 'wechat' },
    });
    expect(saved).toMatchObject({ ok: true, profile: { company: '华信科技', staff: '120', source: 'exhibition' } });
    const { contacts } = await readState(portal);
    expect(contacts['other@example.com']).toMatchObject({
      rv_customer_kind: 'b2b',
      rv_staff: '120',
      rv_source: 'exhibition',
      rv_preferred_channel: 'wechat',
      rv_replan: 'true',
    });
    // A consumer has no company to ask about.
    const person = await told({ command: 'save', changes: { kind: 'b2c', company: '' } });
    expect(person.ok && person.missing).toEqual(['products', 'contract_amount']);
  });

  it('keeps no identity number and no private mobile, and nothing of what came with them', async () => {
    const { portal, told } = await opened();
    const before = await readState(portal);
    expect(
      await told({
        command: 'save',
        changes: { company: '华信', source_note: '微信 13800138000', products: '11010519491231002X', staff: 'many' },
      }),
    ).toMatchObject({
      ok: false,
      reason: 'bad_input',
      faults: { source_note: 'private_mobile', products: 'id_number', staff: 'no_number' },
    });
    expect(await readState(portal)).toEqual(before);
  });
});
