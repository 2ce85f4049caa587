/** `/marketing/forms/{version}` and what people send through them. https://developers.hubspot.com/docs/api-reference/marketing-forms-v3/guide */
import type { Hono } from 'hono';
import { formatInstant } from '../clock.ts';
import type { Core } from '../core.ts';
import { ApiError, invalid, notFound } from '../errors.ts';
import { answer, booleanParameter, integerParameter, noContent, type PortalEnv, readBody } from '../http.ts';
import { asArray, asObject, asOptionalText, asText, type Json } from '../objects/input.ts';
import { checkCreate, checkUpdate, create, find, update, type WriteContext } from '../objects/records.ts';
import { findType } from '../objects/registry.ts';

interface FormDoc {
  readonly id: string;
  readonly name: string;
  readonly formType: string;
  readonly fieldGroups: readonly unknown[];
  readonly configuration: Json;
  readonly displayOptions: Json;
  readonly legalConsentOptions: Json;
  readonly archived: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archivedAt?: number;
}

interface SubmissionDoc {
  readonly formId: string;
  readonly conversionId: string;
  readonly submittedAt: number;
  readonly pageUrl: string;
  readonly values: readonly { readonly name: string; readonly value: string; readonly objectTypeId: string }[];
}

export function formRoutes(app: Hono<PortalEnv>, core: Core): void {
  app.get('/forms', (call) => {
    const archived = booleanParameter(call, 'archived');
    const limit = integerParameter(call, 'limit', 20, 500);
    const forms = core.store.docs<FormDoc>('form').filter((form) => form.archived === archived);
    const start = Math.max(
      0,
      forms.findIndex((form) => form.id === call.req.query('after')),
    );
    const next = forms[start + limit];
    return answer(200, {
      results: forms.slice(start, start + limit).map(formatForm),
      ...(next === undefined ? {} : { paging: { next: { after: next.id } } }),
    });
  });

  app.post('/forms', async (call) => {
    const body = asObject((await readBody(call)).value, 'FormDefinitionCreateRequestBase');
    const number = core.store.nextNumber('form', 1);
    const now = core.clock.now();
    const form: FormDoc = {
      id: `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`,
      ...definitionOf(body),
      archived: false,
      createdAt: now,
      updatedAt: now,
    };
    core.store.putDoc('form', form.id, form);
    return answer(201, formatForm(form));
  });

  app.get('/forms/:id', (call) =>
    answer(200, formatForm(formNamed(core, call.req.param('id'), booleanParameter(call, 'archived')))),
  );

  for (const method of ['patch', 'put'] as const) {
    app[method]('/forms/:id', async (call) => {
      const before = formNamed(core, call.req.param('id'), false);
      const body = asObject((await readBody(call)).value, 'HubSpotFormDefinition');
      const changed: FormDoc = {
        ...before,
        ...definitionOf(method === 'patch' ? { ...before, ...body } : body),
        updatedAt: core.clock.now(),
      };
      core.store.putDoc('form', before.id, changed);
      return answer(200, formatForm(changed));
    });
  }

  app.delete('/forms/:id', (call) => {
    const form = formNamed(core, call.req.param('id'), false);
    core.store.putDoc('form', form.id, { ...form, archived: true, archivedAt: core.clock.now() });
    return noContent();
  });

  app.get('/form-integrations/submissions/forms/:id', (call) => {
    const form = formNamed(core, call.req.param('id'), undefined);
    const limit = integerParameter(call, 'limit', 20, 50);
    const start = Number(call.req.query('after') ?? 0);
    if (!Number.isSafeInteger(start) || start < 0) throw invalid('after must be what the last page gave');
    // [documented] The newest come first.
    const all = core.store
      .docs<SubmissionDoc>('submission')
      .filter((one) => one.formId === form.id)
      .reverse();
    return answer(200, {
      results: all.slice(start, start + limit).map(({ formId: _formId, ...submission }) => submission),
      ...(start + limit < all.length ? { paging: { next: { after: String(start + limit) } } } : {}),
    });
  });

  for (const secure of [false, true]) {
    app.post(
      `/form-integrations/submissions/integration/${secure ? 'secure/' : ''}submit/:portal/:id`,
      async (call) => {
        if (call.req.param('portal') !== String(core.portalId)) throw notFound(`No portal ${call.req.param('portal')}`);
        const form = formNamed(core, call.req.param('id') ?? '', false);
        submit(core, form, asObject((await readBody(call)).value, 'submission'), secure);
        return answer(200, { inlineMessage: messageOf(form) });
      },
    );
  }
}

/** A field as a definition writes it. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly fieldType: string;
  readonly required: boolean;
  readonly hidden: boolean;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export interface PublicForm {
  readonly id: string;
  readonly name: string;
  readonly submitText: string;
  readonly thanks: string;
  readonly fields: readonly FormField[];
}

/** A form as whoever fills it in sees it; undefined: there is none, or it is archived. */
export function publicForm(core: Core, id: string): PublicForm | undefined {
  const form = core.store.doc<FormDoc>('form', id);
  if (form === undefined || form.archived) return undefined;
  const { submitButtonText } = form.displayOptions;
  return {
    id,
    name: form.name,
    submitText: typeof submitButtonText === 'string' ? submitButtonText : 'Submit',
    thanks: messageOf(form),
    fields: fieldsOf(form),
  };
}

function messageOf({ configuration }: FormDoc): string {
  const action = isRecord(configuration.postSubmitAction) ? configuration.postSubmitAction : {};
  return action.type === 'thank_you' && typeof action.value === 'string'
    ? action.value
    : 'Thanks for submitting the form.';
}

