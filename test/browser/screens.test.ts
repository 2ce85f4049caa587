import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eachScreen, giveAPast } from '../../src/cli/take-screens.ts';
import { violationsOn } from '../support/axe.ts';
import { type DemoBrowser, startDemoBrowser } from '../support/demo-browser.ts';

const KEPT = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
/** Share of pixels that may differ: the rounding of letters' edges, not a word. */
const MAY_DIFFER = 0.002;

let stage: DemoBrowser;
let ticketId: string;

beforeAll(async () => {
  stage = await startDemoBrowser({ width: 1400, height: 1080, past: true });
  ticketId = await giveAPast(stage.demo);
});
afterAll(() => stage?.close());

it.each(['en', 'zh'] as const)(
  'looks as in its kept picture on every screen in %s, and axe, which looks at each in one of the languages, finds nothing wrong',
  async (language) => {
    const page = await stage.browser.newPage();
    const wrong: string[] = [];
    let screens = 0;
    await eachScreen({ page, url: stage.url, language, ticketId }, async ({ name, part }) => {
      screens += 1;
      const isAxesTurn = (screens % 2 === 0) === (language === 'zh');
      for (const violation of isAxesTurn ? await violationsOn(page) : []) wrong.push(`${name}: axe: ${violation}`);
      const taken = await part.screenshot({ animations: 'disabled' });
      const kept = await readFile(`${KEPT}${name}.png`).catch(() => null);
      const difference = kept ? await differenceOf(page, taken, kept) : 'is not there';
      if (difference !== null)
        wrong.push(`${name}: docs/screens/${name}.png ${difference}; \`npm run screenshots\` takes it anew`);
    });
    expect(wrong).toEqual([]);
    expect(stage.browser.takeComplaints()).toEqual([]);
    await page.close();
  },
  // Some thirty screens, each looked at by axe and compared point by point.
  300_000,
);

/** Draws both pictures in the browser and counts the pixels that differ to the eye; null: none to speak of. */
async function differenceOf(page: Page, taken: Buffer, kept: Buffer): Promise<string | null> {
  if (taken.equals(kept)) return null;
  const difference = await page.evaluate(
    async (pictures) => {
      const [one, other] = await Promise.all(
        pictures.map(async (data) => {
          const image = new Image();
          image.src = `data:image/png;base64,${data}`;
          await image.decode();
          const canvas = document.createElement('canvas');
          canvas.width = image.width;
          canvas.height = image.height;
          const context = canvas.getContext('2d');
          context?.drawImage(image, 0, 0);
          return context?.getImageData(0, 0, image.width, image.height);
        }),
      );
      if (!one || !other) return { size: 'cannot be drawn', share: 1 };
      if (one.width !== other.width || one.height !== other.height)
        return { size: `is ${other.width}x${other.height}, the screen ${one.width}x${one.height}`, share: 1 };
      const [a, b] = [one.data, other.data];
      const far = (at: number): boolean => Math.abs((a[at] ?? 0) - (b[at] ?? 0)) > 40;
      let differing = 0;
      for (let at = 0; at < a.length; at += 4) if (far(at) || far(at + 1) || far(at + 2)) differing += 1;
      return { size: null, share: differing / (a.length / 4) };
    },
    [taken.toString('base64'), kept.toString('base64')],
  );
  if (difference.size) return difference.size;
  return difference.share > MAY_DIFFER ? `differs in ${(difference.share * 100).toFixed(2)} % of its pixels` : null;
}
