import {
  Alert,
  Button,
  DateInput,
  ErrorState,
  Form,
  LoadingButton,
  LoadingSpinner,
  Select,
  TableRow,
  TextArea,
  ToggleGroup,
} from '@hubspot/ui-extensions';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VisitCard } from '../../app-extensions/cards/VisitCard.tsx';
import { contact, logged, UNAVAILABLE, visit } from './answers.ts';
import { associations, later, PORTAL, stage, stageFunctions, textOf } from './stage.ts';

// Time-outs too: what a card of an earlier test still meant to do ends with it.
beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['Date', 'setTimeout', 'clearTimeout'],
    now: new Date('2026-02-14T01:00:00Z'),
    shouldAdvanceTime: true,
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function shown(
  language: 'zh' | 'en',
  answers: { readonly open_contact: readonly unknown[]; readonly [name: string]: readonly unknown[] },
) {
  const calls = stageFunctions({ ...answers });
  const card = stage('crm.record.tab', language);
  card.render(<VisitCard />);
  await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
  const field = <P extends { name?: string }>(component: Parameters<typeof card.find<P>>[0], name: string) =>
    card.find(component, (node) => node.props.name === name);
  return {
    card,
    text: () => textOf(card.getRootNode()),
    /** HubSpot's renderer types the argument of `trigger` as the handler. */
    choose: (name: string, value: string) => field(ToggleGroup, name).trigger('onChange', value as never),
    pick: (name: string, value: unknown) => field(Select, name).trigger('onChange', value as never),
    type: (name: string, value: string) => field(TextArea, name).trigger('onInput', value as never),
    date: (name: string, value: unknown) => field(DateInput, name).trigger('onChange', value as never),
    typed: (name: string) => field(TextArea, name).props.value,
    save: () => card.find(Form).trigger('onSubmit'),
    sent: () =>
      calls
        .filter(({ name }) => name === 'log_visit')
        .map(({ options }) => options.parameters as Record<string, unknown>),
    calls,
  };
}

