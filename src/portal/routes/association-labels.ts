/** `/crm/associations/{version}/{from}/{to}/labels` and limits per kind. Rules without a mark are [observed live]. */
import type { Hono } from 'hono';
import type { Core } from '../core.ts';
import { ApiError, alreadyExists, invalid, notFound } from '../errors.ts';
import { answer, batchAnswer, noContent, type PortalEnv, readBody } from '../http.ts';
import {
  type AssociationCategory,
  type AssociationType,
  associationKey,
  associationPair,
} from '../objects/association-types.ts';
import { asArray, asInteger, asObject, asOptionalText, asText } from '../objects/input.ts';
import type { ObjectType } from '../objects/types.ts';
import { ends } from './associations.ts';

interface LimitDoc {
  readonly key: string;
  readonly category: AssociationCategory;
  readonly typeId: number;
  readonly fromTypeId: string;
  readonly toTypeId: string;
  readonly maxToObjectIds: number;
}

export function associationLabelRoutes(app: Hono<PortalEnv>, core: Core): void {
  app.get('/associations/:from/:to/labels', (call) => {
    const [from, to] = ends(core, call);
    return answer(200, { results: core.store.associationTypes(from.typeId, to.typeId).map(formatLabel) });
  });

  app.post('/associations/:from/:to/labels', async (call) => {
    const [from, to] = ends(core, call);
    const body = asObject((await readBody(call)).value, 'PublicAssociationDefinitionCreateRequest');
    const name = asText(body.name, 'name');
    if (!/^[a-z_][a-z0-9_]*$/i.test(name))
      throw invalid(`The name ${name} must not begin with a digit or hold a hyphen.`);
    if (body.label === undefined || body.label === null) throw invalid('Some required fields were not set: [label]');
    const label = asText(body.label, 'label');
    const inverseLabel = asOptionalText(body.inverseLabel, 'inverseLabel') ?? label;
    if (core.store.docs<AssociationType>('associationType').some((kind) => kind.name === name)) {
      throw alreadyExists(`An association label named '${name}' already exists.`);
    }
    refuseTooMany(core, from, to);
    const forward = core.store.nextNumber('associationType', 1);
    const same = from.typeId === to.typeId && label === inverseLabel;
    const back = same ? forward : core.store.nextNumber('associationType', 1);
    const pair = associationPair({
      category: 'USER_DEFINED',
      fromTypeId: from.typeId,
      toTypeId: to.typeId,
      forward,
      back,
      // An empty label makes the pair without a label.
      label: label === '' ? null : label,
      inverseLabel: inverseLabel === '' ? null : inverseLabel,
      name,
    });
    for (const kind of pair) core.store.putDoc('associationType', kind.key, kind);
    return answer(200, { results: pair.map(formatLabel) });
  });

  app.put('/associations/:from/:to/labels', async (call) => {
    const [from, to] = ends(core, call);
    const body = asObject((await readBody(call)).value, 'PublicAssociationDefinitionUpdateRequest');
    const kind = labelNumbered(core, from, to, asInteger(body.associationTypeId, 'associationTypeId'));
    const label = asText(body.label, 'label');
    const inverseLabel = asOptionalText(body.inverseLabel, 'inverseLabel') ?? label;
    core.store.putDoc('associationType', kind.key, { ...kind, label });
    const inverse = core.store.associationType(kind.inverseKey);
    if (inverse !== undefined && inverse.key !== kind.key) {
      core.store.putDoc('associationType', inverse.key, { ...inverse, label: inverseLabel });
    }
    return noContent();
  });

  app.delete('/associations/:from/:to/labels/:typeId', (call) => {
    const [from, to] = ends(core, call);
    const kind = labelNumbered(core, from, to, asInteger(call.req.param('typeId'), 'associationTypeId'));
    const labelled = core.store
      .associationTypes(kind.fromTypeId, kind.toTypeId)
      .some((other) => other.category === 'USER_DEFINED' && other.label !== null);
    if (kind.label === null && labelled) {
      throw invalid('The association without a label cannot be deleted while labels remain.');
    }
    dropFromRecords(core, kind);
    for (const key of new Set([kind.key, kind.inverseKey])) core.store.deleteDoc('associationType', key);
    return noContent();
  });

  app.get('/associations/definitions/configurations/all', () =>
    answer(200, { results: core.store.docs<LimitDoc>('associationLimit').map(formatLimit) }),
  );

  app.get('/associations/definitions/configurations/:from/:to', (call) => {
    const [from, to] = ends(core, call);
    const limits = core.store.docs<LimitDoc>('associationLimit');
    return answer(200, {
      results: limits
        .filter((limit) => limit.fromTypeId === from.typeId && limit.toTypeId === to.typeId)
        .map(formatLimit),
    });
  });

  for (const [verb, status] of [
    ['create', 201],
    ['update', 200],
  ] as const) {
    app.post(`/associations/definitions/configurations/:from/:to/batch/${verb}`, async (call) => {
      const startedAt = core.clock.now();
      const [from, to] = ends(core, call);
      const results = asArray(asObject((await readBody(call)).value).inputs, 'inputs').map((one) => {
        const input = asObject(one, 'inputs');
        const category = asText(input.category, 'category') as AssociationCategory;
        const typeId = asInteger(input.typeId, 'typeId');
        const key = associationKey(category, typeId);
        const kind = core.store.associationType(key);
        if (kind?.fromTypeId !== from.typeId || kind.toTypeId !== to.typeId)
          throw invalid(`No association type ${key} from ${from.typeId} to ${to.typeId}`);
        const maxToObjectIds = asInteger(input.maxToObjectIds, 'maxToObjectIds');
        if (maxToObjectIds < 1) throw invalid(`maxToObjectIds must be at least 1, got ${maxToObjectIds}`);
        const limit: LimitDoc = { key, category, typeId, fromTypeId: from.typeId, toTypeId: to.typeId, maxToObjectIds };
        core.store.putDoc('associationLimit', key, limit);
        return verb === 'create'
          ? formatLimit(limit)
          : { ...formatLimit(limit), userEnforcedMaxToObjectIds: maxToObjectIds };
      });
      return batchAnswer(core, status, results, [], startedAt);
    });
  }

  app.post('/associations/definitions/configurations/:from/:to/batch/purge', async (call) => {
    ends(core, call);
    for (const one of asArray(asObject((await readBody(call)).value).inputs, 'inputs')) {
      const { category, typeId } = asObject(one, 'inputs');
      core.store.deleteDoc('associationLimit', `${String(category)}:${String(typeId)}`);
    }
    return noContent();
  });
}

