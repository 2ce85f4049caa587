import { fc, test } from '@fast-check/vitest';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { day } from '../../src/domain/calendar/day.ts';
import type {
  CallFact,
  ClockFact,
  CustomerFact,
  Fact,
  InvitationFact,
  LoopFact,
  ObligationFact,
  ResponseFact,
  SuggestionFact,
  VisitFact,
} from '../../src/domain/measures/facts.ts';
import { encodeMeasures, MonthMeasures, measuresOf } from '../../src/domain/measures/month-measures.ts';
import { testIntegrity } from '../../src/domain/satisfaction/integrity.ts';
import { namedMarks } from '../../src/domain/satisfaction/marks.ts';
import { type DashboardPorts, openDashboard } from '../../src/use-cases/measures/open-dashboard.ts';
import { reportText, satisfactionReport, weeklyBrief } from '../../src/use-cases/measures/report.ts';
import { reportHtml, tableCsv } from '../../src/use-cases/measures/report-files.ts';
import { shownReport } from '../../src/use-cases/measures/report-shown.ts';
import { LoadTable } from '../../src/use-cases/planning/load-table.ts';
import type { MeasureRecord } from '../../src/use-cases/ports/measures.ts';
import { contextOn, type Fields, fact, MS } from '../domain/measures/arbitraries.ts';

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
  return pageOfMeasures(measuresOf(facts, ASOF));
}

/** Of every kind of record none, one, or so many: counts add up, so that a million are as quickly made as one. */
async function pageOfSize(size: 0 | 1 | 1_000_000) {
  const kinds = (mark: number, i = 0): Fact[] => [
    fact<ResponseFact>({
      type: 'response',
      person: `hubspot${i}`,
      on: day('2026-04-10'),
      mode: 'hubspot_feedback',
      subjectId: '1',
      valid: true,
      marks: {},
      hubspotMark: mark > 3 ? 2 : 0,
    }),
    fact<ObligationFact>({
      type: 'obligation',
      owesVisit: true,
      target: day('2026-04-08'),
      latest: day('2026-04-10'),
      ...(mark > 1 ? { paidOn: day('2026-04-09') } : {}),
    }),
    fact<LoopFact>({
      type: 'loop',
      kind: 'complaint',
      raisedAt: ASOF.asOf.at - 20 * MS,
      moves: [{ at: ASOF.asOf.at - (20 - mark) * MS, to: 'resolved' }],
    }),
    fact<ClockFact>({
      type: 'clock',
      rule: 'P22',
      dueAt: ASOF.asOf.at - 10 * MS,
      doneAt: ASOF.asOf.at - (12 - mark) * MS,
      pauses: [],
    }),
    fact<CallFact>({ type: 'call', on: day('2026-04-10'), seconds: 60 * mark }),
    fact<SuggestionFact>({ type: 'suggestion', raisedOn: day('2026-04-10') }),
    fact<VisitFact>({
      type: 'visit',
      endedAt: ASOF.asOf.at - 9 * MS,
      recordDueAt: ASOF.asOf.at - 8 * MS,
      recordedAt: ASOF.asOf.at - (6 + mark) * MS,
    }),
  ];
  if (size === 0) return pageOf([]);
  if (size === 1) return pageOf([...answersOf([4]), ...kinds(4)]);
  // Sealed: a million different customers, as their counts tell them.
  const marks = Array.from({ length: 40 }, (_, i) => [1, 2, 4, 5][i % 4] ?? 5);
  const forty = measuresOf([...answersOf(marks), ...marks.flatMap(kinds)], ASOF).sealed();
  const many = MonthMeasures.sumOf(Array.from({ length: 250 }, () => forty));
  return pageOfMeasures(MonthMeasures.sumOf(Array.from({ length: 100 }, () => many)));
}

async function pageOfMeasures(measures: MonthMeasures) {
  return pageOfMonths(new Map([['2026-04', measures]]));
}

