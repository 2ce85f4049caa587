import {
  Alert,
  Button,
  DateInput,
  DescriptionListItem,
  ErrorState,
  Form,
  LoadingButton,
  LoadingSpinner,
  Select,
  StatusTag,
  Text,
  TextArea,
} from '@hubspot/ui-extensions';
import { CrmActionButton } from '@hubspot/ui-extensions/crm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NextVisitCard } from '../../app-extensions/cards/NextVisitCard.tsx';
import { contact, logged, UNAVAILABLE, visit } from './answers.ts';
import { later, PORTAL, redrawable, stage, stageFunctions, textOf } from './stage.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-02-14T01:00:00Z') }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function shown(language: 'zh' | 'en', ...answers: readonly unknown[]) {
  const calls = stageFunctions({ open_contact: answers });
  const card = stage('crm.record.sidebar', language);
  card.render(<NextVisitCard />);
  await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
  return { card, calls, text: () => textOf(card.getRootNode()) };
}

describe('the sidebar card', () => {
  it('loads with one call, which leaves the contact’s id to HubSpot', async () => {
    const { calls } = await shown('en', contact());

    expect(calls).toEqual([
      {
        name: 'open_contact',
        options: { propertiesToSend: ['hs_object_id'], parameters: { portal: PORTAL, view: 'next' } },
      },
    ]);
  });

  it.each([
    ['en', 'Loading…'],
    ['zh', '加载中…'],
  ] as const)('says in %s that it is loading', async (language, label) => {
    const { answer, arrive } = later();
    stageFunctions({ open_contact: [() => answer] });
    const card = stage('crm.record.sidebar', language);
    card.render(<NextVisitCard />);

    expect(card.find(LoadingSpinner).props.label).toBe(label);
    arrive(contact());
    await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
  });

  it('says in English what is due, when, why and for whom', async () => {
    const { card, text } = await shown(
      'en',
      contact({
        visit: visit({ attempts: ['2026-02-12', '2026-02-13'] }),
        others: [
          visit({ key: '501:2', on: '2026-03-02', rules: [{ id: 'P24', name: { en: 'Renewal', zh: '续约' } }] }),
        ],
      }),
    );

    expect(card.find(StatusTag).text).toBe('overdue by 2 days');
    expect(card.find(StatusTag).props.variant).toBe('danger');
    for (const said of [
      'After signing (P01)',
      'Thu, Feb 12, 2026',
      'Signed on 12 Feb; three working days.',
      'Feb 10, 2026 to Feb 24, 2026',
      'A / New',
      'Phone',
      '王琳',
      '2 without an answer, last on Feb 13, 2026',
      '1 more open visit',
      'Mon, Mar 2, 2026: Renewal (P24)',
    ]) {
      expect(text()).toContain(said);
    }
    expect(card.findAll(DescriptionListItem).map(({ props }) => props.label)).toEqual([
      'Window',
      'Tier / Stage',
      'Channel',
      'Owner',
      'Attempts',
    ]);
  });

  it('says the same in Chinese', async () => {
    const { card, text } = await shown('zh', contact());

    expect(card.find(StatusTag).text).toBe('已逾期 2 天');
    for (const said of ['签约后回访 (P01)', '2026年2月12日周四', '2月12日签约，三个工作日内。', 'A / 新客户', '电话']) {
      expect(text()).toContain(said);
    }
    expect(text()).not.toMatch(/Signed|Window|Owner/);
  });

  it.each([
    [{ inDays: 0 }, ['due today'], 'warning'],
    [{ inDays: 1 }, ['due in 1 day'], 'info'],
    [{ inDays: 5, provisional: true }, ['due in 5 days', 'provisional'], 'info'],
    [{ inDays: -3, late: true }, ['overdue by 3 days', 'late'], 'danger'],
  ] as const)('tells urgency in words: %j', async (more, words, variant) => {
    const { card } = await shown('en', contact({ visit: visit(more) }));

    expect(card.findAll(StatusTag).map(({ text }) => text)).toEqual(words);
    expect(card.find(StatusTag).props.variant).toBe(variant);
  });

  it('says what comes later, and why, when nothing is due', async () => {
    const { text, card } = await shown(
      'en',
      contact({ visit: null, later: { on: '2026-03-12', why: { en: 'Monthly for tier A.', zh: 'A 类每月一次。' } } }),
    );

    expect(text()).toContain('Nothing is due now');
    expect(text()).toContain('Comes next: Thu, Mar 12, 2026');
    expect(text()).toContain('Monthly for tier A.');
    expect(card.maybeFind(LoadingButton)).toBeNull();
  });

  it('says why nothing comes at all', async () => {
    const nothing = { en: 'Asked not to be visited.', zh: '客户要求不回访。' };

    expect((await shown('en', contact({ visit: null, nothing }))).text()).toContain('Asked not to be visited.');
    expect((await shown('zh', contact({ visit: null, nothing }))).text()).toContain('客户要求不回访。');
    expect((await shown('en', contact({ visit: null }))).text()).toContain('No visit is planned');
  });

  it('opens HubSpot’s own e-mail, meeting and note for this record', async () => {
    const { card } = await shown('en', contact());
    const { objectId, objectTypeId } = card.mocks.context.crm;

    expect(card.findAll(CrmActionButton).map(({ props }) => props.actionType)).toEqual([
      'SEND_EMAIL',
      'SCHEDULE_MEETING',
      'ADD_NOTE',
    ]);
    expect(card.find(CrmActionButton).props.actionContext).toEqual({ objectId, objectTypeId });
  });

  it('copies the number', async () => {
    const { card } = await shown('en', contact());
    card.find(Button, (button) => button.text === 'Copy number').trigger('onClick');
    await vi.waitFor(() => expect(card.mocks.actions.addAlert.called).toBe(true));

    expect(card.mocks.actions.copyTextToClipboard.calls).toEqual([['+86 21 5555 0101']]);
    expect(card.mocks.actions.addAlert.calls).toEqual([[{ type: 'success', message: 'Number copied' }]]);
  });

  it('says so when the number cannot be copied, or is missing', async () => {
    const { card } = await shown('en', contact());
    card.mocks.actions.copyTextToClipboard.willCall(() => Promise.reject(new Error('blocked')));
    card.find(Button, (button) => button.text === 'Copy number').trigger('onClick');
    await vi.waitFor(() => expect(card.mocks.actions.addAlert.called).toBe(true));
    expect(card.mocks.actions.addAlert.calls[0]?.[0].type).toBe('warning');

    const { phone: _, ...without } = contact().contact;
    expect((await shown('en', contact({ contact: without }))).text()).toContain('No number on the record');
  });

  it('shows a refusal in the reader’s language, and tries again', async () => {
    const { card, calls, text } = await shown('zh', UNAVAILABLE, contact());
    expect(textOf(card.find(ErrorState))).toContain('HubSpot 没有响应，请一分钟后重试。');
    expect(textOf(card.find(ErrorState))).toContain('c-17');
    card.find(Button, (button) => button.text === '帮助：portal_unavailable').trigger('onClick');
    expect(card.mocks.actions.navigateToPage.calls).toEqual([
      [{ to: '/help', params: { code: 'portal_unavailable' } }],
    ]);

    card.find(Button, (button) => button.text === '重试').trigger('onClick');
    await vi.waitFor(() => expect(card.find(StatusTag).text).toBe('已逾期 2 天'));
    expect(calls).toHaveLength(2);
    expect(text()).not.toContain('没有响应');
  });

  it.each([
    ['throws', () => Promise.reject(new Error('Task timed out'))],
    ['answers nothing', null],
    ['answers something else', { statusCode: 200 }],
  ])('keeps HubSpot’s own errors to itself when the function %s', async (_, answer) => {
    const { card } = await shown('en', answer);

    expect(textOf(card.find(ErrorState))).toContain('The app did not answer.');
    expect(textOf(card.find(ErrorState))).not.toContain('timed out');
  });

  it('shows a contact with hardly anything on it', async () => {
    const { text } = await shown(
      'en',
      contact({ contact: { id: '501', name: '', stage: 'new', products: [], preferenceTags: [] } }),
    );

    expect(text()).toContain('– / New');
  });
});

