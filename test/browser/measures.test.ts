import { afterAll, beforeAll, expect, it } from 'vitest';
import { giveAPast } from '../../src/cli/take-screens.ts';
import { type DemoBrowser, startDemoBrowser } from '../support/demo-browser.ts';

const WORDS = {
  en: {
    team: 'Team',
    satisfaction: 'Satisfaction',
    count: 'Count what changed',
    notCounted: 'Nothing has been counted of this month yet.',
    coverage: 'Coverage',
    month: 'Month',
    satisfied: /^Show \d+: Satisfied, met/,
    hide: 'Hide the records',
    words: 'What customers said',
    reasks: 'Whom to ask again',
    report: 'Satisfaction report',
    title: 'Customer satisfaction report',
    brief: 'Weekly brief',
    briefTitle: 'Weekly brief for the team lead',
    copy: 'Copy as text',
  },
  zh: {
    team: '团队',
    satisfaction: '满意度',
    count: '统计变动',
    notCounted: '本月尚未统计。',
    coverage: '覆盖率',
    month: '月份',
    satisfied: /^查看 \d+ 条：满意、达成/,
    hide: '收起记录',
    words: '客户原话',
    reasks: '盲复核名单',
    report: '客户满意度分析报告',
    title: '客户满意度分析报告',
    brief: '每周简报',
    briefTitle: '团队周报',
    copy: '复制文本',
  },
} as const;
/** The month of the newest visit with marks that the demo's past holds. */
const MONTH = '2026-10';
const EMPTY_MONTH = '2026-03';
const THIS_MONTH = '2026-11';

let stage: DemoBrowser;

beforeAll(async () => {
  stage = await startDemoBrowser({ width: 1400, height: 1080 });
  await giveAPast(stage.demo);
});
afterAll(() => stage?.close());

it('says of a month without anything what to do, counts, and shows the team’s numbers', async () => {
  const page = await stage.browser.newPage();
  const words = WORDS.zh;
  await stage.openPage(page, 'zh', words.team);
  const main = page.getByRole('main');
  const month = main.getByLabel(words.month, { exact: true });
  await month.selectOption(EMPTY_MONTH);
  await main.getByText(words.notCounted).waitFor();
  await main.getByRole('button', { name: words.count }).click();
  // Months are counted a few at a time, at the pace that HubSpot allows for searches.
  await main.getByRole('button', { name: words.count, disabled: false }).waitFor({ timeout: 90_000 });
  // From there the way back is this month.
  await month.selectOption(THIS_MONTH);
  await main.getByText(words.coverage).first().waitFor();
  expect(await main.textContent()).not.toMatch(/NaN|undefined|Coverage/);
  expect(stage.browser.takeComplaints()).toEqual([]);
  await page.close();
}, 150_000);

it.each(['zh', 'en'] as const)('opens records, words, whom to ask again and both reports in %s', async (language) => {
  const page = await stage.browser.newPage();
  const words = WORDS[language];
  await stage.openPage(page, language, words.satisfaction);
  const main = page.getByRole('main');
  await main.getByLabel(words.month, { exact: true }).selectOption(MONTH);
  // Everybody's number opens by person, the person's by record, and the record has a name and a link.
  await main.getByRole('button', { name: words.satisfied }).first().click();
  await main
    .getByRole('button', { name: /[:：] ?2$/ })
    .first()
    .click();
  await main.getByRole('link', { name: /周磊/ }).first().waitFor();
  await main.getByRole('button', { name: words.hide }).click();

  await main.getByRole('button', { name: words.words, exact: true }).click();
  await main.getByText('新来的工程师很专业').waitFor();
  await main.getByRole('button', { name: words.reasks, exact: true }).click();
  await main.getByRole('heading', { name: words.reasks }).waitFor();
  await main.getByRole('button', { name: words.report, exact: true }).click();
  await main.getByRole('heading', { name: words.title }).waitFor();
  await main.getByRole('button', { name: words.copy }).click();
  await main.getByRole('button', { name: words.brief, exact: true }).click();
  await main.getByRole('heading', { name: words.briefTitle }).last().waitFor();
  expect(await main.textContent()).not.toMatch(/NaN|undefined/);
  expect(stage.browser.takeComplaints()).toEqual([]);
  await page.close();
});
