/** `/crm/pipelines/{version}/{type}`. Rules without a mark are [observed live]. */
import type { Hono } from 'hono';
import { formatInstant } from '../clock.ts';
import type { Core } from '../core.ts';
import { alreadyExists, invalid, notFound } from '../errors.ts';
import { answer, type Call, noContent, type PortalEnv, readBody } from '../http.ts';
import {
  asArray,
  asInteger,
  asObject,
  asOptionalBoolean,
  asOptionalInteger,
  asOptionalText,
  asText,
  type Json,
} from '../objects/input.ts';
import { type PipelineDoc, pipelineKey, type StageDoc } from '../objects/pipeline.ts';
import { findType } from '../objects/registry.ts';
import type { ObjectType } from '../objects/types.ts';

export function pipelineRoutes(app: Hono<PortalEnv>, core: Core): void {
  app.get('/pipelines/:type', (call) => {
    const type = findType(core.store, call.req.param('type'));
    return answer(200, { results: pipelinesOf(core, type).map(formatPipeline) });
  });

  app.post('/pipelines/:type', async (call) => {
    const type = findType(core.store, call.req.param('type'));
    const body = asObject((await readBody(call)).value, 'PipelineInput');
    const id = givenId(body.pipelineId, 'pipelineId', 36) ?? String(core.store.nextNumber('pipeline', 800_001));
    const others = pipelinesOf(core, type);
    if (others.some((pipeline) => pipeline.id === id))
      throw alreadyExists(`A pipeline with id '${id}' already exists.`);
    if (others.length >= core.limits.pipelines) {
      throw invalid(`This portal has reached its limit of ${core.limits.pipelines} pipelines of ${type.typeId}`, {
        subCategory: 'PipelineError.LIMIT_REACHED',
      });
    }
    const { stored, echoed } = readPipeline(core, type, id, body, undefined, others);
    core.store.putDoc('pipeline', pipelineKey(type.typeId, id), stored);
    return answer(201, echoed);
  });

  app.get('/pipelines/:type/:id', (call) => answer(200, formatPipeline(pipelineAt(core, call).pipeline)));

  app.patch('/pipelines/:type/:id', async (call) => {
    const { type, pipeline } = pipelineAt(core, call);
    const body = asObject((await readBody(call)).value, 'PipelinePatchInput');
    const label = asOptionalText(body.label, 'label') ?? pipeline.label;
    refuseSameLabel(
      pipelinesOf(core, type).filter((other) => other.id !== pipeline.id),
      label,
    );
    const changed: PipelineDoc = {
      ...pipeline,
      label,
      displayOrder: asOptionalInteger(body.displayOrder, 'displayOrder') ?? pipeline.displayOrder,
      archived: asOptionalBoolean(body.archived, 'archived') ?? pipeline.archived,
      updatedAt: core.clock.now(),
    };
    core.store.putDoc('pipeline', pipelineKey(type.typeId, pipeline.id), changed);
    return answer(200, formatPipeline(changed));
  });

  app.put('/pipelines/:type/:id', async (call) => {
    const { type, pipeline } = pipelineAt(core, call);
    const body = asObject((await readBody(call)).value, 'PipelineInput');
    const others = pipelinesOf(core, type).filter((other) => other.id !== pipeline.id);
    const { stored, echoed } = readPipeline(core, type, pipeline.id, body, pipeline, others);
    const left = new Set(stored.stages.map((stage) => stage.id));
    const lost = pipeline.stages.find((stage) => !left.has(stage.id) && isStageUsed(core, type, pipeline.id, stage.id));
    if (lost !== undefined) throw stageInUse(lost.id);
    core.store.putDoc('pipeline', pipelineKey(type.typeId, pipeline.id), stored);
    return answer(200, echoed);
  });

  // A delete is for good.
  app.delete('/pipelines/:type/:id', (call) => {
    const { type, pipeline } = pipelineAt(core, call);
    // [documented] From 2026-09 on a pipeline in use is kept, unless the call says otherwise.
    const checks = call.req.query('validateReferencesBeforeDelete') ?? String(call.env.version === '2026-09');
    if (checks === 'true' && pipeline.stages.some((stage) => isStageUsed(core, type, pipeline.id, stage.id))) {
      throw invalid(`The pipeline '${pipeline.id}' is in use and cannot be deleted.`, {
        subCategory: 'PipelineError.PIPELINE_ID_IN_USE',
      });
    }
    core.store.deleteDoc('pipeline', pipelineKey(type.typeId, pipeline.id));
    return noContent();
  });

  app.get('/pipelines/:type/:id/audit', (call) => {
    const { pipeline } = pipelineAt(core, call);
    return answer(200, { results: auditOf(core, pipeline.id, pipeline.createdAt, pipeline.updatedAt) });
  });

  app.get('/pipelines/:type/:id/stages', (call) =>
    answer(200, { results: pipelineAt(core, call).pipeline.stages.map(formatStage) }),
  );

  app.post('/pipelines/:type/:id/stages', async (call) => {
    const { type, pipeline } = pipelineAt(core, call);
    const body = asObject((await readBody(call)).value, 'PipelineStageInput');
    const { stored, echoed } = readStage(core, type, body, undefined, pipeline.stages);
    putStages(core, type, pipeline, [...pipeline.stages, stored]);
    return answer(201, echoed);
  });

  app.get('/pipelines/:type/:id/stages/:stage', (call) => answer(200, formatStage(stageAt(core, call).stage)));

  for (const method of ['patch', 'put'] as const) {
    app[method]('/pipelines/:type/:id/stages/:stage', async (call) => {
      const { type, pipeline, stage } = stageAt(core, call);
      const body = asObject((await readBody(call)).value, 'PipelineStageInput');
      const others = pipeline.stages.filter((other) => other.id !== stage.id);
      const { stored, echoed } = readStage(
        core,
        type,
        method === 'patch' ? { ...formatStage(stage), ...body } : body,
        stage,
        others,
      );
      const stages = pipeline.stages.map((other) => (other.id === stage.id ? stored : other));
      refuseNoClosedStage(type, stages);
      putStages(core, type, pipeline, stages);
      return answer(200, echoed);
    });
  }

  app.delete('/pipelines/:type/:id/stages/:stage', (call) => {
    const { type, pipeline } = pipelineAt(core, call);
    const id = call.req.param('stage');
    if (isStageUsed(core, type, pipeline.id, id)) throw stageInUse(id);
    // A stage that is not there is deleted all the same.
    const stages = pipeline.stages.filter((stage) => stage.id !== id);
    refuseNoClosedStage(type, stages);
    if (stages.length < pipeline.stages.length) putStages(core, type, pipeline, stages);
    return noContent();
  });

  app.get('/pipelines/:type/:id/stages/:stage/audit', (call) => {
    const { stage } = stageAt(core, call);
    return answer(200, { results: auditOf(core, stage.id, stage.createdAt, stage.updatedAt) });
  });
}