describe('“No answer”', () => {
  async function pressed(...answers: readonly unknown[]) {
    const calls = stageFunctions({ open_contact: [contact()], log_visit: answers });
    const card = stage('crm.record.sidebar', 'en');
    card.render(<NextVisitCard />);
    await vi.waitFor(() => expect(card.maybeFind(LoadingButton)).not.toBeNull());
    const press = () => card.find(LoadingButton).trigger('onClick');
    press();
    return { card, calls, press, sent: () => calls.filter(({ name }) => name === 'log_visit') };
  }

  it('logs one attempt, says so, refreshes the record and reads it again', async () => {
    const { card, calls, sent } = await pressed(logged({ outcome: 'no_answer' }));
    await vi.waitFor(() => expect(card.mocks.actions.refreshObjectProperties.called).toBe(true));

    expect(sent()[0]?.options).toEqual({
      propertiesToSend: ['hs_object_id'],
      parameters: {
        visitKey: '501:1',
        submissionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        outcome: 'no_answer',
        channel: 'phone',
        heldOn: '2026-02-14',
        keepDraft: true,
      },
    });
    expect(card.mocks.actions.addAlert.calls).toEqual([
      [{ type: 'success', message: 'Attempt without an answer saved. Next: Mar 14, 2026.' }],
    ]);
    await vi.waitFor(() => expect(calls.filter(({ name }) => name === 'open_contact')).toHaveLength(2));
  });

  it('cannot be pressed while it works', async () => {
    const { answer, arrive } = later();
    const { card, press, sent } = await pressed(() => answer);
    await vi.waitFor(() => expect(card.find(LoadingButton).props.disabled).toBe(true));
    expect(card.find(LoadingButton).props.loading).toBe(true);
    press();
    arrive(logged());
    await vi.waitFor(() => expect(card.find(LoadingButton).props.disabled).toBe(false));

    expect(sent()).toHaveLength(1);
  });

  it('says that it is not saved yet, and is the same attempt when pressed again', async () => {
    const { card, press, sent } = await pressed(() => Promise.reject(new Error('offline')), logged());
    const ids = () => sent().map(({ options }) => (options.parameters as { submissionId: string }).submissionId);
    await vi.waitFor(() => expect(card.find(Alert).props.title).toBe('Not saved yet'));
    expect(card.mocks.actions.addAlert.called).toBe(false);

    press();
    await vi.waitFor(() => expect(card.maybeFind(Alert)).toBeNull());
    expect(new Set(ids()).size).toBe(1);

    press();
    await vi.waitFor(() => expect(sent()).toHaveLength(3));
    expect(new Set(ids()).size).toBe(2);
  });

  it('says when this attempt had been saved before', async () => {
    const { card } = await pressed(logged({ repeated: true }));
    await vi.waitFor(() => expect(card.mocks.actions.addAlert.called).toBe(true));

    expect(card.mocks.actions.addAlert.calls[0]?.[0].message).toBe('This attempt had been saved before.');
  });

  it('is not offered for a message', async () => {
    const { card } = await shown('en', contact({ visit: visit({ kind: 'message', channel: 'wechat' }) }));

    expect(card.maybeFind(LoadingButton)).toBeNull();
    expect(textOf(card.getRootNode())).toContain('WeChat');
  });
});

