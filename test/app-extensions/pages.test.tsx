import {
  Alert,
  Button,
  DescriptionListItem,
  EmptyState,
  ErrorState,
  Form,
  Heading,
  Link,
  LoadingButton,
  LoadingSpinner,
  ProgressBar,
  SearchInput,
  Select,
  StatusTag,
  TableRow,
  ToggleGroup,
} from '@hubspot/ui-extensions';
import { PageLink, PageTitle } from '@hubspot/ui-extensions/pages';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pages } from '../../app-extensions/pages/Pages.tsx';
import { PracticePage } from '../../app-extensions/ui/help/PracticePage.tsx';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { board, row, today, UNAVAILABLE } from './answers.ts';
import { later, PORTAL, stage, stageFunctions, textOf } from './stage.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-02-11T01:00:00Z') }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function shown(language: 'zh' | 'en', answers: { readonly [name: string]: readonly unknown[] }) {
  const calls = stageFunctions({ open_board: [board([])], ...answers });
  const page = stage('pages', language);
  page.render(<Pages />);
  await vi.waitFor(() => expect(page.maybeFind(LoadingSpinner)).toBeNull());
  return {
    page,
    calls,
    asked: (name: string) => calls.filter((call) => call.name === name).map(({ options }) => options.parameters),
    text: () => textOf(page.getRootNode()),
    press: (label: string) => page.find(Button, (button) => button.text === label).trigger('onClick'),
    pick: (name: string, value: string) =>
      page.find(Select, ({ props }) => props.name === name).trigger('onChange', value as never),
  };
}

describe('the Today page', () => {
  it('shows the queue in sections, each row with a link to the record', async () => {
    const { page, text } = await shown('en', {
      open_today: [
        today([
          row(),
          row({ visitKey: '502:1', contactId: '502', contactName: 'Anna Reed', inDays: 0, on: '2026-02-11' }),
          row({ visitKey: '503:1', inDays: -40, late: true }),
        ]),
      ],
    });

    expect(page.find(PageTitle).text).toBe('Today');
    expect(page.findAll(Heading).map(({ text }) => text)).toEqual(['Overdue (2)', 'Today (1)']);
    expect(text()).toContain('3 of 3 open visits');
    const link = page.find(Link, ({ text }) => text === 'Anna Reed');
    expect(link.props.href).toBe(`/contacts/${page.mocks.context.portal.id}/record/0-1/502`);
    expect(page.findAll(StatusTag).map(({ text }) => text)).toEqual([
      'overdue by 40 days, late',
      'overdue by 2 days',
      'due today',
    ]);
    expect(textOf(page.findAll(TableRow)[2] ?? page.getRootNode())).toBe(
      '李雷 After signing (P01) overdue by 2 days Thu, Feb 12, 2026 Feb 24, 2026 A Phone 王琳 No answer: 李雷',
    );
  });

  it('says so in Chinese', async () => {
    const { page, text } = await shown('zh', { open_today: [today([row()])] });

    expect(page.findAll(Heading).map(({ text }) => text)).toEqual(['已逾期 (1)']);
    expect(text()).toContain('签约后回访 (P01)');
    expect(text()).not.toMatch(/Overdue|Owner|Phone/);
  });

  it('asks anew for an owner or a tier, and keeps the choices while it loads', async () => {
    const { answer, arrive } = later();
    const { page, pick, asked } = await shown('en', {
      open_today: [today([row()]), () => answer, today([row()])],
    });
    pick('owner', '8');
    await vi.waitFor(() => expect(page.maybeFind(LoadingSpinner)).not.toBeNull());
    expect(page.find(Select, ({ props }) => props.name === 'owner').props.options).toHaveLength(4);
    arrive(today([row()]));
    await vi.waitFor(() => expect(page.maybeFind(LoadingSpinner)).toBeNull());
    pick('tier', 'B');
    await vi.waitFor(() => expect(asked('open_today')).toHaveLength(3));

    expect(asked('open_today')).toEqual([
      { portal: PORTAL },
      { portal: PORTAL, ownerId: '8' },
      { portal: PORTAL, ownerId: '8', tier: 'B' },
    ]);
  });

  it('shows the answer to the last choice, whichever comes first', async () => {
    const slow = later();
    const { page, pick, text } = await shown('en', {
      open_today: [today([row()]), () => slow.answer, today([row({ contactName: 'Anna Reed' })])],
    });
    pick('owner', '8');
    pick('owner', '7');
    await vi.waitFor(() => expect(text()).toContain('Anna Reed'));
    slow.arrive(today([row({ contactName: 'Too Late' })]));
    await Promise.resolve();

    expect(text()).not.toContain('Too Late');
    expect(page.maybeFind(LoadingSpinner)).toBeNull();
  });

  it('adds the next page below', async () => {
    const { press, text, asked, page } = await shown('en', {
      open_today: [
        today([row()], { after: 'p2', total: 2 }),
        today([row({ visitKey: '502:1', contactName: 'Anna Reed' })], { total: 2 }),
      ],
    });
    expect(text()).toContain('1 of 2 open visits');
    press('Show more');
    await vi.waitFor(() => expect(text()).toContain('2 of 2 open visits'));

    expect(asked('open_today')).toEqual([{ portal: PORTAL }, { portal: PORTAL, after: 'p2' }]);
    expect(page.maybeFind(Button, ({ text }) => text === 'Show more')).toBeNull();
  });

  it('searches by name among what is shown', async () => {
    const { page, text } = await shown('en', {
      open_today: [today([row(), row({ visitKey: '502:1', contactName: 'Anna Reed' })])],
    });
    page.find(SearchInput).trigger('onInput', 'anna' as never);
    expect(text()).toContain('1 of 2 open visits');
    expect(text()).not.toContain('李雷');

    page.find(SearchInput).trigger('onInput', 'nobody' as never);
    expect(text()).toContain('No contact of this name is among the visits shown.');
  });

  it('says what to do when nothing is open', async () => {
    const { page, pick, text } = await shown('en', { open_today: [today([])] });
    expect(textOf(page.find(EmptyState))).toContain('Press “Plan now”');

    pick('tier', 'C');
    await vi.waitFor(() => expect(text()).toContain('No open visit fits these filters.'));
  });

  it('shows a refusal and tries again', async () => {
    const { page, press, text } = await shown('zh', { open_today: [UNAVAILABLE, today([row()])] });
    expect(textOf(page.find(ErrorState))).toContain('HubSpot 没有响应');

    press('重试');
    await vi.waitFor(() => expect(text()).toContain('李雷'));
  });
});

