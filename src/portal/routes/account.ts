/** `/account-info/{version}` and `/crm/limits/{version}`: what the portal is, and how full. */
import type { Hono } from 'hono';
import type { Core } from '../core.ts';
import { answer, type PortalEnv } from '../http.ts';
import type { AssociationType } from '../objects/association-types.ts';
import type { PipelineDoc } from '../objects/pipeline.ts';
import { customType, findType } from '../objects/registry.ts';
import type { SchemaDoc } from '../objects/schema.ts';
import { type ObjectType, standardTypes } from '../objects/types.ts';
import type { RateLimiter } from '../rate-limits.ts';

export function accountRoutes(app: Hono<PortalEnv>, core: Core, rates: RateLimiter): void {
  app.get('/account-info/details', () =>
    answer(200, {
      portalId: core.portalId,
      accountType: 'DEVELOPER_TEST',
      timeZone: core.timeZone,
      companyCurrency: 'USD',
      additionalCurrencies: [],
      utcOffset: utcOffset(core.timeZone, core.clock.now()),
      utcOffsetMilliseconds: utcOffsetMs(core.timeZone, core.clock.now()),
      uiDomain: 'app.hubspot.com',
      dataHostingLocation: 'na1',
    }),
  );

  app.get('/account-info/api-usage/daily', () => apiUsage());
  app.get('/account-info/api-usage/daily/private-apps', () => apiUsage());

  function apiUsage(): Response {
    const { used, resetsAt } = rates.dayOf(core.clock.now());
    return answer(200, {
      results: [
        {
          name: 'private-apps-api-calls-daily',
          usageLimit: core.limits.callsPerDay,
          currentUsage: used,
          collectedAt: new Date(core.clock.now()).toISOString(),
          fetchStatus: 'SUCCESS',
          resetsAt: new Date(resetsAt).toISOString(),
        },
      ],
    });
  }

  // [unverified] The shapes of the limits' answers follow their documentation's field names, not a recording.
  app.get('/limits/custom-object-types', () => {
    const { customObjectTypes: limit } = core.limits;
    const usage = schemas().length;
    return answer(200, { limit, usage, percentage: percentage(usage, limit) });
  });

  app.get('/limits/records', () => {
    const custom = schemas().map((schema) => {
      const type = customType(schema);
      return { ...subject(type), usage: core.store.liveCount(type.typeId) };
    });
    const usage = custom.reduce((sum, one) => sum + one.usage, 0);
    const limit = core.limits.customObjectRecords;
    return answer(200, {
      hubspotDefinedObjectTypes: standardTypes.map((type) => ({
        ...subject(type),
        usage: core.store.liveCount(type.typeId),
        limit: 15_000_000,
        percentage: percentage(core.store.liveCount(type.typeId), 15_000_000),
      })),
      customObjectTypes: {
        overallLimit: limit,
        overallUsage: usage,
        overallPercentage: percentage(usage, limit),
        byObjectType: custom.map((one) => ({ ...one, limit, percentage: percentage(one.usage, limit) })),
      },
    });
  });

  app.get('/limits/custom-properties', () => {
    const limit = core.limits.customPropertiesPerObject;
    const byObjectType = types().map((type) => {
      const usage = ownProperties(type).length;
      return { ...subject(type), limit, usage, percentage: percentage(usage, limit) };
    });
    const overallUsage = byObjectType.reduce((sum, one) => sum + one.usage, 0);
    const overallLimit = core.limits.customProperties;
    return answer(200, {
      overallLimit,
      overallUsage,
      overallPercentage: percentage(overallUsage, overallLimit),
      byObjectType,
    });
  });

  app.get('/limits/calculated-properties', () => {
    const usage = types().flatMap((type) => ownProperties(type).filter((property) => property.calculated)).length;
    return answer(200, { limit: 200, usage, percentage: percentage(usage, 200) });
  });

  app.get('/limits/pipelines', () => {
    const limit = core.limits.pipelines;
    const results = ['0-3', '0-5'].map((typeId) => {
      const usage = core.store
        .docs<PipelineDoc>('pipeline')
        .filter((one) => one.objectTypeId === typeId && !one.archived).length;
      return { ...subject(findType(core.store, typeId)), limit, usage, percentage: percentage(usage, limit) };
    });
    return answer(200, { results });
  });

  app.get('/limits/associations/labels', () => {
    const pairs = new Map<string, number>();
    for (const kind of core.store.docs<AssociationType>('associationType')) {
      if (kind.label === null) continue;
      const pair = `${kind.fromTypeId}>${kind.toTypeId}`;
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
    const limit = core.limits.associationLabelsPerPair;
    return answer(200, {
      results: [...pairs].map(([pair, usage]) => {
        const [fromObjectTypeId, toObjectTypeId] = pair.split('>');
        return { fromObjectTypeId, toObjectTypeId, limit, usage, percentage: percentage(usage, limit) };
      }),
    });
  });

  function schemas(): SchemaDoc[] {
    return core.store.docs<SchemaDoc>('schema').filter((schema) => !schema.archived);
  }

  function types(): ObjectType[] {
    return [...standardTypes, ...schemas().map(customType)];
  }

  function ownProperties(type: ObjectType) {
    return [...core.store.properties(type.typeId).values()].filter(
      (property) => !property.hubspotDefined && !property.archived,
    );
  }
}

function subject(type: ObjectType) {
  return { objectTypeId: type.typeId, singularLabel: type.labels.singular, pluralLabel: type.labels.plural };
}

function percentage(usage: number, limit: number): number {
  return limit === 0 ? 0 : Math.round((usage / limit) * 10_000) / 100;
}

/** Making one takes ten times as long as using it, and every call asks for the day. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** Milliseconds by which the zone's clocks are ahead of UTC. */
export function utcOffsetMs(timeZone: string, at: number): number {
  const parts = clockOf(timeZone).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(at / 1_000) * 1_000;
}

function utcOffset(timeZone: string, at: number): string {
  const minutes = Math.round(utcOffsetMs(timeZone, at) / 60_000);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}