describe('the tab card', () => {
  it('Q27 asks a visit after delivered goods, due on 2026-02-12, for their three marks and sends them', async () => {
    const { card, choose, save, sent, text } = await shown('zh', {
      open_contact: [contact({ visit: visit({ form: 'goods' }), loops: [], openLoops: 0 })],
      log_visit: [logged()],
    });
    choose('outcome', 'reached');
    const asked = card
      .findAll(ToggleGroup)
      .map(({ props }) => String(props.name))
      .filter((name) => name.startsWith('scores.'));
    expect(asked).toEqual(['scores.packaging', 'scores.logistics', 'scores.installation']);
    expect(text()).not.toContain('服务质量');
    for (const [at, name] of asked.entries()) choose(name, String(3 + at));
    save();
    await vi.waitFor(() => expect(sent()).toHaveLength(1));
    expect(sent()[0]?.scores).toEqual({ packaging: 3, logistics: 4, installation: 5 });
  });

  it('loads brief, script and history with one call', async () => {
    const { calls } = await shown('en', { open_contact: [contact()] });

    expect(calls).toEqual([
      {
        name: 'open_contact',
        options: { propertiesToSend: ['hs_object_id'], parameters: { portal: PORTAL, view: 'visit' } },
      },
    ]);
  });

  it('shows who the customer is', async () => {
    const { text } = await shown('en', {
      open_contact: [contact({ contact: { ...contact().contact, lastTouchOn: '2026-01-30' } })],
    });

    for (const said of [
      '李雷',
      '华东机械',
      'A / New',
      'Feb 12, 2026',
      'Press 200, Service plan',
      'Jan 30, 2026',
      'mornings',
    ]) {
      expect(text()).toContain(said);
    }
  });

  it('says so in Chinese', async () => {
    const { text } = await shown('zh', { open_contact: [contact()] });

    for (const said of [
      '公司 华东机械',
      'A / 新客户',
      '成为客户 2026年2月12日',
      'Press 200、Service plan',
      '最近沟通 无记录',
    ]) {
      expect(text()).toContain(said);
    }
    expect(text()).not.toMatch(/Company|Outcome|Save/);
  });

  it('has the script in the customer’s language, whatever the reader’s, and turns it over', async () => {
    const { text, choose } = await shown('en', { open_contact: [contact()] });
    expect(text()).toContain('您好，我是王琳。');
    expect(text()).toContain('设备运行得怎么样？');

    choose('scriptLanguage', 'en');
    expect(text()).toContain('Good morning, this is Wang Lin.');
    expect(text()).not.toContain('您好，我是王琳。');
    expect(text()).toContain('new_customer, version 3');
  });

  it('shows past visits with what was said', async () => {
    const history = [
      {
        key: '501:0',
        on: '2026-01-05',
        outcome: 'reached',
        channel: 'on_site',
        summary: '交货延迟',
        scores: { service_quality: 4, response_speed: 2 },
        nps: 6,
      },
    ];
    const { card, text } = await shown('en', { open_contact: [contact({ history })] });

    expect(textOf(card.findAll(TableRow)[1] ?? card.getRootNode())).toBe(
      'Jan 5, 2026 Reached On site Service quality 4, Speed of response 2 6 交货延迟',
    );
    expect(text()).not.toContain('No visit has been recorded yet.');
  });

  it('has no form when nothing is due, and says what comes next', async () => {
    const answer = contact({
      visit: null,
      script: null,
      later: { on: '2026-03-12', why: { en: 'Monthly.', zh: '每月一次。' } },
    });
    const english = await shown('en', { open_contact: [answer] });
    expect(english.card.maybeFind(Form)).toBeNull();
    expect(english.text()).toContain('Next: Thu, Mar 12, 2026 Monthly.');
    expect(english.text()).toContain('No visit has been recorded yet.');

    const chinese = await shown('zh', { open_contact: [answer] });
    expect(chinese.text()).toContain('目前没有到期的回访，无需记录。');
  });

  it('shows a refusal and tries again', async () => {
    const { card, text } = await shown('en', { open_contact: [UNAVAILABLE, contact()] });
    expect(textOf(card.find(ErrorState))).toContain('HubSpot does not answer.');

    card.find(Button, ({ text }) => text === 'Try again').trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('李雷'));
  });

  it('works without a script', async () => {
    const { text, card } = await shown('en', { open_contact: [contact({ script: null })] });

    expect(text()).toContain('This visit has no script.');
    expect(card.maybeFind(Form)).not.toBeNull();
  });
});