describe('“Plan now”', () => {
  const NONE = { decided: 0, opened: 0, changed: 0, withdrawn: 0, unchanged: 0 };
  const counts = (decided: number) => ({ decided, opened: decided - 1, changed: 1, withdrawn: 2, unchanged: 3 });
  const progress = (state: string, decided: number, more: object = {}) => ({
    ok: true,
    state,
    alive: state === 'running',
    counts: decided === 0 ? NONE : counts(decided),
    of: 230,
    secondsLeft: null,
    ...more,
  });
  const NOTHING_BEGUN = progress('none', 0, { of: 0 });

  async function planning(first: unknown, ...steps: readonly unknown[]) {
    const screen = await shown('en', { open_today: [today([])], plan_visits: [first, ...steps] });
    return { ...screen, plan: () => screen.page.find(LoadingButton).trigger('onClick') };
  }

  it('plans step by step until nobody waits, says how long it takes, then reads the queue again', async () => {
    const second = later();
    const { page, plan, asked, text } = await planning(
      NOTHING_BEGUN,
      progress('running', 100, { secondsLeft: 12 }),
      () => second.answer,
    );
    plan();
    await vi.waitFor(() => expect(page.find(ProgressBar).props.value).toBe(100));
    expect(page.find(ProgressBar).props).toMatchObject({
      maxValue: 230,
      valueDescription: '100 of 230 customers decided',
    });
    expect(text()).toContain('About 12 s left.');
    expect(page.find(LoadingButton).props.disabled).toBe(true);
    second.arrive(progress('done', 230));
    await vi.waitFor(() => expect(text()).toContain('Planning is done'));

    expect(asked('plan_visits')).toEqual([{ step: 'look' }, {}, {}]);
    expect(textOf(page.find(Alert))).toContain('Customers decided: 230. Visits opened: 229, changed: 1, withdrawn: 2');
    expect(asked('open_today')).toHaveLength(2);
  });

  it('first reads what customers answered by link, until all is read, and says how many', async () => {
    const { page, asked, text } = await shown('en', {
      open_today: [today([])],
      read_answers: [
        { ok: true, taken: 25, more: true },
        { ok: true, taken: 1, more: false },
      ],
      plan_visits: [NOTHING_BEGUN, progress('done', 230)],
    });
    page.find(LoadingButton).trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('Answers of customers by link: 26 read.'));
    expect(asked('read_answers')).toHaveLength(2);
  });

  it('says so when nobody was waiting', async () => {
    const { plan, text } = await planning(NOTHING_BEGUN, progress('done', 0, { of: 0 }));
    plan();

    await vi.waitFor(() => expect(text()).toContain('Nobody was waiting: every customer is planned.'));
  });

  it('goes on by itself where a page that was closed had stopped', async () => {
    const { asked, text } = await planning(progress('running', 100, { alive: false }), progress('done', 230));
    await vi.waitFor(() => expect(text()).toContain('Customers decided: 230.'));
    expect(asked('plan_visits')).toEqual([{ step: 'look' }, {}]);
  });

  it('does not begin by itself what a person stopped, and goes on when asked', async () => {
    const { page, plan, asked, text } = await planning(progress('stopped', 100), progress('done', 230));
    await vi.waitFor(() => expect(text()).toContain('it goes on where it stopped'));
    expect(page.find(LoadingButton).text).toBe('Go on planning');
    expect(page.find(ProgressBar).props.value).toBe(100);
    expect(asked('plan_visits')).toHaveLength(1);
    plan();
    await vi.waitFor(() => expect(text()).toContain('Planning is done'));
  });

  it('follows another page that is at work, and goes on when that one is closed', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: new Date('2026-02-11T01:00:00Z') });
    stageFunctions({
      open_today: [today([])],
      plan_visits: [
        progress('running', 100),
        progress('running', 150),
        progress('running', 150, { alive: false }),
        progress('done', 230),
      ],
    });
    const page = stage('pages', 'en');
    page.render(<Pages />);
    const text = () => textOf(page.getRootNode());
    const settle = () => vi.advanceTimersByTimeAsync(5_000);
    await vi.advanceTimersByTimeAsync(0);
    expect(text()).toContain('Planning is under way elsewhere');
    expect(page.find(ProgressBar).props.value).toBe(100);
    await settle();
    expect(page.find(ProgressBar).props.value).toBe(150);
    await settle();
    await vi.advanceTimersByTimeAsync(0);
    expect(text()).toContain('Customers decided: 230.');
  });

  it('waits its turn when another run is at work', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: new Date('2026-02-11T01:00:00Z') });
    stageFunctions({
      open_today: [today([])],
      plan_visits: [NOTHING_BEGUN, progress('elsewhere', 0, { of: 0 }), progress('done', 230)],
    });
    const page = stage('pages', 'zh');
    page.render(<Pages />);
    await vi.advanceTimersByTimeAsync(0);
    page.find(LoadingButton).trigger('onClick');
    await vi.advanceTimersByTimeAsync(0);
    expect(textOf(page.getRootNode())).toContain('别处正在安排');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(textOf(page.getRootNode())).toContain('安排完成');
  });

  it('goes on where trouble stopped it', async () => {
    const { page, plan, asked, text } = await planning(
      NOTHING_BEGUN,
      progress('running', 100),
      UNAVAILABLE,
      progress('done', 200),
    );
    plan();
    await vi.waitFor(() => expect(text()).toContain('HubSpot does not answer.'));
    expect(page.find(LoadingButton).text).toBe('Go on planning');
    expect(page.find(ProgressBar).props.value).toBe(100);

    plan();
    await vi.waitFor(() => expect(text()).toContain('Planning is done'));
    expect(asked('plan_visits')).toHaveLength(4);
    expect(text()).toContain('Customers decided: 200.');
  });

  it('shows why planning is paused', async () => {
    const paused = {
      ...UNAVAILABLE,
      reason: 'paused',
      message: { en: 'Planning is paused: stocktaking.', zh: '已暂停' },
    };
    const { plan, text } = await planning(NOTHING_BEGUN, paused);
    plan();
    await vi.waitFor(() => expect(text()).toContain('Planning is paused: stocktaking.'));
  });

  it('stops when asked to, for every page', async () => {
    const first = later();
    const { plan, press, asked, text } = await planning(NOTHING_BEGUN, () => first.answer, progress('stopped', 100));
    plan();
    await vi.waitFor(() => expect(text()).toContain('Stop'));
    press('Stop');
    first.arrive(progress('running', 100));

    await vi.waitFor(() => expect(text()).toContain('it goes on where it stopped'));
    expect(asked('plan_visits')).toEqual([{ step: 'look' }, {}, { step: 'stop' }]);
  });

  it('says so rather than ask for ever when nothing moves', async () => {
    const { plan, asked, text } = await planning(NOTHING_BEGUN, progress('running', 0));
    plan();

    await vi.waitFor(() => expect(text()).toContain('Planning makes no progress.'));
    expect(asked('plan_visits')).toEqual([{ step: 'look' }, {}, {}, {}, { step: 'stop' }]);
  });
});

