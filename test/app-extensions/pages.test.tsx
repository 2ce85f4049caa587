import {
  Alert,
  Button,
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
import { PracticePage } from '../../app-extensions/ui/PracticePage.tsx';
import { row, today, UNAVAILABLE } from './answers.ts';
import { later, PORTAL, stage, stageFunctions, textOf } from './stage.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-02-11T01:00:00Z') }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function shown(language: 'zh' | 'en', answers: { readonly [name: string]: readonly unknown[] }) {
  const calls = stageFunctions(answers);
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
  const step = (more: object) => ({
    ok: true,
    done: false,
    cursor: null,
    waiting: 0,
    counts: { decided: 100, opened: 60, changed: 1, withdrawn: 2, unchanged: 37 },
    ...more,
  });

  async function planning(...steps: readonly unknown[]) {
    const screen = await shown('en', { open_today: [today([])], plan_visits: steps });
    return { ...screen, plan: () => screen.page.find(LoadingButton).trigger('onClick') };
  }

  it('plans step by step with the cursor until nobody waits, then reads the queue again', async () => {
    const second = later();
    const { page, plan, asked, text } = await planning(
      step({ cursor: 'c1', waiting: 230 }),
      () => second.answer,
      step({ done: true, waiting: 30, counts: { decided: 30, opened: 0, changed: 0, withdrawn: 0, unchanged: 30 } }),
    );
    plan();
    await vi.waitFor(() => expect(page.find(ProgressBar).props.value).toBe(100));
    expect(page.find(ProgressBar).props).toMatchObject({
      maxValue: 230,
      valueDescription: '100 of 230 customers decided',
    });
    expect(page.find(LoadingButton).props.disabled).toBe(true);
    second.arrive(step({ cursor: 'c2', waiting: 130 }));
    await vi.waitFor(() => expect(text()).toContain('Planning is done'));

    expect(asked('plan_visits')).toEqual([{}, { cursor: 'c1' }, { cursor: 'c2' }]);
    expect(textOf(page.find(Alert))).toContain(
      'Customers decided: 230. Visits opened: 120, changed: 2, withdrawn: 4, unchanged: 104.',
    );
    expect(asked('open_today')).toHaveLength(2);
  });

  it('says so when nobody was waiting', async () => {
    const none = { decided: 0, opened: 0, changed: 0, withdrawn: 0, unchanged: 0 };
    const { plan, text } = await planning(step({ done: true, counts: none }));
    plan();

    await vi.waitFor(() => expect(text()).toContain('Nobody was waiting: every customer is planned.'));
  });

  it('goes on where trouble stopped it', async () => {
    const { page, plan, asked, text } = await planning(
      step({ cursor: 'c1', waiting: 200 }),
      UNAVAILABLE,
      step({ done: true, waiting: 100 }),
    );
    plan();
    await vi.waitFor(() => expect(text()).toContain('HubSpot does not answer.'));
    expect(page.find(LoadingButton).text).toBe('Go on planning');
    expect(page.find(ProgressBar).props.value).toBe(100);

    plan();
    await vi.waitFor(() => expect(text()).toContain('Planning is done'));
    expect(asked('plan_visits')).toEqual([{}, { cursor: 'c1' }, { cursor: 'c1' }]);
    expect(text()).toContain('Customers decided: 200.');
  });

  it('stops when asked to', async () => {
    const first = later();
    const { plan, press, asked, text } = await planning(() => first.answer);
    plan();
    await vi.waitFor(() => expect(text()).toContain('Stop'));
    press('Stop');
    first.arrive(step({ cursor: 'c1', waiting: 500 }));

    await vi.waitFor(() => expect(text()).toContain('it goes on where it stopped'));
    expect(asked('plan_visits')).toHaveLength(1);
  });

  it('says so rather than ask for ever when nothing moves', async () => {
    const idle = step({
      cursor: 'c1',
      waiting: 5,
      counts: { decided: 0, opened: 0, changed: 0, withdrawn: 0, unchanged: 0 },
    });
    const { plan, asked, text } = await planning(idle);
    plan();

    await vi.waitFor(() => expect(text()).toContain('Planning makes no progress.'));
    expect(asked('plan_visits')).toHaveLength(3);
  });
});

describe('the Help page', () => {
  it.each([
    ['en', 'What the app does', 'Once a month at least', 'Today'],
    ['zh', '应用的作用', '每月至少 1 次', '今日'],
  ] as const)('tells what the app does and its rules (%s)', async (language, heading, rule, back) => {
    stageFunctions({ open_today: [today([])] });
    const page = stage('pages', language);
    page.mocks.setPageLocation({ path: '/help', params: {} });
    page.render(<Pages />);

    expect(page.findAll(Heading)[0]?.text).toBe(heading);
    expect(textOf(page.getRootNode())).toContain(rule);
    expect(page.findAll(TableRow)).toHaveLength(9);
    expect(page.find(PageLink, ({ text }) => text === back).props.to).toBe('/');
    await Promise.resolve();
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
    await vi.waitFor(() => expect(text()).toContain('Visit saved'));
    expect(text()).toContain('Nothing was added to the timeline.');
    expect(calls).toEqual([]);
  });

  it('speaks Chinese', async () => {
    expect((await practising('zh')).text()).toContain('不会写入');
  });
});
