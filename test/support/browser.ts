import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, inject, onTestFailed } from 'vitest';
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

/** Started once for all test files of a process; each has a context of its own, which shares nothing with another. */
let started: Promise<Browser> | undefined;

async function chromiumOfThisProcess(): Promise<Browser> {
  const running = await started?.catch(() => undefined);
  if (running?.isConnected()) return running;
  started = startChromium();
  return started;
}

async function startChromium(): Promise<Browser> {
  const packaged = await packagedChromium();
  const { TMPDIR } = process.env;
  // A process of tests is not asked before it ends: what Chromium keeps goes with the folder of the run.
  process.env.TMPDIR = inject('sharedFolder');
  try {
    return await chromium.launch({ ...packaged, headless: true, args: ARGS });
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

/**
 * A context of the Chromium that comes inside an npm package.
 * It is a dependency like any other: where it is missing or does not start, the test fails and says so.
 */
export async function launchBrowser(
  options: { readonly locale?: string; readonly width?: number; readonly height?: number } = {},
): Promise<TestBrowser> {
  const complaints: string[] = [];
  const browser = await chromiumOfThisProcess();
  const context = await browser.newContext({
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
      page.setDefaultTimeout(60_000);
      page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
      page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`));
      if (expect.getState().currentTestName !== undefined) onTestFailed(() => tellOf(page, complaints));
      return page;
    },
    takeComplaints: () => complaints.splice(0),
    close: () => context.close(),
  };
}

/** Prints what somebody before the screen would have seen when the test failed. */
async function tellOf(page: Page, complaints: readonly string[]): Promise<void> {
  if (page.isClosed()) return;
  const text = await page.locator('body').ariaSnapshot({ timeout: 5_000 }).catch(String);
  console.error([`The page was ${page.url()}`, ...complaints, text.slice(0, 6_000)].join('\n'));
}
