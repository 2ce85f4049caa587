import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { violationsOn } from '../support/axe.ts';
import { readState } from '../support/book.ts';
import { type DemoBrowser, startDemoBrowser } from '../support/demo-browser.ts';
import { byKeyboard } from '../support/keyboard.ts';

let stage: DemoBrowser;

beforeAll(async () => {
  stage = await startDemoBrowser();
});
afterAll(() => stage?.close());

const READERS = {
  en: {
    parts: 'Part of the policy',
    start: 'Presets and import',
    sopLabel: 'Text of the procedure, Chinese or English, a sentence a rule',
    sop: 'Visit every new customer within 10 days after signing.\nCall tier C customers every 200 days.',
    read: 'Read it',
    rules: /rules were put into the draft/,
    part: {
      rules: 'Rules',
      limits: 'Budget and planning',
      team: 'Team',
      rehearse: 'Rehearse',
      publish: 'Publish',
      history: 'History',
    },
    edit: (id: string) => `Edit ${id}`,
    close: 'Close',
    target: 'Ideally after',
    latest: 'At the latest after',
    earliest: 'Never before',
    takes: 'Minutes it takes; empty: as its channel',
    state: 'State of the rule',
    off: 'Off',
    sentence: /ideally after 14 days, at the latest after 17 days/,
    wrong: /the latest day is before the target/,
    minutes: 'Minutes for visits a day, for everybody',
    note: 'Why, for the others',
    save: 'Save draft',
    saved: (revision: number) => `Draft ${revision} is saved. Nothing is planned by it yet.`,
    rehearse: 'Rehearse',
    overloaded: /^Overloaded/,
    show: /^Day by day: /,
    helps: /^What helps /,
    more: /minutes a day instead of/,
    use: 'Put it into the draft',
    openVisits: 'Visits that are open now',
    move: 'move: plan them again by the new policy',
    recordLink: 'Open the record in HubSpot',
    saveRecord: 'Save',
    recordSaved: 'Saved',
    goBack: /^‹ Back/,
    today: 'Today',
    planNow: 'Plan now',
    planned: 'Planning is done',
    tasks: /^\d+ tasks$/,
    notApproved: 'Not approved yet.',
    publish: 'Publish',
    refused: /It is not approved/,
    approved: 'Approved in HubSpot.',
    inForce: (version: number) => `Version ${version} is in force.`,
    back: 'Go back to version 1',
    wentBack: 'Version 1 is in force again.',
    changes: 'Who changed what was in force',
  },
  zh: {
    parts: '策略的部分',
    start: '预设与导入',
    sopLabel: '制度正文，中文或英文，一句一条',
    sop: '新客户签约后10天内电话回访。\nC类客户每200天电话回访一次。',
    read: '读取',
    rules: /条规则已放入草稿/,
    part: { rules: '规则', limits: '频次与计划', team: '团队', rehearse: '演练', publish: '发布', history: '历史' },
    edit: (id: string) => `编辑 ${id}`,
    close: '关闭',
    target: '最好在多久后',
    latest: '最迟在多久后',
    earliest: '不早于',
    takes: '所需分钟；空：按渠道',
    state: '规则状态',
    off: '停用',
    sentence: /最好在14 天后，最迟17 天后/,
    wrong: /最迟日早于目标日/,
    minutes: '每人每天用于回访的分钟',
    note: '说明原因，给其他人看',
    save: '保存草稿',
    saved: (revision: number) => `草稿 ${revision} 已保存，尚不影响计划。`,
    rehearse: '演练',
    overloaded: /^超负荷/,
    show: /^每日负荷：/,
    helps: /^怎样帮 /,
    more: /^每天 .* 分钟，现为/,
    use: '放入草稿',
    openVisits: '现有未完成的回访',
    move: '移动：按新策略重新安排',
    recordLink: '在 HubSpot 中打开记录',
    saveRecord: '保存',
    recordSaved: '已保存',
    goBack: /^‹ 返回/,
    today: '今日',
    planNow: '立即安排',
    planned: '安排完成',
    tasks: /^\d+ 个任务$/,
    notApproved: '尚未审批。',
    publish: '发布',
    refused: /还没有审批/,
    approved: '已在 HubSpot 中批准。',
    inForce: (version: number) => `第 ${version} 版生效中。`,
    back: '恢复第 1 版',
    wentBack: '第 1 版重新生效。',
    changes: '生效策略的变更记录',
  },
} as const;

