import type { PastRun, PastRuns, RunFacts, RunOutcome } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead, batchWrite, type HubspotRecord } from './batch.ts';
import { RANKING, RENEWED } from './leases.ts';
import type { ObjectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { dayOf, jsonOf, numberOf, present, textOf } from './values.ts';

/** Records of runs as people look back on them; apart from what a run needs itself, which every function that plans carries. */
export function hubspotPastRuns(api: HubspotApi, types: () => Promise<ObjectTypes>, now: () => number): PastRuns {
  const path = async (): Promise<string> => PATHS.customObjects.path.replace('{objectTypeId}', (await types()).rv_run);

  /** A run that renewed its right is told by its last record, and taken back under the name of its first. */
  async function withUndoing(runs: readonly PastRun[]): Promise<readonly PastRun[]> {
    const names = runs.filter(({ key, name }) => key !== name).map(({ name }) => name);
    if (names.length === 0) return runs;
    const firsts = await batchRead(api, await path(), names, READ_PAST, 'reading planning runs', 'rv_run_key');
    const undone = new Map(
      firsts.map(({ properties }) => {
        const { key, facts } = pastRunOf(properties, now());
        return [key, facts.undone];
      }),
    );
    return runs.map((run) => ({ ...run, facts: { ...run.facts, ...present('undone', undone.get(run.name)) } }));
  }

  return {
    async find(name) {
      const records = await batchRead(api, await path(), [name], READ_PAST, 'reading planning runs', 'rv_run_key');
      const [run] = await withUndoing(records.map(({ properties }) => pastRunOf(properties, now())));
      return run;
    },

    async latest({ since, trigger, status, after, limit }) {
      const at = String(now());
      const filters = [
        { propertyName: 'rv_expires_at', operator: 'HAS_PROPERTY' },
        trigger === undefined
          ? { propertyName: 'rv_trigger', operator: 'NOT_IN', values: [RANKING, RENEWED] }
          : { propertyName: 'rv_trigger', operator: 'EQ', value: trigger },
        ...(since === undefined ? [] : [{ propertyName: 'rv_started_at', operator: 'GTE', value: String(since) }]),
        ...(status === undefined
          ? []
          : [{ propertyName: 'rv_status', operator: 'EQ', value: status === 'died' ? 'running' : status }]),
        ...(status === 'died' ? [{ propertyName: 'rv_expires_at', operator: 'LTE', value: at }] : []),
        ...(status === 'running' ? [{ propertyName: 'rv_expires_at', operator: 'GT', value: at }] : []),
      ];
      const { body } = await api.call({
        method: 'POST',
        path: `${await path()}/search`,
        body: {
          filterGroups: [{ filters }],
          sorts: [{ propertyName: 'rv_started_at', direction: 'DESCENDING' }],
          properties: READ_PAST,
          limit,
          ...(after === undefined ? {} : { after }),
        },
        attempting: 'reading planning runs',
        repeatable: true,
      });
      return {
        runs: await withUndoing(
          (body.results as HubspotRecord[]).map(({ properties }) => pastRunOf(properties, now())),
        ),
        total: Number(body.total),
        after: body.paging?.next?.after ?? null,
      };
    },

    async noteUndone(name, undone) {
      const [record] = await batchRead(api, await path(), [name], ['rv_counts'], 'reading planning runs', 'rv_run_key');
      const kept = jsonOf<KeptOfRun>(record && textOf(record.properties, 'rv_counts')) ?? {};
      const properties = { rv_run_key: name, rv_counts: JSON.stringify({ ...kept, undone }) };
      await batchWrite(
        api,
        await path(),
        'upsert',
        [{ key: name, id: name, properties }],
        'noting that a run was taken back',
        'rv_run_key',
      );
    },
  };
}

const READ_PAST = [
  'rv_run_key',
  'rv_status',
  'rv_trigger',
  'rv_today',
  'rv_policy_version',
  'rv_started_at',
  'rv_ended_at',
  'rv_expires_at',
  'rv_counts',
];

/** Numbers of a run that count no customers. */
const NO_COUNTS = new Set(['calls', 'steps']);

type KeptOfRun = RunFacts & Partial<NonNullable<RunOutcome['begun']>>;

function pastRunOf(p: HubspotRecord['properties'], now: number): PastRun {
  const key = textOf(p, 'rv_run_key') ?? '';
  const kept = jsonOf<KeptOfRun>(textOf(p, 'rv_counts')) ?? {};
  const { run = key, startedAt = Date.parse(textOf(p, 'rv_started_at') ?? '') || 0, ...rest } = kept;
  const endedAt = Date.parse(textOf(p, 'rv_ended_at') ?? '');
  const holdsUntil = Date.parse(textOf(p, 'rv_expires_at') ?? '');
  const status = textOf(p, 'rv_status');
  const isOpen = status === 'running';
  const numbers = Object.entries(rest).filter(([name, value]) => typeof value === 'number' && !NO_COUNTS.has(name));
  return {
    key,
    name: run,
    startedAt,
    status: status === 'failed' ? 'failed' : !isOpen ? 'done' : holdsUntil > now ? 'running' : 'died',
    trigger: textOf(p, 'rv_trigger') ?? '',
    counts: Object.fromEntries(numbers) as PastRun['counts'],
    facts: rest,
    ...(Number.isNaN(endedAt) ? {} : { endedAt }),
    ...(isOpen && holdsUntil > now ? { holdsUntil } : {}),
    ...present('today', dayOf(p, 'rv_today')),
    ...present('policyVersion', numberOf(p, 'rv_policy_version')),
  };
}
