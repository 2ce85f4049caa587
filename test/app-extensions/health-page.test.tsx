import { Alert, Button, ErrorState, Image, Link, LoadingButton, Select, StatusTag } from '@hubspot/ui-extensions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HealthPage } from '../../app-extensions/ui/health/HealthPage.tsx';
import type { HealthState, RunDetails, RunLine } from '../../src/contract/open-health.ts';
import { UNAVAILABLE } from './answers.ts';
import { type Call, PORTAL, stage, stageFunctions, textOf } from './stage.ts';

afterEach(() => vi.unstubAllGlobals());

const WELL: HealthState = {
  isInstalled: true,
  symptoms: [
    { what: 'scopes', isWell: true, seen: { zh: '都能读取', en: 'all may be read' } },
    { what: 'installation', isWell: true, seen: { zh: '齐全', en: 'all there' } },
  ],
  installation: {
    present: { object: 4, property: 214 },
    missing: [{ kind: 'property', name: 'tasks.rv_task_key', isOptional: true }],
    differing: [],
    surveys: 'not_granted',
  },
  apiVersion: '2026-09',
  node: 'v20.19.0',
  policyVersion: 3,
  lastRunAt: '2026-11-23T01:00:00.000Z',
  next: { at: '2026-11-24T01:00:00.000Z', isLate: false },
  calls: { used: 1_500, limit: 1_000_000, resetsAt: null },
  records: { used: 712_345, limit: 1_000_000 },
  callsByDay: [{ on: '2026-11-23', runs: 2, calls: 87 }],
  pausedBecause: null,
  clockRecord: null,
};

const LINE: RunLine = {
  key: 'run:9:1',
  name: 'run:8:1',
  startedAt: '2026-11-23T01:00:00.000Z',
  endedAt: '2026-11-23T01:00:42.000Z',
  today: '2026-11-23',
  trigger: 'worker',
  status: 'done',
  counts: { decided: 40, opened: 12, changed: 3, withdrawn: 1, failed: 2 },
  isUndone: false,
};
const DETAILS: RunDetails = {
  ...LINE,
  policyVersion: 3,
  holdsUntil: null,
  steps: 4,
  calls: 87,
  standings: [
    { standing: 'open', customers: 30 },
    { standing: 'suppressed:paused', customers: 10 },
  ],
  skipped: [{ contactId: '501', name: '李雷', standing: 'suppressed:paused' }],
  refused: [{ key: '7:1', codes: 'INVALID_OPTION rv_tier' }],
  unread: ['emails'],
  trouble: null,
  undone: null,
  undoCommand: 'npm run app:runs -- --portal https://api.hubapi.com undo run:8:1',
};

function opened(
  language: 'zh' | 'en',
  states: readonly unknown[],
  {
    lines = [LINE],
    details = DETAILS,
    repair = [],
    ...functions
  }: {
    readonly lines?: readonly RunLine[];
    readonly details?: RunDetails;
    readonly repair?: readonly unknown[];
    readonly plan_visits?: readonly unknown[];
  } = {},
) {
  let turn = 0;
  const answer = ({ options }: Call): unknown => {
    const { part } = options.parameters as { part: string };
    if (part === 'runs') return { ok: true, part, runs: lines, total: lines.length, after: null };
    if (part === 'run') return { ok: true, part, ...details };
    const state = states[Math.min(turn, states.length - 1)] as HealthState | { ok: boolean };
    turn += 1;
    return 'ok' in state ? state : { ok: true, part, ...state };
  };
  const calls = stageFunctions({ open_health: [answer], repair_portal: repair, ...functions });
  const page = stage('pages', language);
  page.render(<HealthPage />);
  return {
    page,
    calls,
    asked: (name: string) => calls.filter((call) => call.name === name).map(({ options }) => options.parameters),
    text: () => textOf(page.getRootNode()),
  };
}

const ill = (what: HealthState['symptoms'][number]): HealthState => ({ ...WELL, symptoms: [what] });

