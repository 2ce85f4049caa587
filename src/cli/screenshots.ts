import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serveDemo, startDemo } from '../demo/demo.ts';
import { day } from '../domain/calendar/day.ts';
import { packagedChromium } from './chromium.ts';
import { eachScreen, giveAPast } from './take-screens.ts';
import { command, flags } from './words.ts';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));

/** The pictures: the record for the README, and every card and page in `docs/screens`, in both languages, on a fixed day. */
await command(async () => {
  flags({}, 'npm run screenshots');
  await mkdir(`${DOCS}screens`, { recursive: true });
  const demo = await startDemo({ today: day('2026-11-23'), past: true, say: () => {} });
  const served = await serveDemo(demo, { port: 0 }, () => {});
  const browser = await chromium.launch({
    ...(await packagedChromium()),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const ticketId = await giveAPast(demo);
    for (const [language, file] of [
      ['en', 'record.png'],
      ['zh', 'record.zh.png'],
    ] as const) {
      const page = await browser.newPage({ viewport: { width: 1400, height: 1080 }, locale: 'en' });
      await eachScreen({ page, url: served.url, language, ticketId }, async ({ name, part }) => {
        if (name.startsWith('visit.')) {
          await page.screenshot({ path: `${DOCS}${file}` });
          console.log(`docs/${file}`);
        }
        await part.screenshot({ path: `${DOCS}screens/${name}.png`, animations: 'disabled' });
        console.log(`docs/screens/${name}.png`);
      });
      await page.close();
    }
  } finally {
    await browser.close();
    await served.close();
    await demo.close();
  }
  return undefined;
});
