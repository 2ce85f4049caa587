import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATHS } from '../../src/hubspot/paths.ts';
import { type DemoBrowser, sidebarOf, startDemoBrowser } from '../support/demo-browser.ts';
import { expectValue, PEOPLE, READERS, visitsOf } from '../support/rep-words.ts';

/** The embedded portal's own. */
const PORTAL_ID = 146_000_001;

let stage: DemoBrowser;

beforeAll(async () => {
  stage = await startDemoBrowser();
});
afterAll(() => stage?.close());

const SAID = {
  en: {
    tooLong: 'At most 10,000 characters.',
    notThere: 'it may have been deleted',
    help: 'Help: not_a_contact',
    whatToDo: 'a deleted contact can be restored in HubSpot for ninety days',
    noOwner: 'This contact has no owner, so nobody can visit: set a contact owner first.',
    retry: 'Try again',
    savedBefore: 'This visit had already been saved; nothing was written twice.',
    followUp: 'Follow-up plan',
  },
  zh: {
    tooLong: '最多 10,000 个字符。',
    notThere: '可能已被删除',
    help: '帮助：not_a_contact',
    whatToDo: '删除的联系人九十天内可在 HubSpot 恢复',
    noOwner: '这个联系人没有负责人，无法安排回访：请先指定联系人负责人。',
    retry: '重试',
    savedBefore: '本次回访之前已经保存，没有重复写入',
    followUp: '跟进计划',
  },
} as const;

async function api(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) {
  return stage.demo.api.call({ method, path, ...(body ? { body } : {}), attempting: 'test', repeatable: true });
}

async function idOf(type: string, property: string, value: string): Promise<string> {
  const { body } = await api('POST', `/crm/objects/2026-09/${type}/search`, {
    filterGroups: [{ filters: [{ propertyName: property, operator: 'EQ', value }] }],
    limit: 1,
  });
  return String(body.results[0].id);
}

/** Every call of one function, until it is let go. */
async function meddle(page: Page, name: string, how: (route: Route) => Promise<void>): Promise<() => Promise<void>> {
  const address = `**/api/functions/${name}`;
  await page.route(address, how);
  return () => page.unroute(address);
}

