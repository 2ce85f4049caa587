import { afterAll, beforeAll, expect, it } from 'vitest';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { type DemoBrowser, startDemoBrowser } from '../support/demo-browser.ts';
import { byKeyboard } from '../support/keyboard.ts';

const WORDS = {
  en: {
    language: 'English',
    title: 'Install and health',
    repair: 'Make what is missing',
    missing: /1 missing: property contacts\.rv_tier/,
    made: /Made: contacts\.rv_tier/,
    details: /^Details of the run/,
    steps: 'Steps',
    close: 'Close details',
    paused: /Planning is paused: stock-taking/,
    clock: 'Open the clock record',
  },
  zh: {
    language: '中文',
    title: '安装与运行状况',
    repair: '补建缺少的部分',
    missing: /缺少 1 项：property contacts\.rv_tier/,
    made: /已补建：contacts\.rv_tier/,
    details: /的详情$/,
    steps: '步骤数',
    close: '收起详情',
    paused: /计划已暂停：stock-taking/,
    clock: '打开时钟记录',
  },
} as const;

let stage: DemoBrowser;
beforeAll(async () => {
  stage = await startDemoBrowser({ width: 1400, height: 1080 });
});
afterAll(() => stage?.close());

it.each(['en', 'zh'] as const)(
  'by keyboard alone an admin finds what is missing, has it made, and opens a run, in %s',
  async (language) => {
    const words = WORDS[language];
    const { api, portal } = stage.demo;
    await api.call({
      method: 'DELETE',
      path: '/crm/properties/2026-09/contacts/rv_tier',
      attempting: 'test',
      repeatable: false,
    });
    const { runs } = hubspotPorts(api, { now: () => portal.now() });
    await runs.pause('stock-taking');
    const page = await stage.browser.newPage();
    const keys = byKeyboard(page);
    await page.goto(stage.url);
    await keys.press(page.getByRole('button', { name: words.language }));
    await keys.press(page.getByRole('link', { name: /Return Visits/ }).last());
    const main = page.getByRole('main');
    await keys.press(main.getByRole('link', { name: words.title, exact: true }));
    await main.getByText(words.missing).first().waitFor();
    await main.getByText(words.paused).first().waitFor();
    await keys.reach(main.getByRole('link', { name: words.clock }));

    await keys.press(main.getByRole('button', { name: words.repair }));
    await main.getByText(words.made).waitFor();
    await main.getByText(words.missing).waitFor({ state: 'detached' });
    await keys.goesOnFromHere();

    await keys.press(main.getByRole('button', { name: words.details }).first());
    await main.getByText(words.steps, { exact: true }).waitFor();
    await keys.press(main.getByRole('button', { name: words.close }));
    await main.getByText(words.steps, { exact: true }).waitFor({ state: 'detached' });

    // The drawings are shown, not only named.
    const widths = await main
      .locator('img')
      .evaluateAll((all) => all.map((each) => (each as HTMLImageElement).naturalWidth));
    expect(widths).toEqual([480, 480, 480]);
    await runs.pause(null);
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  },
);