describe('the Help page', () => {
  const P11 = DEFAULT_POLICY.rules.find(({ id }) => id === 'P11');
  const P24 = DEFAULT_POLICY.rules.find(({ id }) => id === 'P24');
  const rules = { ok: true, policyVersion: 4, rules: [P11, P24], off: 12, next: null };

  function help(language: 'zh' | 'en', ...answers: readonly unknown[]) {
    const calls = stageFunctions({ open_today: [today([])], open_rules: answers });
    const page = stage('pages', language);
    page.mocks.setPageLocation({ path: '/help', params: {} });
    page.render(<Pages />);
    return { page, calls, text: () => textOf(page.getRootNode()) };
  }

  it.each([
    ['en', 'What the app does', 'at least 1 a month', '3 months before', 'version 4', 'Today'],
    ['zh', '应用的作用', '每月至少 1 次', '3 个月前', '第 4 版', '今日'],
  ] as const)(
    'tells what the app does and the rules of the policy in force (%s)',
    async (language, heading, guard, before, version, back) => {
      const { page, text } = help(language, rules);
      expect(page.findAll(Heading)[0]?.text).toBe(heading);
      await vi.waitFor(() => expect(page.findAll(TableRow)).toHaveLength(3));
      for (const said of [guard, before, version]) expect(text()).toContain(said);
      expect(page.find(PageLink, ({ text }) => text === back).props.to).toBe('/');
    },
  );

  it.each([
    ['en', 'An admin stopped planning'],
    ['zh', '管理员已暂停排期'],
  ] as const)('shows first what an error led to, and every other below (%s)', async (language, said) => {
    const { page, text } = help(language, rules);
    expect(page.findAll(Alert)).toEqual([]);
    const labels = page.findAll(DescriptionListItem).map(({ props }) => props.label);
    expect(labels).toEqual(expect.arrayContaining(['not_installed', 'paused', 'bad_input', 'no_answer_from_app']));

    const led = stage('pages', language);
    led.mocks.setPageLocation({ path: '/help', params: { code: 'paused' } });
    led.render(<Pages />);
    expect(led.find(Alert).props.title).toBe('paused');
    expect(textOf(led.find(Alert))).toContain(said);
    expect(text()).toContain(said);
  });

  it('reads further rules on demand', async () => {
    const { page, calls } = help('en', { ...rules, rules: [P11], next: 1 }, { ...rules, rules: [P24] });
    await vi.waitFor(() => expect(page.findAll(TableRow)).toHaveLength(2));
    page.find(Button, ({ text }) => text === 'Show more').trigger('onClick');
    await vi.waitFor(() => expect(page.findAll(TableRow)).toHaveLength(3));
    expect(calls.filter(({ name }) => name === 'open_rules').map(({ options }) => options.parameters)).toEqual([
      { portal: PORTAL },
      { portal: PORTAL, from: 1 },
    ]);
  });

  it('says so when they cannot be read, and can be tried again', async () => {
    const { page, text } = help('en', UNAVAILABLE, rules);
    await vi.waitFor(() => expect(page.maybeFind(ErrorState)).not.toBeNull());
    expect(text()).toContain('HubSpot does not answer.');
    page.find(Button, ({ text }) => text === 'Try again').trigger('onClick');
    await vi.waitFor(() => expect(page.findAll(TableRow)).toHaveLength(3));
  });

  it('has words in both languages for every rule that is shipped', async () => {
    for (const language of ['en', 'zh'] as const) {
      const { page, text } = help(language, { ...rules, rules: DEFAULT_POLICY.rules });
      await vi.waitFor(() => expect(page.findAll(TableRow)).toHaveLength(DEFAULT_POLICY.rules.length + 1));
      expect(text()).not.toMatch(/undefined|null|NaN/);
    }
  });
});