async function pageOfMonths(months: ReadonlyMap<string, MonthMeasures>) {
  const texts = new Map(
    [...months].map(([month, measures]) => [month, encodeMeasures({ measures, asOf: ASOF.asOf.day })]),
  );
  const kept = (month: string, ownerId: string): MeasureRecord[] => {
    const text = texts.get(month);
    return text === undefined ? [] : [{ month, ownerId, text }];
  };
  const ports: DashboardPorts = {
    account: async () => ({ portalId: 1, timeZone: 'Asia/Shanghai' }),
    people: {
      ownerNames: async () => new Map(),
      owners: async () => [{ id: '1', name: EVIL, email: 'a@example.com' }],
    },
    measures: {
      readWithLoad: async (of) => ({
        records: of.flatMap(({ month, ownerId }) => kept(month, ownerId)),
      }),
      ofMonth: async () => kept('2026-04', '1'),
    },
  };
  return openDashboard({ month: '2026-04', today: TODAY }, ports);
}

describe('the satisfaction report', () => {
  it('a bound that rounds to nothing has no sign', async () => {
    // Four promoters and five passives: the adjusted Wald interval begins at -0.006 points.
    const page = await pageOf(answersOf([5, 5, 5, 5, 4, 4, 4, 4, 4]));
    for (const language of ['zh', 'en'] as const) {
      const told = reportText(satisfactionReport(page, language));
      expect(told).toContain('+44.4');
      expect(told).toMatch(/(?<![\d.+-])0\.0/);
      expect(told).not.toMatch(/[+-]0\.0(?!\d)/);
    }
  });

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
    expect(one).toContain('1 of 1 mark; too few for a percentage');
    expect(one).not.toMatch(/\d%/);
    const none = reportText(satisfactionReport(await pageOf([]), 'zh'));
    expect(none).toContain('满意（5 分制 4 或 5 分）：本月没有评分。');
    expect(none).toContain('净推荐值：本月没有回答。');
  });

  describe.each([
    ['nothing', 0],
    ['one of each', 1],
    ['a million of each', 1_000_000],
  ] as const)('of %s', (_name, size) => {
    // Both reports in both languages, as text and as the file that prints.
    const documents = async () => {
      const page = await pageOfSize(size);
      return (['zh', 'en'] as const).flatMap((language) =>
        [satisfactionReport(page, language), weeklyBrief(page, language)].map((report) => ({
          language,
          text: reportText(report),
          html: reportHtml(report),
          report,
        })),
      );
    };

    it('says nothing that is no number, no word, or no sentence', async () => {
      for (const { text, html } of await documents()) {
        for (const told of [text, html]) {
          expect(told).not.toMatch(/NaN|Infinity|undefined|null|\[object|\b0 of 0\b|0 个[^，。]*中 0 个/);
          // Neither a pair of marks where a word is missing, nor an empty bracket.
          expect(told).not.toMatch(/ {2,}[a-z]| [,.;](?!\d)|，，|。。|\(\)|（）/);
          expect(told).not.toMatch(/\b1 (marks|answers|hours|tests|loops|records)\b/);
        }
      }
    });

    it('gives a share only with its interval and never of fewer than five', async () => {
      for (const { text, report } of await documents()) {
        if (size < 5) expect(text.replace(/95 ?%/g, '')).not.toMatch(/\d ?%/);
        for (const { tables } of report.sections) {
          for (const { columns, rows } of tables) {
            const at = columns.findIndex((each) => each === 'From' || each === '下限');
            if (at < 1) continue;
            for (const row of rows) {
              const told = row.slice(at - 1, at + 2).map(({ value }) => value);
              expect(told.filter((value) => value === undefined).length % 3).toBe(0);
              const [value = 0, low = 0, high = 0] = told;
              expect(low).toBeLessThanOrEqual(value);
              expect(value).toBeLessThanOrEqual(high);
            }
          }
        }
      }
    });

    it('writes whole numbers in groups of three, but plain where a spreadsheet reads them', async () => {
      for (const { text, html, report } of await documents()) {
        expect(text).not.toMatch(/(?<![\d.-])\d{5,}/);
        expect(html.replace(/<style>.*<\/style>/s, '').replace(/#\w{6}/g, '')).not.toMatch(/(?<![\d.-])\d{5,}/);
        const csv = report.sections.flatMap(({ tables }) => tables.map(tableCsv)).join('');
        if (size === 1_000_000) {
          expect(text).toContain('1,000,000');
          expect(csv).toContain(',1000000,');
        }
        expect(csv).not.toContain('1,000,000');
      }
    });

    it('has the same numbers in both languages', async () => {
      const [zh, zhBrief, en, enBrief] = (await documents()).map(({ report }) =>
        report.sections.flatMap(({ tables }) =>
          tables.flatMap(({ rows }) => rows.map((row) => row.map((c) => c.value))),
        ),
      );
      expect([zh, zhBrief]).toEqual([en, enBrief]);
      expect(JSON.stringify(en)).toContain(String(size));
    });
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

  it('leaves no heading alone: a section with nothing in it says so', async () => {
    const page = await pageOf([]);
    for (const language of ['zh', 'en'] as const) {
      const sections = [satisfactionReport(page, language), weeklyBrief(page, language)].flatMap(
        (report) => report.sections,
      );
      const alone = sections.filter(
        ({ paragraphs, tables }) => paragraphs.length === 0 && tables.every(({ rows }) => rows.length === 0),
      );
      expect(alone).toEqual([]);
    }
    expect(reportText(satisfactionReport(page, 'zh'))).toContain('各维度\n本月没有记录。');
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

describe('what is said beside a number', () => {
  const invited = (answered: number, asked: number): Fact[] =>
    Array.from({ length: asked }, (_, i) =>
      fact<InvitationFact>({
        type: 'invitation',
        customer: `c${i + 1}`,
        on: day('2026-04-10'),
        delivered: true,
        ...(i < answered ? { answeredOn: day('2026-04-10') } : {}),
      }),
    );
  const marks = Array.from({ length: 30 }, (_, i) => (i < 24 ? 5 : 2));

  it('of a survey that reached a large part of those invited, what holds of them alone, in both languages', async () => {
    const page = await pageOf([...answersOf(marks), ...invited(30, 40)]);
    // Wilson with the error times √(10/39), as of 117 answers: (0.8 + z²/234 ± z·√(0.16/117 + z²/54,756)) ÷ (1 + z²/117).
    expect(page.invited?.interval?.low).toBeCloseTo(0.7185, 4);
    expect(page.invited?.interval?.high).toBeCloseTo(0.8624, 4);
    // The month's own number is that of answers out of an endless population: 24 of 30, 62.7 … 90.5 %.
    expect(page.csat.interval?.low).toBeCloseTo(0.6269, 4);
    expect(page.csat.interval?.high).toBeCloseTo(0.905, 3);
    const [zh, en] = [reportText(satisfactionReport(page, 'zh')), reportText(satisfactionReport(page, 'en'))];
    expect(en).toContain(
      'Of 40 customers invited this month 30 answered. Of these customers in this month alone: satisfied 80.0% (71.9% to 86.2%)',
    );
    expect(en).toContain('finite population correction');
    expect(zh).toContain('本月邀请 40 位客户评价，30 位作答。仅就这些客户在本月而言：满意率 80.0%（71.9% 至 86.2%）');
  });

  it.each([
    ['few of them answered', [...answersOf([5, 5, 5, 5, 2]), ...invited(5, 100)]],
    ['marks that nobody was invited to are among them', [...answersOf(marks), ...invited(29, 40)]],
    ['of a handful no percentage is shown', [...answersOf([5, 5, 2]), ...invited(3, 4)]],
    [
      'somebody still has days to answer',
      [
        ...answersOf(marks),
        ...invited(30, 40),
        fact<InvitationFact>({ type: 'invitation', on: day('2026-04-28'), delivered: true }),
      ],
    ],
  ] as const)('says nothing of the kind where %s', async (_name, facts) => {
    const page = await pageOf(facts);
    expect(page.invited).toBeUndefined();
    expect(reportText(satisfactionReport(page, 'en'))).not.toContain('finite population');
  });

  it('tells by how many points churn changed, within what, and whether that is beyond noise', async () => {
    const customers = (lost: number, all: number, lostOn: string): Fact[] =>
      Array.from({ length: all }, (_, i) =>
        fact<CustomerFact>({
          type: 'customer',
          customer: `c${i + 1}`,
          becameOn: day('2025-01-01'),
          losses: i < lost ? [{ lostOn: day(lostOn) }] : [],
          ordersOn: [],
        }),
      );
    const march = contextOn(day('2026-04-30'), { from: day('2026-03-01'), to: day('2026-03-31') });
    const texts = new Map([
      ['2026-03', measuresOf(customers(48, 80, '2026-03-09'), march)],
      ['2026-04', measuresOf(customers(56, 70, '2026-04-09'), ASOF)],
    ]);
    const page = await pageOfMonths(texts);
    // Newcombe 1998, table II, method 10: 56/70 − 48/80 is 0.2, from 0.0524 to 0.3339.
    const churn = page.shares.find(({ kpi }) => kpi === 'churn');
    expect(churn?.change).toMatchObject({ verdict: 'higher', difference: expect.closeTo(0.2, 12) });
    const en = reportText(satisfactionReport(page, 'en'));
    expect(en).toContain('Churn. Higher than the month before by 20.0 points (5.2 to 33.4): more than noise.');
    expect(en).toMatch(/^Churn\t80\.0%\t.*\t\+20\.0\t\+5\.2\t\+33\.4\thigher, beyond noise\t/m);
    expect(reportText(weeklyBrief(page, 'zh'))).toContain(
      '流失率：比上月高 20.0 个百分点（5.2 至 33.4），超出随机波动。',
    );
    // Eight more were lost in a month that began with ten fewer: the count alone makes it 17 %, and says nothing of chance.
    expect((56 - 48) / 48).toBeCloseTo(0.17, 2);
  });

  it('is not told apart from noise where the interval holds nothing', async () => {
    const lost = (n: number, context: typeof ASOF, on: string) =>
      measuresOf(
        Array.from({ length: 20 }, (_, i) =>
          fact<CustomerFact>({
            type: 'customer',
            customer: `c${i + 1}`,
            becameOn: day('2025-01-01'),
            losses: i < n ? [{ lostOn: day(on) }] : [],
            ordersOn: [],
          }),
        ),
        context,
      );
    const march = contextOn(day('2026-04-30'), { from: day('2026-03-01'), to: day('2026-03-31') });
    const page = await pageOfMonths(
      new Map([
        ['2026-03', lost(3, march, '2026-03-09')],
        ['2026-04', lost(2, ASOF, '2026-04-09')],
      ]),
    );
    const told = reportText(satisfactionReport(page, 'en'));
    expect(told).toMatch(
      /Churn\. Against the month before -5\.0 points \(-\d+\.\d to \d+\.\d\): not distinguishable from noise\./,
    );
  });
});

describe('the tables by segment, the load ahead and the findings', () => {
  const debt = (more: Fields<ObligationFact>) =>
    fact<ObligationFact>({
      type: 'obligation',
      owesVisit: true,
      target: day('2026-04-08'),
      latest: day('2026-04-10'),
      ...more,
    });
  /** What is kept of three owners, the first two of one team. */
  async function pageOfThree(of: (owner: string) => readonly Fact[], load?: string) {
    const texts = new Map(
      ['1', '2', '3'].map((owner) => [
        owner,
        encodeMeasures({ measures: measuresOf(of(owner), ASOF), asOf: ASOF.asOf.day }),
      ]),
    );
    const all = [...texts.keys()].flatMap((owner) => of(owner));
    const text = encodeMeasures({ measures: measuresOf(all, ASOF), asOf: ASOF.asOf.day });
    return openDashboard(
      { month: '2026-04', today: TODAY },
      {
        account: async () => ({ portalId: 1, timeZone: 'Asia/Shanghai' }),
        people: {
          ownerNames: async () => new Map(),
          owners: async () => [...texts.keys()].map((id) => ({ id, name: `P${id}`, email: '' })),
        },
        measures: {
          readWithLoad: async () => ({
            records: [{ month: '2026-04', ownerId: 'all', text }],
            ...(load === undefined ? {} : { load }),
          }),
          ofMonth: async () =>
            [...texts].map(([ownerId, each]) => ({
              month: '2026-04',
              ownerId,
              text: each,
              team: ownerId === '3' ? 'south' : 'north',
            })),
        },
      },
    );
  }

  it('each add up to the whole, and a team is its people', async () => {
    const page = await pageOfThree((owner) =>
      Array.from({ length: 6 * Number(owner) }, (_, i) =>
        debt({
          ownerId: owner,
          customer: `c${owner}00${i}`,
          tier: i % 2 === 0 ? 'A' : 'C',
          ...(i % 3 === 0 ? {} : { paidOn: day('2026-04-09') }),
        }),
      ),
    );
    const whole = page.shares.find(({ kpi }) => kpi === 'on_time');
    expect(whole).toMatchObject({ n: 36, hits: 24 });
    for (const lines of Object.values(page.segments)) {
      expect(lines.reduce((sum, { onTime }) => sum + onTime.n, 0)).toBe(36);
      expect(lines.reduce((sum, { onTime }) => sum + onTime.hits, 0)).toBe(24);
    }
    expect(page.segments.team.map(({ id, onTime }) => [id, onTime.n])).toEqual([
      ['north', 18],
      ['south', 18],
    ]);
  });

  it('show counts alone under five, mark a small sample, and leave what was not due empty', async () => {
    const debts = (tier: 'A' | 'B' | 'C', kept: number, all: number) =>
      Array.from({ length: all }, (_, i) =>
        debt({
          customer: `c${{ A: 1, B: 2, C: 3 }[tier]}0${i}`,
          tier,
          ...(i < kept ? { paidOn: day('2026-04-09') } : {}),
        }),
      );
    const page = await pageOf([...debts('A', 3, 4), ...debts('B', 9, 10), ...debts('C', 30, 40)]);
    const rows = (language: 'zh' | 'en') =>
      (
        satisfactionReport(page, language)
          .sections.flatMap(({ tables }) => tables)
          .find(({ id }) => id === 'by-tier')?.rows ?? []
      ).map((row) => row.slice(5, 9));
    expect(rows('en').map((row) => row.map(({ text }) => text))).toEqual([
      ['3 of 4', '', '', '4'],
      ['90.0%, small sample', '59.6%', '98.2%', '10'],
      ['75.0%', '59.8%', '85.8%', '40'],
    ]);
    // A count is no percentage that a spreadsheet could take for one.
    expect(rows('en').map(([share]) => share?.value)).toEqual([undefined, 0.9, 0.75]);
    expect(rows('zh')[0]?.[0]?.text).toBe('4 中 3');
    const sla = satisfactionReport(page, 'en')
      .sections.flatMap(({ tables }) => tables)
      .find(({ id }) => id === 'by-tier')
      ?.rows[0]?.slice(9, 13);
    expect(sla?.map(({ text }) => text)).toEqual(['none', '', '', '0']);
  });

  it.each([
    ['en', ['Month', 'Satisfied', 'NPS', 'Coverage', 'On time'], '66.7%, small sample, 30.0% to 90.3%, n 6'],
    ['zh', ['月份', '满意率', '净推荐值', '覆盖率', '按时率'], '66.7%，小样本，30.0% 至 90.3%，样本 6'],
  ] as const)('shows an interval and its number in the cell of their share, %s', async (language, columns, cell) => {
    const report = satisfactionReport(await pageOf(answersOf([5, 5, 4, 4, 1, 2])), language);
    const trendOf = ({ sections }: typeof report) =>
      sections.flatMap(({ tables }) => tables).find(({ id }) => id === 'trend');
    const shown = trendOf(shownReport(report));
    expect(shown?.columns).toEqual(columns);
    expect(shown?.rows.at(-1)?.[1]).toEqual({ text: cell });
    // A file keeps a column for each.
    expect(trendOf(report)?.rows.at(-1)).toHaveLength(17);
    expect(reportHtml(report)).toContain(cell);
  });

  it('tells customers who were reached late apart, with what can be said of the difference, in both languages', async () => {
    const reached = (attempt: 1 | 2 | 3, marks: readonly number[]): Fact[] =>
      marks.map((mark, i) =>
        fact<ResponseFact>({
          type: 'response',
          person: `reached${attempt}-${i}`,
          customer: `c${1_000 * attempt + i}`,
          on: day('2026-04-10'),
          mode: 'rep_on_phone',
          collectorId: '1',
          subjectId: '1',
          valid: true,
          marks: { service_quality: mark },
          attempt,
        }),
      );
    const times = (count: number, mark: number): number[] => Array(count).fill(mark);
    // Newcombe 1998, table II, case (a): 56 of 70 against 48 of 80 is 0.2, from 0.0524 to 0.3339.
    const late = [...reached(2, [...times(30, 5), ...times(8, 2)]), ...reached(3, [...times(26, 4), ...times(6, 1)])];
    const page = await pageOf([...late, ...reached(1, [...times(48, 5), ...times(32, 3)])]);
    expect(page.csat.designEffect).toBe(1);
    expect(page.attemptGap).toMatchObject({ verdict: 'higher', method: 'newcombe_wilson' });
    const told = (of: typeof page, language: 'zh' | 'en') => reportText(satisfactionReport(of, language));
    expect(told(page, 'en')).toContain(
      'Customers who were reached after the first attempt are more satisfied, by 20.0 points (5.2 to 33.4): more than noise.',
    );
    expect(told(page, 'zh')).toContain(
      '第一次之后才联系上的客户，满意率高出 20.0 个百分点（5.2 至 33.4），超出随机波动。',
    );
    // 30 of 38, Wilson’s with the quantile of Student for the groups of companies, of which there are some 58.
    expect(told(page, 'en')).toContain('Second attempt\t78.9%\t63.3%\t89.1%\t38\t0\t8\t0\t0\t30\t');
    const few = await pageOf([...reached(2, [5, 5, 5, 5]), ...reached(1, times(40, 5))]);
    expect(few.attemptGap).toEqual({ verdict: 'too_few' });
    expect(told(few, 'zh')).toContain('第二次联系\t\t\t\t4\t0\t0\t0\t0\t4\t太少');
    expect(told(few, 'zh')).toContain('回答太少，无法比较第一次之后才联系上的客户');
    // Of links alone there is no line, and nothing is compared.
    const links = await pageOf(answersOf([5, 5, 4, 4, 1, 2]));
    expect(links.attempts).toEqual([]);
    expect(told(links, 'en')).toContain('No mark was given in a talk for which somebody tried to reach the customer.');
    expect(told(links, 'en')).not.toContain('after the first attempt');
  });

  it('the load ahead is told by week, and none is said to be none', async () => {
    const load = new LoadTable();
    load.add('2', day('2026-05-02'), 30);
    load.add('2', day('2026-05-12'), 45);
    load.add('3', day('2026-09-01'), 60);
    const page = await pageOfThree(() => [debt({})], load.encode(TODAY));
    expect(page.load).toEqual({
      weeksFrom: ['2026-05-01', '2026-05-08', '2026-05-15', '2026-05-22'],
      owners: [{ id: '2', name: 'P2', minutes: [30, 45, 0, 0] }],
    });
    expect(reportText(weeklyBrief(page, 'en'))).toContain('P2\t30\t45\t0\t0');
    expect((await pageOfThree(() => [debt({})])).load).toBeNull();
  });

  it('who only ever hears the highest marks stands out; three alike do not', async () => {
    const marks = (owner: string, of: (i: number) => number): Fact[] =>
      Array.from({ length: 60 }, (_, i) =>
        fact<ResponseFact>({
          type: 'response',
          person: `p${owner}${i}`,
          on: day('2026-04-10'),
          mode: 'rep_on_phone',
          ownerId: owner,
          collectorId: owner,
          subjectId: owner,
          valid: true,
          marks: { service_quality: of(i) },
        }),
      );
    const alike = await pageOfThree((owner) => marks(owner, (i) => (i % 2 === 0 ? 5 : 4)));
    expect(alike.findings.filter(({ suspicious }) => suspicious)).toEqual([]);
    const one = await pageOfThree((owner) => marks(owner, (i) => (owner === '2' || i % 2 === 0 ? 5 : 4)));
    expect(one.findings.filter(({ suspicious }) => suspicious)).toMatchObject([
      { ownerId: '2', name: 'P2', test: 'all_top', seen: 60, of: 60, othersSeen: 60, othersOf: 120 },
    ]);
    // By counts alone the same is found as from the answers themselves.
    const answers = ['1', '2', '3'].flatMap((owner) =>
      marks(owner, (i) => (owner === '2' || i % 2 === 0 ? 5 : 4)).map((each) => {
        const { key, person, on, mode, collectorId, subjectId } = each as ResponseFact;
        return {
          key,
          person: String(person),
          on,
          mode,
          subjectId,
          marks: namedMarks(each as ResponseFact).map(([, mark]) => mark),
          ...(collectorId ? { collectorId } : {}),
        };
      }),
    );
    expect(one.findings.map(({ ownerId, test, adjustedP }) => [ownerId, test, adjustedP])).toEqual(
      testIntegrity(answers).map(({ collectorId, test, adjustedP }) => [collectorId, test, adjustedP]),
    );
    expect(reportText(satisfactionReport(one, 'zh'))).toContain('全部最高分');
  });
});

describe('a big team', () => {
  it('of two hundred people with thirteen full months still fits the answer of one function', async () => {
    const facts = Array.from({ length: 600 }, (_, i): Fact[] => {
      const tier = (['A', 'B', 'C'] as const)[i % 3] ?? 'A';
      const stage = (['new', 'established', 'loyal', 'dormant', 'lost'] as const)[i % 5] ?? 'new';
      const more = { tier, stage, customer: `c${i}` };
      return [
        fact<ObligationFact>({
          type: 'obligation',
          owesVisit: true,
          target: day('2026-04-08'),
          latest: day('2026-04-10'),
          ...(i % 3 === 0 ? {} : { paidOn: day('2026-04-09') }),
          ...more,
        }),
        fact<ResponseFact>({
          type: 'response',
          person: `big${i}`,
          on: day('2026-04-10'),
          mode: 'rep_on_phone',
          collectorId: '1',
          subjectId: '1',
          valid: true,
          marks: { service_quality: (i % 5) + 1, response_speed: ((i + 2) % 5) + 1 },
          nps: i % 11,
          ...more,
        }),
      ];
    }).flat();
    const text = encodeMeasures({ measures: measuresOf(facts, ASOF), asOf: ASOF.asOf.day });
    const ids = Array.from({ length: 200 }, (_, i) => String(1_000 + i));
    const page = await openDashboard(
      { month: '2026-04', today: TODAY },
      {
        account: async () => ({ portalId: 1, timeZone: 'Asia/Shanghai' }),
        people: {
          ownerNames: async () => new Map(),
          owners: async () => ids.map((id) => ({ id, name: `客户成功经理 ${id}`, email: '' })),
        },
        measures: {
          readWithLoad: async (of) => ({ records: of.map((each) => ({ ...each, text })) }),
          ofMonth: async (month) =>
            ids.map((ownerId) => ({ month, ownerId, text, team: `team ${Number(ownerId) % 9}` })),
        },
      },
    );
    expect(page.segments.person).toHaveLength(200);
    const report = satisfactionReport(page, 'zh');
    const answer = { ...page, report: { ...report, text: reportText(report) } };
    // A function answers a card with at most one megabyte.
    expect(new TextEncoder().encode(JSON.stringify(answer)).length).toBeLessThan(1_000_000);
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
