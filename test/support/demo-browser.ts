import type { Page } from 'playwright-core';
import { type Demo, serveDemo, startDemo } from '../../src/demo/demo.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { sharedBuild } from './shared-build.ts';
import { underContract } from './under-contract.ts';

export type Language = 'en' | 'zh';

const BUTTONS: { readonly [language in Language]: string } = { en: 'English', zh: '中文' };

/** The demo on a fixed day, served, and a browser before it. */
export interface DemoBrowser {
  readonly demo: Demo;
  readonly url: string;
  readonly browser: TestBrowser;
  /** The record of a contact, in one language. */
  openRecord(page: Page, language: Language, name: string): Promise<void>;
  openStart(page: Page, language: Language): Promise<void>;
  /** One of the app's own pages, by the title in its navigation. */
  openPage(page: Page, language: Language, title: string): Promise<void>;
  close(): Promise<void>;
}

export async function startDemoBrowser({
  past = false,
  ...options
}: {
  readonly width?: number;
  readonly height?: number;
  readonly past?: boolean;
} = {}): Promise<DemoBrowser> {
  const demo = await startDemo({ today: day('2026-11-23'), past, say: () => {}, before: underContract });
  const served = await serveDemo(demo, { port: 0 }, () => {}, sharedBuild);
  const browser = await launchBrowser(options);
  const openStart = async (page: Page, language: Language): Promise<void> => {
    await page.goto(served.url);
    await page.getByRole('button', { name: BUTTONS[language] }).click();
  };
  return {
    demo,
    url: served.url,
    browser,
    openStart,
    async openRecord(page, language, name) {
      await openStart(page, language);
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
    },
    async openPage(page, language, title) {
      await openStart(page, language);
      await page
        .getByRole('link', { name: /Return Visits/ })
        .last()
        .click();
      const main = page.getByRole('main');
      await main.getByRole('link', { name: title, exact: true }).click();
      await main.getByRole('heading', { name: title, exact: true }).first().waitFor();
    },
    async close() {
      await browser.close();
      await served.close();
      await demo.close();
    },
  };
}

export const sidebarOf = (page: Page) => page.getByRole('region', { name: /Next visit/ });
