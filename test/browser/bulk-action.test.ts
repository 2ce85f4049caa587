import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readState } from '../support/book.ts';
import { type DemoBrowser, type Language, startDemoBrowser } from '../support/demo-browser.ts';

let stage: DemoBrowser;

beforeAll(async () => {
  stage = await startDemoBrowser();
});
afterAll(() => stage?.close());

const WORDS = {
  en: {
    select: (name: string) => `Select ${name}`,
    kind: 'Pause visits until a day',
    until: 'Paused until',
    because: 'Reason',
    look: 'Show what would happen',
    changes: '3 contacts would change',
    apply: 'Do it for 3 contacts',
    done: '3 of 3 contacts done',
    close: 'Close',
  },
  zh: {
    select: (name: string) => `选择${name}`,
    kind: '暂停回访至某日',
    until: '暂停至',
    because: '原因',
    look: '预览变化',
    changes: '3 位联系人会变化',
    apply: '对 3 位联系人执行',
    done: '已处理 3 / 3 位联系人',
    close: '关闭',
  },
} as const;

const panelOf = (page: Page) => page.locator('[data-extension="bulk_visits"]');

/** The first customers of the list who have a visit, by the name that the list shows. */
async function threeWithVisits(page: Page, skip: number): Promise<string[]> {
  const rows = page.locator('.list-table tbody tr');
  await rows.first().waitFor();
  const names: string[] = [];
  const { contacts } = await readState(stage.demo.portal);
  for (const row of await rows.all()) {
    const email = (await row.locator('td').nth(2).textContent())?.trim() ?? '';
    const contact = contacts[email];
    if (contact?.rv_standing?.startsWith('open')) names.push((await row.getByRole('link').textContent())?.trim() ?? '');
  }
  return names.slice(skip, skip + 3);
}

describe('the bulk action over selected contacts, in a browser', () => {
  it.each(['en', 'zh'] as const satisfies readonly Language[])(
    'pauses three contacts: selected, looked at, done, and seen (%s)',
    async (language) => {
      const words = WORDS[language];
      const page = await stage.browser.newPage();
      await stage.openStart(page, language);
      const names = await threeWithVisits(page, 0);
      expect(names).toHaveLength(3);
      const before = await readState(stage.demo.portal);
      for (const name of names) {
        await page.locator('.list-table tbody tr', { hasText: name }).first().getByRole('checkbox').check();
      }
      await page.getByRole('button', { name: 'Return visits 回访' }).click();
      const panel = panelOf(page);
      await panel.getByText(words.kind).click();
      // The keyboard alone fills the form in and sends it.
      const day = panel.getByLabel(words.until);
      await day.focus();
      await page.keyboard.type('2027-03-01');
      await page.keyboard.press('Tab');
      await panel.getByLabel(words.because).fill('搬迁 moving house');
      const look = panel.getByRole('button', { name: words.look });
      await look.focus();
      await page.keyboard.press('Enter');
      await panel.getByText(words.changes).waitFor();
      for (const name of names) await panel.getByRole('cell', { name }).first().waitFor();
      expect((await readState(stage.demo.portal)).visits).toEqual(before.visits);

      await panel.getByRole('button', { name: words.apply }).click();
      await panel.getByText(words.done).waitFor();
      await panel.getByRole('button', { name: words.close }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      const { contacts } = await readState(stage.demo.portal);
      const paused = Object.values(contacts).filter(({ rv_paused_reason }) => rv_paused_reason === '搬迁 moving house');
      expect(paused).toHaveLength(language === 'en' ? 3 : 6);
      expect(paused.every(({ rv_standing }) => rv_standing === 'suppressed:paused')).toBe(true);
      // The list shows it: the next visit is after the pause, or none.
      for (const name of names) {
        const row = page.locator('.list-table tbody tr', { hasText: name }).first();
        await expect.poll(async () => row.textContent()).not.toMatch(/2026-1[12]|Nov|Dec|11月|12月/);
      }
      expect(stage.browser.takeComplaints()).toEqual([]);
      await page.close();
    },
  );
});
