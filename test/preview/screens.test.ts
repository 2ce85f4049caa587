import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { type Bakery, type BuiltProject, buildProject, openBakery } from './bakery.ts';

let project: BuiltProject;
let browser: TestBrowser;
let bakery: Bakery;
let page: Page;
let axeSource: string;

beforeAll(async () => {
  [project, browser, axeSource] = await Promise.all([
    buildProject(),
    launchBrowser(),
    readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  ]);
});
afterAll(async () => {
  await browser.close();
  await project.remove();
});
beforeEach(async () => {
  bakery = await openBakery(project.dir);
  page = await browser.newPage();
});
afterEach(async () => {
  await page.close();
  await bakery.close();
  expect(browser.takeComplaints()).toEqual([]);
});

const open = async (address: string, language: 'zh' | 'en' = 'en') => {
  await page.goto(`${bakery.preview.url}${address}${address.includes('?') ? '&' : '?'}lang=${language}`);
};
const zhang = () => bakery.contacts[0]?.id ?? 0;
const card = (uid: string) => page.locator(`[data-extension="${uid}"][data-state="drawn"]`);
const seen = (text: string | RegExp) => page.getByText(text).first().waitFor();
const names = () => page.locator('.list-table .name-link').allTextContents();
const isFocused = (element: Locator) => element.evaluate((node) => node === document.activeElement);
const eventually = async (check: () => Promise<unknown>, expected: unknown) => {
  await expect.poll(check, { timeout: 10_000 }).toEqual(expected);
};