function fieldsOf({ fieldGroups }: FormDoc): readonly FormField[] {
  return fieldGroups.flatMap((group) => {
    const fields = isRecord(group) && Array.isArray(group.fields) ? (group.fields as unknown[]) : [];
    return fields.flatMap((field): FormField[] => {
      if (!isRecord(field) || typeof field.name !== 'string') return [];
      const options = Array.isArray(field.options) ? (field.options as unknown[]) : [];
      return [
        {
          name: field.name,
          label: typeof field.label === 'string' ? field.label : field.name,
          fieldType: typeof field.fieldType === 'string' ? field.fieldType : 'single_line_text',
          required: field.required === true,
          hidden: field.hidden === true,
          options: options.flatMap((option) =>
            isRecord(option) && typeof option.value === 'string'
              ? [{ value: option.value, label: typeof option.label === 'string' ? option.label : option.value }]
              : [],
          ),
        },
      ];
    });
  });
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What HubSpot does not take. [documented] Since March 2022 a submission without authentication may hold only fields of the form, and
 * must hold those it requires: https://developers.hubspot.com/changelog/validation-change-to-the-forms-api-submission-endpoints.
 * [unverified] The words of the refusal.
 */
function refuseUndeclared(form: FormDoc, names: readonly string[], filled: ReadonlySet<string>): void {
  const fields = fieldsOf(form);
  const errors = [
    ...names
      .filter((name) => !fields.some((field) => field.name === name))
      .map((name) => ({
        message: `Error in 'fields.${name}'. The field is not in the form definition`,
        errorType: 'FIELD_NOT_IN_FORM_DEFINITION',
      })),
    ...fields
      .filter(({ name, required }) => required && !filled.has(name))
      .map(({ name }) => ({
        message: `Error in 'fields.${name}'. Required field '${name}' is missing`,
        errorType: 'REQUIRED_FIELD',
      })),
  ];
  if (errors.length > 0) throw new ApiError(400, { message: 'The request is not valid', errors });
}

/** A submission makes the contact of its address, or changes it. [documented] */
function submit(core: Core, form: FormDoc, body: Json, secure: boolean): void {
  const values = asArray(body.fields, 'fields').map((one) => {
    const field = asObject(one, 'field');
    return {
      name: asText(field.name, 'name'),
      value: asText(field.value, 'value'),
      objectTypeId: asOptionalText(field.objectTypeId, 'objectTypeId') ?? '0-1',
    };
  });
  if (!secure) {
    const filled = new Set(values.filter(({ value }) => value !== '').map(({ name }) => name));
    refuseUndeclared(
      form,
      values.map(({ name }) => name),
      filled,
    );
  }
  const now = core.clock.now();
  const contacts = findType(core.store, 'contacts');
  const properties: Record<string, string> = {};
  for (const { name, value, objectTypeId } of values) {
    // [documented] What is not a property of the contact stays in the submission alone.
    if (objectTypeId === '0-1' && core.store.property('0-1', name)?.archived === false) properties[name] = value;
  }
  const context: WriteContext = { version: 'v3', source: { sourceType: 'FORM', sourceId: form.id }, asHubSpot: true };
  if (properties.email !== undefined) {
    const before = find(core, contacts, properties.email, 'email');
    const conversion = {
      recent_conversion_date: formatInstant(now),
      recent_conversion_event_name: form.name,
      num_conversion_events: String(Number(before?.values.num_conversion_events ?? 0) + 1),
      ...(before?.values.first_conversion_date === undefined
        ? { first_conversion_date: formatInstant(now), first_conversion_event_name: form.name }
        : {}),
    };
    const input = { properties: { ...properties, ...conversion } };
    if (before === undefined) create(core, contacts, checkCreate(core, contacts, input, context), context);
    else update(core, contacts, checkUpdate(core, contacts, before, input, context), context);
  }
  const number = core.store.nextNumber('submission', 1);
  const page = asObject(body.context ?? {}, 'context');
  const submission: SubmissionDoc = {
    formId: form.id,
    conversionId: `00000000-0000-4000-a000-${String(number).padStart(12, '0')}`,
    submittedAt: now,
    pageUrl: asOptionalText(page.pageUri, 'pageUri') ?? '',
    values,
  };
  core.store.putDoc('submission', String(number), submission);
}

function definitionOf(body: Json) {
  const part = (value: unknown, where: string): Json =>
    value === undefined || value === null ? {} : asObject(value, where);
  return {
    name: asText(body.name, 'name'),
    formType: asOptionalText(body.formType, 'formType') ?? 'hubspot',
    fieldGroups: body.fieldGroups === undefined ? [] : asArray(body.fieldGroups, 'fieldGroups'),
    configuration: part(body.configuration, 'configuration'),
    displayOptions: part(body.displayOptions, 'displayOptions'),
    legalConsentOptions:
      body.legalConsentOptions === undefined ? { type: 'none' } : part(body.legalConsentOptions, 'legalConsentOptions'),
  };
}

function formNamed(core: Core, id: string, archived: boolean | undefined): FormDoc {
  const form = core.store.doc<FormDoc>('form', id);
  if (form === undefined || (archived !== undefined && form.archived !== archived))
    throw notFound(`No form with id ${id}`);
  return form;
}

function formatForm({ createdAt, updatedAt, archivedAt, ...rest }: FormDoc): object {
  return {
    ...rest,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
    ...(archivedAt === undefined ? {} : { archivedAt: formatInstant(archivedAt) }),
  };
}
