import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import packaged from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import { serveDemo, startDemo } from '../demo/demo.ts';
import { day } from '../domain/calendar/day.ts';
import { command, flags } from './words.ts';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));

/** The pictures of the README: one record with both cards, in English and in Chinese, on a fixed day. */
await command(async () => {
  flags({}, 'npm run screenshots');
  await mkdir(DOCS, { recursive: true });
  const demo = await startDemo({ today: day('2026-11-23'), say: () => {} });
  const served = await serveDemo(demo, { port: 0 }, () => {});
  const browser = await chromium.launch({
    executablePath: await packaged.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  try {
    for (const [language, file, tab, ready] of [
      ['English', 'record.png', /Visit/, 'Save visit'],
      ['中文', 'record.zh.png', /回访/, '保存回访'],
    ] as const) {
      const page = await browser.newPage({ viewport: { width: 1400, height: 1080 } });
      await page.goto(served.url);
      await page.getByRole('button', { name: language }).click();
      await page.getByRole('link', { name: '王建国', exact: true }).click();
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('button', { name: ready }).waitFor();
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: `${DOCS}${file}` });
      console.log(`docs/${file}`);
      await page.close();
    }
  } finally {
    await browser.close();
    await served.close();
    await demo.close();
  }
  return undefined;
});