describe('the page "Install and health"', () => {
  it('shows what is installed, in force, next and used, and offers no repair where all is well', async () => {
    const { page, text, asked } = opened('en', [WELL]);
    await vi.waitFor(() => expect(text()).toContain('All is well'));
    await vi.waitFor(() => expect(text()).toContain('1 of 1 runs'));
    expect(text()).toContain('4 objects, 214 properties');
    expect(text()).toContain('tasks.rv_task_key (properties; can be done without)');
    expect(text()).toContain('Policy version 3');
    expect(text()).toContain('HubSpot API 2026-09, functions on Node v20.19.0');
    expect(text()).toMatch(/Next run, by the habit of the last week Nov 24, 2026, 09:00/);
    expect(text()).toContain('1,500 of 1,000,000 (0.2 %)');
    expect(text()).toContain('712,345 of 1,000,000 (71.2 %)');
    expect(text()).toContain('Mon, Nov 23, 2026 2 87');
    expect(text()).toContain('hs project logs');
    expect(page.findAll(LoadingButton)).toEqual([]);
    expect(page.findAll(StatusTag).map(textOf)).toEqual(['Well', 'Well', 'done']);
    expect(asked('open_health')[0]).toEqual({ portal: PORTAL, part: 'state' });
  });

  it('explains placing the cards and the workflow with drawings of its own, which carry no language', async () => {
    const { page, text } = opened('zh', [WELL]);
    await vi.waitFor(() => expect(text()).toContain('显示 1 / 1'));
    const pictures = page.findAll(Image).map(({ props }) => props);
    expect(pictures).toHaveLength(3);
    for (const { src, alt } of pictures) {
      const drawn = decodeURIComponent(String(src).replace('data:image/svg+xml,', ''));
      expect(drawn).toMatch(/^<svg .*<\/svg>$/);
      expect(drawn.replace(/<[^>]*>/g, '')).toMatch(/^\d+$/);
      expect(alt).toMatch(/\p{Script=Han}/u);
    }
  });

  it('makes what is missing when asked, says what it made, and looks again', async () => {
    const missing = ill({
      what: 'installation',
      isWell: false,
      seen: { zh: '缺少 1 项：property contacts.rv_tier', en: '1 missing: property contacts.rv_tier' },
      command: 'npm run app:install',
      repair: 'missing_parts',
    });
    const { page, text, asked } = opened('zh', [missing, WELL], {
      repair: [{ ok: true, made: [{ kind: 'property', name: 'contacts.rv_tier' }] }],
    });
    await vi.waitFor(() => expect(text()).toContain('1 项需要处理'));
    expect(text()).toContain('缺少 1 项：property contacts.rv_tier');
    expect(text()).toContain('命令：npm run app:install');
    page.find(LoadingButton).trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('已补建：contacts.rv_tier'));
    await vi.waitFor(() => expect(text()).toContain('一切正常'));
    expect(asked('repair_portal')).toEqual([{ portal: PORTAL, repair: 'missing_parts' }]);
  });

  it('says why making it was refused, with HubSpot’s correlation id', async () => {
    const missing = ill({ what: 'installation', isWell: false, seen: { zh: '缺', en: 'x' }, repair: 'missing_parts' });
    const { page, text } = opened('en', [missing], { repair: [{ ...UNAVAILABLE, correlationId: 'abc-1' }] });
    await vi.waitFor(() => expect(text()).toContain('1 of 1 runs'));
    await vi.waitFor(() => expect(page.findAll(LoadingButton)).toHaveLength(1));
    page.find(LoadingButton).trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('Correlation id for HubSpot’s support: abc-1'));
    expect(text()).toContain(UNAVAILABLE.message.en);
  });

  it('goes on with a run that was killed', async () => {
    const cut = ill({
      what: 'unfinished_step',
      isWell: false,
      seen: { zh: '中断', en: 'a run was killed' },
      repair: 'plan',
    });
    const counts = { decided: 5, opened: 2, changed: 0, withdrawn: 0, unchanged: 3 };
    const none = { ok: true, state: 'none', alive: false, counts, of: 0, secondsLeft: null };
    const { page, text, asked } = opened('en', [cut, cut, WELL], {
      plan_visits: [none, { ...none, state: 'done', of: 5 }],
    });
    await vi.waitFor(() => expect(text()).toContain('1 of 1 runs'));
    await vi.waitFor(() => expect(text()).toContain('Go on with planning'));
    await vi.waitFor(() => expect(asked('plan_visits')).toEqual([{ step: 'look' }]));
    page.find(LoadingButton).trigger('onClick');
    await vi.waitFor(() => expect(asked('plan_visits')).toEqual([{ step: 'look' }, {}]));
    // Done: the page looks again.
    await vi.waitFor(() => expect(asked('open_health').length).toBeGreaterThanOrEqual(3));
  });

  it('of a pause leads to the record where a person ends it, and has no button for it', async () => {
    const paused: HealthState = {
      ...ill({ what: 'queue', isWell: false, seen: { zh: '等', en: '5 wait' }, repair: 'plan' }),
      pausedBecause: '盘点',
      clockRecord: { objectTypeId: '2-7', id: '900' },
    };
    const { page, text } = opened('en', [paused]);
    await vi.waitFor(() => expect(text()).toContain('1 of 1 runs'));
    await vi.waitFor(() => expect(text()).toContain('Planning is paused: 盘点'));
    expect(page.find(Link).props.href).toBe(`/contacts/${page.mocks.context.portal.id}/record/2-7/900`);
    expect(page.findAll(LoadingButton)).toEqual([]);
  });

  it('of a portal without the app says which commands come next, and asks for no runs', async () => {
    const bare: HealthState = {
      ...ill({ what: 'installation', isWell: false, seen: { zh: '未', en: 'not' } }),
      isInstalled: false,
    };
    const { text, asked } = opened('en', [bare]);
    await vi.waitFor(() => expect(text()).toContain('The app is not installed in this portal yet'));
    const commands = [...text().matchAll(/npm run ([\w:]+) -- --portal/g)].map(([, name]) => name);
    expect(commands).toEqual(['probe', 'app:install', 'app:plan']);
    expect(asked('open_health')).toHaveLength(1);
  });

  it('of a portal that is down says so, and tries again', async () => {
    const { page, text } = opened('zh', [UNAVAILABLE, WELL]);
    await vi.waitFor(() => expect(page.findAll(ErrorState)).toHaveLength(1));
    expect(text()).toContain(UNAVAILABLE.message.zh);
    page.find(Button).trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('一切正常'));
  });
});

