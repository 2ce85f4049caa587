import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DemoBrowser, sidebarOf, startDemoBrowser } from '../support/demo-browser.ts';
import { byKeyboard } from '../support/keyboard.ts';
import { expectValue, moveClockTo, PEOPLE, READERS, visitsOf } from '../support/rep-words.ts';

/** Hundreds of keys, each looked at: a busy machine takes its time. */
vi.setConfig({ testTimeout: 240_000 });

let stage: DemoBrowser;

beforeAll(async () => {
  stage = await startDemoBrowser();
});
afterAll(() => stage?.close());

const SCRIPTS = {
  en: {
    language: 'English',
    app: /Return Visits/,
    link: 'Scripts',
    choose: 'Script',
    quarterly: /^quarterly, version 1/,
    opening: 'Opening 1, English',
    addQuestion: 'Add a question',
    question: (language: string) => `Question 5, ${language}`,
    languages: { zh: 'Chinese', en: 'English' },
    after: 'Question 5: asked only after',
    save: 'Save into the policy draft',
    html: 'Plain text only: no tags, no &codes;.',
    saved: /^Saved in draft \d+ of the policy/,
  },
  zh: {
    language: '中文',
    app: /Return Visits/,
    link: '话术',
    choose: '话术',
    quarterly: /^dormant，第 1 版/,
    opening: '开场 1，英文',
    addQuestion: '添加问题',
    question: (language: string) => `问题 4，${language}`,
    languages: { zh: '中文', en: '英文' },
    after: '问题 4：仅在以下回答后提问',
    save: '保存到策略草稿',
    html: '只能是纯文本，不能有标签或 &代码;。',
    saved: /^已保存到策略草稿 \d+/,
  },
} as const;

/** From the front page to a record, nothing pressed but keys. */
async function openRecord(page: Page, language: 'en' | 'zh', name: string) {
  const keys = byKeyboard(page);
  await page.goto(stage.url);
  await keys.press(page.getByRole('button', { name: SCRIPTS[language].language }));
  await keys.press(page.getByRole('link', { name, exact: true }));
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await sidebarOf(page).getByRole('button', { name: READERS[language].start, exact: true }).waitFor();
  return keys;
}

async function openTab(page: Page, keys: ReturnType<typeof byKeyboard>, name: RegExp): Promise<void> {
  await keys.reach(page.getByRole('tab', { selected: true }));
  for (let moves = 0; moves < 8; moves += 1) {
    if (name.test((await page.getByRole('tab', { selected: true }).textContent()) ?? '')) return;
    await keys.step('ArrowRight');
  }
  throw new Error(`arrows never reached the tab ${name}`);
}

/** By mouse a rep's journeys go in both languages; keys are the same in both, and each journey goes in one, by turns. */
const reader = (language: 'en' | 'zh') => ({ language, words: READERS[language], people: PEOPLE[language] });