describe('when the visit is planned anew elsewhere', () => {
  it('reads again as soon as HubSpot sees the date change', async () => {
    const calls = stageFunctions({ open_contact: [contact(), contact({ visit: visit({ inDays: 3 }) })] });
    const card = stage('crm.record.sidebar', 'en');
    let on = '2026-02-12';
    const properties = () => ({ rv_next_visit_on: on, rv_next_visit_reason: 'x' });
    card.mocks.useCrmProperties.willCall(() => ({
      properties: properties(),
      error: null,
      isLoading: false,
      isRefetching: false,
      refetch: async () => {},
    }));
    const { element, redraw } = redrawable(NextVisitCard);
    card.render(element);
    await vi.waitFor(() => expect(card.find(StatusTag).text).toBe('overdue by 2 days'));
    on = '2026-02-17';
    redraw();

    await vi.waitFor(() => expect(card.find(StatusTag).text).toBe('due in 3 days'));
    expect(calls).toHaveLength(2);
  });
});

it('shows plain text only: no element is empty', async () => {
  const { card } = await shown('en', contact());

  expect(card.findAll(Text).filter(({ text }) => !text)).toEqual([]);
});

describe('moving and logging from the sidebar', () => {
  async function opened(answers: { readonly [name: string]: readonly unknown[] }) {
    const calls = stageFunctions({ open_contact: [contact()], ...answers });
    const card = stage('crm.record.sidebar', 'en');
    card.render(<NextVisitCard />);
    await vi.waitFor(() => expect(card.maybeFind(StatusTag)).not.toBeNull());
    return {
      card,
      press: (label: string) => card.find(Button, ({ text }) => text === label).trigger('onClick'),
      sent: (name: string) => calls.filter((call) => call.name === name).map(({ options }) => options.parameters),
      alerts: () => card.mocks.actions.addAlert.calls.map(([alert]) => alert.message),
    };
  }

  it('moves the visit with day and reason, and asks for both', async () => {
    const { card, press, sent, alerts } = await opened({ reschedule_visit: [logged({ outcome: 'rescheduled' })] });
    press('Reschedule');
    card.find(Form).trigger('onSubmit');
    expect(card.find(DateInput).props.validationMessage).toBe('Choose the new day.');
    expect(card.find(TextArea).props.validationMessage).toBe('Say why it was moved.');
    card.find(DateInput).trigger('onChange', { year: 2026, month: 1, date: 20 } as never);
    card.find(TextArea).trigger('onInput', 'travelling' as never);
    card.find(Form).trigger('onSubmit');
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(alerts()).toEqual(['Moved to Mar 14, 2026.']));
    expect(sent('reschedule_visit')).toEqual([
      {
        visitKey: '501:1',
        submissionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        newOn: '2026-02-20',
        reason: 'travelling',
      },
    ]);
    await vi.waitFor(() => expect(card.maybeFind(Form)).toBeNull());
  });

  it('puts the visit off by working days', async () => {
    const { card, press, sent } = await opened({ reschedule_visit: [logged()] });
    press('Put off');
    card.find(LoadingButton, ({ text }) => text === '3 working days').trigger('onClick');
    await vi.waitFor(() => expect(sent('reschedule_visit')).toMatchObject([{ visitKey: '501:1', snoozeDays: 3 }]));
  });

  it('logs a talk in short, and keeps what was typed when it fails', async () => {
    const { card, press, sent, alerts } = await opened({ log_visit: [UNAVAILABLE, logged()] });
    press('Log');
    card.find(TextArea).trigger('onInput', 'wants a tablet' as never);
    card.find(Select).trigger('onChange', 'need' as never);
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(card.find(Alert).props.title).toBe('Not saved yet'));
    expect(card.find(TextArea).props.value).toBe('wants a tablet');
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(alerts()).toEqual(['Visit saved. Next: Mar 14, 2026.']));
    const [first, second] = sent('log_visit');
    expect(first).toMatchObject({ outcome: 'reached', feedback: { need: 'wants a tablet' }, keepDraft: true });
    expect(second).toEqual(first);
  });

  it('starts by copying the number and says where the script is', async () => {
    const { press, alerts } = await opened({});
    press('Start');
    await vi.waitFor(() => expect(alerts()[0]).toContain('Script and form are in the “Visit” tab'));
  });
});