describe.each(['en', 'zh'] as const)('the policy in the browser, in %s', (language) => {
  const words = READERS[language];

  it('is imported, changed, rehearsed, repaired, published with "move", and every task is as before once it is rolled back', async () => {
    const { demo } = stage;
    const ports = hubspotPorts(demo.api, { now: () => demo.portal.now() });
    const later = () => demo.portal.setNow(demo.portal.now() + 60_000);
    later();
    const before = await readState(demo.portal);
    const page = await stage.browser.newPage();
    await stage.openStart(page, language);
    const shownBefore = await openTasks(page);
    await page.goto(`${stage.url}/app/policy`);
    await page.getByText(words.inForce(1)).waitFor();

    await choose(page, words.parts, words.start);
    await page.getByLabel(words.sopLabel).fill(words.sop);
    await page.getByRole('button', { name: words.read, exact: true }).click();
    await page.getByText(words.rules).waitFor();
    await noViolations(page, 'import');

    await choose(page, words.parts, words.part.rules);
    await page.getByRole('button', { name: words.edit('P11'), exact: true }).click();
    await page.getByLabel(words.earliest, { exact: true }).fill('7');
    await page.getByLabel(words.target, { exact: true }).fill('14');
    await page.getByLabel(words.latest, { exact: true }).fill('3');
    // Said at its field while it is typed; it cannot be saved so.
    await page.getByText(words.wrong).first().waitFor();
    expect(await page.getByRole('button', { name: words.save, exact: true }).isDisabled()).toBe(true);
    await page.getByLabel(words.latest, { exact: true }).fill('17');
    await page.getByText(words.sentence).waitFor();
    await noViolations(page, 'rules');
    // Longer than anybody's day: somebody is overloaded.
    await page.getByLabel(words.takes, { exact: true }).fill('60');
    await page.getByRole('button', { name: words.close, exact: true }).click();
    await page.getByRole('button', { name: words.edit('P18'), exact: true }).click();
    await choose(page, words.state, words.off);
    await choose(page, words.parts, words.part.team);
    await page.getByLabel(words.minutes).fill('15');
    await page.getByLabel(words.note).fill('trying it out');
    await save(page, 1);

    await choose(page, words.parts, words.part.rehearse);
    await page.getByRole('button', { name: words.rehearse, exact: true }).click();
    await page.getByText(words.overloaded).first().waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: words.show }).first().click();
    await page.getByRole('button', { name: words.helps }).click();
    await page.getByText(words.more).waitFor({ timeout: 60_000 });
    await noViolations(page, 'rehearsal');
    await page.getByRole('button', { name: words.use, exact: true }).first().click();
    await choose(page, words.parts, words.part.publish);
    await choose(page, words.openVisits, words.move);
    await save(page, 2);

    await choose(page, words.parts, words.part.publish);
    await page.getByText(words.notApproved).waitFor();
    await page.getByRole('button', { name: words.publish, exact: true }).click();
    await page.getByText(words.refused).waitFor();
    await noViolations(page, 'publish');
    expect((await readState(demo.portal)).tasks).toEqual(before.tasks);
    expect((await ports.desk.newestDraft())?.policy).toMatchObject({
      capacity: { minutesPerDay: 15 },
      openVisits: 'move',
    });
    later();
    await setInHubspot(page, 0, ['approved']);
    await choose(page, words.parts, words.part.publish);
    await page.getByText(words.approved).waitFor();
    await page.getByRole('button', { name: words.publish, exact: true }).click();
    const version = language === 'en' ? 2 : 3;
    await page.getByText(words.inForce(version)).first().waitFor();
    await page.getByRole('link', { name: words.today, exact: true }).click();
    await page.getByRole('button', { name: words.planNow, exact: true }).click();
    await page.getByText(words.planned).waitFor({ timeout: 60_000 });
    expect(await openTasks(page)).not.toBe(shownBefore);
    expect((await readState(demo.portal)).tasks).not.toEqual(before.tasks);

    later();
    await page.goto(`${stage.url}/app/policy`);
    await choose(page, words.parts, words.part.publish);
    // An approval of an earlier going back does not count again: it is set anew.
    await setInHubspot(page, 0, version > 2 ? ['', 'restore'] : ['restore']);
    await choose(page, words.parts, words.part.publish);
    await page.getByRole('button', { name: words.back, exact: true }).click();
    await page.getByText(words.wentBack).first().waitFor({ timeout: 60_000 });
    const after = await readState(demo.portal);
    for (const [key, task] of Object.entries(before.tasks)) expect(after.tasks[key], key).toEqual(task);
    for (const key of Object.keys(after.tasks))
      if (!before.tasks[key]) expect(after.tasks[key]?.hs_task_status, key).toBe('COMPLETED');
    await choose(page, words.parts, words.part.history);
    await page.getByRole('heading', { name: words.changes }).waitFor();
    await noViolations(page, 'history');
    expect(await openTasks(page)).toBe(shownBefore);
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  }, 180_000);

  /** Opens a record that the page names and sets its approval, as a person would in HubSpot. */
  async function setInHubspot(page: Page, nth: number, values: readonly string[]): Promise<void> {
    await page.getByRole('link', { name: words.recordLink }).nth(nth).click();
    for (const value of values) {
      await page.getByLabel('Approval 审批').selectOption(value);
      const [saved] = await Promise.all([
        page.waitForResponse(
          (answer) => answer.url().includes('/api/records/') && answer.request().method() === 'POST',
        ),
        page.getByRole('button', { name: words.saveRecord, exact: true }).click(),
      ]);
      expect(saved.status()).toBe(200);
      stage.demo.portal.setNow(stage.demo.portal.now() + 60_000);
    }
    await page.goBack();
  }

  /** The pictures of the other parts are looked at by axe too, in both languages; what differs by language there differs here. */
  async function noViolations(page: Page, where: string): Promise<void> {
    if (language === 'en') expect([where, await violationsOn(page)]).toEqual([where, []]);
  }

  /** How many tasks HubSpot lists as open. */
  async function openTasks(page: Page): Promise<string | null> {
    await page.goto(`${stage.url}/tasks`);
    const count = page.getByRole('status').filter({ hasText: words.tasks });
    await count.waitFor();
    return count.textContent();
  }

  async function save(page: Page, nth: number): Promise<void> {
    await page.getByRole('button', { name: words.save, exact: true }).click();
    // The second language goes on where the first stopped.
    await page
      .getByText(words.saved(language === 'en' ? nth : nth + 2))
      .first()
      .waitFor();
  }
});

