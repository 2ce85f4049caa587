import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { packagedChromium } from '../../src/cli/chromium.ts';

export interface TestBrowser {
  readonly context: BrowserContext;
  /** A page whose errors fail the test: what it throws, and what it was refused by the server. */
  newPage(): Promise<Page>;
  /** What pages have complained about since the last call. */
  takeComplaints(): string[];
  close(): Promise<void>;
}

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The Chromium that comes inside an npm package, with a profile of its own.
 * It is a dependency like any other: where it is missing or does not start, the test fails and says so.
 */
export async function launchBrowser(
  options: { readonly locale?: string; readonly width?: number; readonly height?: number } = {},
): Promise<TestBrowser> {
  const profile = await mkdtemp(path.join(tmpdir(), 'browser-profile-'));
  const complaints: string[] = [];
  const context = await chromium.launchPersistentContext(profile, {
    ...(await packagedChromium()),
    headless: true,
    args: ARGS,
    viewport: { width: options.width ?? 1360, height: options.height ?? 900 },
    locale: options.locale ?? 'en',
    // What turns and shimmers is drawn sixty times a second by the processor.
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  return {
    context,
    async newPage() {
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
      page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`));
      return page;
    },
    takeComplaints: () => complaints.splice(0),
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
