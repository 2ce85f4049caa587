import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DemoBrowser, startDemoBrowser } from '../support/demo-browser.ts';

const WORDS = {
  zh: {
    team: '团队',
    satisfaction: '满意度',
    month: '月份',
    person: '人员',
    day: '查看过去某日',
    inForce: /当日生效的策略：第 1 版/,
    asOf: /2026年10月16日/,
    refused: /最晚 2026-11-22/,
    back: '回到现在',
    effect: '回访是否有效',
    off: /未启用/,
    report: '客户满意度分析报告',
    reportTitle: '客户满意度分析报告',
    noise: /无法与随机波动区分/,
  },
  en: {
    team: 'Team',
    satisfaction: 'Satisfaction',
    month: 'Month',
    person: 'Person',
    day: 'As of a past day',
    inForce: /Policy then in force: version 1/,
    asOf: /Oct 16, 2026/,
    refused: /2026-11-22 at the latest/,
    back: 'Back to now',
    effect: 'Did visits help?',
    off: /^Off:/,
    report: 'Satisfaction report',
    reportTitle: 'Customer satisfaction report',
    noise: /not distinguishable from noise/,
  },
} as const;

let stage: DemoBrowser;

beforeAll(async () => {
  stage = await startDemoBrowser({ width: 1400, height: 1080, past: true });
});
afterAll(() => stage?.close());

it.each(['zh', 'en'] as const)(
  'shows measured months, a past day with what was in force then, and whether visits helped, in %s',
  async (language) => {
    const page = await stage.browser.newPage();
    const words = WORDS[language];
    await stage.openPage(page, language, words.team);
    const main = page.getByRole('main');
    const field = main.getByLabel(words.day, { exact: true });
    await main.getByLabel(words.month, { exact: true }).selectOption('2026-10');
    await main.getByText(words.noise).first().waitFor();

    // One person's day is read much sooner than everybody's.
    if (language === 'en') await main.getByLabel(words.person, { exact: true }).selectOption({ label: 'Grace Miller' });
    await field.fill('2026-10-16');
    await field.press('Tab');
    // Counted anew from the visits themselves, under HubSpot's limit of searches.
    await main.getByText(words.inForce).waitFor({ timeout: 60_000 });
    await main.getByText(words.asOf).first().waitFor();
    await field.fill('2026-12-24');
    await field.press('Tab');
    await main.getByText(words.refused).waitFor();
    await main.getByRole('button', { name: words.back }).click();
    await main.getByLabel(words.month, { exact: true }).waitFor();
    expect(await main.getByText(words.inForce).count()).toBe(0);

    await main.getByRole('link', { name: words.satisfaction, exact: true }).click();
    await main.getByLabel(words.month, { exact: true }).selectOption('2026-10');
    await main.getByRole('button', { name: words.effect, exact: true }).click();
    await main.getByText(words.off).waitFor();
    await main.getByRole('button', { name: words.report, exact: true }).click();
    await main.getByRole('heading', { name: words.reportTitle }).waitFor();
    expect(await main.textContent()).not.toMatch(/NaN|undefined/);
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  },
);