describe('the form of the tab card', () => {
  it('asks for feedback, scores and NPS only of a customer who was reached', async () => {
    const { card, choose, text } = await shown('en', { open_contact: [contact()] });
    const names = () => card.findAll(TextArea).map(({ props }) => props.name);
    expect(names()).toEqual(['notes.care', 'notes.need', 'notes.feedback', 'followUpPlan']);

    choose('outcome', 'reached');
    expect(names()).toContain('feedback.complaint');
    expect(text()).toContain('How likely are you to recommend us to a friend or colleague?');

    choose('outcome', 'no_answer');
    expect(names()).toEqual(['followUpPlan']);

    choose('outcome', 'rescheduled');
    expect(names()).toEqual(['rescheduleReason', 'followUpPlan']);
    expect(card.find(DateInput, ({ props }) => props.name === 'nextContactOn').props.label).toBe('New day');
  });

  it('keeps notes beside the script and the form’s fields in one place', async () => {
    const { type, typed, card } = await shown('en', { open_contact: [contact()] });
    type('notes.care', 'noise at start');

    expect(card.find(ToggleGroup, ({ props }) => props.name === 'outcome').props.value).toBe('reached');
    expect(typed('feedback.problem')).toBe('noise at start');
    type('feedback.problem', 'noise at start, every morning');
    expect(typed('notes.care')).toBe('noise at start, every morning');
  });

  it('saves everything once, however often it is pressed', async () => {
    const { answer, arrive } = later();
    const { card, choose, pick, type, date, save, sent, text } = await shown('en', {
      open_contact: [contact()],
      log_visit: [() => answer],
    });
    choose('outcome', 'reached');
    pick('channel', 'video');
    date('heldOn', { year: 2026, month: 1, date: 13, formattedDate: '2026-02-13' });
    type('feedback.complaint', 'late delivery');
    choose('scores.response_speed', '2');
    choose('scores.professionalism', '5');
    choose('scores.professionalism', 'not_asked');
    pick('scoresCollectedBy', 'customer_link');
    pick('nps', 0);
    type('followUpPlan', 'call the depot');
    date('nextContactOn', { year: 2026, month: 1, date: 20 });
    save();
    save();
    await vi.waitFor(() => expect(card.find(LoadingButton).props.disabled).toBe(true));
    expect(card.find(LoadingButton).text).toBe('Saving…');
    save();
    arrive(logged());
    await vi.waitFor(() => expect(text()).toContain('Visit saved'));

    expect(sent()).toEqual([
      {
        visitKey: '501:1',
        submissionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        outcome: 'reached',
        channel: 'video',
        heldOn: '2026-02-13',
        feedback: { complaint: 'late delivery' },
        scores: { response_speed: 2 },
        scoresCollectedBy: 'customer_link',
        nps: 0,
        followUpPlan: 'call the depot',
        nextContactOn: '2026-02-20',
      },
    ]);
  });

  it('says what it wrote and what comes next, and refreshes the record', async () => {
    const { card, choose, save, text, calls } = await shown('en', {
      open_contact: [contact(), contact({ visit: visit({ key: '501:2', on: '2026-03-14', inDays: 28 }) })],
      log_visit: [logged()],
    });
    choose('outcome', 'reached');
    save();
    await vi.waitFor(() => expect(text()).toContain('A call was added to the timeline.'));
    expect(text()).toContain('The task is completed.');
    expect(text()).not.toContain('overdue by');
    expect(text()).toContain('Next: Sat, Mar 14, 2026');
    expect(text()).toContain('Monthly for tier A.');
    expect(card.mocks.actions.refreshObjectProperties.callCount).toBe(1);
    expect(card.mocks.actions.addAlert.calls).toEqual([[{ type: 'success', message: 'Visit saved' }]]);

    card.find(Button, ({ text }) => text === 'Go to the next visit').trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('due in 28 days'));
    expect(card.find(ToggleGroup, ({ props }) => props.name === 'outcome').props.value).toBe('');
    expect(calls.filter(({ name }) => name === 'open_contact')).toHaveLength(2);
  });

  it('says the same in Chinese', async () => {
    const { choose, save, text } = await shown('zh', {
      open_contact: [contact()],
      log_visit: [logged({ next: null, wrote: { activity: null, taskCompleted: false, loops: [], promises: 0 } })],
    });
    choose('outcome', 'refused');
    save();

    await vi.waitFor(() => expect(text()).toContain('时间线没有新增内容。 任务仍未完成。'));
    expect(text()).toContain('没有安排后续回访。');
  });

  it('says when the visit had been saved before', async () => {
    const { choose, save, text } = await shown('en', {
      open_contact: [contact()],
      log_visit: [logged({ repeated: true })],
    });
    choose('outcome', 'reached');
    save();

    await vi.waitFor(() => expect(text()).toContain('nothing was written twice'));
  });

  it('keeps everything typed when saving fails, and is the same submission the next time', async () => {
    const { card, choose, type, typed, save, sent, text } = await shown('en', {
      open_contact: [contact()],
      log_visit: [() => Promise.reject(new Error('timed out after 15 s')), UNAVAILABLE, logged()],
    });
    choose('outcome', 'reached');
    type('feedback.need', '两台压机 🙂');
    save();
    await vi.waitFor(() => expect(card.find(Alert).props.title).toBe('Not saved yet'));
    expect(textOf(card.find(Alert))).toBe(
      'The app did not answer. Try again in a moment: nothing is written twice. What you typed is still here. Help: no_answer_from_app',
    );
    expect(typed('feedback.need')).toBe('两台压机 🙂');
    expect(card.find(LoadingButton).props.disabled).toBe(false);

    save();
    await vi.waitFor(() => expect(text()).toContain('HubSpot does not answer.'));
    save();
    await vi.waitFor(() => expect(text()).toContain('Visit saved'));
    expect(sent().map(({ feedback }) => feedback)).toEqual(Array(3).fill({ need: '两台压机 🙂' }));
    expect(new Set(sent().map(({ submissionId }) => submissionId)).size).toBe(1);
  });

  it.each([
    ['en', 'Choose an outcome.', 'Not saved yet: some fields need attention.'],
    ['zh', '请选择结果。', '尚未保存：有些内容需要修改。'],
  ] as const)('says at the field what is missing (%s)', async (language, message, title) => {
    const { card, save, sent, choose } = await shown(language, { open_contact: [contact()] });
    save();
    const outcome = () => card.find(ToggleGroup, ({ props }) => props.name === 'outcome').props;
    expect(outcome()).toMatchObject({ error: true, validationMessage: message });
    expect(card.find(Alert).props.title).toBe(title);
    expect(sent()).toEqual([]);

    choose('outcome', 'reached');
    expect(outcome().validationMessage).toBeUndefined();
    expect(outcome().error).toBeUndefined();
    expect(card.maybeFind(Alert)).toBeNull();
  });

  it('says at the field what the function did not take', async () => {
    const { card, choose, save } = await shown('en', {
      open_contact: [contact()],
      log_visit: [
        {
          ok: false,
          reason: 'bad_input',
          message: { en: 'Some fields could not be read.', zh: '有些内容无法识别。' },
          fields: [
            { path: 'nextContactOn', message: 'the day must not be in the past' },
            { path: 'channel', message: 'is not offered' },
          ],
        },
      ],
    });
    choose('outcome', 'reached');
    save();

    await vi.waitFor(() =>
      expect(card.find(DateInput, ({ props }) => props.name === 'nextContactOn').props.validationMessage).toBe(
        'The day cannot be in the past.',
      ),
    );
    expect(card.find(Select, ({ props }) => props.name === 'channel').props.validationMessage).toBe('is not offered');
    expect(textOf(card.find(Alert))).toContain('Some fields could not be read.');
  });

  it('lets a day be chosen within reason, and cleared', async () => {
    const { card, date } = await shown('en', { open_contact: [contact()] });
    const field = (name: string) => card.find(DateInput, ({ props }) => props.name === name).props;
    expect(field('heldOn')).toMatchObject({
      value: { year: 2026, month: 1, date: 14 },
      max: { year: 2026, month: 1, date: 14 },
      timezone: 'portalTz',
    });
    expect(field('nextContactOn').min).toEqual({ year: 2026, month: 1, date: 14 });

    date('heldOn', null);
    expect(field('heldOn').value).toBeUndefined();
  });
});

