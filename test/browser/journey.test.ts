import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, serveDemo, startDemo } from '../../src/demo/demo.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { readState } from '../support/book.ts';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { sharedBuild } from '../support/shared-build.ts';
import { underContract } from '../support/under-contract.ts';

let demo: Demo;
let served: { readonly url: string; close(): Promise<void> };
let browser: TestBrowser;

beforeAll(async () => {
  demo = await startDemo({
    today: day('2026-11-23'),
    say: () => {},
    before: underContract,
  });
  served = await serveDemo(demo, { port: 0 }, () => {}, sharedBuild);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  await demo?.close();
});
afterEach(() => {
  expect(browser.takeComplaints()).toEqual([]);
});

async function openRecord(page: Page, name: string): Promise<void> {
  await page.goto(served.url);
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

/** State of one customer in the portal, by name. */
async function stateOf(email: string) {
  const state = await readState(demo.portal);
  const contact = state.contacts[email] ?? {};
  const visits = Object.entries(state.visits)
    .filter(([key]) => key.startsWith(`${contact.rv_customer_key}:`))
    .map(([key, visit]) => ({ key, visit, task: state.tasks[`visit:${key}`] }));
  return { contact, visits };
}

describe('a rep’s day in the browser', () => {
  it('goes from the record to the card, logs the visit, sees the task completed and the next visit planned', async () => {
    const page = await browser.newPage();
    await openRecord(page, '王建国');
    const sidebar = page.getByRole('region', { name: /Next visit/ });
    await sidebar.getByText('due in 1 day').waitFor();
    await sidebar.getByText('Monthly visit, tier A (P11)').waitFor();
    await sidebar.getByText(/last contact 2026-10-27; target 2026-11-24/).waitFor();

    await page.getByRole('tab', { name: /Visit/ }).click();
    await page.getByText('王建国您好，我是王敏', { exact: false }).waitFor();
    await page.getByRole('radio', { name: 'Reached' }).click();
    await page.getByLabel('Notes, kept as “Problem”').fill('打印机接口每周断一次');
    await page.getByLabel('Notes, kept as “Need”').fill('想了解移动端审批');
    await page.getByRole('button', { name: 'Save visit' }).click();
    await page.getByText('A call was added to the timeline.').waitFor();
    await page.getByText('The task is completed.').waitFor();
    await page.getByText('Next: Mon, Dec 21, 2026', { exact: true }).waitFor();

    const { contact, visits } = await stateOf('kehu9@example.cn');
    const [held] = visits;
    expect(held?.visit).toMatchObject({
      rv_status: 'held',
      rv_outcome: 'reached',
      rv_problem: '打印机接口每周断一次',
      rv_need: '想了解移动端审批',
      rv_closed_on: '2026-11-23',
    });
    expect(held?.task?.hs_task_status).toBe('COMPLETED');
    // 28 days after the talk of 2026-11-23.
    expect(contact.rv_next_visit_on).toBe('2026-12-21');

    // The sidebar follows by itself, the timeline has the call and the task of the loop, the task list has the visit's task done.
    await sidebar.getByText('Nothing is due now').waitFor();
    await sidebar.getByText('Comes next: Mon, Dec 21, 2026').waitFor();
    await page.getByRole('tab', { name: 'Activities' }).click();
    const timeline = page.getByRole('tabpanel', { name: 'Activities' }).getByRole('listitem');
    await timeline
      .filter({ hasText: 'Outcome: reached (phone)' })
      .getByText('问题 Problem: 打印机接口每周断一次')
      .waitFor();
    await timeline
      .filter({ hasText: 'Telling progress unasked' })
      .getByText('打印机接口每周断一次', { exact: true })
      .waitFor();
    await page.getByRole('link', { name: 'Tasks' }).click();
    await page.getByLabel('Status').selectOption('completed');
    await page.getByRole('link', { name: /Monthly visit, tier A — 王建国/ }).waitFor();
    await page.close();
  });

  it('counts an unanswered call with one click, once however often it is clicked, and tries again the next working day', async () => {
    const page = await browser.newPage();
    await openRecord(page, 'Sofia Rossi');
    const sidebar = page.getByRole('region', { name: /Next visit/ });
    await sidebar.getByText('due today').waitFor();
    await sidebar.getByRole('button', { name: 'No answer' }).dblclick();
    await page.getByText('Attempt without an answer saved. Next: Nov 24, 2026.').waitFor();
    await sidebar.getByText('1 without an answer').waitFor();
    const { visits } = await stateOf('sofia.rossi@example.com');
    expect(visits).toHaveLength(1);
    expect(visits[0]?.visit).toMatchObject({
      rv_status: 'planned',
      rv_attempts: '2026-11-23',
      rv_scheduled_on: '2026-11-24',
    });
    expect(visits[0]?.task?.hs_task_status).toBe('NOT_STARTED');
    await page.close();
  });

  it('shows the queue, plans from the page and opens the record', async () => {
    const page = await browser.newPage();
    await page.goto(served.url);
    await page
      .getByRole('link', { name: /Return Visits/ })
      .last()
      .click();
    await page.getByRole('button', { name: 'Plan now' }).click();
    await page.getByText('Planning is done').waitFor();
    await page.getByRole('heading', { name: /^Today \(\d+\)/ }).waitFor();
    await page.getByRole('link', { name: 'Emma Clark' }).click();
    await page.getByRole('heading', { name: 'Emma Clark', level: 1 }).waitFor();
    await page.close();
  });

  it('moves the clock, and visits fall due', async () => {
    const page = await browser.newPage();
    await page.goto(served.url);
    const before = Object.keys((await readState(demo.portal)).visits).length;
    await page.getByRole('button', { name: '+7 days' }).click();
    await page.getByText('Nov 30, 2026', { exact: false }).first().waitFor();
    await page.getByText(/It is 2026-11-30/).waitFor({ timeout: 30_000 });
    const after = await readState(demo.portal);
    expect(Object.keys(after.visits).length).toBeGreaterThan(before);
    // Signed on 2026-11-22, its first visit was due until 2026-11-25 and nobody recorded one.
    const chen = await stateOf('kehu1@example.cn');
    expect(chen.visits[0]?.visit).toMatchObject({ rv_late: 'true', rv_latest_on: '2026-11-25' });
    await page.close();
  });

  it('speaks Chinese when the user does', async () => {
    const page = await browser.newPage();
    await page.goto(served.url);
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('link', { name: '吴丽华', exact: true }).click();
    const sidebar = page.getByRole('region', { name: /Next visit/ });
    await sidebar.getByText(/A 类客户月度回访：上次联系 2026-10-30/).waitFor();
    await page.getByRole('tab', { name: /回访/ }).click();
    await page.getByRole('button', { name: '保存回访' }).waitFor();
    await page.close();
  });
});