describe.each(['en', 'zh'] as const)('bad input and bad luck, in %s', (language) => {
  const words = READERS[language];
  const said = SAID[language];
  const people = PEOPLE[language];

  async function openForm(page: Page, name: string): Promise<void> {
    await stage.openRecord(page, language, name);
    await page.getByRole('tab', { name: words.visitTab }).click();
    await page.getByRole('button', { name: words.save }).waitFor();
    await page.getByRole('radio', { name: words.reached }).click();
  }
  const save = (page: Page) => page.getByRole('button', { name: words.save }).click();

  it('refuses a note of 100,000 characters with its field, then keeps right-to-left text and emoji as typed', async () => {
    const [name, email] = people.logged;
    const page = await stage.browser.newPage();
    await openForm(page, name);
    await page.getByLabel(words.problem).fill('长'.repeat(100_000));
    await save(page);
    await page.getByText(said.tooLong).first().waitFor();
    await expectValue(page, words.problem, '长'.repeat(100_000));
    expect((await visitsOf(stage, email)).visits[0]).toMatchObject({ rv_status: 'planned' });

    const typed =
      'قال العميل: الطابعة تتوقف 🙂👩‍👩‍👧 — “<b>הדפסה</b>” 𠮷<img src="x" onerror="document.title=\'run\'">';
    await page.getByLabel(words.problem).fill(typed);
    await save(page);
    await page.getByText(words.taskDone).waitFor();
    expect((await visitsOf(stage, email)).visits[0]).toMatchObject({ rv_status: 'held', rv_problem: typed });
    // The customer's words stand in the loop they opened, as text.
    await page.getByRole('tab', { name: words.loopsTab }).click();
    const loops = page.getByRole('tabpanel').filter({ visible: true });
    await loops.getByText('<img src="x"', { exact: false }).first().waitFor();
    expect(await loops.locator('img, script').count()).toBe(0);
    expect(await page.title()).not.toBe('run');
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  });

  it('shows HTML in a script as text and never runs it', async () => {
    const [name, email] = people.moved;
    const { visits, state } = await visitsOf(stage, email);
    const key = Object.entries(state.visits).find(([, visit]) => visit.rv_contact_id === visits[0]?.rv_contact_id)?.[0];
    const type = `p${PORTAL_ID}_rv_visit`;
    const attack = '<img src="x" onerror="document.title=\'run\'"><script>document.title="run"</script>';
    const words2 = { zh: attack, en: attack };
    const script = { id: 'attack', version: 1, opening: [words2], questions: [], closing: [words2] };
    await api('PATCH', `/crm/objects/2026-09/${type}/${await idOf(type, 'rv_visit_key', key ?? '')}`, {
      properties: { rv_script_text: JSON.stringify(script) },
    });
    const page = await stage.browser.newPage();
    await openForm(page, name);
    const panel = page.getByRole('tabpanel').filter({ visible: true });
    await panel.getByText(attack).first().waitFor();
    expect(await panel.locator('img, script').count()).toBe(0);
    expect(await page.title()).not.toBe('run');
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  });

  it.each([
    ['answers 500', (route: Route) => route.fulfill({ status: 500, body: 'oops' })],
    ['is cut off', (route: Route) => route.abort('timedout')],
  ] as const)('keeps what was typed when the function %s, and saves it once', async (how, meddling) => {
    const [name, email] = how === 'answers 500' ? people.twice : people.offline;
    const page = await stage.browser.newPage();
    await openForm(page, name);
    const letGo = await meddle(page, 'log_visit', meddling);
    await page.getByLabel(words.problem).fill(`typed before it ${how}`);
    await save(page);
    await page.getByText(words.didNotAnswer, { exact: false }).first().waitFor();
    await page.getByText(words.notSaved).first().waitFor();
    await expectValue(page, words.problem, `typed before it ${how}`);
    await letGo();
    await save(page);
    await page.getByText(words.taskDone).waitFor();
    const kept = (await visitsOf(stage, email)).visits.filter(
      ({ rv_problem }) => rv_problem === `typed before it ${how}`,
    );
    expect(kept).toHaveLength(1);
    stage.browser.takeComplaints();
    await page.close();
  });

  it('says that a visit was saved when only the answer was lost, and writes nothing twice', async () => {
    const [name, email] = people.keyboard;
    const page = await stage.browser.newPage();
    await openForm(page, name);
    const letGo = await meddle(page, 'log_visit', async (route) => {
      await route.fetch();
      await route.abort('timedout');
    });
    await page.getByLabel(words.problem).fill('its answer was lost');
    await save(page);
    await page.getByText(words.didNotAnswer, { exact: false }).first().waitFor();
    await letGo();
    await save(page);
    await page.getByText(said.savedBefore, { exact: false }).waitFor();
    const { state, visits } = await visitsOf(stage, email);
    expect(visits.filter(({ rv_problem }) => rv_problem === 'its answer was lost')).toHaveLength(1);
    const issues = await api('POST', `/crm/objects/2026-09/p${PORTAL_ID}_rv_issue/search`, {
      filterGroups: [{ filters: [{ propertyName: 'rv_description', operator: 'EQ', value: 'its answer was lost' }] }],
      properties: ['rv_customer_key'],
    });
    const own = (issues.body.results as { properties: { rv_customer_key: string } }[]).filter(
      ({ properties }) => properties.rv_customer_key === state.contacts[email]?.rv_customer_key,
    );
    expect(own).toHaveLength(1);
    stage.browser.takeComplaints();
    await page.close();
  });

  it.each(['open_contact', 'open_loops', 'open_satisfaction'])(
    'has its sentence and a way on where %s does not answer',
    async (name) => {
      const page = await stage.browser.newPage();
      const letGo = await meddle(page, name, (route) => route.fulfill({ status: 500, body: 'oops' }));
      await stage.openRecord(page, language, people.moved[0]);
      if (name !== 'open_contact')
        await page.getByRole('tab', { name: name === 'open_loops' ? words.loopsTab : /Satisfaction|满意度/ }).click();
      const place = name === 'open_contact' ? sidebarOf(page) : page.getByRole('tabpanel').filter({ visible: true });
      await place.getByText(words.didNotAnswer, { exact: false }).waitFor();
      await letGo();
      await place.getByRole('button', { name: said.retry }).click();
      await place.getByText(words.didNotAnswer, { exact: false }).waitFor({ state: 'detached' });
      stage.browser.takeComplaints();
      await page.close();
    },
  );

  it('says so of a contact with nothing but an address', async () => {
    const email = `nothing-${language}@example.com`;
    await api('POST', PATHS.contacts.path, { properties: { email, lifecyclestage: 'customer' } });
    await stage.demo.plan();
    const page = await stage.browser.newPage();
    await page.goto(`${stage.url}/contacts/${PORTAL_ID}/record/0-1/${await idOf('contacts', 'email', email)}`);
    await page.getByRole('button', { name: language === 'en' ? 'English' : '中文' }).click();
    await sidebarOf(page).getByText(said.noOwner).waitFor();
    await page.getByRole('tab', { name: words.visitTab }).click();
    await page.getByRole('tabpanel').filter({ visible: true }).getByText(said.noOwner).waitFor();
    await page.getByRole('tab', { name: words.loopsTab }).click();
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  });

  // The contact is gone afterwards.
  it('says so when the contact was deleted while the card was open; what was typed stays', async () => {
    const [name, email] = people.moved;
    const page = await stage.browser.newPage();
    await openForm(page, name);
    await page.getByLabel(said.followUp).fill('call the depot');
    await api('DELETE', `${PATHS.contacts.path}/${await idOf('contacts', 'email', email)}`);
    await save(page);
    await page.getByText(said.notThere, { exact: false }).first().waitFor();
    await page.getByText(words.notSaved).first().waitFor();
    await expectValue(page, said.followUp, 'call the depot');
    await sidebarOf(page).getByRole('button', { name: words.noAnswer }).click();
    await sidebarOf(page).getByText(said.notThere, { exact: false }).waitFor();
    // From the sentence to what the app's page says of it.
    await sidebarOf(page).getByRole('button', { name: said.help }).click();
    await page.getByText(said.whatToDo, { exact: false }).first().waitFor();
    stage.browser.takeComplaints();
    await page.close();
  });
});
