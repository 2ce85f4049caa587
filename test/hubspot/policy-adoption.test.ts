import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { install } from '../../src/hubspot/installer.ts';
import { adoptPolicy } from '../../src/hubspot/policy-adoption.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { createPortal } from '../../src/portal/portal.ts';
import { apiInto } from '../support/book.ts';

const POLICY = { ...DEFAULT_POLICY, version: 2, goLiveOn: '2026-11-02' };

/** As an installation left it whose policy in force was a record that named a version. */
async function olderPortal(records: readonly { readonly [name: string]: string }[]) {
  const portal = createPortal({ timeZone: 'Asia/Shanghai', rateLimits: false, seed: 7 });
  const api = apiInto(portal);
  await install(api);
  const ports = hubspotPorts(api, { now: () => portal.now() });
  const { portalId } = await ports.account();
  for (const properties of records)
    await api.call({
      method: 'POST',
      path: `/crm/objects/2026-09/p${portalId}_rv_policy`,
      body: { properties },
      attempting: 'test',
      repeatable: false,
    });
  return { ports, adopt: () => adoptPolicy(api) };
}

const version = (number: number, document: string) => ({
  rv_policy_key: `policy:${number}`,
  rv_kind: 'policy',
  rv_version: String(number),
  rv_document: document,
});
const pointer = (number: number) => ({
  rv_policy_key: 'pointer',
  rv_version: String(number),
  rv_meta: JSON.stringify({ newest: 3, change: 5 }),
});

describe('installing over a portal whose policy in force was only named', () => {
  it('puts that policy in force as it was, with its number and the change that made it so', async () => {
    const text = JSON.stringify(POLICY);
    const { ports, adopt } = await olderPortal([version(2, text), version(3, '{}'), pointer(2)]);
    expect(await ports.policies.current()).toBeUndefined();
    await adopt();
    expect(await ports.policies.current()).toEqual(JSON.parse(text));
    expect(await ports.desk.standing()).toEqual({ version: 2, newest: 3, change: 5 });
  });

  it('changes nothing the second time, nor after something was published', async () => {
    const { ports, adopt } = await olderPortal([version(2, JSON.stringify(POLICY)), pointer(2)]);
    await adopt();
    await ports.policies.publish(4, { ...POLICY, version: 4 });
    await adopt();
    expect(await ports.desk.standing()).toEqual({ version: 4, newest: 4, change: 6 });
    expect(await ports.policies.current()).toMatchObject({ version: 4 });
  });

  it.each([
    ['nothing was ever published', []],
    ['the version that is named is gone', [pointer(2)]],
  ])('leaves a portal without a policy where %s', async (_, records) => {
    const { ports, adopt } = await olderPortal(records);
    await adopt();
    expect(await ports.policies.current()).toBeUndefined();
    expect(await ports.desk.standing()).toBeUndefined();
  });
});