function labelNumbered(core: Core, from: ObjectType, to: ObjectType, typeId: number): AssociationType {
  const kind = core.store
    .docs<AssociationType>('associationType')
    .find((one) => one.typeId === typeId && one.fromTypeId === from.typeId && one.toTypeId === to.typeId);
  if (kind === undefined) throw notFound(`No association label ${typeId} from ${from.typeId} to ${to.typeId}`);
  return kind;
}

function refuseTooMany(core: Core, from: ObjectType, to: ObjectType): void {
  const labels = core.store
    .docs<AssociationType>('associationType')
    .filter((kind) => kind.label !== null && kind.fromTypeId === from.typeId && kind.toTypeId === to.typeId);
  const most = core.limits.associationLabelsPerPair;
  // The 51st label answers with a status of HubSpot's own.
  if (labels.length >= most) {
    throw new ApiError(437, {
      message: `At most ${most} labels are allowed from ${from.typeId} to ${to.typeId}`,
      category: 'LIMIT_EXCEEDED',
    });
  }
}

/** [unverified] Records joined by a deleted label alone stay joined by the kind without a label, if there is one. */
function dropFromRecords(core: Core, kind: AssociationType): void {
  const dropped = new Set([kind.key, kind.inverseKey]);
  for (const record of [...core.store.records(kind.fromTypeId)]) {
    for (const [toId, kinds] of [...core.store.linked(kind.fromTypeId, record.id, kind.toTypeId)]) {
      const left = kinds.filter((key) => !dropped.has(key));
      if (left.length === kinds.length) continue;
      core.store.change({
        op: 'link',
        fromTypeId: kind.fromTypeId,
        fromId: record.id,
        toTypeId: kind.toTypeId,
        toId,
        kinds: left,
      });
    }
  }
}

function formatLabel(kind: AssociationType): object {
  return { category: kind.category, typeId: kind.typeId, label: kind.label };
}

function formatLimit(limit: LimitDoc) {
  return {
    category: limit.category,
    typeId: limit.typeId,
    fromObjectTypeId: limit.fromTypeId,
    toObjectTypeId: limit.toTypeId,
    userEnforcedMaxToObjectIds: limit.maxToObjectIds,
  };
}
