/**
 * Every operation that the portal answers: its path inside (see `paths.ts`), the client's models of what goes in and what
 * comes out. `free` is a body that the client has no model for.
 */
import type { Group } from './schemas.ts';

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly group: Group;
  readonly request?: string;
  /** Model by status; null for an answer without a body. */
  readonly answers: Readonly<Record<number, string | null>>;
}

const objects: Group = 'crm/objects';
const v4: Group = 'crm/associations/v4';
const v4Schema: Group = 'crm/associations/v4/schema';
const v3: Group = 'crm/associations';
const schemas: Group = 'crm/schemas';
const properties: Group = 'crm/properties';
const pipelines: Group = 'crm/pipelines';
const lists: Group = 'crm/lists';

/** An array of the model. */
const arrayOf = (model: string): string => `${model}[]`;

function operation(
  method: string,
  path: string,
  group: Group,
  request: string | undefined,
  answers: Operation['answers'],
): Operation {
  return { method, path, group, answers, ...(request === undefined ? {} : { request }) };
}

const batchAnswers = (ok: number, model: string) => ({ [ok]: model, 207: `${model}WithErrors` });

export const operations: readonly Operation[] = [
  operation('GET', '/objects/:type', objects, undefined, {
    200: 'CollectionResponseSimplePublicObjectWithAssociationsForwardPaging',
  }),
  operation('POST', '/objects/:type', objects, 'SimplePublicObjectInputForCreate', { 201: 'SimplePublicObject' }),
  operation('POST', '/objects/:type/search', objects, 'PublicObjectSearchRequest', {
    200: 'CollectionResponseWithTotalSimplePublicObjectForwardPaging',
  }),
  operation('POST', '/objects/:type/merge', 'crm/contacts', 'PublicMergeInput', { 200: 'SimplePublicObject' }),
  operation('POST', '/objects/:type/gdpr-delete', 'crm/contacts', 'PublicGdprDeleteInput', { 204: null }),
  operation(
    'POST',
    '/objects/:type/batch/create',
    objects,
    'BatchInputSimplePublicObjectBatchInputForCreate',
    batchAnswers(201, 'BatchResponseSimplePublicObject'),
  ),
  operation(
    'POST',
    '/objects/:type/batch/read',
    objects,
    'BatchReadInputSimplePublicObjectId',
    batchAnswers(200, 'BatchResponseSimplePublicObject'),
  ),
  operation(
    'POST',
    '/objects/:type/batch/update',
    objects,
    'BatchInputSimplePublicObjectBatchInput',
    batchAnswers(200, 'BatchResponseSimplePublicObject'),
  ),
  operation(
    'POST',
    '/objects/:type/batch/upsert',
    objects,
    'BatchInputSimplePublicObjectBatchInputUpsert',
    batchAnswers(200, 'BatchResponseSimplePublicUpsertObject'),
  ),
  operation('POST', '/objects/:type/batch/archive', objects, 'BatchInputSimplePublicObjectId', { 204: null }),
  operation('GET', '/objects/:type/:id', objects, undefined, { 200: 'SimplePublicObjectWithAssociations' }),
  operation('PATCH', '/objects/:type/:id', objects, 'SimplePublicObjectInput', { 200: 'SimplePublicObject' }),
  operation('DELETE', '/objects/:type/:id', objects, undefined, { 204: null }),

  operation('GET', '/objects/:type/:id/associations/:to', v4, undefined, {
    200: 'CollectionResponseMultiAssociatedObjectWithLabelForwardPaging',
  }),
  operation('PUT', '/objects/:type/:id/associations/:to/:toId', v4, arrayOf('AssociationSpec'), {
    201: 'LabelsBetweenObjectPair',
  }),
  operation('DELETE', '/objects/:type/:id/associations/:to/:toId', v4, undefined, { 204: null }),
  operation('PUT', '/objects/:type/:id/associations/default/:to/:toId', v4, undefined, {
    200: 'BatchResponsePublicDefaultAssociation',
  }),
  operation(
    'POST',
    '/associations/:from/:to/batch/create',
    v4,
    'BatchInputPublicAssociationMultiPost',
    batchAnswers(201, 'BatchResponseLabelsBetweenObjectPair'),
  ),
  operation(
    'POST',
    '/associations/:from/:to/batch/associate/default',
    v4,
    'BatchInputPublicDefaultAssociationMultiPost',
    { 200: 'BatchResponsePublicDefaultAssociation', 207: 'BatchResponsePublicDefaultAssociation' },
  ),
  operation(
    'POST',
    '/associations/:from/:to/batch/read',
    v4,
    'BatchInputPublicFetchAssociationsBatchRequest',
    batchAnswers(200, 'BatchResponsePublicAssociationMultiWithLabel'),
  ),
  operation('POST', '/associations/:from/:to/batch/archive', v4, 'BatchInputPublicAssociationMultiArchive', {
    204: null,
  }),
  operation('POST', '/associations/:from/:to/batch/labels/archive', v4, 'BatchInputPublicAssociationMultiPost', {
    204: null,
  }),
  operation('GET', '/associations/:from/:to/labels', v4Schema, undefined, {
    200: 'CollectionResponseAssociationSpecWithLabelNoPaging',
  }),
  operation('POST', '/associations/:from/:to/labels', v4Schema, 'PublicAssociationDefinitionCreateRequest', {
    200: 'CollectionResponseAssociationSpecWithLabelNoPaging',
  }),
  operation('PUT', '/associations/:from/:to/labels', v4Schema, 'PublicAssociationDefinitionUpdateRequest', {
    204: null,
  }),
  operation('DELETE', '/associations/:from/:to/labels/:typeId', v4Schema, undefined, { 204: null }),
  operation('GET', '/associations/definitions/configurations/all', v4Schema, undefined, { 200: 'free' }),
  operation('GET', '/associations/definitions/configurations/:from/:to', v4Schema, undefined, { 200: 'free' }),
  operation(
    'POST',
    '/associations/definitions/configurations/:from/:to/batch/create',
    v4Schema,
    'BatchInputPublicAssociationDefinitionConfigurationCreateRequest',
    { 201: 'free' },
  ),
  operation(
    'POST',
    '/associations/definitions/configurations/:from/:to/batch/update',
    v4Schema,
    'BatchInputPublicAssociationDefinitionConfigurationUpdateRequest',
    { 200: 'free' },
  ),
  operation(
    'POST',
    '/associations/definitions/configurations/:from/:to/batch/purge',
    v4Schema,
    'BatchInputPublicAssociationSpec',
    { 204: null },
  ),
  operation('GET', '/associations-v3/:from/:to/types', v3, undefined, { 200: 'free' }),
  operation(
    'POST',
    '/associations-v3/:from/:to/batch/create',
    v3,
    'BatchInputPublicAssociation',
    batchAnswers(201, 'BatchResponsePublicAssociation'),
  ),
  operation(
    'POST',
    '/associations-v3/:from/:to/batch/read',
    v3,
    'BatchInputPublicObjectId',
    batchAnswers(200, 'BatchResponsePublicAssociationMulti'),
  ),
  operation('POST', '/associations-v3/:from/:to/batch/archive', v3, 'BatchInputPublicAssociation', { 204: null }),

  operation('GET', '/schemas', schemas, undefined, { 200: 'CollectionResponseObjectSchemaNoPaging' }),
  operation('POST', '/schemas', schemas, 'ObjectSchemaEgg', { 201: 'ObjectSchema' }),
  operation('GET', '/schemas/:type', schemas, undefined, { 200: 'ObjectSchema' }),
  operation('PATCH', '/schemas/:type', schemas, 'ObjectTypeDefinitionPatch', { 200: 'ObjectTypeDefinition' }),
  operation('DELETE', '/schemas/:type', schemas, undefined, { 204: null }),
  operation('POST', '/schemas/:type/associations', schemas, 'AssociationDefinitionEgg', {
    201: 'AssociationDefinition',
  }),
  operation('DELETE', '/schemas/:type/associations/:id', schemas, undefined, { 204: null }),

  operation('GET', '/properties/:type', properties, undefined, { 200: 'CollectionResponsePropertyNoPaging' }),
  operation('POST', '/properties/:type', properties, 'PropertyCreate', { 201: 'Property' }),
  operation(
    'POST',
    '/properties/:type/batch/create',
    properties,
    'BatchInputPropertyCreate',
    batchAnswers(201, 'BatchResponseProperty'),
  ),
  operation(
    'POST',
    '/properties/:type/batch/read',
    properties,
    'BatchReadInputPropertyName',
    batchAnswers(200, 'BatchResponseProperty'),
  ),
  operation('POST', '/properties/:type/batch/archive', properties, 'BatchInputPropertyName', { 204: null }),
  operation('GET', '/properties/:type/groups', properties, undefined, {
    200: 'CollectionResponsePropertyGroupNoPaging',
  }),
  operation('POST', '/properties/:type/groups', properties, 'PropertyGroupCreate', { 201: 'PropertyGroup' }),
  operation('GET', '/properties/:type/groups/:group', properties, undefined, { 200: 'PropertyGroup' }),
  operation('PATCH', '/properties/:type/groups/:group', properties, 'PropertyGroupUpdate', { 200: 'PropertyGroup' }),
  operation('DELETE', '/properties/:type/groups/:group', properties, undefined, { 204: null }),
  operation('GET', '/properties/:type/:name', properties, undefined, { 200: 'Property' }),
  operation('PATCH', '/properties/:type/:name', properties, 'PropertyUpdate', { 200: 'Property' }),
  operation('DELETE', '/properties/:type/:name', properties, undefined, { 204: null }),

  operation('GET', '/pipelines/:type', pipelines, undefined, { 200: 'CollectionResponsePipelineNoPaging' }),
  operation('POST', '/pipelines/:type', pipelines, 'PipelineInput', { 201: 'Pipeline' }),
  operation('GET', '/pipelines/:type/:id', pipelines, undefined, { 200: 'Pipeline' }),
  operation('PATCH', '/pipelines/:type/:id', pipelines, 'PipelinePatchInput', { 200: 'Pipeline' }),
  operation('PUT', '/pipelines/:type/:id', pipelines, 'PipelineInput', { 200: 'Pipeline' }),
  operation('DELETE', '/pipelines/:type/:id', pipelines, undefined, { 204: null }),
  operation('GET', '/pipelines/:type/:id/audit', pipelines, undefined, {
    200: 'CollectionResponsePublicAuditInfoNoPaging',
  }),
  operation('GET', '/pipelines/:type/:id/stages', pipelines, undefined, {
    200: 'CollectionResponsePipelineStageNoPaging',
  }),
  operation('POST', '/pipelines/:type/:id/stages', pipelines, 'PipelineStageInput', { 201: 'PipelineStage' }),
  operation('GET', '/pipelines/:type/:id/stages/:stage', pipelines, undefined, { 200: 'PipelineStage' }),
  operation('PATCH', '/pipelines/:type/:id/stages/:stage', pipelines, 'PipelineStagePatchInput', {
    200: 'PipelineStage',
  }),
  operation('PUT', '/pipelines/:type/:id/stages/:stage', pipelines, 'PipelineStageInput', { 200: 'PipelineStage' }),
  operation('DELETE', '/pipelines/:type/:id/stages/:stage', pipelines, undefined, { 204: null }),
  operation('GET', '/pipelines/:type/:id/stages/:stage/audit', pipelines, undefined, {
    200: 'CollectionResponsePublicAuditInfoNoPaging',
  }),

  operation('POST', '/lists', lists, 'ListCreateRequest', { 200: 'ListCreateResponse' }),
  operation('GET', '/lists', lists, undefined, { 200: 'ListsByIdResponse' }),
  operation('POST', '/lists/search', lists, 'ListSearchRequest', { 200: 'ListSearchResponse' }),
  operation('POST', '/lists/all', lists, 'free', { 200: 'free' }),
  operation('GET', '/lists/object-type-id/:type/name/:name', lists, undefined, { 200: 'ListFetchResponse' }),
  operation('GET', '/lists/records/:type/:record/memberships', lists, undefined, {
    200: 'ApiCollectionResponseRecordListMembershipNoPaging',
  }),
  operation('GET', '/lists/idmapping', lists, undefined, { 200: 'PublicMigrationMapping' }),
  operation('POST', '/lists/idmapping', lists, 'free', { 200: 'PublicBatchMigrationMapping' }),
  operation('GET', '/lists/folders', lists, undefined, { 200: 'ListFolderFetchResponse' }),
  operation('POST', '/lists/folders', lists, 'ListFolderCreateRequest', { 200: 'ListFolderCreateResponse' }),
  operation('PUT', '/lists/folders/move-list', lists, 'ListMoveRequest', { 204: null }),
  operation('PUT', '/lists/folders/:id/move/:parent', lists, undefined, { 200: 'ListFolderFetchResponse' }),
  operation('PUT', '/lists/folders/:id/rename', lists, undefined, { 200: 'ListFolderFetchResponse' }),
  operation('DELETE', '/lists/folders/:id', lists, undefined, { 204: null }),
  operation('GET', '/lists/:id', lists, undefined, { 200: 'ListFetchResponse' }),
  operation('DELETE', '/lists/:id', lists, undefined, { 204: null }),
  operation('PUT', '/lists/:id/restore', lists, undefined, { 204: null }),
  operation('PUT', '/lists/:id/update-list-name', lists, undefined, { 200: 'ListUpdateResponse' }),
  operation('PUT', '/lists/:id/update-list-filters', lists, 'ListFilterUpdateRequest', { 200: 'ListUpdateResponse' }),
  operation('PUT', '/lists/:id/schedule-conversion', lists, 'free', { 200: 'PublicListConversionResponse' }),
  operation('GET', '/lists/:id/schedule-conversion', lists, undefined, { 200: 'PublicListConversionResponse' }),
  operation('DELETE', '/lists/:id/schedule-conversion', lists, undefined, { 204: null }),
  operation('GET', '/lists/:id/memberships', lists, undefined, { 200: 'ApiCollectionResponseJoinTimeAndRecordId' }),
  operation('DELETE', '/lists/:id/memberships', lists, undefined, { 204: null }),
  operation('GET', '/lists/:id/memberships/join-order', lists, undefined, {
    200: 'ApiCollectionResponseJoinTimeAndRecordId',
  }),
  operation('PUT', '/lists/:id/memberships/add', lists, 'free', { 200: 'MembershipsUpdateResponse' }),
  operation('PUT', '/lists/:id/memberships/remove', lists, 'free', { 200: 'MembershipsUpdateResponse' }),
  operation('PUT', '/lists/:id/memberships/add-and-remove', lists, 'MembershipChangeRequest', {
    200: 'MembershipsUpdateResponse',
  }),
  operation('PUT', '/lists/:id/memberships/add-from/:source', lists, undefined, { 204: null }),

  operation('GET', '/owners', 'crm/owners', undefined, { 200: 'CollectionResponsePublicOwnerForwardPaging' }),
  operation('GET', '/owners/:id', 'crm/owners', undefined, { 200: 'PublicOwner' }),
  operation('GET', '/users', 'settings/users', undefined, { 200: 'CollectionResponsePublicUserForwardPaging' }),
  operation('POST', '/users', 'settings/users', 'UserProvisionRequest', { 201: 'PublicUser' }),
  operation('GET', '/users/roles', 'settings/users', undefined, {
    200: 'CollectionResponsePublicPermissionSetNoPaging',
  }),
  operation('GET', '/users/teams', 'settings/users', undefined, { 200: 'CollectionResponsePublicTeamNoPaging' }),
  operation('GET', '/users/:id', 'settings/users', undefined, { 200: 'PublicUser' }),
  operation('PUT', '/users/:id', 'settings/users', 'PublicUserUpdate', { 200: 'PublicUser' }),
  operation('DELETE', '/users/:id', 'settings/users', undefined, { 204: null }),
  operation('GET', '/forms', 'marketing/forms', undefined, { 200: 'free' }),
  operation('POST', '/forms', 'marketing/forms', 'free', { 201: 'free' }),
  operation('GET', '/forms/:id', 'marketing/forms', undefined, { 200: 'free' }),
  operation('PATCH', '/forms/:id', 'marketing/forms', 'free', { 200: 'free' }),
  operation('PUT', '/forms/:id', 'marketing/forms', 'free', { 200: 'free' }),
  operation('DELETE', '/forms/:id', 'marketing/forms', undefined, { 204: null }),
  operation('GET', '/form-integrations/submissions/forms/:id', 'marketing/forms', undefined, { 200: 'free' }),
  operation('POST', '/form-integrations/submissions/integration/submit/:portal/:id', 'marketing/forms', 'free', {
    200: 'free',
  }),
  operation('POST', '/form-integrations/submissions/integration/secure/submit/:portal/:id', 'marketing/forms', 'free', {
    200: 'free',
  }),
  operation('POST', '/callbacks/complete', 'automation/actions', 'BatchInputCallbackCompletionBatchRequest', {
    204: null,
  }),
  operation('POST', '/callbacks/:id/complete', 'automation/actions', 'CallbackCompletionRequest', { 204: null }),
  operation('GET', '/account-info/details', 'crm/owners', undefined, { 200: 'free' }),
  operation('GET', '/account-info/api-usage/daily', 'crm/owners', undefined, { 200: 'free' }),
  operation('GET', '/account-info/api-usage/daily/private-apps', 'crm/owners', undefined, { 200: 'free' }),
  ...[
    'custom-object-types',
    'records',
    'custom-properties',
    'calculated-properties',
    'pipelines',
    'associations/labels',
  ].map((name) => operation('GET', `/limits/${name}`, 'crm/owners', undefined, { 200: 'free' })),
];

const patterns = operations.map((one) => ({
  operation: one,
  // Words that stand in the path itself win over places: the order of the table.
  pattern: new RegExp(`^${one.path.replace(/:[a-zA-Z]+/g, '[^/]+')}$`),
}));

/** The operation of a path inside; the one with the fewest places, where several fit. */
export function findOperation(method: string, path: string): Operation | undefined {
  const places = (one: Operation) => one.path.split(':').length;
  return patterns
    .filter(({ operation: one, pattern }) => one.method === method && pattern.test(path))
    .map(({ operation: one }) => one)
    .sort((a, b) => places(a) - places(b))[0];
}
