import type { Locator, Page } from 'playwright-core';
import { raiseIssueInput } from '../contract/raise-issue.ts';
import type { Demo } from '../demo/demo.ts';
import { addDays, formatDay } from '../domain/calendar/day.ts';
import { instantAt } from '../domain/calendar/zone.ts';
import { encodeMemory } from '../domain/planning/memory.ts';
import { batchWrite } from '../hubspot/batch.ts';
import { PATHS } from '../hubspot/paths.ts';
import { hubspotPorts } from '../hubspot/ports.ts';
import { raiseIssue } from '../use-cases/loops/raise-issue.ts';
import { measureUntilDone } from '../use-cases/measures/measures.ts';

export type ScreenLanguage = 'en' | 'zh';

export interface Screen {
  /** `visit.en`: also the picture's file name. */
  readonly name: string;
  readonly page: Page;
  /** What the picture shows. */
  readonly part: Locator;
}

/** A day of the demo's past, on which numbers are looked at as they were. */
const PAST_DAY = '2026-10-16';

const READERS = {
  en: {
    button: 'English',
    visit: /^Visit/,
    satisfaction: /Satisfaction/,
    loops: /Open loops/,
    customer: /^Customer/,
    profile: 'Profile',
    save: 'Save visit',
    reached: 'Reached',
    kept: /^Draft kept/,
    discard: 'Discard the draft',
    practice: 'Practice',
    help: 'Help',
    health: 'Install and health',
    layout: 'Placing the cards',
    scripts: 'Scripts',
    script: 'Script',
    why: 'Why? Every rule',
    report: 'Satisfaction report',
    pastDay: 'As of a past day',
    thenInForce: /Policy then in force/,
    effect: 'Did visits help?',
    reportTitle: 'Customer satisfaction report',
    pages: {
      loops: 'Loops',
      team: 'Team',
      'satisfaction-page': 'Satisfaction',
      tiers: 'Tiers',
      policy: 'Policy',
      readiness: 'Readiness',
    },
  },
  zh: {
    button: '中文',
    visit: /回访$/,
    satisfaction: /满意度/,
    loops: /未闭环/,
    customer: /客户$/,
    profile: '客户画像',
    save: '保存回访',
    reached: '已沟通',
    kept: /^草稿已留存/,
    discard: '放弃草稿',
    practice: '练习',
    help: '帮助',
    health: '安装与运行状况',
    layout: '放置卡片',
    scripts: '话术',
    script: '话术',
    why: '为什么？全部规则',
    report: '客户满意度分析报告',
    pastDay: '查看过去某日',
    thenInForce: /当日生效的策略/,
    effect: '回访是否有效',
    reportTitle: '客户满意度分析报告',
    pages: {
      loops: '未闭环看板',
      team: '团队',
      'satisfaction-page': '满意度',
      tiers: '客户分层',
      policy: '策略',
      readiness: '数据就绪',
    },
  },
} as const;

/** Parts of the policy page that have a picture, each with a field that only it has. */
const POLICY_PARTS = {
  calendar: 'calendar.country',
  team: 'capacity.minutesPerDay',
  scope: 'scope.lifecycleStages',
} as const;

/** A customer who is due, and one with a past. */
const DUE = '王建国';
const KNOWN = { name: '周磊', email: 'kehu7@example.cn' };

/**
 * Gives one customer of the demo a past: scored visits over half a year, a complaint, a suggestion, a broken promise, and
 * a ticket, whose id is answered.
 */
