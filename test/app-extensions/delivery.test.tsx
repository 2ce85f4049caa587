import { Alert, Button, Form, Input, LoadingButton, LoadingSpinner, Select, TextArea } from '@hubspot/ui-extensions';
import { CrmActionButton } from '@hubspot/ui-extensions/crm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeliveryCard } from '../../app-extensions/cards/DeliveryCard.tsx';
import type { DeliveryPage } from '../../src/contract/open-delivery.ts';
import { UNAVAILABLE } from './answers.ts';
import { later, PORTAL, stage, stageFunctions, textOf } from './stage.ts';

afterEach(() => vi.unstubAllGlobals());

const NONE: DeliveryPage = {
  version: 0,
  stage: 'none',
  highValue: false,
  needs: [],
  milestones: [],
  reports: [],
  letters: [],
  exceptions: [],
  survey: {},
  due: [],
  allowed: ['begin'],
};

const DELIVERING: DeliveryPage = {
  ...NONE,
  version: 4,
  stage: 'delivering',
  startedOn: '2026-09-01',
  needs: [{ id: 'n1', text: '报表导出', priority: 'high', expectedOn: '2026-09-30' }],
  confirmed: { by: '王总', ours: '李强', on: '2026-09-01' },
  milestones: [
    {
      id: 'm1',
      text: '部署',
      standard: '',
      ownerId: '7',
      ownerName: '王琳',
      dueOn: '2026-09-04',
      late: true,
    },
  ],
  exceptions: [
    { id: 'x1', text: '未到货', solution: '云主机', milestoneId: 'm1', raisedAt: '2026-09-05T01:00:00.000Z' },
  ],
  due: [
    { what: 'report', of: '2026-08-31', on: '2026-09-04', latest: '2026-09-04', late: true },
    { what: 'letter', of: '2026-09-15', on: '2026-09-15', latest: '2026-09-17', late: false },
  ],
  allowed: [
    'add_need',
    'drop_need',
    'add_milestone',
    'move_milestone',
    'hand_milestone',
    'finish_milestone',
    'report',
    'send_letter',
    'skip_letter',
    'raise_exception',
    'agree_exception',
  ],
};

const IN_SERVICE: DeliveryPage = {
  ...DELIVERING,
  version: 9,
  stage: 'in_service',
  needs: [
    {
      id: 'n1',
      text: '报表导出',
      priority: 'high',
      expectedOn: '2026-09-30',
      judged: { met: true, remark: '演示通过', on: '2026-09-06' },
    },
  ],
  milestones: [],
  exceptions: [],
  accepted: { by: '王总', on: '2026-09-06' },
  survey: { key: '501:20697' },
  due: [{ what: 'survey', of: '2026-09-07', on: '2026-09-07', latest: '2026-09-09', late: false }],
  allowed: ['begin'],
};

const opened = (page: DeliveryPage) => ({
  ok: true,
  today: '2026-09-06',
  contactId: '501',
  contactName: '王建国',
  language: 'zh',
  owners: [
    { id: '7', name: '王琳' },
    { id: '8', name: 'Tom Reed' },
  ],
  page,
});

async function show(
  language: 'zh' | 'en',
  page: DeliveryPage,
  answers: { readonly [name: string]: readonly unknown[] } = {},
) {
  const calls = stageFunctions({ open_delivery: [opened(page)], ...answers });
  const card = stage('crm.record.tab', language);
  card.render(<DeliveryCard />);
  await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
  const shown = () => textOf(card.getRootNode());
  const press = (label: string) => card.find(Button, ({ text }) => text === label).trigger('onClick');
  const labels = () => card.findAll(Button).map(({ text }) => text ?? '');
  const sent = (name: string) =>
    calls
      .filter((call) => call.name === name)
      .map(({ options }) => options.parameters as { readonly [key: string]: unknown });
  const type = (kind: typeof Input | typeof TextArea, label: string, text: string) =>
    card.find(kind, ({ props }) => props.label === label).trigger('onInput', text as never);
  return { card, shown, press, labels, sent, type };
}

