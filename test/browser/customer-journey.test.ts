import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, type Day, day, formatDay } from '../../src/domain/calendar/day.ts';
import { batchWrite } from '../../src/hubspot/batch.ts';
import { hubspotRankPorts } from '../../src/hubspot/rank-ports.ts';
import { retier } from '../../src/use-cases/customers/retier.ts';
import { readState } from '../support/book.ts';
import { type DemoBrowser, type Language, startDemoBrowser } from '../support/demo-browser.ts';

let stage: DemoBrowser;

beforeAll(async () => {
  stage = await startDemoBrowser();
});
afterAll(() => stage?.close());

const WORDS = {
  en: {
    who: 'Emma Clark',
    email: 'emma.clark@example.com',
    tiers: 'Tiers',
    preview: 'Preview',
    previewed: 'Nothing is written yet',
    load: /^Next 30 days: about \d+ visits to those who move become \d+\.$/,
    apply: /^Write \d+ changes$/,
    applied: 'The tiers are written',
    tab: /^Customer/,
    numbers: 'Number by number',
    override: 'Set by hand',
    newTier: 'Tier to set',
    reason: 'Why',
    until: 'Until',
    set: 'Set the tier',
    needed: 'This is needed.',
    byHand: /^By hand until .*: strategic account$/,
    typed: 'strategic account',
    silence: (times: number) => new RegExp(`^No talk and no order since .*, ${times} times its own interval of 60$`),
    snooze: 'Snooze: Churn risk',
    snoozeUntil: 'Snooze until',
    snoozeNow: 'Snooze',
    snoozed: /^snoozed until /,
    answered: 'dealt with',
    check: 'I have looked it through',
    checked: /^Looked through on .*Again by /,
  },
  zh: {
    who: '孙娜',
    email: 'kehu6@example.cn',
    tiers: '客户分层',
    preview: '预览',
    previewed: '尚未写入',
    load: /^未来 30 天：变化客户的回访约从 \d+ 次变为 \d+ 次。$/,
    apply: /^写入 \d+ 处变化$/,
    applied: '分层已写入',
    tab: /客户$/,
    numbers: '逐项数据',
    override: '人工设定',
    newTier: '设为',
    reason: '原因',
    until: '有效期至',
    set: '设定分层',
    needed: '请填写。',
    byHand: /^人工设定至 .*：战略客户$/,
    typed: '战略客户',
    silence: (times: number) => new RegExp(`^自 .* 天无联系、无订单，是其自身间隔 60 天的 ${times} 倍$`),
    snooze: '暂缓：流失风险',
    snoozeUntil: '暂缓至',
    snoozeNow: '暂缓',
    snoozed: /^暂缓至 /,
    answered: '已处理',
    check: '我已核对',
    checked: /^核对于 .*再次核对。$/,
  },
} as const;

/** The days on which the two readers begin: the portal's clock only goes forward. */
const BEGINS: { readonly [language in Language]: Day } = { en: day('2026-11-23'), zh: day('2026-11-30') };

const ports = () => hubspotRankPorts(stage.demo.api, undefined, { now: () => stage.demo.portal.now() });

function goTo(on: Day): void {
  stage.demo.portal.setNow(Date.parse(`${formatDay(on)}T01:30:00Z`));
}

/** The morning's ranking. */
async function rankOn(on: Day): Promise<void> {
  goTo(on);
  expect(await retier(ports(), { today: on, apply: true })).toMatchObject({ ok: true, done: true, failures: [] });
}

/** Gives everybody orders, other ones each time so that some rise, and one customer a long silence: 175 days on the day, its own interval being 60. */
async function giveOrders(email: string, today: Day, turn: number): Promise<void> {
  const page = await ports().ranks.page({
    after: undefined,
    lifecycleStages: ['customer', 'evangelist'],
    anyTier: true,
    worthOnly: false,
  });
  const { contacts } = await readState(stage.demo.portal);
  const silent = contacts[email]?.rv_customer_key;
  const items = page.customers.map(({ contactId, facts }, at) => ({
    key: contactId,
    id: contactId,
    properties:
      facts.customerKey === silent
        ? {
            rv_purchase_count: '3',
            rv_purchase_total: '3500',
            rv_first_purchase_on: '2024-01-01',
            rv_last_purchase_on: formatDay(addDays(today, -175)),
            rv_order_gap_days: '60',
            rv_last_touch_at: '',
          }
        : {
            rv_purchase_count: String(1 + ((at + turn) % 9)),
            rv_purchase_total: String(1_000 * (1 + (((at + turn) * 7) % 23))),
            rv_last_purchase_on: formatDay(addDays(today, -1 - (((at + turn) * 11) % 200))),
          },
  }));
  const { failures } = await batchWrite(
    stage.demo.api,
    '/crm/objects/2026-09/contacts',
    'update',
    items,
    'giving customers of a test their orders',
  );
  expect(failures).toEqual([]);
}

