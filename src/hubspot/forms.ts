import { formatDay, parseDay } from '../domain/calendar/day.ts';
import { rulesPaidBy } from '../domain/planning/debt-key.ts';
import { SURVEY, SURVEYS, type SurveyKind, type SurveyQuestion } from '../domain/survey/survey.ts';
import type { StoredVisit } from '../use-cases/ports/records.ts';
import type { Submission, SurveyBook, SurveyForms, SurveyMark } from '../use-cases/ports/surveys.ts';
import type { HubspotApi } from './api.ts';
import { batchRead } from './batch.ts';
import { hubspotJobs } from './jobs.ts';
import { namedObjectTypes, type ObjectTypes, objectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { jsonOf, listOf, textOf } from './values.ts';
import { VISIT_PROPERTIES, visitOf } from './visits.ts';

/** Fields of a form are properties of contacts: HubSpot takes no others. */
export const TOKEN_FIELD = 'rv_survey_token';
export const fieldOf = (question: string): string => `rv_survey_${question}`;

const FORMS_KEY = 'surveys';
const MARK_KEY = 'survey-answers';
const PAGE = 50;

/** What is sent through the forms that the installer made, and what it is written on. */
export function hubspotSurveys(
  api: HubspotApi,
  options: { readonly portalId?: number; readonly types?: () => Promise<ObjectTypes> } = {},
): SurveyBook {
  const { portalId } = options;
  const types = options.types ?? (async () => (portalId === undefined ? objectTypes(api) : namedObjectTypes(portalId)));
  const jobs = hubspotJobs(api, types);
  const visitsPath = async (): Promise<string> =>
    PATHS.customObjects.path.replace('{objectTypeId}', (await types()).rv_visit);

  return {
    forms: () => readForms(api, types),

    address: ({ page }, token) => `${page}${page.includes('?') ? '&' : '?'}${TOKEN_FIELD}=${encodeURIComponent(token)}`,

    async *submissions(formId, notBefore) {
      let after: string | undefined;
      do {
        const { body } = await api.call({
          method: 'GET',
          path: `${PATHS.submissions.path}/forms/${formId}`,
          query: { limit: String(PAGE), ...(after === undefined ? {} : { after }) },
          attempting: 'reading the answers of customers',
          repeatable: true,
        });
        const page = (body.results as StoredSubmission[]).map(submissionOf);
        const fresh = page.filter(({ at }) => at >= notBefore);
        yield fresh;
        after = fresh.length < page.length ? undefined : (body.paging?.next?.after as string | undefined);
      } while (after !== undefined);
    },

    async mark() {
      return jsonOf<SurveyMark>(await jobs.read(MARK_KEY)) ?? { seen: {}, taken: 0, refused: {} };
    },

    saveMark: (mark) => jobs.save(MARK_KEY, JSON.stringify(mark)),

    async visit(key) {
      const [record] = await batchRead(
        api,
        await visitsPath(),
        [key],
        [...VISIT_PROPERTIES, 'rv_survey_answers'],
        'reading a visit',
        'rv_visit_key',
      );
      const visit: StoredVisit | undefined = record && visitOf(record);
      if (!record || !visit) return undefined;
      return {
        id: visit.id,
        contactId: visit.contactId,
        customerKey: visit.customerKey,
        ownerId: visit.ownerId,
        rules: rulesPaidBy(visit),
        held: visit.status === 'held',
        hasScores:
          Object.keys(visit.record?.scores ?? {}).length > 0 || textOf(record.properties, 'rv_scores') !== undefined,
        hasNps: textOf(record.properties, 'rv_nps') !== undefined,
        answers: Object.fromEntries(
          listOf(record.properties, 'rv_survey_answers').map((pair) => {
            const at = pair.indexOf('=');
            return [pair.slice(0, at), pair.slice(at + 1)];
          }),
        ),
      };
    },

    async scoreVisit(visit, answer, submissionId, incentive) {
      const answers = { ...visit.answers, [answer.kind]: submissionId };
      await api.call({
        method: 'PATCH',
        path: `${await visitsPath()}/${visit.id}`,
        body: {
          properties: {
            rv_survey_answers: Object.entries(answers)
              .map(([kind, id]) => `${kind}=${id}`)
              .join(';'),
            ...(answer.kind === 'nps'
              ? { rv_nps: String(answer.nps) }
              : {
                  rv_scores: Object.entries(answer.scores)
                    .map(([dimension, score]) => `${dimension}=${score}`)
                    .join(';'),
                  rv_scores_by: 'customer_link',
                }),
            ...(answer.comment === undefined ? {} : { rv_survey_comment: answer.comment }),
            ...(incentive ? { rv_incentive: 'true' } : {}),
          },
        },
        attempting: 'writing an answer by link',
        repeatable: true,
      });
    },

    async lastSent(contactId) {
      const [record] = await batchRead(
        api,
        PATHS.contacts.path,
        [contactId],
        ['rv_survey_sent_on', 'rv_survey_sent_for'],
        'reading when a link was given',
      );
      const on = parseDay(textOf(record?.properties ?? {}, 'rv_survey_sent_on')?.slice(0, 10) ?? '');
      return on === undefined ? undefined : { on, about: textOf(record?.properties ?? {}, 'rv_survey_sent_for') ?? '' };
    },

    async saveSent(contactId, { on, about }) {
      await api.call({
        method: 'PATCH',
        path: `${PATHS.contacts.path}/${contactId}`,
        body: { properties: { rv_survey_sent_on: formatDay(on), rv_survey_sent_for: about } },
        attempting: 'noting that a link was given',
        repeatable: true,
      });
    },
  };
}

async function readForms(api: HubspotApi, types: () => Promise<ObjectTypes>): Promise<SurveyForms | undefined> {
  const forms = jsonOf<SurveyForms>(await hubspotJobs(api, types).read(FORMS_KEY));
  return forms && Object.keys(forms).length > 0 ? forms : undefined;
}

interface StoredSubmission {
  readonly conversionId: string;
  readonly submittedAt: number;
  readonly values: readonly { readonly name: string; readonly value: string }[];
}

/** `unverified` on a real portal: that the id of a submission is `conversionId`, as HubSpot's specification names it. Probe: survey-forms. */
function submissionOf({ conversionId, submittedAt, values }: StoredSubmission): Submission {
  const own = fieldOf('');
  return {
    id: conversionId,
    at: submittedAt,
    token: values.find(({ name }) => name === TOKEN_FIELD)?.value,
    values: Object.fromEntries(
      values.flatMap(({ name, value }) =>
        name.startsWith(own) && name !== TOKEN_FIELD ? [[name.slice(own.length), value]] : [],
      ),
    ),
  };
}

/** What making the forms came to. `not_granted`: the account did not give the scope, and no links are offered. */
export type FormsReport =
  | { readonly state: 'ready'; readonly created: readonly SurveyKind[] }
  | { readonly state: 'not_granted' };

/**
 * Makes a form for each survey where the account grants forms, and keeps where they are; those that are there stay as they are.
 *
 * @param pages where people fill in a form, by survey, instead of HubSpot's own page
 * @param makeFields makes the properties that the fields of a form are
 */
export async function installForms(
  api: HubspotApi,
  pages: { readonly [kind in SurveyKind]?: string | ((formId: string) => string) } = {},
  makeFields: () => Promise<void> = async () => {},
): Promise<FormsReport> {
  const types = async (): Promise<ObjectTypes> => objectTypes(api);
  if (!(await isGranted(api))) return { state: 'not_granted' };
  await makeFields();
  const known = await formsByName(api);
  const kept = (await readForms(api, types)) ?? {};
  const { portalId, location } = await hosting(api);
  const created: SurveyKind[] = [];
  const forms: { [kind in SurveyKind]?: { id: string; page: string } } = {};
  for (const kind of SURVEYS) {
    let id = kept[kind]?.id ?? known.get(nameOf(kind));
    if (id === undefined || !(await exists(api, id))) {
      const { body } = await api.call({
        method: 'POST',
        path: PATHS.forms.path,
        body: formBody(kind),
        attempting: `creating the form ${kind}`,
        repeatable: false,
      });
      id = String(body.id);
      created.push(kind);
    }
    const page = pages[kind];
    const own = typeof page === 'function' ? page(id) : page;
    const before = kept[kind]?.id === id ? kept[kind]?.page : undefined;
    forms[kind] = { id, page: own ?? before ?? sharePage(id, portalId, location) };
  }
  await hubspotJobs(api, types).save(FORMS_KEY, JSON.stringify(forms));
  return { state: 'ready', created };
}

/**
 * What making the forms would come to; it only reads.
 *
 * @param isInstalled false: the app's objects, which keep where the forms are, are missing too
 */
export async function lookAtForms(
  api: HubspotApi,
  isInstalled: boolean,
  lookAtFields: () => Promise<void>,
): Promise<FormsReport> {
  if (!(await isGranted(api))) return { state: 'not_granted' };
  await lookAtFields();
  const kept = isInstalled ? ((await readForms(api, async () => objectTypes(api))) ?? {}) : {};
  const known = new Set((await formsByName(api)).values());
  const created = SURVEYS.filter((kind) => !known.has(kept[kind]?.id ?? ''));
  return { state: 'ready', created };
}

async function isGranted(api: HubspotApi): Promise<boolean> {
  const { status } = await api.call({
    method: 'GET',
    path: PATHS.forms.path,
    query: { limit: '1' },
    attempting: 'asking whether forms are granted',
    repeatable: true,
    alsoFine: [403],
  });
  return status !== 403;
}

async function formsByName(api: HubspotApi): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let after: string | undefined;
  do {
    const { body } = await api.call({
      method: 'GET',
      path: PATHS.forms.path,
      query: { limit: '100', ...(after === undefined ? {} : { after }) },
      attempting: 'looking for the forms of the surveys',
      repeatable: true,
    });
    for (const { id, name } of body.results as { id: string; name: string }[]) found.set(name, id);
    after = body.paging?.next?.after as string | undefined;
  } while (after !== undefined);
  return found;
}