describe('the tab “Delivery”', () => {
  it('waits, says what is wrong in the function’s own words, and goes on', async () => {
    const { answer, arrive } = later<unknown>();
    stageFunctions({ open_delivery: [() => answer, opened(NONE)] });
    const card = stage('crm.record.tab', 'en');
    card.render(<DeliveryCard />);
    expect(card.maybeFind(LoadingSpinner)).not.toBeNull();
    arrive(UNAVAILABLE);
    await vi.waitFor(() => expect(textOf(card.getRootNode())).toContain('HubSpot does not answer.'));
    card.find(Button).trigger('onClick');
    await vi.waitFor(() => expect(textOf(card.getRootNode())).toContain('No project has been begun'));
  });

  it('begins a project', async () => {
    const { press, card, sent, shown } = await show('en', NONE, {
      move_delivery: [
        { ok: true, page: { ...NONE, version: 1, stage: 'delivering', startedOn: '2026-09-06' }, repeated: false },
      ],
    });
    press('Begin a project');
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(shown()).toContain('delivering · began Sep 6, 2026'));
    expect(sent('move_delivery')).toMatchObject([
      { portal: PORTAL, expected: 0, move: { type: 'begin', startedOn: '2026-09-06' } },
    ]);
  });

  it('shows needs, plan, what is due and what went otherwise, in Chinese and in English', async () => {
    const zh = (await show('zh', DELIVERING)).shown();
    for (const words of ['王总 与 李强 已于', '优先级高', '逾期', '须在 24 小时内向客户说明', '内部周报'])
      expect(zh).toContain(words);
    expect(zh).not.toMatch(/[a-z]{4,}/);
    vi.unstubAllGlobals();
    const en = (await show('en', DELIVERING)).shown();
    for (const words of [
      'Confirmed by 王总',
      'High · expected Sep 30, 2026',
      'Weekly report: Sep 4, 2026',
      'within 24 hours',
    ])
      expect(en).toContain(words);
  });

  it('offers what the stage allows, and nothing else', async () => {
    expect((await show('en', IN_SERVICE)).labels()).toEqual(['Begin a project']);
    vi.unstubAllGlobals();
    const labels = (await show('en', { ...DELIVERING, allowed: ['add_need', 'report'] })).labels();
    expect(labels).toEqual(['Add a need', 'Write the weekly report']);
  });

  it('asks for what is missing before anything is sent', async () => {
    const { press, card, sent, shown } = await show('en', DELIVERING);
    press('Add a need');
    card.find(Form).trigger('onSubmit');
    expect(shown()).toContain('This is needed.');
    card.find(TextArea).trigger('onInput', 'x'.repeat(100_000) as never);
    card.find(Form).trigger('onSubmit');
    expect(shown()).toContain('At most 500 characters.');
    expect(sent('move_delivery')).toEqual([]);
  });

  it('keeps what was typed when it fails, and sends it again under the same name', async () => {
    const { press, card, sent, shown } = await show('en', DELIVERING, {
      move_delivery: [UNAVAILABLE, { ok: true, page: { ...DELIVERING, version: 5 }, repeated: true }],
    });
    press('Hand over: 部署');
    card.find(Select).trigger('onChange', '8' as never);
    card.find(Form).trigger('onSubmit');
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(shown()).toContain('Not saved yet'));
    expect(card.find(Select).props.value).toBe('8');
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(shown()).toContain('nothing was written twice'));
    expect(sent('move_delivery')).toHaveLength(2);
    expect(sent('move_delivery')[0]).toEqual(sent('move_delivery')[1]);
    expect(sent('move_delivery')[0]?.move).toEqual({ type: 'hand_milestone', milestoneId: 'm1', ownerId: '8' });
  });

  it('shows what somebody else did meanwhile, marks what was not accepted, and keeps what was typed', async () => {
    const { press, card, shown, type } = await show('en', DELIVERING, {
      move_delivery: [
        {
          ok: false,
          reason: 'bad_input',
          message: { zh: '请检查', en: 'Check the marked fields.' },
          fields: [{ path: 'agreedWith', message: 'say with whom' }],
          page: { ...DELIVERING, version: 7, startedOn: '2026-08-20' },
        },
      ],
    });
    press('The customer agrees: 未到货');
    type(Input, 'Agreed with (customer)', '王总');
    type(TextArea, 'New plan', '云主机上线');
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(shown()).toContain('Check the marked fields.'));
    expect(shown()).toContain('say with whom');
    expect(shown()).toContain('began Aug 20, 2026');
    expect(card.find(TextArea).props.value).toBe('云主机上线');
  });

  it('drafts a letter in the customer’s language from what is on record, to be changed, copied or opened in HubSpot', async () => {
    const { press, card, sent, type } = await show('en', DELIVERING, {
      draft_letter: [
        { ok: true, draft: { what: 'letter', subject: '同步函', body: '王建国，您好：\n已完成', empty: false } },
        { ok: true, draft: { what: 'letter', subject: 'Progress letter', body: 'Dear 王建国,', empty: true } },
      ],
      move_delivery: [{ ok: true, page: { ...DELIVERING, version: 5 }, repeated: false }],
    });
    press('Write to the customer');
    await vi.waitFor(() => expect(card.find(TextArea).props.value).toContain('您好'));
    expect(sent('draft_letter')).toMatchObject([{ what: 'letter', of: '2026-09-15', language: 'zh' }]);
    card.find(Select).trigger('onChange', 'en' as never);
    type(TextArea, 'Text', '王建国，您好：\n改过了');
    expect(card.find(CrmActionButton).props).toMatchObject({
      actionType: 'SEND_EMAIL',
      actionContext: { initialEmailSubject: '同步函', initialEmailBody: '王建国，您好：\n改过了' },
    });
    press('Copy the text');
    await vi.waitFor(() => expect(card.mocks.actions.copyTextToClipboard.calls).toEqual([['王建国，您好：\n改过了']]));
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(card.find(Alert).props.title).toBe('Saved.'));
    expect(sent('move_delivery')[0]?.move).toEqual({
      type: 'send_letter',
      kind: 'letter',
      slot: '2026-09-15',
      language: 'en',
      subject: '同步函',
      body: '王建国，您好：\n改过了',
    });
  });

  it('keeps what was typed while the draft was made, and fills in the rest', async () => {
    const { answer, arrive } = later<unknown>();
    const { press, card, type } = await show('en', DELIVERING, { draft_letter: [() => answer] });
    press('Write the weekly report');
    type(TextArea, 'Done', 'my own words');
    arrive({ ok: true, draft: { what: 'report', done: 'drafted', next: 'go live', coordinate: '' } });
    const values = () => card.findAll(TextArea).map(({ props }) => props.value);
    await vi.waitFor(() => expect(values()).toEqual(['my own words', 'go live', '']));
  });

  it('can be written by hand where no draft comes', async () => {
    const { press, shown, type, card } = await show('en', DELIVERING, { draft_letter: [UNAVAILABLE] });
    press('Write the weekly report');
    await vi.waitFor(() => expect(shown()).toContain('No draft could be made'));
    type(TextArea, 'Done', 'installed');
    expect(card.findAll(TextArea)[0]?.props.value).toBe('installed');
  });

  it('gives the link to the acceptance survey, to be copied for WeChat or sent from HubSpot; or says why not', async () => {
    const url = 'https://share.hsforms.com/1abc?rv_survey_token=t';
    const { card, shown, press, sent } = await show('en', IN_SERVICE, {
      survey_link: [
        UNAVAILABLE,
        {
          ok: true,
          url,
          expiresAt: '2026-09-20T02:00:00.000Z',
          language: 'zh',
          subject: { zh: '客户满意度调查', en: 'Customer satisfaction' },
          body: { zh: `您好 ${url}`, en: `Hello ${url}` },
        },
      ],
    });
    const make = () =>
      card.find(LoadingButton, ({ text }) => text === 'Link to the satisfaction survey').trigger('onClick');
    make();
    await vi.waitFor(() => expect(shown()).toContain('HubSpot does not answer.'));
    make();
    await vi.waitFor(() => expect(shown()).toContain(url));
    expect(sent('survey_link')[1]).toMatchObject({ about: 'delivery', key: '501:20697', survey: 'csat' });
    expect(shown()).toContain('Works once, until Sep 20, 2026, 10:00.');
    press('Copy the link');
    press('Copy the message');
    await vi.waitFor(() => expect(card.mocks.actions.copyTextToClipboard.calls).toEqual([[url], [`您好 ${url}`]]));
    expect(card.find(CrmActionButton).props.actionContext).toMatchObject({
      initialEmailSubject: '客户满意度调查',
      initialEmailBody: `您好 ${url}`,
    });
  });

  it('shows the answer that came by link', async () => {
    const { shown } = await show('zh', {
      ...IN_SERVICE,
      survey: { sentOn: '2026-09-07', answeredOn: '2026-09-08', scores: { service_quality: 5 }, comment: '很好' },
      due: [],
    });
    expect(shown()).toContain('已回答：服务质量 5/5');
    expect(shown()).toContain('留言：很好');
    expect(shown()).toContain('目前没有待办');
  });
});