describe.each(['en', 'zh'] as const)('who the customer is, in the browser, in %s', (language) => {
  const words = WORDS[language];
  const today = BEGINS[language];
  const panel = (page: Page) => page.getByRole('tabpanel').filter({ visible: true });
  const stored = async () => (await readState(stage.demo.portal)).contacts[words.email] ?? {};
  const press = (page: Page, name: string) => panel(page).getByRole('button', { name, exact: true }).click();
  async function openCard(page: Page): Promise<void> {
    await stage.openRecord(page, language, words.who);
    await page.getByRole('tab', { name: words.tab }).click();
    await panel(page).getByRole('button', { name: words.override, exact: true }).waitFor();
  }

  it('is previewed and applied by an admin, decided otherwise by a rep, flagged, snoozed, and flagged again by new evidence only', async () => {
    goTo(today);
    await giveOrders(words.email, today, language === 'en' ? 0 : 5);
    const page = await stage.browser.newPage();

    // The admin: what would happen, then it happens.
    await stage.openStart(page, language);
    await page
      .getByRole('link', { name: /Return Visits/ })
      .last()
      .click();
    const main = page.getByRole('main');
    await main.getByRole('link', { name: words.tiers, exact: true }).click();
    await main.getByRole('button', { name: words.preview, exact: true }).click();
    await main.getByText(words.previewed).waitFor();
    await main.getByText(words.load).waitFor();
    expect((await stored()).rv_flags ?? '').not.toContain('churn_risk');
    await main.getByRole('button', { name: words.apply }).click();
    await main.getByText(words.applied).waitFor();
    expect(await stored()).toMatchObject({ rv_tier_source: 'computed', rv_churn_risk_on: formatDay(today) });

    // The rep: the numbers, then another tier, with a reason and an end.
    await openCard(page);
    await panel(page).getByText(words.numbers).waitFor();
    await press(page, words.override);
    await press(page, words.set);
    await panel(page).getByText(words.needed).first().waitFor();
    await panel(page).getByLabel(words.newTier).selectOption('A');
    await panel(page).getByLabel(words.reason).fill(words.typed);
    await panel(page)
      .getByLabel(words.until)
      .fill(formatDay(addDays(today, 90)));
    await press(page, words.set);
    await panel(page).getByText(words.byHand).waitFor();
    expect(await stored()).toMatchObject({
      rv_tier: 'A',
      rv_tier_source: 'manual',
      rv_tier_reason: words.typed,
      rv_tier_until: formatDay(addDays(today, 90)),
    });

    // The flag stands on what it says, and is put off.
    await panel(page).getByText(words.silence(2)).waitFor();
    await press(page, words.snooze);
    await panel(page)
      .getByLabel(words.snoozeUntil)
      .fill(formatDay(addDays(today, 2)));
    await press(page, words.snoozeNow);
    await panel(page).getByText(words.snoozed).waitFor();
    expect((await stored()).rv_flags ?? '').not.toContain('churn_risk');

    // The snooze is over and nothing is new: it stays down. The profile is looked through meanwhile.
    await rankOn(addDays(today, 3));
    await openCard(page);
    await panel(page).getByText(words.answered).first().waitFor();
    expect((await stored()).rv_flags ?? '').not.toContain('churn_risk');
    await press(page, words.check);
    await panel(page).getByText(words.checked).waitFor();
    expect((await stored()).rv_profile_checked_on).toBe(formatDay(addDays(today, 3)));

    // A third interval has passed in silence: that is new. The rep's tier still stands.
    await rankOn(addDays(today, 5));
    await openCard(page);
    await panel(page).getByText(words.silence(3)).waitFor();
    expect(await stored()).toMatchObject({
      rv_flags: expect.stringContaining('churn_risk'),
      rv_churn_risk_on: formatDay(addDays(today, 5)),
      rv_tier: 'A',
    });
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  });
});
