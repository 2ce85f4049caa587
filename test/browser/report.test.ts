import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Report } from '../../src/contract/open-dashboard.ts';
import { reportHtml, tableCsv } from '../../src/use-cases/measures/report-files.ts';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';

const ATTACKS = [
  '<script>document.title="run"</script>',
  '<img src="x" onerror="document.title=\'run\'">',
  '</title><svg onload="document.title=\'run\'">',
  '"><iframe srcdoc="<script>parent.document.title=\'run\'</script>"></iframe>',
  '</style><script>document.title="run"</script>',
  "javascript:document.title='run'",
  '&lt;script&gt;document.title="run"&lt;/script&gt;',
];

const REPORT: Report = {
  language: 'en',
  title: 'title',
  subtitle: 'subtitle',
  sections: [
    {
      heading: 'heading',
      paragraphs: ['one', 'two'],
      tables: [
        { id: 'table', columns: ['owner', 'share'], rows: [[{ text: 'somebody' }, { text: '90 %', value: 90 }]] },
      ],
      chart: { title: 'chart', points: [{ label: 'month', value: 0.9, low: 0.8, high: 0.95 }] },
      bars: { title: 'bars', bars: [{ label: 'mark', count: 3 }] },
    },
  ],
};

let browser: TestBrowser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A report in which every text is hostile, whatever its shape. */
function spoiled<T>(value: T, attack: string): T {
  if (typeof value === 'string') return attack as T;
  if (Array.isArray(value)) return value.map((each: unknown) => spoiled(each, attack)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, name === 'language' ? each : spoiled(each as unknown, attack)]),
  ) as T;
}

it.each(ATTACKS)('an exported report shows %s as text and runs nothing', async (attack) => {
  const report = spoiled(REPORT, attack);
  const page = await browser.newPage();
  await page.setContent(reportHtml(report), { waitUntil: 'load' });

  expect(await page.title()).not.toBe('run');
  expect(
    await page
      .locator('script, iframe, svg[onload], img, object, embed, [onerror], [onload], a[href^="javascript"]')
      .count(),
  ).toBe(0);
  expect(await page.locator('body').textContent()).toContain(attack.slice(0, 12));
  for (const table of report.sections.flatMap(({ tables }) => tables))
    expect(tableCsv(table)).toContain(attack.replaceAll('"', '""'));
  await page.close();
});
