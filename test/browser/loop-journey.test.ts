import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoBrowser, startDemoBrowser } from '../support/demo-browser.ts';

let stage: DemoBrowser;

beforeAll(async () => {
  stage = await startDemoBrowser();
});
afterAll(() => stage?.close());

const READERS = {
  en: {
    who: 'Emma Clark',
    tab: /Open loops/,
    raise: 'Raise a loop',
    description: 'What is it about?',
    save: 'Raise',
    state: (state: string) => `Problem: ${state}`,
    states: {
      raised: 'Raised',
      accepted: 'Accepted',
      working: 'In progress',
      resolved: 'Resolved and told',
      confirmed: 'Confirmed',
    },
    accept: 'Accept',
    start: 'Start work',
    promise: 'Promise',
    promiseText: 'What is promised',
    kept: 'Kept: call back today',
    saveMove: 'Save',
    resolve: 'Resolved and told',
    reply: 'What the customer was told',
    needed: 'This is needed.',
    confirm: 'The customer confirms',
    answer: 'What the customer said',
    done: 'Saved. The loop is now: Confirmed.',
    none: /^Open loops$/,
    reopen: 'Not solved: reopen',
  },
  zh: {
    who: '孙娜',
    tab: /未闭环/,
    raise: '新建问题',
    description: '是什么事？',
    save: '建立',
    state: (state: string) => `问题: ${state}`,
    states: {
      raised: '已提出',
      accepted: '已受理',
      working: '处理中',
      resolved: '已解决并告知',
      confirmed: '客户已确认',
    },
    accept: '受理',
    start: '开始处理',
    promise: '作出承诺',
    promiseText: '承诺什么',
    kept: '已兑现：call back today',
    saveMove: '保存',
    resolve: '已解决并告知',
    reply: '告知客户的内容',
    needed: '请填写。',
    confirm: '客户确认',
    answer: '客户怎么说',
    done: '已保存。当前状态：客户已确认。',
    none: /^未闭环$/,
    reopen: '未解决，重新打开',
  },
} as const;

describe.each(['en', 'zh'] as const)('a loop in the browser, in %s', (language) => {
  const words = READERS[language];
  const { states, state } = words;
  const stands = (page: Page, now: string) => page.getByRole('heading', { name: state(now) }).waitFor();

  it('is raised, accepted, promised, kept, resolved and confirmed by keyboard alone', async () => {
    const page = await stage.browser.newPage();
    await stage.openRecord(page, language, words.who);
    await page.getByRole('tab', { name: words.tab }).focus();
    await page.keyboard.press('Enter');
    await press(page, words.raise);
    await type(page, words.description, '打印机接口每周断一次 🙂');
    await press(page, words.save);
    await stands(page, states.raised);
    await press(page, words.accept);
    await press(page, words.saveMove);
    await stands(page, states.accepted);
    await press(page, words.start);
    await stands(page, states.working);
    await press(page, words.promise);
    await type(page, words.promiseText, 'call back today');
    await press(page, words.saveMove);
    await page.getByRole('button', { name: words.kept, exact: true }).waitFor();
    await press(page, words.kept);
    await page.getByRole('button', { name: words.kept, exact: true }).waitFor({ state: 'detached' });
    await press(page, words.resolve);
    await press(page, words.saveMove);
    await page.getByText(words.needed).waitFor();
    await type(page, words.reply, 'a new cable');
    await press(page, words.saveMove);
    await stands(page, states.resolved);
    await press(page, words.confirm);
    await type(page, words.answer, 'it works');
    await press(page, words.saveMove);
    await stands(page, states.confirmed);
    await page.getByText(words.done).first().waitFor();
    await page.getByRole('heading', { name: words.none }).waitFor();
    await page.getByRole('button', { name: words.reopen }).waitFor();
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  });
});

/** Goes to what a screen reader calls so, and presses Enter. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true }).first();
  await button.waitFor();
  await reach(page, button);
  await page.keyboard.press('Enter');
}

async function type(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByLabel(label);
  await field.waitFor();
  await reach(page, field);
  await page.keyboard.type(text);
}

async function reach(page: Page, target: ReturnType<Page['getByLabel']>): Promise<void> {
  for (let presses = 0; presses < 250; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab never reached it');
}