describe('the contact list', () => {
  it('counts, pages, sorts, filters and searches', async () => {
    await open('/');
    await seen('52 contacts');
    expect((await names()).slice(0, 2)).toEqual(['张伟', 'Ada Lovelace']);

    await page.getByRole('button', { name: 'Next' }).click();
    await seen('Page 2 of 3');
    await page.getByRole('button', { name: 'Email' }).click();
    await seen('Page 1 of 3');
    await eventually(async () => (await names())[0], 'Ada Lovelace');
    expect(await page.getByRole('columnheader', { name: 'Email' }).getAttribute('aria-sort')).toBe('ascending');
    await page.getByRole('button', { name: 'Email' }).click();
    await eventually(async () => (await names())[0], '张伟');

    await page.getByLabel('Stage').selectOption('lead');
    await seen('1 contacts');
    expect(await names()).toEqual(['Ada Lovelace']);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await seen('52 contacts');
    await page.getByLabel('Search name, email, company').fill('guest07');
    await eventually(names, ['Guest07 Visitor']);
    await page.getByLabel('Search name, email, company').fill('no such person');
    await seen('No contact matches');
  });

  it('goes to the record and back, and the address bar knows where one is', async () => {
    await open('/');
    await page.getByRole('link', { name: '张伟' }).click();
    await card('bakery_favourite').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/contacts/${zhang()}`);
    await page.goBack();
    await seen('52 contacts');
  });

  it('hands selected contacts to a bulk action', async () => {
    await open('/');
    await page.getByLabel('Select 张伟').check();
    await page.getByLabel('Select Ada Lovelace').check();
    await page.getByRole('button', { name: 'Invite to tasting' }).click();
    await seen('Invite 2 contacts of 0-1');
    await page.getByRole('button', { name: 'Invite them' }).click();
    await page.getByRole('status').filter({ hasText: 'Invited' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

describe('a contact record', () => {
  it('shows properties, companies and what happened, and runs nothing that a note contains', async () => {
    await open(`/contacts/${zhang()}`);
    await page.locator('[data-property="jobtitle"]', { hasText: '店长' }).first().waitFor();
    await page.getByRole('region', { name: 'Companies' }).getByText('chenguang.example').waitFor();
    expect(await page.locator('.activity .activity-title').allTextContents()).toEqual([
      'Plan the tasting',
      'Bring samples',
      'Call Zhang back',
    ]);
    expect((await page.locator('.activity[data-kind="note"] p').textContent())?.trim()).toBe('喜欢黑麦');
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    await seen('The oven is fine');
    await seen('job 店长, updates 0');
  });

  it('says so when there is no such contact', async () => {
    await open('/contacts/424242');
    await seen('the portal has no contact 424242');
    browser.takeComplaints();
  });

  it('tells cards and screen when the record is refreshed', async () => {
    await open(`/contacts/${zhang()}`);
    await seen('job 店长, updates 0');
    await fetch(`${bakery.portalUrl}/crm/objects/2026-09/contacts/${zhang()}`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer pat', 'content-type': 'application/json' },
      body: JSON.stringify({ properties: { jobtitle: 'Master baker' } }),
    });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await seen('job Master baker, updates 1');
    await page.locator('[data-property="jobtitle"]', { hasText: 'Master baker' }).first().waitFor();
    await page.getByRole('button', { name: 'Read all' }).click();
    await page.getByRole('status').filter({ hasText: 'email is zhang@example.com' }).waitFor();
  });

  it('contains a card that throws, and lets it start again', async () => {
    await open(`/contacts/${zhang()}`);
    await page.getByRole('button', { name: 'Overheat' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'The card “Oven” ran into an error' });
    await alert.getByText('the oven is too hot').waitFor();
    await seen('job 店长, updates 0');
    await page.getByRole('tab', { name: 'Order' }).click();
    await seen('Loaves: 0');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await seen('The oven is fine');
    browser.takeComplaints();
  });
});

describe('a tab card', () => {
  beforeEach(async () => {
    await open(`/contacts/${zhang()}`);
    await page.getByRole('tab', { name: 'Order' }).click();
    await card('bakery_order').waitFor();
  });

  it('knows its record and its user, and keeps its state while another tab is open', async () => {
    await seen(/^For 伟 \(店长\), since Nov 20, 2026/);
    await seen('Works at 晨光面包店');
    await seen(`user 700 locale en zone Asia/Shanghai record ${zhang()} on 2026-11-20`);
    await page.getByRole('button', { name: 'Loaves: 0' }).click();
    await seen('Loaves: 1');
    await page.getByRole('tab', { name: 'Activities' }).click();
    await page.getByRole('tab', { name: 'Order' }).click();
    await seen('Loaves: 1');
  });

  it('calls a function that runs on the day of the portal, and shows an alert', async () => {
    await page.getByRole('button', { name: 'Greet' }).click();
    await page.getByRole('status').filter({ hasText: 'Hello 伟 on 2026-11-20' }).waitFor();
    const toast = page.getByRole('region', { name: 'Notifications' }).getByRole('status');
    expect(await toast.textContent()).toContain('Greeted');
    await toast.getByRole('button', { name: 'Dismiss' }).click();
    await toast.waitFor({ state: 'detached' });
  });

  it('gets the refusal of a function that fails, and of a host that is not permitted', async () => {
    await page.getByRole('button', { name: 'Fail', exact: true }).click();
    await seen(/^400: There was a problem reaching the app's API.*the dough did not rise/);
    await page
      .getByRole('region', { name: 'Notifications' })
      .getByRole('alert')
      .getByText('The function failed')
      .waitFor();
    await page.getByRole('button', { name: 'Fetch elsewhere' }).click();
    await seen(/^fetch 400: https:\/\/elsewhere.example\/x is not in the app's permittedUrls/);
  });

  it('keeps every letter of a quick typist and shows its verdict', async () => {
    const bread = page.getByRole('textbox', { name: 'Bread' });
    await bread.pressSequentially('sourdough with sesame', { delay: 0 });
    await seen('21 letters');
    expect(await bread.inputValue()).toBe('sourdough with sesame');
    await bread.fill('stone');
    await seen('Not edible');
    expect(await bread.getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Wish').fill('warm');
    await page.getByLabel('Size').selectOption('Large');
    await bread.press('Enter');
    await seen('sent {"bread":"stone","wish":"warm","size":"large"} size large');
  });

  it('leaves a word alone while it is being composed', async () => {
    const bread = page.getByRole('textbox', { name: 'Bread' });
    await bread.focus();
    const input = await page.context().newCDPSession(page);
    await input.send('Input.imeSetComposition', { text: 'mian', selectionStart: 4, selectionEnd: 4 });
    await page.waitForTimeout(200);
    expect(await bread.inputValue()).toBe('mian');
    expect(await page.getByText('4 letters').count()).toBe(0);
    await input.send('Input.insertText', { text: '面包' });
    await seen('2 letters');
    expect(await bread.inputValue()).toBe('面包');
  });

  it('opens, uses and closes a modal by keyboard alone', async () => {
    const opener = page.getByRole('button', { name: 'Review order' });
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Confirm order' });
    await dialog.getByText('You order 0 loaves').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('soon');
    expect(await dialog.getByLabel('Note in modal').inputValue()).toBe('soon');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.getByText('You order 10 loaves').waitFor();
    for (let step = 0; step < 6; step += 1) {
      await page.keyboard.press('Tab');
      expect(
        await page.evaluate(
          () => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null,
        ),
      ).toBe(true);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await isFocused(opener)).toBe(true);
  });

  it('closes overlays from within and tells the alert above them', async () => {
    await page.getByRole('button', { name: 'Review order' }).click();
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('status').filter({ hasText: 'Ordered' }).waitFor();
    await page.getByRole('button', { name: 'Notes' }).click();
    await page.getByRole('dialog', { name: "Baker's notes" }).getByText('Keep the oven warm.').waitFor();
    await page.getByRole('button', { name: 'Done reading' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('moves through menus and tabs with the arrow keys', async () => {
    await page.getByRole('button', { name: 'Kinds' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    expect(await isFocused(page.getByRole('menuitem', { name: 'Wheat' }))).toBe(true);
    await page.keyboard.press('Escape');
    expect(await isFocused(page.getByRole('button', { name: 'Kinds' }))).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await eventually(() => page.getByRole('textbox', { name: 'Bread' }).inputValue(), 'Rye');

    await page.getByRole('tab', { name: 'Today' }).focus();
    await page.keyboard.press('ArrowRight');
    await seen('Baked tomorrow');
    expect(await isFocused(page.getByRole('tab', { name: 'Tomorrow' }))).toBe(true);
    await page.getByRole('tab', { name: 'Order' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('tabpanel', { name: 'Activities' }).waitFor();
  });

  it('copies to the clipboard, and says what HubSpot would open', async () => {
    await page.getByRole('button', { name: 'Copy' }).click();
    await eventually(() => page.evaluate(() => navigator.clipboard.readText()), 'a loaf');
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await page.getByRole('dialog').getByText('https://bakery.example/menu').waitFor();
    await page.keyboard.press('Escape');
    await seen('Loaves: 100');
  });
});

describe('the other components', () => {
  beforeEach(async () => {
    await open(`/contacts/${zhang()}?tab=bakery_pantry`);
    await card('bakery_pantry').waitFor();
  });

  it('tell HubSpot-shaped values', async () => {
    const told = (text: string) => page.getByText(text).first().waitFor();
    await page.getByLabel('Loaves').fill('3');
    await page.getByLabel('Loaves').blur();
    await told('loaves=3');
    await page.getByLabel('Bake on').fill('2026-12-24');
    await told('on={"year":2026,"month":11,"date":24');
    await page.getByRole('textbox', { name: 'Bake on' }).fill('2026-13-01');
    await page.getByLabel('Bake at').focus();
    expect(await page.getByRole('textbox', { name: 'Bake on' }).inputValue()).toBe('2026-12-24');
    await page
      .locator('.ui-date', { has: page.getByLabel('Bake on') })
      .getByRole('button', { name: 'Calendar' })
      .click();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Enter');
    await told('on={"year":2027,"month":0,"date":31');
    await page.getByLabel('Bake at').fill('06:30');
    await told('at={"hours":6,"minutes":30}');
    await page.getByRole('button', { name: 'Increase: Ovens' }).click();
    await told('ovens=2');
    expect(await page.getByRole('button', { name: 'Increase: Ovens' }).isDisabled()).toBe(true);
    await page.getByLabel('Sliced').click();
    await told('sliced=true');
    await page.getByLabel('Pick up now').click();
    await told('pickup=true');
    await page.getByRole('switch', { name: 'As a gift' }).click();
    await told('gift=true');
    await page.getByRole('radio', { name: 'Hard' }).click();
    await told('crust="hard"');
    await page.getByRole('checkbox', { name: 'Poppy' }).click();
    await told('seeds=["sesame","poppy"]');
    await page.getByLabel('Kinds').click();
    await page.getByRole('checkbox', { name: 'Wheat' }).click();
    await told('kinds=["wheat"]');
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: 'Wheat' }).waitFor({ state: 'detached' });
    await page.getByLabel('Find flour').fill('spelt');
    await page.getByLabel('Find flour').press('Enter');
    await told('find="spelt"');
  });

  it('sort, page, unfold and explain', async () => {
    await page.getByRole('columnheader', { name: 'Bread' }).getByRole('button').click();
    await seen('Rye, page 1, ascending');
    await page.getByRole('button', { name: 'Next' }).click();
    await seen('Rye, page 2, ascending');
    await page.getByRole('button', { name: 'Allergens' }).click();
    await seen('Gluten');
    await page.getByRole('button', { name: 'Flour' }).focus();
    await page.getByRole('tooltip', { name: 'Keep it dry' }).waitFor();
    await page.getByRole('img', { name: 'Sales by kind' }).waitFor();
    await page.locator('.ui-chart-legend').getByText('Wheat bread').waitFor();
    await seen('A component this preview does not know: Iframe');
  });

  it('read the portal', async () => {
    await seen('found 52 contacts');
    await page.getByRole('cell', { name: '晨光面包店' }).waitFor();
    await page.getByRole('cell', { name: '上海' }).waitFor();
    await page.getByRole('button', { name: 'Write' }).click();
    await page.getByRole('dialog').getByText('Your bread').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Meet', exact: true }).click();
    await page.getByRole('dialog', { name: /SCHEDULE_MEETING/ }).waitFor();
  });
});

describe('tasks', () => {
  it('are filtered, completed in the portal and reopened', async () => {
    await open('/tasks');
    await seen('3 tasks');
    await page.getByLabel('Due').selectOption('Overdue');
    await eventually(names, ['Call Zhang back']);
    await page.getByLabel('Due').selectOption('Due today');
    await eventually(names, ['Bring samples']);
    await page.getByLabel('Owner').selectOption('Bo Berg');
    await seen('No task matches');
    await page.getByLabel('Owner').selectOption('王丽');
    await page.getByLabel('Complete “Bring samples”').check();
    await page.getByLabel('Reopen “Bring samples”').waitFor();
    const status = async () => {
      const answer = await fetch(
        `${bakery.portalUrl}/crm/objects/2026-09/tasks/${bakery.taskIds[1]}?properties=hs_task_status`,
        {
          headers: { authorization: 'Bearer pat' },
        },
      );
      return ((await answer.json()) as { properties: { hs_task_status: string } }).properties.hs_task_status;
    };
    await eventually(status, 'COMPLETED');
    await page.getByLabel('Status').selectOption('Completed');
    await eventually(names, ['Bring samples']);
    await page.getByLabel('Reopen “Bring samples”').uncheck();
    await eventually(status, 'NOT_STARTED');
    await page.getByRole('link', { name: 'Bring samples' }).click();
    await card('bakery_favourite').waitFor();
  });
});

describe('app pages and settings', () => {
  it('route inside the app, with the place in the address bar', async () => {
    await open('/app');
    await seen('Served by li@bakery.example in portal 7');
    await page.getByRole('button', { name: 'To the rye' }).click();
    await seen('Shelf of rye by price');
    expect(page.url()).toBe(`${bakery.preview.url}/app/shelf/rye?sort=price`);
    await page.getByRole('link', { name: 'Counter' }).click();
    await page.getByRole('link', { name: 'To the wheat' }).click();
    await seen('Shelf of wheat by nothing');
    await page.goBack();
    await seen('Served by');
    await page.goto(`${bakery.preview.url}/app/cellar`);
    await seen('No such shelf');
  });

  it('follow links to contacts, name what only HubSpot has, and run no code from an address', async () => {
    await open('/app');
    await page.getByRole('link', { name: 'Trap' }).click();
    await page.getByRole('link', { name: 'All guests' }).click();
    await page.getByRole('dialog').getByText('/contacts/7/objects/0-1/views/all/list').last().waitFor();
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    const guest = page.getByRole('link', { name: 'First guest' });
    expect(await guest.getAttribute('href')).toBe('/contacts/9001');
    await guest.click();
    await page.waitForURL('**/contacts/9001');
  });

  it('tell an extension who acts', async () => {
    await open('/app');
    await seen('Served by li@bakery.example');
    await page.getByLabel('Acting as').selectOption('Bo Berg');
    await seen('Served by bo@bakery.example');
    await page.getByLabel('Acting as').selectOption('王丽');
    await page.getByRole('link', { name: 'Settings' }).click();
    await seen('Opening hours of portal 7');
  });
});

describe('the language', () => {
  it('drives the preview and what cards are told, and is remembered', async () => {
    await open(`/contacts/${zhang()}?tab=bakery_order`);
    await seen('Bread order');
    await page.getByRole('button', { name: '中文' }).click();
    await seen('面包订单');
    await seen('最爱的面包');
    await page.getByRole('link', { name: '任务' }).click();
    await seen('3 个任务');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    await page.goto(`${bakery.preview.url}/help`);
    await seen('这是本地预览');
    await page.getByRole('button', { name: 'English' }).click();
    await seen('It is not HubSpot');
  });

  it('has glyphs for Chinese in a browser that has none, fetched where they occur', async () => {
    const fetched: string[] = [];
    page.on('response', (response) => response.url().endsWith('.woff2') && fetched.push(response.url()));
    await open('/contacts', 'zh');
    await seen('52 位联系人');
    await page.evaluate(() => document.fonts.ready);
    await eventually(async () => fetched.length > 0, true);
    expect(fetched.length).toBeLessThan(30);
    await page.getByRole('button', { name: 'English' }).click();
  });
});

describe('the clock of the portal', () => {
  it('moves on with its progress told, then everything on screen is read again', async () => {
    await open('/tasks');
    await page.locator('[data-day="2026-11-20"]').waitFor();
    await page.getByRole('button', { name: '+7 days' }).click();
    const report = page.getByRole('dialog');
    await report.getByText('baked on 2026-11-22').waitFor();
    await report.getByText('it is 2026-11-27').waitFor();
    await report.getByRole('button', { name: 'Close' }).last().click();
    await page.locator('[data-day="2026-11-27"]').waitFor();
    await page.locator('tr', { hasText: 'Bring samples' }).getByText('Overdue').waitFor();

    await page.getByLabel('Pick a day').fill('2026-11-28');
    await page.getByRole('button', { name: 'Go' }).click();
    await report.getByText('it is 2026-11-28').waitFor();
    await page.keyboard.press('Escape');
    await open(`/contacts/${zhang()}?tab=bakery_order`);
    await page.getByRole('button', { name: 'Greet' }).click();
    await seen('Hello 伟 on 2026-11-28');
    await seen(/record \d+ on 2026-11-28/);
  });

  it('says why it could not be moved', async () => {
    await open('/contacts');
    await page.getByLabel('Pick a day').fill('2028-02-01');
    await page.getByRole('button', { name: 'Go' }).click();
    await page.getByRole('alert').filter({ hasText: 'the bakery closes in 2028' }).waitFor();
  });
});

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  const SCREENS: readonly (readonly [string, string, string?])[] = [
    ['contacts', '/contacts'],
    ['record', '/contacts/:id'],
    ['form card', '/contacts/:id?tab=bakery_order', 'bakery_order'],
    ['component card', '/contacts/:id?tab=bakery_pantry', 'bakery_pantry'],
    ['tasks', '/tasks'],
    ['app page', '/app', 'bakery_pages'],
    ['settings', '/settings', 'bakery_settings'],
    ['help', '/help'],
  ];

  it('has no accessibility fault on any screen', async () => {
    for (const [name, address, uid] of SCREENS) {
      await open(address.replace(':id', String(zhang())), language);
      await page.locator('h1').waitFor();
      if (uid) await card(uid).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await faults(), name).toEqual([]);
    }
    await open(`/contacts/${zhang()}?tab=bakery_order`, language);
    for (const opener of ['Review order', 'Notes', 'Menu']) {
      await page.getByRole('button', { name: opener, exact: true }).click();
      await page.getByRole('dialog').waitFor();
      expect(await faults(), opener).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'Kinds' }).click();
    await page.getByRole('button', { name: 'Fail', exact: true }).click();
    await page
      .getByRole('region', { name: /Notifications|通知/ })
      .getByRole('alert')
      .waitFor();
    expect(await faults(), 'menu, alert and toast').toEqual([]);
  });
});

/** What axe-core finds, each as the rule and the first element. */
async function faults(): Promise<string[]> {
  await page.evaluate(axeSource);
  return await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary ?? ''}`);
  });
}