async function exists(api: HubspotApi, id: string): Promise<boolean> {
  const { status } = await api.call({
    method: 'GET',
    path: `${PATHS.forms.path}/${id}`,
    attempting: 'looking for a form',
    repeatable: true,
    alsoFine: [404],
  });
  return status === 200;
}

async function hosting(api: HubspotApi): Promise<{ readonly portalId: number; readonly location: string }> {
  const { body } = await api.call({
    method: 'GET',
    path: PATHS.account.path,
    attempting: 'reading the account',
    repeatable: true,
  });
  return { portalId: Number(body.portalId), location: String(body.dataHostingLocation ?? 'na1') };
}

/**
 * HubSpot's own page of a form: `1`, the form's id as base64url, the portal's number to the base of 36, as in hundreds of public
 * links; no API tells it. `unverified` on a real portal (probe: survey-forms), as is that a query parameter fills in the hidden field: where it is
 * otherwise, the installer is given the page.
 */
function sharePage(formId: string, portalId: number, location: string): string {
  const id = Buffer.from(formId.replaceAll('-', ''), 'hex').toString('base64url');
  const host = location === 'na1' ? 'share.hsforms.com' : `share-${location}.hsforms.com`;
  return `https://${host}/1${id}${portalId.toString(36)}`;
}

