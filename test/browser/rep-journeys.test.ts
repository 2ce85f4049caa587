import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoBrowser, sidebarOf, startDemoBrowser } from '../support/demo-browser.ts';
import { expectValue, moveClockTo, PEOPLE, READERS, visitsOf } from '../support/rep-words.ts';

let stage: DemoBrowser;

beforeAll(async () => {
  stage = await startDemoBrowser();
});
afterAll(() => stage?.close());

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

    const { visits, state } = await visitsOf(stage, email);
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
    const { visits } = await visitsOf(stage, mail);
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
    const { visits } = await visitsOf(stage, mail);
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
    const { visits } = await visitsOf(stage, mail);
    expect(visits.filter(({ rv_problem }) => rv_problem === 'typed before the line broke')).toHaveLength(1);
    await page.close();
    stage.browser.takeComplaints();
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
        const next = (await visitsOf(stage, 'sofia.rossi@example.com')).visits[0]?.rv_scheduled_on;
        await moveClockTo(stage, String(next));
      } else {
        await sidebarOf(page).getByText(words.nothing).waitFor();
      }
    }
    const { visits } = await visitsOf(stage, 'sofia.rossi@example.com');
    expect(visits[0]).toMatchObject({
      rv_status: 'unreached',
      rv_attempts: '2026-11-23;2026-11-24;2026-11-25',
      task: { hs_task_status: 'COMPLETED' },
    });
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  });
});