export async function giveAPast(demo: Demo): Promise<string> {
  const ports = hubspotPorts(demo.api, { now: () => demo.portal.now() });
  const today = demo.today();
  const { body } = await demo.api.call({
    method: 'POST',
    path: `${PATHS.contacts.path}/search`,
    body: { filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: KNOWN.email }] }], limit: 1 },
    attempting: 'looking for the customer of the pictures',
    repeatable: true,
  });
  const contactId = String(body.results[0].id);
  const [customer] = await ports.customers.read([contactId]);
  if (!customer) throw new Error('the customer of the pictures is not there');
  const { memory, facts } = customer;
  const { portalId } = await ports.account();
  const ownerId = facts.owners.account_manager ?? '';
  const visits = Array.from({ length: 8 }, (_, index) => {
    const key = `${facts.customerKey}:${memory.nextSlot + index}`;
    const on = formatDay(addDays(today, -28 * (8 - index)));
    const properties = {
      rv_visit_key: key,
      rv_customer_key: facts.customerKey,
      rv_contact_id: contactId,
      rv_status: 'held',
      rv_leader: 'P11',
      rv_pays: `P11@${on}`,
      rv_kind: 'visit',
      rv_owner_then: ownerId,
      rv_tier_then: facts.tier ?? '',
      rv_due_month: on.slice(0, 7),
      rv_earliest_on: on,
      rv_target_on: on,
      rv_latest_on: on,
      rv_scheduled_on: on,
      rv_closed_on: on,
      rv_outcome: 'reached',
      rv_channel: index % 3 === 0 ? 'on_site' : 'phone',
      rv_submission: `past-visit-${index}`,
      rv_scores: `service_quality=${[4, 5, 3, 4, 5, 4, 5, 5][index]};response_speed=${[2, 3, 3, 4, 4, 4, 5, 4][index]}`,
      rv_scores_by: index === 5 ? 'customer_link' : 'rep_on_phone',
      rv_nps: String([6, 7, 8, 9, 9, 10, 9, 10][index]),
      ...(index === 0 ? { rv_complaint: '报修后三天才有人回复' } : {}),
      ...(index === 7 ? { rv_praise: '新来的工程师很专业' } : {}),
    };
    return { key, id: key, properties };
  });
  const visitPath = PATHS.customObjects.path.replace('{objectTypeId}', `p${portalId}_rv_visit`);
  await batchWrite(demo.api, visitPath, 'upsert', visits, 'writing past visits', 'rv_visit_key');
  const state = encodeMemory({ ...memory, nextSlot: memory.nextSlot + visits.length });
  const remembered = { key: contactId, id: contactId, properties: { rv_plan_state: state } };
  await batchWrite(demo.api, PATHS.contacts.path, 'update', [remembered], 'remembering past visits');

  const raise = (submissionId: string, more: object) =>
    raiseIssue(
      { ...raiseIssueInput.parse({ submissionId, kind: 'problem', description: '…', ...more }), contactId, today },
      ports,
    );
  // What the pages of measures show is counted before, as it is every day.
  await measureUntilDone(ports, today);
  // At a minute of its own: a clock that runs two hours shows the same end however long the demo took to start.
  demo.portal.setNow(instantAt(demo.timeZone, today, '09:30'));
  await raise('picture-1', { kind: 'suggestion', description: '希望能在手机上看工单进度' });
  await raise('picture-2', {
    kind: 'complaint',
    description: '打印机接口每周断一次',
    urgency: 'urgent',
    expectedOn: formatDay(addDays(today, 7)),
    promise: { text: '今天 17:00 前给出原因', dueOn: formatDay(today), dueTime: '17:00' },
  });
  const { body: ticket } = await demo.api.call({
    method: 'POST',
    path: '/crm/objects/2026-09/tickets',
    body: {
      properties: { subject: '打印机接口断开', hs_pipeline: '0', hs_pipeline_stage: '1' },
      associations: [
        { to: { id: contactId }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 16 }] },
      ],
    },
    attempting: 'writing a ticket',
    repeatable: false,
  });
  return String(ticket.id);
}

