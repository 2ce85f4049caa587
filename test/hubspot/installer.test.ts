import { describe, expect, it } from 'vitest';
import type { Answer, HubspotApi } from '../../src/hubspot/api.ts';
import { install } from '../../src/hubspot/installer.ts';
import { ACTIVITIES, CONTACT_FACTS, CONTACT_STATE, OBJECTS } from '../../src/hubspot/model.ts';
import { createPortal, type Portal } from '../../src/portal/portal.ts';
import { apiInto, type Sent } from '../support/book.ts';

const emptyPortal = (): Portal => createPortal({ rateLimits: false, now: () => Date.parse('2026-11-23T01:00:00Z') });

async function namesOf(api: HubspotApi, type: string): Promise<string[]> {
  const { body } = await api.call({
    method: 'GET',
    path: `/crm/properties/2026-09/${type}`,
    attempting: 'test',
    repeatable: true,
  });
  return (body.results as { name: string }[]).map((property) => property.name);
}

describe('the installer', () => {
  it('creates the objects, the properties, the keys of tasks and activities, associations and labels', async () => {
    const api = apiInto(emptyPortal());
    const report = await install(api);
    expect(report.differing).toEqual([]);
    for (const object of OBJECTS) expect(report.created).toContain(`object ${object.name}`);
    const contacts = await namesOf(api, 'contacts');
    for (const property of [...CONTACT_FACTS, ...CONTACT_STATE]) expect(contacts).toContain(property.name);
    expect(await namesOf(api, 'tasks')).toContain('rv_task_key');
    for (const activity of ACTIVITIES) expect(await namesOf(api, activity)).toContain('rv_activity_key');
    expect(report.created).toContain('association rv_visit–rv_issue');
    expect(report.created).toContain('label rv_issue–rv_visit "raised in"');
  });

  it('creates nothing the second time, and says what is present', async () => {
    const api = apiInto(emptyPortal());
    const first = await install(api);
    const again = await install(api);
    expect(again.created).toEqual([]);
    expect(again.present).toBeGreaterThanOrEqual(first.created.length - 10);
  });

  it('adds to an object what a later version needs, and leaves what people added', async () => {
    const portal = emptyPortal();
    const api = apiInto(portal);
    await install(api);
    await api.call({
      method: 'POST',
      path: '/crm/properties/2026-09/contacts',
      body: { name: 'own_note', label: 'Own note', type: 'string', fieldType: 'text', groupName: 'contactinformation' },
      attempting: 'test',
      repeatable: false,
    });
    await api.call({
      method: 'DELETE',
      path: '/crm/properties/2026-09/contacts/rv_tier',
      attempting: 'test',
      repeatable: false,
    });
    expect((await install(api)).created).toEqual(['property contacts.rv_tier']);
    expect(await namesOf(api, 'contacts')).toContain('own_note');
  });

  it('adds the choices that a later version needs, and leaves those that people added', async () => {
    const api = apiInto(emptyPortal());
    await install(api);
    const path = '/crm/properties/2026-09/contacts/rv_tier';
    const option = (value: string) => ({ value, label: value, displayOrder: 0, hidden: false });
    const body = { options: [option('A'), option('D')] };
    await api.call({ method: 'PATCH', path, body, attempting: 'test', repeatable: false });
    expect((await install(api)).created).toEqual(['choice contacts.rv_tier B', 'choice contacts.rv_tier C']);
    const { body: stored } = await api.call({ method: 'GET', path, attempting: 'test', repeatable: true });
    expect(stored.options.map(({ value }: { value: string }) => value)).toEqual(['A', 'D', 'B', 'C']);
    expect((await install(api)).created).toEqual([]);
  });

  it('goes on where it was cut off, at any call', async () => {
    const whole = apiInto(emptyPortal());
    await install(whole);
    const wanted = (await namesOf(whole, 'contacts')).sort();
    for (let at = 1; at <= whole.sent(); at += 4) {
      const portal = emptyPortal();
      const dying = apiInto(portal, async ({ number }: Sent, send: () => Promise<Answer>) => {
        if (number > at) throw new Error('cut off');
        return send();
      });
      await install(dying).catch((error: Error) => expect(error.message).toBe('cut off'));
      const api = apiInto(portal);
      await install(api);
      expect((await namesOf(api, 'contacts')).sort(), `cut off after call ${at}`).toEqual(wanted);
      expect((await install(api)).created, `cut off after call ${at}`).toEqual([]);
    }
  });

  it('reports a property of another type and leaves it as it is', async () => {
    const api = apiInto(emptyPortal());
    await api.call({
      method: 'POST',
      path: '/crm/properties/2026-09/contacts',
      body: {
        name: 'rv_signed_on',
        label: 'Signed',
        type: 'string',
        fieldType: 'text',
        groupName: 'contactinformation',
      },
      attempting: 'test',
      repeatable: false,
    });
    expect((await install(api)).differing).toEqual(['contacts.rv_signed_on is string, needed is date']);
  });
});