describe('the runs on it', () => {
  it('are chosen by trigger, state and days', async () => {
    const { page, text, asked } = opened('en', [WELL], { lines: [] });
    await vi.waitFor(() => expect(text()).toContain('No run in this choice'));
    page.find(Select, ({ props }) => props.name === 'trigger').trigger('onChange', 'worker' as never);
    page.find(Select, ({ props }) => props.name === 'status').trigger('onChange', 'died' as never);
    page.find(Select, ({ props }) => props.name === 'days').trigger('onChange', '30' as never);
    await vi.waitFor(() =>
      expect(asked('open_health').at(-1)).toEqual({
        portal: PORTAL,
        part: 'runs',
        days: 30,
        trigger: 'worker',
        status: 'died',
      }),
    );
    page.find(Select, ({ props }) => props.name === 'trigger').trigger('onChange', '' as never);
    await vi.waitFor(() =>
      expect(asked('open_health').at(-1)).toEqual({ portal: PORTAL, part: 'runs', days: 30, status: 'died' }),
    );
  });

  it('open with everything that is known of one, and close', async () => {
    const { page, text, asked } = opened('en', [WELL]);
    await vi.waitFor(() => expect(text()).toContain('40 · 12 · 3 · 1'));
    page.find(Button, ({ text: label }) => label?.startsWith('Details of the run') ?? false).trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('run:8:1'));
    expect(asked('open_health').at(-1)).toEqual({ portal: PORTAL, part: 'run', key: 'run:9:1' });
    expect(text()).toContain('Took 42 s');
    expect(text()).toContain('skipped: paused 10');
    expect(text()).toContain('李雷 skipped: paused');
    expect(text()).toContain('7:1 INVALID_OPTION rv_tier');
    expect(text()).toContain('the token may not read: emails');
    expect(text()).toContain('undo run:8:1');
    page.find(Button, ({ text: label }) => label === 'Close details').trigger('onClick');
    expect(text()).not.toContain('Took 42 s');
  });

  it.each([
    [
      'en',
      { kind: 'forbidden', attempting: 'reading contacts', correlationId: 'abc-1' },
      'A scope is missing',
      'abc-1',
    ],
    ['zh', null, '中断时没有留下原因', ''],
  ] as const)('that ended before their time say why, in %s', async (language, trouble, said, id) => {
    const died = { status: 'died', endedAt: null, undoCommand: null } as const;
    const { page, text } = opened(language, [WELL], {
      lines: [{ ...LINE, ...died }],
      details: { ...DETAILS, ...died, trouble },
    });
    await vi.waitFor(() => expect(text()).toContain('40 · 12 · 3 · 1'));
    page.find(Button, ({ text: label }) => /Details of|的详情/.test(label ?? '')).trigger('onClick');
    await vi.waitFor(() =>
      expect(page.findAll(Alert).map(({ props }) => props.title)).toContainEqual(expect.stringContaining(said)),
    );
    expect(text()).toContain(id);
  });
});