const EPOCH = new Date(0).toISOString();
const nameOf = (kind: SurveyKind): string => `Return Visits · ${SURVEY[kind].name.en} · ${SURVEY[kind].name.zh}`;
const both = ({ zh, en }: { readonly zh: string; readonly en: string }): string => (zh === en ? zh : `${zh} ${en}`);

/** A form asks for no address: who answers is in the token, and nobody has to say who he is. */
function formBody(kind: SurveyKind): unknown {
  return {
    formType: 'hubspot',
    name: nameOf(kind),
    // HubSpot's types ask for both and HubSpot writes its own.
    createdAt: EPOCH,
    updatedAt: EPOCH,
    archived: false,
    fieldGroups: [
      ...SURVEY[kind].questions.map((question) => fieldGroup(questionField(question))),
      fieldGroup({
        objectTypeId: '0-1',
        name: TOKEN_FIELD,
        label: 'Token',
        required: false,
        hidden: true,
        fieldType: 'single_line_text',
        dependentFields: [],
      }),
    ],
    configuration: {
      language: 'zh-cn',
      createNewContactForNewEmail: false,
      editable: true,
      allowLinkToResetKnownValues: false,
      // Known values would fill in the last answers, or another one's token.
      prePopulateKnownValues: false,
      cloneable: true,
      notifyContactOwner: false,
      recaptchaEnabled: false,
      archivable: true,
      notifyRecipients: [],
      postSubmitAction: { type: 'thank_you', value: '谢谢您的回答。 Thank you for your answer.' },
    },
    displayOptions: {
      renderRawHtml: false,
      theme: 'default_style',
      submitButtonText: '提交 Send',
      style: {
        fontFamily: 'arial, helvetica, sans-serif',
        backgroundWidth: '100%',
        labelTextColor: '#33475b',
        labelTextSize: '14px',
        helpTextColor: '#7C98B6',
        helpTextSize: '12px',
        legalConsentTextColor: '#33475b',
        legalConsentTextSize: '14px',
        submitColor: '#0066c0',
        submitAlignment: 'left',
        submitFontColor: '#ffffff',
        submitSize: '14px',
      },
    },
    legalConsentOptions: { type: 'none' },
  };
}

const fieldGroup = (field: object): object => ({ groupType: 'default_group', richTextType: 'text', fields: [field] });

function questionField({ id, label, choices, required }: SurveyQuestion): object {
  const common = {
    objectTypeId: '0-1',
    name: fieldOf(id),
    label: both(label),
    required,
    hidden: false,
    dependentFields: [],
  };
  if (!choices) return { ...common, fieldType: 'multi_line_text' };
  return {
    ...common,
    fieldType: 'radio',
    defaultValues: [],
    options: choices.map((choice, displayOrder) => ({ value: choice.value, label: both(choice.label), displayOrder })),
  };
}
