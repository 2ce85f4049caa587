import type { PolicyStore, StoredScript } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead, batchWrite, type HubspotRecord } from './batch.ts';
import { jsonOf, numberOf, textOf } from './values.ts';

type ScriptStore = Pick<PolicyStore, 'scriptsInForce' | 'scriptVersion' | 'addScriptVersion' | 'putScriptInForce'>;

const inForceKey = (id: string): string => `script:${id}`;
const versionKey = (id: string, version: number): string => `script:${id}@${version}`;
const READ = ['rv_policy_key', 'rv_version', 'rv_document'];

/** Scripts are parts of the policy: a record a version, and one record a script with the version in force. */
export function hubspotScripts(api: HubspotApi, path: () => Promise<string>): ScriptStore {
  const read = async (keys: readonly string[]): Promise<readonly StoredScript[]> =>
    (await batchRead(api, await path(), keys, READ, 'reading scripts', 'rv_policy_key')).flatMap(
      (record) => storedScript(record) ?? [],
    );

  return {
    scriptsInForce: async (ids) => (ids.length > 0 ? read(ids.map(inForceKey)) : []),

    scriptVersion: async (id, version) => (await read([versionKey(id, version)]))[0],

    async addScriptVersion(script) {
      const key = versionKey(script.id, script.version);
      // HubSpot has no compare-and-set; creating a record with a unique key is one.
      const made = await api.call({
        method: 'POST',
        path: await path(),
        body: { properties: propertiesOf(script, key) },
        attempting: 'saving the script',
        // Sent again after a lost answer it is refused, and then found to be ours.
        repeatable: true,
        alsoFine: [400, 409],
      });
      if (made.status < 300) return true;
      const [there] = await read([key]);
      if (!there)
        throw new Error(`version ${script.version} of ${script.id} was not saved: ${JSON.stringify(made.body)}`);
      return there.submissionId === script.submissionId;
    },

    async putScriptInForce(script) {
      const key = inForceKey(script.id);
      const { failures } = await batchWrite(
        api,
        await path(),
        'upsert',
        [{ key, id: key, properties: propertiesOf(script, key) }],
        'putting the script in force',
        'rv_policy_key',
      );
      if (failures[0]) throw new Error(`the script was not put in force: ${failures[0].message}`);
    },
  };
}

function propertiesOf(script: StoredScript, key: string): { readonly [name: string]: string } {
  const { id, version, ...document } = script;
  return {
    rv_policy_key: key,
    rv_kind: 'script',
    rv_version: String(version),
    rv_document: JSON.stringify({ id, ...document }),
  };
}

function storedScript({ properties }: HubspotRecord): StoredScript | undefined {
  const document = jsonOf<Partial<StoredScript>>(textOf(properties, 'rv_document'));
  const version = numberOf(properties, 'rv_version');
  if (!document?.id || version === undefined) return undefined;
  return {
    id: document.id,
    version,
    script: document.script,
    submissionId: document.submissionId ?? '',
    savedBy: document.savedBy ?? '',
    savedAt: document.savedAt ?? 0,
  };
}