describe('the Practice page', () => {
  async function practising(language: 'zh' | 'en') {
    const calls = stageFunctions({});
    const page = stage('pages', language);
    page.mocks.context.portal.timezone = 'Asia/Shanghai';
    page.render(<PracticePage />);
    await vi.waitFor(() => expect(page.maybeFind(Form)).not.toBeNull());
    return { page, calls, text: () => textOf(page.getRootNode()) };
  }

  it('can be filled in and saved, and calls no function', async () => {
    const { page, calls, text } = await practising('en');
    expect(text()).toContain('周五前给出原因');
    page.find(Form).trigger('onSubmit');
    expect(text()).toContain('Choose an outcome.');
    page.find(ToggleGroup, ({ props }) => props.name === 'answer.last_promises').trigger('onChange', 'open' as never);
    expect(text()).toContain('具体是哪一件');
    page.find(Form).trigger('onSubmit');
    expect(text()).toContain('Say what became of it.');
    page
      .find(ToggleGroup, ({ props }) => props.name === 'loops.practice:1:problem')
      .trigger('onChange', 'discussed' as never);
    page.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(text()).toContain('Visit saved'));
    expect(text()).toContain('Nothing was added to the timeline.');
    expect(calls).toEqual([]);
  });

  it('speaks Chinese', async () => {
    expect((await practising('zh')).text()).toContain('不会写入');
  });
});
