import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { readState } from '../support/book.ts';
import { type DemoBrowser, startDemoBrowser } from '../support/demo-browser.ts';
import { setApproval } from '../support/desk.ts';

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
    notApproved: 'Not approved yet.',
    publish: 'Publish',
    refused: /It is not approved/,
    look: 'Look again',
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
    notApproved: '尚未审批。',
    publish: '发布',
    refused: /还没有审批/,
    look: '重新查看',
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
    await page.goto(`${stage.url}/app/policy`);
    await page.getByText(words.inForce(1)).waitFor();

    await choose(page, words.parts, words.start);
    await page.getByLabel(words.sopLabel).fill(words.sop);
    await page.getByRole('button', { name: words.read, exact: true }).click();
    await page.getByText(words.rules).waitFor();

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
    await page.getByRole('button', { name: words.use, exact: true }).first().click();
    await save(page, 2);

    await choose(page, words.parts, words.part.publish);
    await page.getByText(words.notApproved).waitFor();
    await page.getByRole('button', { name: words.publish, exact: true }).click();
    await page.getByText(words.refused).waitFor();
    expect((await readState(demo.portal)).tasks).toEqual(before.tasks);
    const draft = await ports.desk.newestDraft();
    expect(draft?.policy).toMatchObject({ capacity: { minutesPerDay: 15 } });
    later();
    await setApproval(demo.portal, draft?.recordId ?? '', 'approved');
    later();
    await page.getByRole('button', { name: words.look, exact: true }).click();
    await page.getByText(words.approved).waitFor();
    await page.getByRole('button', { name: words.publish, exact: true }).click();
    const version = language === 'en' ? 2 : 3;
    await page.getByText(words.inForce(version)).first().waitFor();
    await demo.plan();
    const moved = await readState(demo.portal);
    expect(moved.tasks).not.toEqual(before.tasks);

    later();
    const one = await ports.desk.version(1);
    // An approval of an earlier going back does not count again.
    if (version > 2) await setApproval(demo.portal, one?.recordId ?? '', 'rejected');
    later();
    await setApproval(demo.portal, one?.recordId ?? '', 'restore');
    later();
    await choose(page, words.parts, words.part.publish);
    await page.getByRole('button', { name: words.back, exact: true }).click();
    await page.getByText(words.wentBack).first().waitFor({ timeout: 60_000 });
    const after = await readState(demo.portal);
    for (const [key, task] of Object.entries(before.tasks)) expect(after.tasks[key], key).toEqual(task);
    for (const key of Object.keys(after.tasks))
      if (!before.tasks[key]) expect(after.tasks[key]?.hs_task_status, key).toBe('COMPLETED');
    await choose(page, words.parts, words.part.history);
    await page.getByRole('heading', { name: words.changes }).waitFor();
    stage.browser.takeComplaints();
    await page.close();
  }, 180_000);

  async function save(page: Page, nth: number): Promise<void> {
    await page.getByRole('button', { name: words.save, exact: true }).click();
    // The second language goes on where the first stopped.
    await page
      .getByText(words.saved(language === 'en' ? nth : nth + 2))
      .first()
      .waitFor();
  }
});

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).selectOption({ label: option });
}
