import type { PolicyStore } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead, batchWrite } from './batch.ts';
import type { ObjectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { hubspotScripts } from './scripts.ts';
import { numberOf, textOf } from './values.ts';

const POINTER = 'pointer';
const versionKey = (version: number): string => `policy:${version}`;

/** The policy in force: one pointer record names the version, one record a version holds the document. */
export function hubspotPolicies(api: HubspotApi, types: () => Promise<ObjectTypes>): PolicyStore & PolicyPublisher {
  const path = async (): Promise<string> =>
    PATHS.customObjects.path.replace('{objectTypeId}', (await types()).rv_policy);
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
    ...hubspotScripts(api, path),
    async current() {
      const pointer = (await read([POINTER])).get(POINTER);
      const version = pointer ? numberOf(pointer, 'rv_version') : undefined;
      if (version === undefined) return undefined;
      const stored = (await read([versionKey(version)])).get(versionKey(version));
      const document = stored ? textOf(stored, 'rv_document') : undefined;
      return document === undefined ? undefined : parse(document);
    },
    async publish(version, document) {
      const write = async (key: string, properties: { readonly [name: string]: string }) => {
        const { failures } = await batchWrite(
          api,
          await path(),
          'upsert',
          [{ key, id: key, properties: { rv_policy_key: key, rv_version: String(version), ...properties } }],
          'publishing the policy',
          'rv_policy_key',
        );
        if (failures[0]) throw new Error(`the policy was not published: ${failures[0].message}`);
      };
      // The version first, the pointer last: a crash between leaves the old policy in force.
      await write(versionKey(version), { rv_kind: 'policy', rv_document: JSON.stringify(document) });
      await write(POINTER, { rv_kind: 'pointer' });
    },
  };
}

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
