import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readState } from '../support/book.ts';
import { type DemoBrowser, sidebarOf, startDemoBrowser } from '../support/demo-browser.ts';

let stage: DemoBrowser;

beforeAll(async () => {
  stage = await startDemoBrowser();
});
afterAll(() => stage?.close());

/** The screen in one language, with the words a test looks for. */
const READERS = {
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
const PEOPLE = {
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

async function visitsOf(email: string) {
  const state = await readState(stage.demo.portal);
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

describe.each(['en', 'zh'] as const)('a rep who reads %s', (language) => {
  const people = PEOPLE[language];
  const [name, email] = people.logged;
  const words = READERS[language];

  it('opens the record, follows a branch, loses nothing by closing it, and logs a problem, a low score and a promise', async () => {
    const page = await stage.browser.newPage();
    await stage.openRecord(page, language, name);
    await page.getByRole('tab', { name: words.visitTab }).click();
    await page.getByRole('radio', { name: words.scriptIn }).first().click();
    await page.getByRole('radio', { name: words.open }).click();
    await page.getByText(words.followUp, { exact: false }).waitFor();
    await expectValue(page, words.problem, words.open);
    await page.getByLabel(words.problem).fill('接口每周断一次 🙂 <b>now</b>');
    await page.getByRole('group', { name: words.speed }).getByRole('radio', { name: '2' }).click();
    await page.getByRole('button', { name: words.addPromise }).click();
    await page.getByLabel(words.promise, { exact: true }).fill('周三前派工程师上门');
    await page.getByLabel(words.dueOn).fill('2026-11-25');
    await page.getByText(words.kept).waitFor();

    // The record is closed without saving: the draft is back.
    await stage.openRecord(page, language, name);
    await page.getByRole('tab', { name: words.visitTab }).click();
    await page.getByText(words.restored).waitFor();
    await expectValue(page, words.problem, '接口每周断一次 🙂 <b>now</b>');

    await page.getByRole('button', { name: words.save }).click();
    await page.getByText(words.taskDone).waitFor();
    await page.getByText(words.next).first().waitFor();
    await sidebarOf(page).getByText(words.nothing).waitFor();
    await sidebarOf(page).getByText(words.oneLoop).waitFor();
    await page.getByRole('tab', { name: words.loopsTab }).click();
    await page.getByRole('heading', { name: words.loops }).waitFor();
    await page.getByText(words.lowScore).waitFor();
    await page.getByRole('cell', { name: '周三前派工程师上门' }).waitFor();
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();

    const { visits, state } = await visitsOf(email);
    expect(visits[0]).toMatchObject({
      rv_status: 'held',
      rv_problem: '接口每周断一次 🙂 <b>now</b>',
      rv_scores: 'response_speed=2',
      rv_script_answers: 'last_promises=open',
      rv_script: 'tier_a_monthly@1',
      task: { hs_task_status: 'COMPLETED' },
    });
    expect(state.contacts[email]).toMatchObject({ rv_open_loops: '1' });
  });

  it('moves a visit with a reason, and asks for the reason first', async () => {
    const [who, mail] = people.moved;
    const page = await stage.browser.newPage();
    await stage.openRecord(page, language, who);
    const sidebar = sidebarOf(page);
    await sidebar.getByRole('button', { name: words.move }).click();
    await sidebar.getByLabel(words.newDay).fill('2026-11-27');
    await sidebar.getByRole('button', { name: words.saveShort, exact: true }).click();
    await sidebar.getByText(words.sayWhy).waitFor();
    await sidebar.getByLabel(words.reason, { exact: false }).last().fill('出差 travelling');
    await sidebar.getByRole('button', { name: words.saveShort, exact: true }).click();
    await page.getByText(words.moved).waitFor();
    const { visits } = await visitsOf(mail);
    expect(visits).toHaveLength(1);
    expect(visits[0]).toMatchObject({
      rv_status: 'planned',
      rv_scheduled_on: '2026-11-27',
      rv_reschedule_reason: '出差 travelling',
      task: { hs_task_status: 'NOT_STARTED' },
    });
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  });

  it('saves a visit in two tabs at once: one is saved, the other is told and keeps what was typed', async () => {
    const [who, mail] = people.twice;
    const pages = [await stage.browser.newPage(), await stage.browser.newPage()];
    for (const [index, page] of pages.entries()) {
      await stage.openRecord(page, language, who);
      await page.getByRole('tab', { name: words.visitTab }).click();
      await page.getByRole('radio', { name: words.reached }).click();
      await page.getByLabel(words.problem).fill(`from tab ${index}`);
    }
    await Promise.all(pages.map((page) => page.getByRole('button', { name: words.save }).click()));
    const outcomes = await Promise.all(
      pages.map(async (page) => {
        const saved = page.getByText(words.saved, { exact: true }).first();
        const taken = page.getByText(words.taken, { exact: false });
        await saved.or(taken).first().waitFor();
        return (await taken.count()) > 0 ? 'taken' : 'saved';
      }),
    );
    expect([...outcomes].sort()).toEqual(['saved', 'taken']);
    const loser = outcomes.indexOf('taken');
    await expectValue(pages[loser] as Page, words.problem, `from tab ${loser}`);
    const { visits } = await visitsOf(mail);
    expect(visits.filter(({ rv_status }) => rv_status === 'held')).toHaveLength(1);
    expect(visits[0]?.rv_problem).toBe(`from tab ${1 - loser}`);
    for (const page of pages) await page.close();
    stage.browser.takeComplaints();
  });

  it('goes offline in the middle: nothing typed is lost, and the visit is saved once the line is back', async () => {
    const [who, mail] = people.offline;
    const page = await stage.browser.newPage();
    await stage.openRecord(page, language, who);
    await page.getByRole('tab', { name: words.visitTab }).click();
    await page.getByRole('radio', { name: words.reached }).click();
    await page.getByLabel(words.problem).fill('typed before the line broke');
    await stage.browser.context.setOffline(true);
    await page.getByRole('button', { name: words.save }).click();
    await page.getByText(words.didNotAnswer, { exact: false }).first().waitFor();
    await page.getByText(words.notSaved).first().waitFor();
    await expectValue(page, words.problem, 'typed before the line broke');
    await stage.browser.context.setOffline(false);
    await page.getByRole('button', { name: words.save }).click();
    await page.getByText(words.taskDone).waitFor();
    const { visits } = await visitsOf(mail);
    expect(visits.filter(({ rv_problem }) => rv_problem === 'typed before the line broke')).toHaveLength(1);
    await page.close();
    stage.browser.takeComplaints();
  });

  it('is done by keyboard alone', async () => {
    const [who, mail] = people.keyboard;
    const page = await stage.browser.newPage();
    await stage.openStart(page, language);
    await reach(page, 'link', who);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: who, level: 1 }).waitFor();
    await sidebarOf(page).getByRole('button', { name: words.start, exact: true }).waitFor();
    await reach(page, 'tab', null);
    await page.keyboard.press('ArrowRight');
    for (let moves = 0; moves < 6; moves += 1) {
      const selected = (await page.getByRole('tab', { selected: true }).textContent()) ?? '';
      if (words.visitTab.test(selected)) break;
      await page.keyboard.press('ArrowRight');
    }
    await page.getByRole('button', { name: words.save }).waitFor();
    await reach(page, 'textbox', words.problem);
    await page.keyboard.type('by keyboard');
    await reach(page, 'button', words.save);
    await page.keyboard.press('Enter');
    await page.getByText(words.taskDone).waitFor();
    const { visits } = await visitsOf(mail);
    expect(visits[0]).toMatchObject({ rv_status: 'held', rv_problem: 'by keyboard', rv_outcome: 'reached' });
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  });
});

describe('a customer who never answers', () => {
  it('is tried on three days, and then the visit is closed as not reached', async () => {
    const page = await stage.browser.newPage();
    for (const attempt of [1, 2, 3]) {
      const language = attempt % 2 ? 'en' : 'zh';
      const words = READERS[language];
      await stage.openRecord(page, language, 'Sofia Rossi');
      await sidebarOf(page).getByRole('button', { name: words.noAnswer }).click();
      if (attempt < 3) {
        await sidebarOf(page).getByText(words.without(attempt)).waitFor();
        const next = (await visitsOf('sofia.rossi@example.com')).visits[0]?.rv_scheduled_on;
        await moveClockTo(String(next));
      } else {
        await sidebarOf(page).getByText(words.nothing).waitFor();
      }
    }
    const { visits } = await visitsOf('sofia.rossi@example.com');
    expect(visits[0]).toMatchObject({
      rv_status: 'unreached',
      rv_attempts: '2026-11-23;2026-11-24;2026-11-25',
      task: { hs_task_status: 'COMPLETED' },
    });
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  });
});

/** Moves the portal's day and plans it, as the morning's run would. */
async function moveClockTo(on: string): Promise<void> {
  stage.demo.portal.setNow(Date.parse(`${on}T01:00:00Z`));
  await stage.demo.plan();
}

/** Presses Tab until the focus is on what a screen reader calls so. */
async function reach(page: Page, role: 'link' | 'button' | 'tab' | 'textbox', name: string | null): Promise<void> {
  const target = name === null ? page.getByRole(role).first() : page.getByRole(role, { name, exact: true }).first();
  await target.waitFor();
  for (let presses = 0; presses < 250; presses += 1) {
    await page.keyboard.press('Tab');
    const there =
      name === null
        ? await page.evaluate((wanted) => document.activeElement?.getAttribute('role') === wanted, role)
        : await target.evaluate((element) => element === document.activeElement);
    if (there) return;
  }
  throw new Error(`Tab never reached the ${role} ${name ?? ''}`);
}

async function expectValue(page: Page, label: string, value: string): Promise<void> {
  await page.waitForFunction(
    ([wanted, id]) => (document.getElementById(id ?? '') as HTMLTextAreaElement | null)?.value === wanted,
    [value, await page.getByLabel(label).getAttribute('id')],
  );
}