describe('what HubSpot knows besides', () => {
  async function beside(records: { readonly [type: string]: readonly { readonly [property: string]: string }[] }) {
    stageFunctions({ open_contact: [contact()] });
    const card = stage('crm.record.tab', 'en');
    card.mocks.useAssociations.willCall(({ toObjectType }) => associations(records[toObjectType] ?? []));
    card.render(<VisitCard />);
    await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
    return textOf(card.getRootNode());
  }

  it('asks for the record of a task that was completed in HubSpot', async () => {
    const task = { rv_task_key: 'visit:501:1', hs_task_status: 'COMPLETED' };
    expect(await beside({ '0-27': [task] })).toContain('The task was completed, but nothing is recorded');
    expect(await beside({ '0-27': [{ ...task, hs_task_status: 'NOT_STARTED' }] })).not.toContain('nothing is recorded');
    expect(await beside({ '0-27': [{ ...task, rv_task_key: 'visit:501:0' }] })).not.toContain('nothing is recorded');
  });

  it('shows calls and meetings that were logged elsewhere, and not those our form wrote', async () => {
    const text = await beside({
      '0-48': [
        { hs_timestamp: '2026-02-01T02:00:00Z', hs_call_title: 'Asked about the invoice' },
        { hs_timestamp: '2026-02-02T02:00:00Z', hs_call_title: 'Ours', rv_activity_key: 'visit:501:0:x' },
      ],
      '0-47': [{ hs_timestamp: '1770256800000', hs_meeting_title: 'On site' }],
    });
    expect(text).toContain('Also in HubSpot');
    expect(text).toContain('Feb 1, 2026, 10:00 Call Asked about the invoice');
    expect(text).toContain('Meeting On site');
    expect(text).not.toContain('Ours');
  });
});