/** Opens every screen of the app in one language, one after the other, and hands each over. */
export async function eachScreen(
  {
    page,
    url,
    language,
    ticketId,
  }: {
    readonly page: Page;
    readonly url: string;
    readonly language: ScreenLanguage;
    /** As `giveAPast` made it. */
    readonly ticketId: string;
  },
  show: (screen: Screen) => Promise<void>,
): Promise<void> {
  const words = READERS[language];
  const shown = async (name: string, part: Locator): Promise<void> => {
    await page.evaluate(() => document.fonts.ready);
    await show({ name: `${name}.${language}`, page, part });
  };
  const open = async (name: string): Promise<void> => {
    await page.goto(url);
    await page.getByRole('button', { name: words.button }).click();
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { name, level: 1 }).waitFor();
  };
  const sidebar = page.getByRole('region', { name: /Next visit/ });
  const panel = page.getByRole('tabpanel').filter({ visible: true });

  await open(DUE);
  await sidebar.getByText('P11', { exact: false }).first().waitFor();
  await shown('next-visit', sidebar);
  await sidebar.getByRole('button', { name: words.why }).click();
  await sidebar.getByText('P08', { exact: false }).first().waitFor();
  await shown('next-visit-why', sidebar);
  await open(DUE);
  await page.getByRole('tab', { name: words.visit }).click();
  await panel.getByRole('button', { name: words.save }).waitFor();
  await shown('visit', panel);
  await panel.getByRole('radio', { name: words.reached }).click();
  await panel.getByText(words.kept).waitFor();
  await shown('visit-form', panel);
  // The next reader finds the form empty.
  await open(DUE);
  await page.getByRole('tab', { name: words.visit }).click();
  await panel.getByRole('button', { name: words.discard }).click();
  await panel.getByRole('button', { name: words.discard }).waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');

  await open(KNOWN.name);
  await sidebar.getByText('17:00', { exact: false }).first().waitFor();
  await shown('next-visit-promise', sidebar);
  await page.getByRole('tab', { name: words.satisfaction }).click();
  await panel.getByRole('table').first().waitFor();
  await shown('satisfaction', panel);
  await page.getByRole('tab', { name: words.loops }).click();
  await panel.getByRole('table').first().waitFor();
  await shown('open-loops', panel);
  await page.getByRole('tab', { name: words.customer }).click();
  await panel.getByRole('heading', { name: words.profile }).waitFor();
  await shown('customer', panel);

  const main = page.getByRole('main');
  const contactId = /contacts\/(\d+)/.exec(page.url())?.[1];
  await page.goto(`${url}/contacts/${contactId}/preview`);
  await page.getByRole('button', { name: words.button }).click();
  await main.getByText('17:00', { exact: false }).first().waitFor();
  await shown('preview', main.locator('section.card').first());
  await page.goto(`${url}/tickets/${ticketId}`);
  await page.getByRole('button', { name: words.button }).click();
  await main.getByText('17:00', { exact: false }).first().waitFor();
  await shown('help-desk', main.locator('section.card').first());

  await page.goto(url);
  await page
    .getByRole('link', { name: /Return Visits/ })
    .last()
    .click();
  // The queue, and the clocks at risk above it.
  await main.getByRole('table').nth(1).waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('main .ui-spinner') === null);
  await shown('today', main);
  await main.getByRole('link', { name: words.scripts, exact: true }).click();
  await main.getByLabel(words.script, { exact: true }).selectOption('tier_a_monthly');
  await main.getByRole('textbox').nth(3).waitFor();
  await page.waitForLoadState('networkidle');
  await shown('scripts', main);
  for (const [name, title] of Object.entries(words.pages)) {
    await main.getByRole('link', { name: title, exact: true }).click();
    await main.getByRole('heading', { name: title, exact: true }).first().waitFor();
    await page.waitForLoadState('networkidle');
    await page.waitForFunction(() => document.querySelector('main .ui-spinner') === null);
    // A page within the document is no new load, and idle from before: how many loops there are comes after the loops.
    if (name === 'loops')
      await main
        .getByRole('button', { name: /[(（]\d+[)）]$/ })
        .first()
        .waitFor();
    await shown(name, main);
    if (name === 'policy')
      for (const [part, field] of Object.entries(POLICY_PARTS)) {
        await main.locator('[name="part"]').selectOption(part);
        await main.locator(`[name="${field}"]`).first().waitFor();
        await shown(`policy-${part}`, main);
      }
    if (name === 'team') {
      await main.getByLabel(words.pastDay, { exact: true }).fill(PAST_DAY);
      await main.getByLabel(words.pastDay, { exact: true }).press('Tab');
      await main.getByText(words.thenInForce).waitFor({ timeout: 60_000 });
      await page.waitForLoadState('networkidle');
      await shown('team-past', main);
    }
    if (name !== 'satisfaction-page') continue;
    await main.getByRole('button', { name: words.effect, exact: true }).click();
    await main.getByRole('heading', { name: words.effect }).waitFor();
    await page.waitForLoadState('networkidle');
    await shown('visits-helped', main);
    await main.getByRole('button', { name: words.report, exact: true }).click();
    await main.getByRole('heading', { name: words.reportTitle }).waitFor();
    await page.waitForLoadState('networkidle');
    await shown('satisfaction-report', main);
  }
  await main.getByRole('link', { name: words.health, exact: true }).click();
  // Above the drawings are times, counts and versions, which no two machines share.
  await main.getByRole('table').nth(2).waitFor();
  await shown('health', main.getByRole('heading', { name: words.layout, exact: true }).locator('..'));
  await main.getByRole('link', { name: words.practice, exact: true }).click();
  await main.getByRole('button', { name: words.save }).waitFor();
  await shown('practice', main);
  await main.getByRole('link', { name: words.help, exact: true }).click();
  await main.getByRole('table').first().waitFor();
  await shown('help', main);
  await page.goto(`${url}/settings`);
  await main.getByRole('table').first().waitFor();
  await shown('settings', main);
}