interface Read<Doc> {
  readonly stored: Doc;
  /** Writes answer with what was sent; only a GET shows what was kept. */
  readonly echoed: object;
}

function readPipeline(
  core: Core,
  type: ObjectType,
  id: string,
  body: Json,
  before: PipelineDoc | undefined,
  others: readonly PipelineDoc[],
): Read<PipelineDoc> {
  const label = asText(body.label, 'label');
  refuseSameLabel(others, label);
  const read: Read<StageDoc>[] = [];
  for (const one of asArray(body.stages, 'stages')) {
    const input = asObject(one, 'PipelineStageInput');
    const stageId = asOptionalText(input.stageId ?? input.id, 'stageId');
    const old = before?.stages.find((stage) => stage.id === stageId);
    read.push(
      readStage(
        core,
        type,
        input,
        old,
        read.map(({ stored }) => stored),
      ),
    );
  }
  refuseNoClosedStage(
    type,
    read.map(({ stored }) => stored),
  );
  const now = core.clock.now();
  const stored: PipelineDoc = {
    id,
    objectTypeId: type.typeId,
    label,
    displayOrder: asInteger(body.displayOrder ?? 0, 'displayOrder'),
    stages: read.map((stage) => stage.stored),
    archived: false,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
  return { stored, echoed: { ...formatPipeline(stored), stages: read.map((stage) => stage.echoed) } };
}

function readStage(
  core: Core,
  type: ObjectType,
  body: Json,
  before: StageDoc | undefined,
  others: readonly StageDoc[],
): Read<StageDoc> {
  const id = before?.id ?? givenId(body.stageId, 'stageId', 100) ?? String(core.store.nextNumber('stage', 900_001));
  if (others.some((stage) => stage.id === id)) throw alreadyExists(`A stage with id '${id}' already exists.`);
  const label = asText(body.label, 'label');
  if (others.some((stage) => stage.label.toLowerCase() === label.toLowerCase())) {
    throw invalid(`A stage with the label '${label}' already exists.`, {
      subCategory: 'PipelineError.STAGE_LABEL_EXISTS',
    });
  }
  const metadata = metadataOf(type, body.metadata);
  const now = core.clock.now();
  const stored: StageDoc = {
    id,
    label,
    displayOrder: asInteger(body.displayOrder ?? 0, 'displayOrder'),
    metadata,
    archived: false,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
  const sent = body.metadata === undefined || body.metadata === null ? {} : asObject(body.metadata, 'metadata');
  const echoedMetadata = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, String(value)]));
  return { stored, echoed: { ...formatStage(stored), metadata: { ...metadata, ...echoedMetadata } } };
}