describe('by keyboard alone', () => {
  it('a rep follows a branch and logs a problem, a low score and a promise', async () => {
    const { language, words, people } = reader('zh');
    const [name, email] = people.logged;
    const page = await stage.browser.newPage();
    const keys = await openRecord(page, language, name);
    await openTab(page, keys, words.visitTab);
    await page.getByRole('button', { name: words.save }).waitFor();
    await keys.choose(page.getByRole('group', { name: /Script language|话术语言/ }), words.scriptIn);
    await keys.choose(
      page
        .getByRole('group')
        .filter({ has: page.getByRole('radio', { name: words.open }) })
        .last(),
      words.open,
    );
    await page.getByText(words.followUp, { exact: false }).waitFor();
    await expectValue(page, words.problem, words.open);
    await keys.type(page.getByLabel(words.problem), '接口每周断一次');
    await keys.choose(page.getByRole('group', { name: words.speed }), '2');
    await keys.press(page.getByRole('button', { name: words.addPromise }));
    await keys.type(page.getByLabel(words.promise, { exact: true }), '周三前派工程师上门');
    await keys.type(page.getByLabel(words.dueOn), '2026-11-25');
    await keys.press(page.getByRole('button', { name: words.save }));
    await page.getByText(words.taskDone).waitFor();
    await keys.goesOnFromHere();
    await openTab(page, keys, words.loopsTab);
    await page.getByText('周三前派工程师上门', { exact: false }).filter({ visible: true }).first().waitFor();
    const { visits, state } = await visitsOf(stage, email);
    expect(visits[0]).toMatchObject({
      rv_status: 'held',
      rv_problem: '接口每周断一次',
      rv_scores: 'response_speed=2',
      task: { hs_task_status: 'COMPLETED' },
    });
    expect(state.contacts[email]).toMatchObject({ rv_open_loops: '1' });
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  });

  it('moves a visit: the reason is asked for first', async () => {
    const { language, words, people } = reader('en');
    const [name, email] = people.moved;
    const page = await stage.browser.newPage();
    const keys = await openRecord(page, language, name);
    const sidebar = sidebarOf(page);
    await keys.press(sidebar.getByRole('button', { name: words.move }));
    await keys.type(sidebar.getByLabel(words.newDay), '2026-11-27');
    await keys.press(sidebar.getByRole('button', { name: words.saveShort, exact: true }));
    await sidebar.getByText(words.sayWhy).waitFor();
    await keys.goesOnFromHere();
    await keys.type(sidebar.getByLabel(words.reason, { exact: false }).last(), 'travelling');
    await keys.press(sidebar.getByRole('button', { name: words.saveShort, exact: true }));
    await page.getByText(words.moved).waitFor();
    await keys.goesOnFromHere();
    expect((await visitsOf(stage, email)).visits[0]).toMatchObject({
      rv_scheduled_on: '2026-11-27',
      rv_reschedule_reason: 'travelling',
    });
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  });

  it('saves in two tabs: the second is told and keeps what was typed', async () => {
    const { language, words, people } = reader('zh');
    const [name, email] = people.twice;
    const pages = [await stage.browser.newPage(), await stage.browser.newPage()] as const;
    const filled = [];
    for (const [index, page] of pages.entries()) {
      await page.bringToFront();
      const keys = await openRecord(page, language, name);
      await openTab(page, keys, words.visitTab);
      await page.getByRole('button', { name: words.save }).waitFor();
      await keys.type(page.getByLabel(words.problem), `from tab ${index}`);
      filled.push({ page, keys });
    }
    for (const { page, keys } of filled.reverse()) {
      await page.bringToFront();
      await keys.press(page.getByRole('button', { name: words.save }));
      await page
        .getByText(words.saved, { exact: true })
        .or(page.getByText(words.taken, { exact: false }))
        .first()
        .waitFor();
      await keys.goesOnFromHere();
    }
    await pages[0].getByText(words.taken, { exact: false }).waitFor();
    await expectValue(pages[0], words.problem, 'from tab 0');
    const held = (await visitsOf(stage, email)).visits.filter(({ rv_status }) => rv_status === 'held');
    expect(held.map(({ rv_problem }) => rv_problem)).toEqual(['from tab 1']);
    for (const page of pages) await page.close();
    stage.browser.takeComplaints();
  });

  it('goes on where the line broke', async () => {
    const { language, words, people } = reader('en');
    const [name, email] = people.offline;
    const page = await stage.browser.newPage();
    const keys = await openRecord(page, language, name);
    await openTab(page, keys, words.visitTab);
    await page.getByRole('button', { name: words.save }).waitFor();
    await keys.type(page.getByLabel(words.problem), 'typed before the line broke');
    await stage.browser.context.setOffline(true);
    await keys.press(page.getByRole('button', { name: words.save }));
    await page.getByText(words.didNotAnswer, { exact: false }).first().waitFor();
    await keys.goesOnFromHere();
    await stage.browser.context.setOffline(false);
    await keys.press(page.getByRole('button', { name: words.save }));
    await page.getByText(words.taskDone).waitFor();
    const kept = (await visitsOf(stage, email)).visits.filter(
      ({ rv_problem }) => rv_problem === 'typed before the line broke',
    );
    expect(kept).toHaveLength(1);
    await page.close();
    stage.browser.takeComplaints();
  });

  it('changes a script: what cannot be saved is marked, then it stands in the draft of the policy', async () => {
    const { language } = reader('zh');
    const edit = SCRIPTS[language];
    const page = await stage.browser.newPage();
    const keys = byKeyboard(page);
    await page.goto(stage.url);
    await keys.press(page.getByRole('button', { name: edit.language }));
    await keys.press(page.getByRole('link', { name: edit.app }).last());
    const main = page.getByRole('main');
    await keys.press(main.getByRole('link', { name: edit.link, exact: true }));
    await keys.pick(main.getByLabel(edit.choose, { exact: true }), edit.quarterly);
    await main.getByLabel(edit.opening).waitFor();
    await keys.type(main.getByLabel(edit.opening), 'Hello <b>{{name}}</b>');
    await keys.press(main.getByRole('button', { name: edit.addQuestion }));
    for (const text of ['zh', 'en'] as const)
      await keys.type(main.getByLabel(edit.question(edit.languages[text])), `${text}?`);
    await keys.press(main.getByRole('button', { name: edit.save }));
    await main.getByText(edit.html).waitFor();
    await keys.goesOnFromHere();
    await keys.type(main.getByLabel(edit.opening), 'Hello {{name}}');
    await keys.press(main.getByRole('button', { name: edit.save }));
    await page.getByText(edit.saved).first().waitFor();
    await keys.goesOnFromHere();
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  });
});

// The clock moves: after the others.
describe('by keyboard alone, on three days', () => {
  it('counts three calls that nobody answered, and gives up', async () => {
    const { language, words } = reader('en');
    const [name, email] = ['Sofia Rossi', 'sofia.rossi@example.com'];
    const page = await stage.browser.newPage();
    for (const attempt of [1, 2, 3]) {
      const keys = await openRecord(page, language, name);
      await keys.press(sidebarOf(page).getByRole('button', { name: words.noAnswer }));
      if (attempt === 3) break;
      await sidebarOf(page).getByText(words.without(attempt)).waitFor();
      await keys.goesOnFromHere();
      await moveClockTo(stage, String((await visitsOf(stage, email)).visits[0]?.rv_scheduled_on));
    }
    await sidebarOf(page).getByText(words.nothing).waitFor();
    expect((await visitsOf(stage, email)).visits[0]).toMatchObject({
      rv_status: 'unreached',
      task: { hs_task_status: 'COMPLETED' },
    });
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  });
});
