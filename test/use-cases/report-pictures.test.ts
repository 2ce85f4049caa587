import { expect, it } from 'vitest';
import type { Report } from '../../src/contract/open-dashboard.ts';
import { reportHtml } from '../../src/use-cases/measures/report-files.ts';

const report = (counts: readonly number[]): Report => ({
  language: 'en',
  title: 'title',
  subtitle: 'subtitle',
  sections: [
    {
      heading: 'marks',
      paragraphs: [],
      tables: [],
      bars: { title: 'Marks <1 to 5>', bars: counts.map((count, i) => ({ label: `${i + 1} of 5`, count })) },
    },
  ],
});
const heights = (html: string): number[] =>
  [...html.matchAll(/<rect [^>]*height="([\d.]+)"/g)].map(([, h]) => Number(h));

it('draws a bar for each mark, as high as its number, with the number beside it', () => {
  const html = reportHtml(report([0, 1, 2, 4, 8]));
  const [none, one, two, four, eight] = heights(html);
  expect(none).toBe(0);
  expect([two, four, eight].map((high) => (high ?? 0) / (one ?? 1))).toEqual([
    expect.closeTo(2, 1),
    expect.closeTo(4, 1),
    expect.closeTo(8, 1),
  ]);
  expect(html).toContain('>8</text>');
  expect(html).toContain('aria-label="Marks &lt;1 to 5&gt;"');
});

it('draws a month without a single mark flat, and none that are not there', () => {
  expect(heights(reportHtml(report([0, 0, 0])))).toEqual([0, 0, 0]);
  expect(reportHtml(report([]))).not.toContain('<rect');
  expect(reportHtml(report([]))).not.toContain('NaN');
});
