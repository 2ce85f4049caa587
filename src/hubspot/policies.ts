import type { PolicyStore } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead } from './batch.ts';
import { hubspotPolicyDesk, POINTER, versionKey } from './policy-desk.ts';
import { numberOf, textOf } from './values.ts';

/** The policy in force: one pointer record names the version, one record a version holds the document. */
export function hubspotPolicies(api: HubspotApi, path: () => Promise<string>): PolicyStore & PolicyPublisher {
  const read = async (keys: readonly string[]) =>
    new Map(
      (
        await batchRead(
          api,
          await path(),
          keys,
          ['rv_policy_key', 'rv_version', 'rv_document'],
          'reading the policy',
          'rv_policy_key',
        )
      ).map((record) => [record.properties.rv_policy_key ?? '', record.properties]),
    );

  return {
    async current(expected) {
      const found = await read([POINTER, ...(expected === undefined ? [] : [versionKey(expected)])]);
      const pointer = found.get(POINTER);
      const version = pointer ? numberOf(pointer, 'rv_version') : undefined;
      if (version === undefined) return undefined;
      const key = versionKey(version);
      const stored = found.get(key) ?? (await read([key])).get(key);
      const document = stored ? textOf(stored, 'rv_document') : undefined;
      return document === undefined ? undefined : parse(document);
    },
    async publish(version, document) {
      const desk = hubspotPolicyDesk(api, path);
      const standing = await desk.standing();
      const number = (standing?.change ?? 0) + 1;
      await desk.addChange({
        number,
        kind: 'command',
        from: standing?.version ?? 0,
        to: version,
        claimedBy: '',
        note: '',
      });
      // The version first, the pointer last: a crash between leaves the old policy in force.
      await desk.putVersion(version, JSON.stringify(document));
      await desk.putInForce({ version, newest: Math.max(version, standing?.newest ?? 0), change: number });
    },
  };
}

/** Publishing from the command line: whoever holds the token answers for it, nobody else is asked. */
export interface PolicyPublisher {
  publish(version: number, document: unknown): Promise<void>;
}

function parse(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    // Refused with its reason by the policy parser, like any other document that is none.
    return document;
  }
}
