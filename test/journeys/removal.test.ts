import { expect, it } from 'vitest';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { batchArchive, batchWrite } from '../../src/hubspot/batch.ts';
import { install } from '../../src/hubspot/installer.ts';
import { CONTACT_STATE } from '../../src/hubspot/model.ts';
import { wholeExport } from '../../src/hubspot/whole-export.ts';
import { apiInto, openBook, planBook, readState } from '../support/book.ts';
import { portsOf } from '../support/desk.ts';

const TODAY = day('2026-11-23');

it('everything can be taken out, then deleted, and the app installed again plans the same customers anew', async () => {
  const { portal, api } = await openBook(demoCustomers(TODAY).slice(0, 12), TODAY);
  await planBook(portal, api, TODAY);
  const before = await readState(portal);
  const { portalId } = await portsOf(portal).account();
  const taken = new Map<string, readonly { readonly id: string; readonly [property: string]: string }[]>();
  for (const { name, records } of wholeExport(api, portalId)) {
    const all = [];
    for await (const page of records) all.push(...page);
    taken.set(name, all);
  }
  expect(
    taken
      .get('rv_visit')
      ?.map((visit) => visit.rv_visit_key)
      .sort(),
  ).toEqual(Object.keys(before.visits).sort());
  expect(taken.get('contacts')).toHaveLength(Object.values(before.contacts).filter((each) => each?.rv_plan_on).length);
  expect(taken.get('rv_policy')?.find(({ rv_policy_key }) => rv_policy_key === 'policy:1')?.rv_document).toBe(
    JSON.stringify(await portsOf(portal).policies.current()),
  );
  expect(taken.get('rv_run')?.length).toBeGreaterThan(0);

  for (const [name, records] of taken) {
    if (name === 'contacts') {
      // As when the properties are deleted: the customers themselves stay as they are.
      const cleared = Object.fromEntries(CONTACT_STATE.map((property) => [property.name, '']));
      const items = records.map(({ id }) => ({ key: id, id, properties: cleared }));
      await batchWrite(api, '/crm/objects/2026-09/contacts', 'update', items, 'deleting properties');
      continue;
    }
    const ids = records.map(({ id }) => id);
    await batchArchive(api, `/crm/objects/2026-09/p${portalId}_${name}`, ids, 'deleting');
  }
  const report = await install(apiInto(portal));
  expect(report.differing).toEqual([]);
  const ports = portsOf(portal);
  await ports.policies.publish(1, { ...DEFAULT_POLICY, version: 1, goLiveOn: '2026-11-23' });
  const next = day('2026-11-24');
  expect((await planBook(portal, apiInto(portal), next)).failures).toEqual([]);
  const after = await readState(portal);
  const planned = ({ visits }: typeof after) =>
    new Set(
      Object.entries(visits).flatMap(([key, visit]) => (visit.rv_status === 'planned' ? [key.split(':')[0]] : [])),
    );
  expect([...planned(after)].sort()).toEqual([...planned(before)].sort());
  // Nobody has two open tasks for it.
  const open = Object.values(after.tasks).filter(({ hs_task_status }) => hs_task_status === 'NOT_STARTED');
  expect(open).toHaveLength(Object.values(after.visits).filter(({ rv_status }) => rv_status === 'planned').length);
});
