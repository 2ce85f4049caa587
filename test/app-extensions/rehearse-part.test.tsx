import { Accordion, LoadingButton, TableRow } from '@hubspot/ui-extensions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RehearsePart } from '../../app-extensions/ui/admin/RehearsePart.tsx';
import type { PolicyScreen } from '../../app-extensions/ui/admin/use-policy.ts';
import { useReader } from '../../app-extensions/ui/common/use-reader.ts';
import type { ShownDraft } from '../../src/contract/open-policy.ts';
import type { WhyLine } from '../../src/contract/open-why.ts';
import type { Rehearsed, RehearsePolicyAnswer } from '../../src/contract/rehearse-policy.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { stage, stageFunctions, textOf } from './stage.ts';

afterEach(() => vi.unstubAllGlobals());

const nothing = () => {};
const DRAFT: ShownDraft = {
  revision: 4,
  base: 1,
  savedAt: '2026-11-23T01:00:00Z',
  savedBy: 'Tom',
  note: '',
  policy: DEFAULT_POLICY,
  record: { objectType: '2-1', id: '9' },
  approval: 'none',
};
const SCREEN: PolicyScreen = {
  reading: {
    status: 'ready',
    answer: {
      ok: true,
      today: '2026-11-23',
      inForce: DEFAULT_POLICY,
      newest: 1,
      draft: DRAFT,
      lastRevision: 4,
      changes: [],
      people: [],
      counted: null,
      past: null,
      goBackTo: null,
    },
  },
  reload: nothing,
  edit: null,
  draft: DRAFT,
  readingDraft: false,
  problems: new Map(),
  typed: {},
  changed: false,
  busy: null,
  failure: null,
  change: nothing,
  set: nothing,
  type: nothing,
  note: nothing,
  discard: nothing,
  save: nothing,
  takeOver: nothing,
  publish: nothing,
  goBack: nothing,
  restoring: null,
  lookAt: nothing,
};

const CALL = { zh: '阶段回访', en: 'Stage visit' };
const CARE = { zh: '节日关怀', en: 'Holiday care' };
const line = (rule: string, more: Partial<WhyLine>): WhyLine => ({
  rule,
  name: CALL,
  verdict: 'leads',
  why: { zh: '距上次 31 天', en: '31 days since the last talk' },
  ...more,
});

const RESULT: Rehearsed = {
  today: '2026-11-23',
  days: 30,
  revision: 4,
  customers: 2,
  before: { visits: 3, touches: 0, late: 0, noRoom: 0 },
  after: { visits: 4, touches: 0, late: 0, noRoom: 1 },
  added: 1,
  removed: 0,
  moved: 1,
  kept: 2,
  byRule: [{ rule: 'P11', name: CALL, before: 3, after: 4, noRoom: 1 }],
  firstDay: { opened: 0, changed: 0, withdrawn: 0, unchanged: 3, tasks: [] },
  load: [
    {
      ownerId: '7001',
      name: '王敏',
      capacity: 60,
      before: [30],
      after: [90],
      noRoomBefore: 0,
      noRoomAfter: 1,
    },
  ],
  examples: [
    {
      contactId: '501',
      name: '李雷',
      before: [{ kind: 'visit', on: '2026-12-01', rules: ['P11'], channel: 'phone', late: false, noRoom: false }],
      after: [{ kind: 'visit', on: '2026-11-26', rules: ['P11'], channel: 'phone', late: false, noRoom: true }],
      ledger: [
        {
          rule: 'P11',
          before: line('P11', { verdict: 'foreseen', on: '2026-12-01' }),
          after: line('P11', { on: '2026-11-26' }),
        },
        {
          rule: 'P08',
          before: line('P08', { name: CARE, verdict: 'beaten', by: { id: 'P11', name: CALL } }),
          after: null,
        },
      ],
    },
  ],
};

function Desk() {
  return <RehearsePart screen={SCREEN} format={useReader()} />;
}

function opened(language: 'zh' | 'en', result: Rehearsed) {
  const underWay: RehearsePolicyAnswer = { ok: true, step: 1, rehearsed: 200, of: 402, result: null };
  const calls = stageFunctions({
    rehearse_policy: [underWay, { ok: true, step: null, rehearsed: 402, of: 402, result }],
  });
  const page = stage('pages', language);
  page.render(<Desk />);
  return { page, calls, text: () => textOf(page.getRootNode()) };
}

describe('the rehearsal on the policy page', () => {
  it.each([
    [
      'en',
      'Why: 李雷, rule by rule',
      'P11 Stage visit Comes next 31 days since the last talk on Dec 1, 2026 Decides 31 days since the last talk on Nov 26, 2026',
      'P08 Holiday care Beaten 31 days since the last talk → Stage visit (P11) no such rule',
    ],
    [
      'zh',
      '为什么：李雷，逐条规则',
      'P11 阶段回访 下一次 距上次 31 天 安排在 2026年12月1日 起作用 距上次 31 天 安排在 2026年11月26日',
      'P08 节日关怀 让位 距上次 31 天 → 阶段回访 (P11) 没有这条规则',
    ],
  ] as const)('shows what each rule says of an example under both policies (%s)', async (language, title, p11, p08) => {
    const { page, calls, text } = opened(language, RESULT);
    page.find(LoadingButton).trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('李雷'));
    expect(calls.map(({ options }) => options.parameters)).toMatchObject([
      { revision: 4, days: 30 },
      { revision: 4, days: 30, step: 1 },
    ]);
    const why = page.find(Accordion);
    expect(why.props.title).toBe(title);
    expect(why.findAll(TableRow).slice(1).map(textOf)).toEqual([p11, p08]);
  });

  it('says so where nothing is different for anybody', async () => {
    const { page, text } = opened('en', { ...RESULT, examples: [] });
    page.find(LoadingButton).trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('Nothing is different for anybody in these days.'));
    expect(page.findAll(Accordion)).toEqual([]);
  });
});
