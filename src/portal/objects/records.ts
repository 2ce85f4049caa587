/** Making, changing and archiving records: the rules that hold whichever endpoint asks. */
import { formatInstant } from '../clock.ts';
import type { ApiVersion, Core } from '../core.ts';
import { ApiError, invalid, invalidValues, notFound, type ValueProblem } from '../errors.ts';
import type { Source, StoredRecord } from '../store.ts';
import type { Json } from './input.ts';
import { asValues } from './input.ts';
import { type AssociationRequest, join, parseAssociations, partFromAll, primaryCompanyOf } from './links.ts';
import type { PipelineDoc } from './pipeline.ts';
import { typeWord } from './registry.ts';
import type { ObjectType } from './types.ts';
import { appendChoices, checkValue, plainText } from './values.ts';

export interface WriteContext {
  readonly version: ApiVersion;
  readonly source: Source;
  /** Writes that no app can make, such as a form's submission or a survey's answer. */
  readonly asHubSpot?: boolean;
}

/** A create request that has passed every check, so that a batch can be checked whole before any of it is written. */
export interface CheckedCreate {
  readonly values: Readonly<Record<string, string>>;
  readonly associations: readonly AssociationRequest[];
}

export interface CheckedUpdate {
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What earlier inputs of the same batch will take up once they are written. */
export interface Taken {
  readonly uniqueValues: Set<string>;
  records: number;
}

export function nothingTaken(): Taken {
  return { uniqueValues: new Set(), records: 0 };
}

export function checkCreate(
  core: Core,
  type: ObjectType,
  input: Json,
  context: WriteContext,
  taken: Taken = nothingTaken(),
): CheckedCreate {
  refuseReadOnly(type, context);
  const values = checkValues(core, type, asValues(input.properties), undefined, context);
  refuseMissing(core, type, values, context);
  checkUnique(core, type, values, undefined, taken);
  const associations = parseAssociations(core, type, input.associations);
  refuseFull(core, type, taken);
  return { values, associations };
}

export function create(core: Core, type: ObjectType, checked: CheckedCreate, { source }: WriteContext): StoredRecord {
  const id = String(core.store.nextNumber('record', 9_001));
  const at = core.clock.now();
  const values: Record<string, string> = {
    ...checked.values,
    hs_object_id: id,
    [type.createdProperty]: checked.values[type.createdProperty] ?? formatInstant(at),
    [type.modifiedProperty]: formatInstant(at),
    hs_object_source: source.sourceType,
    ...(source.sourceId === undefined ? {} : { hs_object_source_id: source.sourceId }),
    hs_object_source_label: source.sourceType,
  };
  Object.assign(values, computed(core, type, values, {}, at));
  core.store.change({
    op: 'record',
    record: { id, typeId: type.typeId, createdAt: at, updatedAt: at, source, values, history: {} },
  });
  const record = core.store.record(type.typeId, id) as StoredRecord;
  for (const { to, types } of checked.associations) join(core, record, to, types, source);
  followCompany(core, record, checked.values, source);
  return core.store.record(type.typeId, id) as StoredRecord;
}

export function checkUpdate(
  core: Core,
  type: ObjectType,
  record: StoredRecord,
  input: Json,
  context: WriteContext,
  taken: Taken = nothingTaken(),
): CheckedUpdate {
  refuseReadOnly(type, context);
  const values = checkValues(core, type, asValues(input.properties), record, context);
  checkUnique(core, type, values, record, taken);
  return { id: record.id, values };
}

export function update(core: Core, type: ObjectType, checked: CheckedUpdate, { source }: WriteContext): StoredRecord {
  const before = core.store.record(type.typeId, checked.id) as StoredRecord;
  const at = core.clock.now();
  const merged = { ...before.values, ...checked.values };
  const values = {
    ...checked.values,
    ...computed(core, type, merged, before.values, at),
    [type.modifiedProperty]: formatInstant(at),
  };
  core.store.change({ op: 'set', typeId: type.typeId, id: checked.id, at, values, source });
  const record = core.store.record(type.typeId, checked.id) as StoredRecord;
  followCompany(core, record, checked.values, source);
  return core.store.record(type.typeId, checked.id) as StoredRecord;
}

/** Archived records keep their values and lose their associations; their unique values are free again. [unverified] */
export function archive(core: Core, record: StoredRecord, source: Source): void {
  partFromAll(core, record, source);
  for (const listId of core.store.listsOf(record.typeId, record.id)) {
    core.store.change({ op: 'members', listId, add: [], remove: [record.id], at: core.clock.now() });
  }
  core.store.change({ op: 'archive', typeId: record.typeId, id: record.id, at: core.clock.now() });
}

/**
 * Brings an archived record back with its values, as HubSpot's page of deleted records does.
 *
 * [documented] Refused when a live record has its e-mail; activities come back on it. [unverified] Which associations come back, so
 * none do here: who can live with that can live with more.
 */
export function restore(core: Core, type: ObjectType, record: StoredRecord): StoredRecord {
  checkUnique(core, type, record.values, record, nothingTaken());
  core.store.change({ op: 'restore', typeId: type.typeId, id: record.id });
  return core.store.record(type.typeId, record.id) as StoredRecord;
}

/**
 * The record that an id, or a unique property's value, stands for.
 * @throws when `idProperty` is not unique. [recorded]
 */
export function find(
  core: Core,
  type: ObjectType,
  id: string,
  idProperty: string | undefined,
): StoredRecord | undefined {
  if (idProperty === undefined) return core.store.liveRecord(type.typeId, id);
  requireUniqueProperty(core, type, idProperty);
  const found = core.store.idWithUniqueValue(type.typeId, idProperty, id);
  return found === undefined ? undefined : core.store.liveRecord(type.typeId, found);
}

export function requireUniqueProperty(core: Core, type: ObjectType, name: string): void {
  const property = core.store.property(type.typeId, name);
  if (property?.hasUniqueValue && !property.archived) return;
  throw invalid(
    `Unable to perform update/upsert by non-unique ${type.typeId} property ${name} in portal ID ${core.portalId}`,
  );
}

/** [unverified] The words of a single read that finds nothing; the status is documented. */
export function recordNotFound(type: ObjectType, id: string): ApiError {
  return notFound(`Object not found.  objectId are usually numeric. ${typeWord(type)} ${id} does not exist`);
}

function checkValues(
  core: Core,
  type: ObjectType,
  input: Readonly<Record<string, string>>,
  before: StoredRecord | undefined,
  context: WriteContext,
): Record<string, string> {
  const values: Record<string, string> = {};
  const problems: ValueProblem[] = [];
  for (const [name, raw] of Object.entries(input)) {
    const property = core.store.property(type.typeId, name);
    if (property === undefined || property.archived) {
      problems.push({ name, code: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` });
    } else if (property.readOnlyValue && context.asHubSpot !== true) {
      // [unverified] The code and the words.
      problems.push({
        name,
        code: 'READ_ONLY_VALUE',
        message: `"${name}" is a read only property; its value cannot be set.`,
      });
    } else {
      const checked = checkValue(property, raw);
      if (checked.ok) values[name] = appendChoices(property, before?.values[name] ?? '', checked.value);
      else problems.push(checked.problem);
    }
  }
  problems.push(...pipelineProblems(core, type, values, before));
  if (problems.length > 0) throw invalidValues(problems, core.portalId);
  return values;
}

/** A stage must be one of its pipeline's. [documented: the pipelines guide] */
function pipelineProblems(
  core: Core,
  type: ObjectType,
  values: Readonly<Record<string, string>>,
  before: StoredRecord | undefined,
): ValueProblem[] {
  const { pipeline, stage } = pipelineProperties(type);
  if (values[stage] === undefined && values[pipeline] === undefined) return [];
  const pipelines = core.store
    .docs<PipelineDoc>('pipeline')
    .filter((doc) => doc.objectTypeId === type.typeId && !doc.archived);
  if (pipelines.length === 0) return [];
  const pipelineId = values[pipeline] || before?.values[pipeline] || pipelines[0]?.id;
  const chosen = pipelines.find((doc) => doc.id === pipelineId);
  const refuse = (name: string, value: string, allowed: readonly string[]): ValueProblem[] => [
    { name, code: 'INVALID_OPTION', message: `${value} was not one of the allowed options: [${allowed.join(', ')}]` },
  ];
  if (chosen === undefined)
    return refuse(
      pipeline,
      pipelineId ?? '',
      pipelines.map((doc) => doc.id),
    );
  const stageId = values[stage];
  if (stageId === undefined || stageId === '' || chosen.stages.some((one) => one.id === stageId && !one.archived))
    return [];
  return refuse(
    stage,
    stageId,
    chosen.stages.map((one) => one.id),
  );
}

function pipelineProperties(type: ObjectType): { pipeline: string; stage: string } {
  return type.typeId === '0-3'
    ? { pipeline: 'pipeline', stage: 'dealstage' }
    : { pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' };
}

function refuseReadOnly(type: ObjectType, context: WriteContext): void {
  if (!type.readOnly || context.asHubSpot === true) return;
  // [documented] Feedback submissions can be read only; [unverified] status and words.
  throw new ApiError(405, {
    message: `${typeWord(type)} objects cannot be written through the API`,
    category: 'METHOD_NOT_ALLOWED',
  });
}

/**
 * [recorded] v3 lists the missing ones in `context`; [documented] from 2026-09 on each is an error of its own.
 */
function refuseMissing(
  core: Core,
  type: ObjectType,
  values: Readonly<Record<string, string>>,
  context: WriteContext,
): void {
  const missing = requiredOf(core, type).filter((name) => (values[name] ?? '') === '');
  if (missing.length === 0 || context.asHubSpot === true) return;
  if (context.version === '2026-09') {
    throw invalidValues(
      missing.map((name) => ({ name, code: 'MISSING_REQUIRED_PROPERTY', message: `Property "${name}" is required` })),
      core.portalId,
    );
  }
  throw invalid(`Error creating ${typeWord(type)}. Some required properties were not set.`, {
    context: { properties: missing },
  });
}

function requiredOf(core: Core, type: ObjectType): readonly string[] {
  return type.requiredProperties.filter((name) => core.store.property(type.typeId, name)?.archived === false);
}

function checkUnique(
  core: Core,
  type: ObjectType,
  values: Readonly<Record<string, string>>,
  record: StoredRecord | undefined,
  taken: Taken,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === '' || core.store.property(type.typeId, name)?.hasUniqueValue !== true) continue;
    const holder = core.store.idWithUniqueValue(type.typeId, name, value);
    const form = `${name}=${value.toLowerCase()}`;
    if (holder !== undefined && holder !== record?.id) throw conflict(core, type, name, value, record?.id, holder);
    if (taken.uniqueValues.has(form)) throw conflict(core, type, name, value, record?.id, undefined);
    taken.uniqueValues.add(form);
  }
}

function conflict(
  core: Core,
  type: ObjectType,
  name: string,
  value: string,
  id: string | undefined,
  holder: string | undefined,
): ApiError {
  if (type.typeId === '0-1' && name === 'email') {
    // [recorded] Only contacts answer 409, and only for the address.
    return new ApiError(409, {
      message: holder === undefined ? 'Contact already exists.' : `Contact already exists. Existing ID: ${holder}`,
      category: 'CONFLICT',
    });
  }
  // [reported] The code; [unverified] the words.
  const message = `Cannot set ${name} of ${type.typeId} ${id ?? 'a new object'} to ${value}. ${holder ?? 'Another input'} already has that value.`;
  return invalidValues([{ name, code: 'CONFLICTING_UNIQUE_VALUE', message }], core.portalId);
}

/** [documented] The limit counts the records of all custom objects together. [unverified: the words] */
function refuseFull(core: Core, type: ObjectType, taken: Taken): void {
  if (!type.custom) return;
  const used = core.store
    .typesWithRecords()
    .filter((typeId) => typeId.startsWith('2-'))
    .reduce((sum, typeId) => sum + core.store.liveCount(typeId), 0);
  if (used + taken.records < core.limits.customObjectRecords) {
    taken.records += 1;
    return;
  }
  throw new ApiError(400, {
    message: `This portal has reached its limit of ${core.limits.customObjectRecords} custom object records`,
    category: 'VALIDATION_ERROR',
    subCategory: 'CustomObjectError.RECORD_LIMIT_REACHED',
  });
}

/** Values that HubSpot works out from others. [recorded for those of contacts and companies, others documented] */
function computed(
  core: Core,
  type: ObjectType,
  values: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
  at: number,
): Record<string, string> {
  const result: Record<string, string> = {};
  const set = (name: string, value: string | undefined) => {
    if (value !== undefined && before[name] !== value) result[name] = value;
  };
  const firstTime = Object.keys(before).length === 0;
  switch (type.typeId) {
    case '0-1': {
      const email = values.email ?? '';
      if (email !== '' || before.email) set('hs_email_domain', email.split('@')[1] ?? '');
      const fullName = [values.firstname, values.lastname]
        .filter((part) => part !== undefined && part !== '')
        .join(' ');
      if (fullName !== '' || email !== '') set('hs_full_name_or_email', fullName === '' ? email : fullName);
      if (!firstTime) break;
      set('hs_is_contact', 'true');
      set('hs_is_unworked', 'true');
      set('hs_pipeline', 'contacts-lifecycle-pipeline');
      // [unverified] The account's setting decides; a new account's says lead.
      if (values.lifecyclestage === undefined) set('lifecyclestage', 'lead');
      if ((values.lifecyclestage ?? 'lead') === 'lead') set('hs_lifecyclestage_lead_date', formatInstant(at));
      break;
    }
    case '0-2':
      if (firstTime) set('hs_pipeline', 'companies-lifecycle-pipeline');
      if (firstTime && values.website === undefined && values.domain) set('website', values.domain);
      if (firstTime && values.domain === undefined && values.website) set('domain', domainOf(values.website));
      break;
    case '0-3': {
      const pipelines = core.store.docs<PipelineDoc>('pipeline').filter((doc) => doc.objectTypeId === '0-3');
      if (firstTime && values.pipeline === undefined && values.dealstage !== undefined)
        set('pipeline', pipelines[0]?.id);
      const stage = pipelines.flatMap((doc) => doc.stages).find((one) => one.id === values.dealstage);
      const probability = stage?.metadata.probability;
      if (stage !== undefined) {
        set('hs_deal_stage_probability', probability);
        set('hs_is_closed', String(stage.metadata.isClosed === 'true'));
        set('hs_is_closed_won', String(stage.metadata.isClosed === 'true' && Number(probability) === 1));
      }
      if (values.amount !== undefined) set('amount_in_home_currency', values.amount);
      break;
    }
    case '0-5': {
      const pipelines = core.store.docs<PipelineDoc>('pipeline').filter((doc) => doc.objectTypeId === '0-5');
      if (firstTime) set('hs_ticket_id', values.hs_object_id);
      if (firstTime && values.hs_pipeline === undefined) set('hs_pipeline', pipelines[0]?.id);
      const stage = pipelines.flatMap((doc) => doc.stages).find((one) => one.id === values.hs_pipeline_stage);
      if (stage !== undefined) {
        const closed = stage.metadata.ticketState === 'CLOSED';
        set('hs_is_closed', String(closed));
        if (closed && !values.closed_date) set('closed_date', formatInstant(at));
      }
      break;
    }
    case '0-8':
      if (values.price && values.quantity) set('amount', String(Number(values.price) * Number(values.quantity)));
      break;
    case '0-27': {
      const done = values.hs_task_status === 'COMPLETED';
      if (firstTime && values.hs_task_status === undefined) set('hs_task_status', 'NOT_STARTED');
      set('hs_task_is_completed', done ? '1' : '0');
      if (done && !values.hs_task_completion_date) set('hs_task_completion_date', formatInstant(at));
      if (values.hs_task_body !== undefined) set('hs_body_preview', plainText(values.hs_task_body).slice(0, 255));
      break;
    }
    case '0-46':
    case '0-47':
    case '0-48':
    case '0-18': {
      const body = values.hs_note_body ?? values.hs_meeting_body ?? values.hs_call_body ?? values.hs_communication_body;
      if (body !== undefined) set('hs_body_preview', plainText(body).slice(0, 255));
      break;
    }
    default:
      break;
  }
  return result;
}

function domainOf(website: string): string {
  return (
    website
      .replace(/^[a-z]+:\/\//i, '')
      .replace(/^www\./i, '')
      .split('/')[0] ?? ''
  );
}

/** Writing `associatedcompanyid` makes that company the primary one. [unverified] A company that is not there is no error. */
function followCompany(
  core: Core,
  record: StoredRecord,
  written: Readonly<Record<string, string>>,
  source: Source,
): void {
  const companyId = written.associatedcompanyid;
  if (record.typeId !== '0-1' || companyId === undefined || companyId === '') return;
  const company = core.store.liveRecord('0-2', companyId);
  const primary = core.store.associationType('HUBSPOT_DEFINED:1');
  if (company === undefined || primary === undefined || primaryCompanyOf(core, record) === company.id) return;
  join(core, record, company, [primary], source);
}