describe('the draft', () => {
  it('is kept two seconds after typing stops, once, and says so', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date('2026-02-14T01:00:00Z') });
    const { type, calls, text } = await shownWith({ save_draft: [{ ok: true }] });
    const kept = () => calls.filter(({ name }) => name === 'save_draft');
    type('notes.care', 'n');
    // The clock also runs by itself while the test waits: margins of a second keep a slow machine from deciding.
    await vi.advanceTimersByTimeAsync(1_000);
    type('notes.care', 'noise');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kept()).toEqual([]);
    expect(text()).toContain('Not kept yet');
    await vi.advanceTimersByTimeAsync(1_100);
    await vi.waitFor(() => expect(text()).toContain('Draft kept. The visit is not saved yet.'));
    expect(kept()).toHaveLength(1);
    expect(kept()[0]?.options).toMatchObject({
      propertiesToSend: ['hs_object_id'],
      parameters: { portal: PORTAL, visitKey: '501:1', sequence: 1, text: expect.stringContaining('noise') },
    });
  });

  it('that is too long stays in the form, and says so', async () => {
    const { type, typed, text } = await shownWith({});
    type('notes.care', '长'.repeat(100_000));
    expect(text()).toContain('This is too long for a draft');
    expect(typed('notes.care')).toHaveLength(100_000);
  });

  it('comes back with the card, fetched when it is long, and can be discarded', async () => {
    const draft = { formId: 'form-one', sequence: 3, at: '2026-02-14T00:00:00.000Z', text: null };
    const whole = { ...draft, text: JSON.stringify({ outcome: 'reached', feedback: { problem: 'from yesterday' } }) };
    const { typed, text, card, calls } = await shownWith(
      { open_draft: [{ ok: true, draft: whole }], save_draft: [{ ok: true }] },
      contact({ draft }),
    );
    await vi.waitFor(() => expect(typed('feedback.problem')).toBe('from yesterday'));
    await vi.waitFor(() => expect(text()).toContain('Your draft is back.'));
    card.find(Button, (button) => button.text === 'Discard the draft').trigger('onClick');
    await vi.waitFor(() => expect(calls.some(({ name }) => name === 'save_draft')).toBe(true));
    expect(calls.find(({ name }) => name === 'save_draft')?.options.parameters).toMatchObject({
      text: '',
      basedOn: 'form-one',
    });
    await vi.waitFor(() => expect(typed('notes.care')).toBe(''));
  });

  async function shownWith(functions: { readonly [name: string]: readonly unknown[] }, answer = contact()) {
    return shown('en', { open_contact: [answer], ...functions });
  }
});