/** What is not the type's own is dropped. */
function metadataOf(type: ObjectType, value: unknown): Record<string, string> {
  const given = value === undefined || value === null ? {} : asObject(value, 'metadata');
  if (type.typeId === '0-3') {
    const probability = Number(given.probability ?? Number.NaN);
    if (!(probability >= 0 && probability <= 1)) {
      throw invalid('A deal stage needs a metadata.probability from 0.0 to 1.0.', {
        subCategory: 'PipelineError.INVALID_PROBABILITY',
      });
    }
    const isClosed = probability === 0 || probability === 1;
    return {
      isClosed: String(isClosed),
      probability: Number.isInteger(probability) ? probability.toFixed(1) : String(probability),
    };
  }
  if (type.typeId === '0-5') {
    const ticketState = given.ticketState ?? 'OPEN';
    if (ticketState !== 'OPEN' && ticketState !== 'CLOSED') {
      throw invalid(`ticketState is OPEN or CLOSED, got ${String(ticketState)}`, {
        subCategory: 'PipelineError.INVALID_TICKET_STATE',
      });
    }
    return { isClosed: String(ticketState === 'CLOSED'), ticketState };
  }
  return {};
}

function refuseNoClosedStage(type: ObjectType, stages: readonly StageDoc[]): void {
  if (type.typeId === '0-5' && !stages.some((stage) => stage.metadata.ticketState === 'CLOSED')) {
    throw invalid('A ticket pipeline needs at least one closed stage.', {
      subCategory: 'PipelineError.MISSING_CLOSED_STAGE',
    });
  }
}

function refuseSameLabel(others: readonly PipelineDoc[], label: string): void {
  if (others.some((pipeline) => pipeline.label.toLowerCase() === label.toLowerCase())) {
    throw invalid(`A pipeline with the label '${label}' already exists.`, {
      subCategory: 'PipelineError.PIPELINE_LABEL_EXISTS',
    });
  }
}

/** Ids are kept as they are. Longer ones answer 500 at HubSpot; here with 400, since a 5xx of this portal is its own fault. */
function givenId(value: unknown, where: string, most: number): string | undefined {
  const id = asOptionalText(value, where);
  if (id !== undefined && (id === '' || id.length > most)) throw invalid(`${where} must have 1 to ${most} characters`);
  return id;
}

function stageInUse(id: string) {
  return invalid(`The stage '${id}' is in use and cannot be deleted.`, {
    subCategory: 'PipelineError.STAGE_ID_IN_USE',
  });
}

function isStageUsed(core: Core, type: ObjectType, pipelineId: string, stageId: string): boolean {
  const [pipeline, stage] = type.typeId === '0-3' ? ['pipeline', 'dealstage'] : ['hs_pipeline', 'hs_pipeline_stage'];
  for (const record of core.store.records(type.typeId)) {
    if (record.archivedAt === undefined && record.values[stage] === stageId && record.values[pipeline] === pipelineId)
      return true;
  }
  return false;
}

function putStages(core: Core, type: ObjectType, pipeline: PipelineDoc, stages: readonly StageDoc[]): void {
  core.store.putDoc('pipeline', pipelineKey(type.typeId, pipeline.id), {
    ...pipeline,
    stages,
    updatedAt: core.clock.now(),
  });
}

function pipelinesOf(core: Core, type: ObjectType): PipelineDoc[] {
  return core.store
    .docs<PipelineDoc>('pipeline')
    .filter((pipeline) => pipeline.objectTypeId === type.typeId && !pipeline.archived);
}

function pipelineAt(core: Core, call: Call): { type: ObjectType; pipeline: PipelineDoc } {
  const type = findType(core.store, call.req.param('type') ?? '');
  const id = call.req.param('id') ?? '';
  const pipeline = pipelinesOf(core, type).find((candidate) => candidate.id === id);
  if (pipeline === undefined)
    throw notFound(`No pipeline with id ${id}`, { subCategory: 'PipelineError.PIPELINE_NOT_FOUND' });
  return { type, pipeline };
}

function stageAt(core: Core, call: Call): { type: ObjectType; pipeline: PipelineDoc; stage: StageDoc } {
  const { type, pipeline } = pipelineAt(core, call);
  const id = call.req.param('stage') ?? '';
  const stage = pipeline.stages.find((candidate) => candidate.id === id);
  if (stage === undefined) throw notFound(`No stage with id ${id}`, { subCategory: 'PipelineError.STAGE_NOT_FOUND' });
  return { type, pipeline, stage };
}

function formatPipeline({ objectTypeId: _objectTypeId, createdAt, updatedAt, stages, ...rest }: PipelineDoc) {
  return {
    ...rest,
    stages: stages.map(formatStage),
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}

function formatStage({ createdAt, updatedAt, ...rest }: StageDoc) {
  return {
    ...rest,
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}

/** [unverified] Beyond the first and the last change nothing is kept. */
function auditOf(core: Core, identifier: string, createdAt: number, updatedAt: number): object[] {
  const entry = (action: string, at: number) => ({
    identifier,
    action,
    portalId: core.portalId,
    timestamp: formatInstant(at),
  });
  return updatedAt > createdAt
    ? [entry('UPDATE', updatedAt), entry('CREATE', createdAt)]
    : [entry('CREATE', createdAt)];
}