it('is changed, rehearsed, approved and published by keyboard alone', async () => {
  const words = READERS.en;
  const { demo } = stage;
  const ports = hubspotPorts(demo.api, { now: () => demo.portal.now() });
  const version = ((await ports.desk.standing())?.newest ?? 0) + 1;
  const page = await stage.browser.newPage();
  await stage.openStart(page, 'en');
  await page.goto(`${stage.url}/app/policy`);
  await page.getByText(words.inForce(1)).waitFor();
  const keys = byKeyboard(page);
  await keys.press(page.getByRole('button', { name: words.edit('P11'), exact: true }));
  await keys.type(page.getByLabel(words.latest, { exact: true }), '33');
  await page.getByText(/at the latest after 33 days/).waitFor();
  await keys.press(page.getByRole('button', { name: words.save, exact: true }));
  await page.getByText(/Nothing is planned by it yet/).waitFor();
  await keys.pick(page.getByLabel(words.parts, { exact: true }), words.part.rehearse);
  await keys.press(page.getByRole('button', { name: words.rehearse, exact: true }));
  await page.getByRole('button', { name: words.show }).first().waitFor({ timeout: 60_000 });
  await keys.pick(page.getByLabel(words.parts, { exact: true }), words.part.publish);
  demo.portal.setNow(demo.portal.now() + 60_000);
  await keys.press(page.getByRole('link', { name: words.recordLink }));
  await keys.pick(page.getByLabel('Approval 审批'), /^Approved/);
  await keys.press(page.getByRole('button', { name: words.saveRecord, exact: true }));
  await page.getByText(words.recordSaved, { exact: true }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await keys.press(page.getByRole('button', { name: words.goBack }));
  await keys.pick(page.getByLabel(words.parts, { exact: true }), words.part.publish);
  await page.getByText(words.approved).waitFor();
  await keys.press(page.getByRole('button', { name: words.publish, exact: true }));
  await page.getByText(words.inForce(version)).first().waitFor();
  expect((await ports.desk.standing())?.version).toBe(version);
  expect(stage.browser.takeComplaints()).toEqual([]);
  await page.close();
}, 120_000);

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).selectOption({ label: option });
}
