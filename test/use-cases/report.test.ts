import { fc, test } from '@fast-check/vitest';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { day } from '../../src/domain/calendar/day.ts';
import type { Fact, ResponseFact } from '../../src/domain/measures/facts.ts';
import { encodeMeasures, measuresOf } from '../../src/domain/measures/month-measures.ts';
import { type DashboardPorts, openDashboard } from '../../src/use-cases/measures/open-dashboard.ts';
import { reportText, satisfactionReport, weeklyBrief } from '../../src/use-cases/measures/report.ts';
import { reportHtml, tableCsv } from '../../src/use-cases/measures/report-files.ts';
import type { MeasureRecord } from '../../src/use-cases/ports/measures.ts';
import { contextOn, fact } from '../domain/measures/arbitraries.ts';

const TODAY = day('2026-05-01');
const ASOF = contextOn(day('2026-04-30'));
const EVIL = '=HYPERLINK("http://evil")<script>alert(1)</script>';

function answersOf(marks: readonly number[]): Fact[] {
  return marks.map((mark, i) =>
    fact<ResponseFact>({
      type: 'response',
      person: `p${i}`,
      customer: `c${i + 1}`,
      on: day('2026-04-10'),
      mode: 'customer_link',
      subjectId: '1',
      valid: true,
      marks: { service_quality: mark },
      nps: mark * 2,
    }),
  );
}

/** The page of these facts, all of owner 1. */
async function pageOf(facts: readonly Fact[]) {
  const text = encodeMeasures({ measures: measuresOf(facts, ASOF), asOf: ASOF.asOf.day });
  const kept = (ownerId: string): MeasureRecord => ({ month: '2026-04', ownerId, text });
  const ports: DashboardPorts = {
    account: async () => ({ portalId: 1, timeZone: 'Asia/Shanghai' }),
    people: {
      ownerNames: async () => new Map(),
      owners: async () => [{ id: '1', name: EVIL, email: 'a@example.com' }],
    },
    measures: {
      read: async (of) => of.filter(({ month }) => month === '2026-04').map(({ ownerId }) => kept(ownerId)),
      ofMonth: async () => [kept('1')],
    },
  };
  return openDashboard({ month: '2026-04', today: TODAY }, ports);
}

describe('the satisfaction report', () => {
  it('says the share with its interval and n, in both languages', async () => {
    const page = await pageOf(answersOf([5, 5, 5, 5, 5, 4, 4, 4, 4, 1]));
    const zh = reportText(satisfactionReport(page, 'zh'));
    const en = reportText(satisfactionReport(page, 'en'));
    expect(zh).toContain('客户满意度分析报告');
    expect(zh).toContain('满意（5 分制 4 或 5 分）：90.0%，95% 区间 59.6% 至 98.2%，10 个评分。');
    expect(en).toContain('Satisfied (4 or 5 of 5): 90.0%, 95 % interval 59.6% to 98.2%, 10 marks.');
    expect(en).toContain('The average rating is another number: 4.2.');
    expect(en).toContain('Counted up to the end of 2026-04-30');
  });

  it('of one answer shows counts and no percentage; of none it still makes sense', async () => {
    const one = reportText(satisfactionReport(await pageOf(answersOf([5])), 'en'));
    expect(one).toContain('1 of 1 marks; too few for a percentage');
    expect(one).not.toMatch(/\d%/);
    const none = reportText(satisfactionReport(await pageOf([]), 'zh'));
    expect(none).toContain('0 个评分中 0 个');
    expect(none).not.toContain('NaN');
    expect(none).not.toContain('undefined');
  });

  it('has the same numbers and the same shape in both languages', async () => {
    const page = await pageOf(answersOf([5, 4, 3, 5, 5, 2, 4]));
    for (const make of [satisfactionReport, weeklyBrief]) {
      const [zh, en] = [make(page, 'zh'), make(page, 'en')];
      expect(
        zh.sections.map(({ tables }) =>
          tables.map(({ id, rows }) => [id, rows.map((row) => row.map(({ value }) => value))]),
        ),
      ).toEqual(
        en.sections.map(({ tables }) =>
          tables.map(({ id, rows }) => [id, rows.map((row) => row.map(({ value }) => value))]),
        ),
      );
    }
  });

  it('prints as one file: picture drawn in, nothing run and nothing loaded, names escaped', async () => {
    const html = reportHtml(weeklyBrief(await pageOf(answersOf([5, 5, 4, 4, 1, 2])), 'zh'));
    expect(html).toContain('<html lang="zh-CN">');
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toMatch(/(src|href)=/);
    const report = reportHtml(satisfactionReport(await pageOf(answersOf([5, 5, 4, 4, 1, 2])), 'en'));
    expect(report).toContain('<svg');
    expect(report).toContain('<polygon');
  });
});

describe('a table as CSV', () => {
  it('keeps a name from being a formula, and numbers numbers', async () => {
    const brief = weeklyBrief(await pageOf(answersOf([5, 5, 4, 4, 1, 2])), 'en');
    const table = brief.sections.flatMap(({ tables }) => tables).find(({ id }) => id === 'persons-csat');
    if (!table) throw new Error('expected the table of persons');
    const csv = tableCsv(table);
    expect(csv.startsWith('\uFEFF')).toBe(true);
    const [, row] = Papa.parse<string[]>(csv.slice(1)).data;
    expect(row?.[0]).toBe(`'${EVIL}`);
    expect(Number(row?.[1])).toBeCloseTo(4 / 6, 12);
  });

  test.prop([
    fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 }),
  ])('is read back as it was, an apostrophe before what a spreadsheet would run', (lines) => {
    const rows = lines.map((line) => line.map((text) => ({ text })));
    const csv = tableCsv({ id: 't', columns: ['a', 'b'], rows });
    const [, ...read] = Papa.parse<string[]>(csv.slice(1), { newline: '\r\n' }).data;
    lines.forEach((line, i) => {
      line.forEach((text, j) => {
        const got = read[i]?.[j] ?? '';
        expect([text, `'${text}`]).toContain(got);
        expect(/^[=+\-@\t\r]/.test(got)).toBe(false);
      });
    });
  });
});
