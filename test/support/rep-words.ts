import type { Page } from 'playwright-core';
import { readState } from './book.ts';
import type { DemoBrowser } from './demo-browser.ts';

/** The screen in one language, with the words a test looks for. */
export const READERS = {
  en: {
    visitTab: /^Visit/,
    loopsTab: /Open loops/,
    open: 'Something is still open',
    followUp: 'Which one is it',
    problem: 'Notes, kept as “Problem”',
    speed: 'Speed of response',
    addPromise: 'Add a promise',
    promise: 'Promise 1',
    dueOn: 'Promise 1: due on',
    kept: 'Draft kept. The visit is not saved yet.',
    restored: 'Your draft is back. The visit is not saved yet.',
    save: 'Save visit',
    saved: 'Visit saved',
    taskDone: 'The task is completed.',
    next: /^Next: /,
    loops: /Open loops: 1 open/,
    lowScore: 'low score',
    notSaved: 'Not saved yet',
    nothing: 'Nothing is due now',
    oneLoop: '1 open loop',
    reached: 'Reached',
    scriptIn: 'English',
    noAnswer: 'No answer',
    without: (n: number) => `${n} without an answer`,
    move: 'Reschedule',
    newDay: 'New day',
    reason: 'Reason',
    saveShort: 'Save',
    sayWhy: 'Say why it was moved.',
    moved: /^Moved to /,
    taken: 'Somebody has recorded this visit already',
    didNotAnswer: 'The app did not answer',
    start: 'Start',
    copied: 'Number copied. Script and form are in the “Visit” tab of this record.',
  },
  zh: {
    visitTab: /回访$/,
    loopsTab: /未闭环/,
    open: '还有没落实的',
    followUp: '具体是哪一件',
    problem: '笔记（记入“问题”）',
    speed: '响应速度',
    addPromise: '添加承诺',
    promise: '承诺 1',
    dueOn: '承诺 1：到期日',
    kept: '草稿已留存，回访尚未保存。',
    restored: '已恢复您的草稿，回访尚未保存。',
    save: '保存回访',
    saved: '回访已保存',
    taskDone: '任务已完成。',
    next: /^下次：/,
    loops: /未闭环: 1 个未闭环/,
    lowScore: '评分低',
    notSaved: '尚未保存',
    nothing: '目前没有到期的回访',
    oneLoop: '1 个未闭环',
    reached: '已沟通',
    scriptIn: '中文',
    noAnswer: '无人接听',
    without: (n: number) => `${n} 次无人接听`,
    move: '改期',
    newDay: '新日期',
    reason: '原因',
    saveShort: '保存',
    sayWhy: '请填写改期原因。',
    moved: /^已改到 /,
    taken: '这次回访已有人记录',
    didNotAnswer: '应用没有响应',
    start: '开始',
    copied: '号码已复制。话术和记录表在本记录的“回访”标签页。',
  },
} as const;

/** Customers of the demo who are due on the day it starts; each is visited once. */
export const PEOPLE = {
  en: {
    logged: ['王建国', 'kehu9@example.cn'],
    moved: ['Emma Clark', 'emma.clark@example.com'],
    twice: ['杨洋', 'kehu4@example.cn'],
    offline: ['Lucas Meyer', 'lucas.meyer@example.com'],
    keyboard: ['James Wilson', 'james.wilson@example.com'],
  },
  zh: {
    logged: ['吴丽华', 'kehu10@example.cn'],
    moved: ['孙娜', 'kehu6@example.cn'],
    twice: ['冯国强', 'kehu14@example.cn'],
    offline: ['何志强', 'kehu16@example.cn'],
    keyboard: ['陈伟', 'kehu1@example.cn'],
  },
} as const;

/** The visits of one customer in the portal, with their tasks. */
export async function visitsOf({ demo }: DemoBrowser, email: string) {
  const state = await readState(demo.portal);
  const key = state.contacts[email]?.rv_customer_key;
  const visits = Object.entries(state.visits).filter(([visitKey]) => visitKey.startsWith(`${key}:`));
  return {
    state,
    visits: visits.map(([visitKey, visit]): { [name: string]: unknown } => ({
      ...visit,
      task: state.tasks[`visit:${visitKey}`],
    })),
  };
}

/** Moves the portal's day and plans it, as the morning's run would. */
export async function moveClockTo({ demo }: DemoBrowser, on: string): Promise<void> {
  demo.portal.setNow(Date.parse(`${on}T01:00:00Z`));
  await demo.plan();
}

/** Waits until a field holds a text. */
export async function expectValue(page: Page, label: string, value: string): Promise<void> {
  await page.waitForFunction(
    ([wanted, id]) => (document.getElementById(id ?? '') as HTMLTextAreaElement | null)?.value === wanted,
    [value, await page.getByLabel(label).getAttribute('id')],
  );
}
