/** `/crm/v3/associations/…`: the older way, in which a word names the kind. */
import type { Hono } from 'hono';
import { type Core, sourceOf } from '../core.ts';
import { invalid } from '../errors.ts';
import { answer, type BatchProblem, batchAnswer, noContent, type PortalEnv, readBody } from '../http.ts';
import type { AssociationType } from '../objects/association-types.ts';
import { asArray, asObject, asText, type Json } from '../objects/input.ts';
import { join, part } from '../objects/links.ts';
import { recordNotFound } from '../objects/records.ts';
import { ends } from './associations.ts';

export function associationV3Routes(app: Hono<PortalEnv>, core: Core): void {
  app.get('/associations-v3/:from/:to/types', (call) => {
    const [from, to] = ends(core, call);
    const kinds = core.store.associationTypes(from.typeId, to.typeId);
    return answer(200, { results: kinds.map((kind) => ({ id: String(kind.typeId), name: kind.name })) });
  });

  app.post('/associations-v3/:from/:to/batch/create', async (call) => {
    const startedAt = core.clock.now();
    const [from, to] = ends(core, call);
    const problems: BatchProblem[] = [];
    const results: object[] = [];
    for (const input of inputsOf((await readBody(call)).value)) {
      const kind = kindNamed(core.store.associationTypes(from.typeId, to.typeId), asText(input.type, 'type'));
      const [fromId, toId] = [idOf(input.from), idOf(input.to)];
      const record = core.store.liveRecord(from.typeId, fromId);
      const other = core.store.liveRecord(to.typeId, toId);
      if (record === undefined || other === undefined) {
        const [type, id] = record === undefined ? [from, fromId] : [to, toId];
        problems.push({ error: recordNotFound(type, id).body, context: { id: [id] } });
      } else if (record === other) {
        problems.push({
          error: { category: 'VALIDATION_ERROR', message: `Object ${fromId} cannot be associated to itself (${toId})` },
          context: {},
        });
      } else {
        join(core, record, other, [kind], sourceOf(call.env.caller));
        results.push({ from: { id: record.id }, to: { id: other.id }, type: kind.name });
      }
    }
    return batchAnswer(core, 201, results, problems, startedAt);
  });

  app.post('/associations-v3/:from/:to/batch/read', async (call) => {
    const startedAt = core.clock.now();
    const [from, to] = ends(core, call);
    const problems: BatchProblem[] = [];
    const results: object[] = [];
    for (const input of inputsOf((await readBody(call)).value)) {
      const id = asText(input.id, 'id');
      const linked = [...core.store.linked(from.typeId, core.store.currentId(from.typeId, id), to.typeId)];
      if (linked.length > 0) {
        const others = linked.flatMap(([toId, kinds]) =>
          kinds.map((key) => ({ id: toId, type: core.store.associationType(key)?.name ?? key })),
        );
        results.push({ from: { id }, to: others });
        continue;
      }
      problems.push({
        error: {
          category: 'OBJECT_NOT_FOUND',
          subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
          message: `No ${to.singular} is associated with ${from.singular} ${id}.`,
        },
        context: { fromObjectId: [id], fromObjectType: [from.singular], toObjectType: [to.singular] },
      });
    }
    return batchAnswer(core, 200, results, problems, startedAt);
  });

  app.post('/associations-v3/:from/:to/batch/archive', async (call) => {
    const [from, to] = ends(core, call);
    for (const input of inputsOf((await readBody(call)).value)) {
      const kind = kindNamed(core.store.associationTypes(from.typeId, to.typeId), asText(input.type, 'type'));
      const record = core.store.liveRecord(from.typeId, idOf(input.from));
      const toId = core.store.currentId(to.typeId, idOf(input.to));
      if (record !== undefined) part(core, record, to.typeId, toId, [kind.key], sourceOf(call.env.caller));
    }
    return noContent();
  });
}

/** A kind by its word or its number. */
function kindNamed(kinds: readonly AssociationType[], word: string): AssociationType {
  const kind = kinds.find((candidate) => candidate.name === word.toLowerCase() || String(candidate.typeId) === word);
  // [documented] https://developers.hubspot.com/docs/api-reference/crm-associations-v3/guide
  if (kind === undefined) throw invalid(`${word} is not a valid association type between these objects`);
  return kind;
}

function inputsOf(body: unknown): Json[] {
  const inputs = asArray(asObject(body, 'BatchInput').inputs, 'inputs');
  if (inputs.length > 100)
    throw invalid(
      'The maximum number of inputs supported in a batch is 100. Please reduce the number of items and try again',
    );
  return inputs.map((input) => asObject(input, 'inputs'));
}

function idOf(value: unknown): string {
  return asText(asObject(value, 'PublicObjectId').id, 'id');
}
