import type { Refusal } from '../../src/contract/common.ts';
import type { LogVisitAnswer } from '../../src/contract/log-visit.ts';
import type { BoardRow, OpenBoardAnswer } from '../../src/contract/open-board.ts';
import type { OpenContactAnswer, OpenVisit, ScriptText } from '../../src/contract/open-contact.ts';
import type { LoopDetail } from '../../src/contract/open-loops.ts';
import type { OpenTodayAnswer, QueueRow } from '../../src/contract/open-today.ts';

type Yes<A> = Extract<A, { readonly ok: true }>;

export const UNAVAILABLE: Refusal = {
  ok: false,
  reason: 'portal_unavailable',
  message: { en: 'HubSpot does not answer. Try again in a minute.', zh: 'HubSpot 没有响应，请一分钟后重试。' },
  correlationId: 'c-17',
};

const SCRIPT: ScriptText = {
  id: 'new_customer',
  version: 3,
  opening: [{ en: 'Good morning, this is Wang Lin.', zh: '您好，我是王琳。' }],
  questions: [
    { id: 'q1', goal: 'care', text: { en: 'How is the machine running?', zh: '设备运行得怎么样？' } },
    { id: 'q2', goal: 'need', text: { en: 'What do you plan next?', zh: '接下来有什么计划？' } },
    { id: 'q3', goal: 'feedback', text: { en: 'What should we do better?', zh: '我们哪里可以做得更好？' } },
  ],
  closing: [{ en: 'Thank you for your time.', zh: '感谢您的时间。' }],
};

/** Due two days ago, inside its window. */
export function visit(more: Partial<OpenVisit> = {}): OpenVisit {
  return {
    key: '501:1',
    kind: 'visit',
    on: '2026-02-12',
    window: { earliest: '2026-02-10', target: '2026-02-12', latest: '2026-02-24' },
    inDays: -2,
    late: false,
    provisional: false,
    rules: [{ id: 'P01', name: { en: 'After signing', zh: '签约后回访' } }],
    goal: 'trust',
    channel: 'phone',
    why: { en: 'Signed on 12 Feb; three working days.', zh: '2月12日签约，三个工作日内。' },
    attempts: [],
    ...more,
  };
}

export function contact(more: Partial<Yes<OpenContactAnswer>> = {}): Yes<OpenContactAnswer> {
  return {
    ok: true,
    today: '2026-02-14',
    timeZone: 'Asia/Shanghai',
    contact: {
      id: '501',
      name: '李雷',
      company: '华东机械',
      phone: '+86 21 5555 0101',
      tier: 'A',
      stage: 'new',
      customerSince: '2026-02-12',
      products: ['Press 200', 'Service plan'],
      language: 'zh',
      ownerName: '王琳',
      preferenceTags: ['mornings'],
    },
    visit: visit(),
    others: [],
    later: null,
    nothing: null,
    script: SCRIPT,
    history: [],
    before: null,
    promiseAtRisk: null,
    openLoops: 0,
    loops: [],
    draft: null,
    ...more,
  };
}

export function logged(more: Partial<Yes<LogVisitAnswer>> = {}): Yes<LogVisitAnswer> {
  return {
    ok: true,
    visitKey: '501:1',
    outcome: 'reached',
    wrote: { activity: 'call', taskCompleted: true, loops: [], promises: 0 },
    repeated: false,
    next: { on: '2026-03-14', why: { en: 'Monthly for tier A.', zh: 'A 类每月一次。' }, open: false },
    ...more,
  };
}

export function row(more: Partial<QueueRow> = {}): QueueRow {
  return {
    visitKey: '501:1',
    contactId: '501',
    contactName: '李雷',
    ownerId: '7',
    ownerName: '王琳',
    tier: 'A',
    on: '2026-02-12',
    latest: '2026-02-24',
    inDays: -2,
    late: false,
    channel: 'phone',
    goal: 'trust',
    rules: ['P01'],
    name: { en: 'After signing', zh: '签约后回访' },
    ...more,
  };
}

export function today(rows: readonly QueueRow[], more: Partial<Yes<OpenTodayAnswer>> = {}): Yes<OpenTodayAnswer> {
  return {
    ok: true,
    today: '2026-02-11',
    timeZone: 'Asia/Shanghai',
    rows,
    total: rows.length,
    after: null,
    ownerId: null,
    silent: [],
    owners: [
      { id: '7', name: '王琳' },
      { id: '8', name: 'Tom Reed' },
    ],
    ...more,
  };
}

/** An open loop as its function tells it: urgent, overdue, with one promise that is broken. */
export function boardRow(more: Partial<BoardRow> = {}): BoardRow {
  return {
    key: '501:1:problem',
    contactId: '501',
    contactName: '李雷',
    kind: 'problem',
    state: 'in_progress',
    description: '接口每周断一次',
    urgency: 'urgent',
    raisedOn: '2026-02-10',
    ageDays: 1,
    clock: 'overdue',
    dueAt: '2026-02-10T09:00:00.000Z',
    ownerName: '王琳',
    ownerRole: 'problem_owner',
    rule: 'P13',
    waiting: false,
    breached: true,
    ...more,
  };
}

export function board(rows: readonly BoardRow[], more: Partial<Yes<OpenBoardAnswer>> = {}): Yes<OpenBoardAnswer> {
  return {
    ok: true,
    today: '2026-02-11',
    timeZone: 'Asia/Shanghai',
    rows,
    total: rows.length,
    after: null,
    owners: [{ id: '7', name: '王琳' }],
    counts: null,
    ...more,
  };
}

export const openLoop = (more: Partial<LoopDetail> = {}): LoopDetail => ({
  key: '501:1:problem',
  kind: 'problem',
  state: 'raised',
  description: '接口每周断一次',
  urgency: 'urgent',
  raisedOn: '2026-02-10',
  ageDays: 4,
  clock: 'overdue',
  dueAt: '2026-02-13T09:00:00.000Z',
  promise: { text: 'send an engineer', dueAt: '2026-02-13T09:00:00.000Z' },
  ownerName: '王琳',
  because: ['said', 'low_score'],
  movedAt: 2,
  recovery: { told: false, promised: true, revisited: false },
  complexity: 'simple',
  allowed: ['accept', 'tell', 'promise', 'resolve', 'keep', 'break', 'extend', 'set_root_cause', 'set_measure'],
  clocks: [
    {
      id: 'P14',
      rule: 'P14',
      name: { zh: '高价值客户问题闭环', en: 'Closing issues of high-value customers' },
      state: 'overdue',
      plainAt: '2026-02-13T09:00:00.000Z',
      dueAt: '2026-02-13T09:00:00.000Z',
      steps: [
        { do: 'start', at: '2026-02-12T17:00+08:00' },
        { do: 'clock', minutes: 1_440, at: '2026-02-13T17:00+08:00' },
      ],
    },
  ],
  promises: [{ id: '1', text: 'send an engineer', dueAt: '2026-02-13T09:00:00.000Z', state: 'open' }],
  attempts: [],
  reask: false,
  lacking: [],
  done: [],
  ...more,
});
