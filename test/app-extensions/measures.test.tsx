import {
  Button,
  DateInput,
  EmptyState,
  Heading,
  Link,
  LoadingButton,
  LoadingSpinner,
  Select,
  TableRow,
} from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SatisfactionPage } from '../../app-extensions/ui/measures/SatisfactionPage.tsx';
import { TeamPage } from '../../app-extensions/ui/measures/TeamPage.tsx';
import { day } from '../../src/domain/calendar/day.ts';
import type {
  Fact,
  InvitationFact,
  ObligationFact,
  ResponseFact,
  UpsellFact,
} from '../../src/domain/measures/facts.ts';
import { encodeMeasures, measuresOf } from '../../src/domain/measures/month-measures.ts';
import { MEASURE_NAMES } from '../../src/domain/measures/names.ts';
import { openDashboard } from '../../src/use-cases/measures/open-dashboard.ts';
import { reportText, satisfactionReport } from '../../src/use-cases/measures/report.ts';
import { contextOn, fact } from '../domain/measures/arbitraries.ts';
import { UNAVAILABLE } from './answers.ts';
import { stage, stageFunctions, textOf } from './stage.ts';

afterEach(() => vi.unstubAllGlobals());

const ASOF = contextOn(day('2026-04-30'));

/** What the function answers for these facts, all of owner 1001; doubled so many times where a million are wanted. */
async function pageOf(facts: readonly Fact[] | null, ownerId?: string, doublings = 0) {
  let measures = measuresOf(facts ?? [], ASOF);
  for (let i = 0; i < doublings; i += 1) measures = measures.plus(measures);
  const text = encodeMeasures({ measures, asOf: ASOF.asOf.day });
  const kept = (id: string) => ({ month: '2026-04', ownerId: id, text });
  return openDashboard(
    { month: '2026-04', today: day('2026-05-01'), ownerId },
    {
      account: async () => ({ portalId: 123, timeZone: 'Asia/Shanghai' }),
      people: {
        ownerNames: async () => new Map(),
        owners: async () => [{ id: '1001', name: '王琳', email: 'wang@example.com' }],
      },
      measures: {
        readWithLoad: async (of) => ({
          records:
            facts === null ? [] : of.filter(({ month }) => month === '2026-04').map((each) => kept(each.ownerId)),
        }),
        ofMonth: async () => (facts === null ? [] : [kept('1001')]),
      },
    },
  );
}

const debts = (paid: number, missed: number): Fact[] =>
  Array.from({ length: paid + missed }, (_, i) =>
    fact<ObligationFact>({
      type: 'obligation',
      owesVisit: true,
      target: day('2026-04-08'),
      latest: day('2026-04-10'),
      ...(i < paid ? { paidOn: day('2026-04-08') } : {}),
    }),
  );
const answers = (marks: readonly number[], customerOf?: (place: number) => number): Fact[] =>
  marks.map((mark, i) =>
    fact<ResponseFact>({
      type: 'response',
      person: `p${i}`,
      ...(customerOf ? { customer: customerOf(i) } : {}),
      on: day('2026-04-10'),
      mode: 'customer_link',
      subjectId: '1001',
      valid: true,
      marks: { service_quality: mark },
      nps: mark * 2,
    }),
  );

async function shown(
  Page: typeof TeamPage,
  language: 'zh' | 'en',
  functions: { readonly [name: string]: readonly unknown[] },
) {
  const calls = stageFunctions(functions);
  const page = stage('pages', language);
  page.render(<Page />);
  await vi.waitFor(() => expect(page.maybeFind(LoadingSpinner)).toBeNull());
  return {
    page,
    calls,
    text: () => textOf(page.getRootNode()),
    row: (name: string) =>
      page
        .findAll(TableRow)
        .map(textOf)
        .find((each) => each.startsWith(name)),
  };
}

describe('the Team page', () => {
  it('shows a share with interval, n and what was left out, never a bare percentage', async () => {
    const lost = fact<ObligationFact>({
      type: 'obligation',
      owesVisit: true,
      target: day('2026-04-08'),
      latest: day('2026-04-10'),
      lostOn: day('2026-04-02'),
    });
    const { row, text, page } = await shown(TeamPage, 'en', { open_dashboard: [await pageOf([...debts(9, 1), lost])] });
    expect(page.find(PageTitle).text).toBe('Team');
    // Nine of ten: 59.6 to 98.2.
    expect(row('Coverage')).toContain(
      '90 % 59.6 % to 98.2 %, n 10, small sample 9 of 10 lost before 1 too few to compare',
    );
    expect(row('Reached')).toContain('0 of 0');
    expect(text()).toContain('A number of everybody opens by person first, then its records.');
  });

  it('shows in the tables by segment counts alone under five, and marks a small sample, of persons too', async () => {
    const of = (tier: 'A' | 'B', kept: number, all: number): Fact[] =>
      Array.from({ length: all }, (_, i) =>
        fact<ObligationFact>({
          type: 'obligation',
          owesVisit: true,
          customer: `c${tier === 'A' ? 1 : 2}0${i}`,
          tier,
          target: day('2026-04-08'),
          latest: day('2026-04-10'),
          ...(i < kept ? { paidOn: day('2026-04-08') } : {}),
        }),
      );
    const { page } = await shown(TeamPage, 'en', {
      open_dashboard: [await pageOf([...of('A', 3, 4), ...of('B', 9, 10)])],
    });
    const rows = page.findAll(TableRow).map(textOf);
    const [a, b] = [rows.find((row) => row.startsWith('A ')), rows.find((row) => row.startsWith('B '))];
    expect(a).toContain('3 of 4 n 4, too few to say');
    // Twelve of fourteen: a percentage of a person’s, too, says how few it is made of.
    expect(rows.find((row) => row.startsWith('王琳 85.7 %'))).toContain('n 14, small sample');
    expect(a).not.toMatch(/\d %/);
    expect(a).not.toContain('0 of 0');
    expect(b).toContain('90 % 59.6 % to 98.2 %, n 10, small sample');
  });

  it.each([
    [
      'en',
      /n 40, of whom 40 were handed to sales.*amount: 20,000\.00; 50,000\.00 for each hundred/,
      'associated with',
      'Show 40: Upsell, deals after visits handed to sales',
      /Show 20: Upsell, deals of customers not visited/,
    ],
    [
      'zh',
      /样本 40，其中 40 位在回访中转给销售.*金额 20,000\.00；每百位客户 50,000\.00/,
      '只是相关，不是因果',
      '查看 40 条：增购、转给销售的回访之后的交易',
      /查看 20 条：增购、未回访客户的交易/,
    ],
  ] as const)(
    'tells what was bought after visits beside what others bought, and opens the deals, in %s',
    async (language, visited, associated, open, others) => {
      const sold = (group: 'visited' | 'not_visited', buyers: number): Fact[] =>
        Array.from({ length: 40 }, (_, i) =>
          fact<UpsellFact>({
            type: 'upsell',
            group,
            handed: group === 'visited',
            deals: i < buyers ? [{ id: `${i}`, cents: 500_00 }] : [],
            dealsLeft: { no_amount: 0, other_currency: 0, no_creation: 0 },
          }),
        );
      const { page, calls, text } = await shown(TeamPage, language, {
        open_dashboard: [await pageOf([...sold('visited', 40), ...sold('not_visited', 20)])],
        open_records: [{ ok: true, total: 0, records: [], parts: [] }],
      });
      expect(text()).toMatch(visited);
      expect(text()).toContain(associated);
      expect(text()).toMatch(others);
      page.find(Button, ({ text: label }) => label === open).trigger('onClick');
      await vi.waitFor(() =>
        expect(calls.at(-1)).toMatchObject({
          name: 'open_records',
          options: { parameters: { kpi: 'upsell', verdict: 'visited', month: '2026-04' } },
        }),
      );
    },
  );

  it('tells a change in points with its interval, and whether it is beyond noise', async () => {
    const page = await pageOf(debts(9, 1));
    const change = {
      verdict: 'not_distinguishable',
      difference: -0.05,
      interval: { low: -0.27, high: 0.171 },
      method: 'newcombe_wilson',
    } as const;
    const shares = page.shares.map((line) => (line.kpi === 'churn' ? { ...line, n: 20, hits: 2, change } : line));
    const { row } = await shown(TeamPage, 'en', { open_dashboard: [{ ...page, shares }] });
    expect(row('Churn')).toContain('not distinguishable from noise, -5 points, -27 to +17.1');
  });

  it('of everybody opens by person, and a person’s part by record', async () => {
    const part = { ownerId: '1001', name: '王琳', n: 1 };
    const { page, calls, text } = await shown(TeamPage, 'zh', {
      open_dashboard: [await pageOf(debts(9, 1))],
      open_records: [
        { ok: true, total: 1, records: [], parts: [part] },
        { ok: true, total: 1, records: [{ key: '501:2', name: '周磊', contactId: '77' }], parts: [] },
      ],
    });
    await page.find(Button, ({ text: label }) => label === '查看 1 条：按时率、未达成').trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('王琳：1'));
    expect(calls.at(-1)?.options.parameters).not.toHaveProperty('ownerId');
    await page.find(Button, ({ text: label }) => label === '王琳：1').trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('周磊 (501:2)'));
    expect(calls.at(-1)?.options.parameters).toMatchObject({ ownerId: '1001', kpi: 'on_time', verdict: 'missed' });
  });

  it('opens the records behind a number of one person, and closes them again', async () => {
    const { page, calls, text } = await shown(TeamPage, 'en', {
      open_dashboard: [await pageOf(debts(9, 1), '1001')],
      open_records: [{ ok: true, total: 1, records: [{ key: '501:2', name: '周磊', contactId: '77' }], parts: [] }],
    });
    await page.find(Select, ({ props }) => props.name === 'owner').trigger('onChange', '1001' as never);
    await vi.waitFor(() => expect(page.maybeFind(LoadingSpinner)).toBeNull());
    await page.find(Button, ({ text: label }) => label === 'Show 1: On time, missed').trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('On time, missed: 1 record'));
    expect(text()).toContain('周磊 (501:2)');
    expect(page.find(Link).props.href).toBe('/contacts/123/record/0-1/77');
    expect(calls.at(-1)?.options.parameters).toMatchObject({
      month: '2026-04',
      ownerId: '1001',
      kpi: 'on_time',
      verdict: 'missed',
    });
    await page.find(Button, ({ text: label }) => label === 'Hide the records').trigger('onClick');
    expect(text()).not.toContain('501:2');
  });

  it('of a portal that was never counted says what to do, and counts until nothing is left', async () => {
    const { page, calls, text } = await shown(TeamPage, 'zh', {
      open_dashboard: [await pageOf(null), await pageOf(debts(5, 0))],
      count_measures: [
        { ok: true, counted: 20, left: 3 },
        { ok: true, counted: 3, left: 0 },
      ],
    });
    expect(page.find(EmptyState).props.title).toBe('本月尚未统计。');
    await page.find(LoadingButton).trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('100%'));
    expect(calls.filter(({ name }) => name === 'count_measures')).toHaveLength(2);
  });

  it('says what went wrong', async () => {
    const { text } = await shown(TeamPage, 'en', { open_dashboard: [UNAVAILABLE] });
    expect(text()).toContain(UNAVAILABLE.message.en);
  });
});

describe('the Satisfaction page', () => {
  it('shows the share with its band, the average apart, and the ways of collecting', async () => {
    const { text, row, page } = await shown(SatisfactionPage, 'zh', {
      open_dashboard: [await pageOf(answers([5, 5, 5, 5, 5, 4, 4, 4, 4, 1]))],
    });
    expect(page.find(PageTitle).text).toBe('满意度');
    expect(text()).toContain('平均分 4.2：与满意率是两个指标');
    expect(row('服务质量')).toContain('90% 59.6% 至 98.2%');
    expect(page.findAll(Heading).map(({ text: title }) => title)).toEqual(['各维度', '评分方式', '评分可信度']);
    expect(text()).not.toMatch(/Satisfied|Dimension|small sample/);
  });

  it.each([
    [
      'en',
      'First attempt',
      /First attempt 90 % 59\.6 % to 98\.2 %, n 10, small sample/,
      'Second attempt',
      '3 of 4 n 4, too few to say',
      'against those reached at the first: too few to compare',
      'Show 3: Satisfied, Second attempt, met',
    ],
    [
      'zh',
      '第一次联系',
      /第一次联系 90% 59\.6% 至 98\.2%、样本 10、小样本/,
      '第二次联系',
      '4 中 3 样本 4、太少，不下结论',
      '与第一次即联系上的相比: 太少，无法比较',
      '查看 3 条：满意、第二次联系、达成',
    ],
  ] as const)(
    'tells customers who were reached late apart, and opens their answers, in %s',
    async (language, first, firstRow, second, secondRow, gap, open) => {
      const at = (attempt: 1 | 2, marks: readonly number[]) =>
        answers(marks).map((each, i) =>
          fact<ResponseFact>({
            ...(each as ResponseFact),
            person: `${attempt}/${i}`,
            marks: { overall: marks[i] ?? 0 },
            attempt,
          }),
        );
      const facts = [...at(1, [5, 5, 5, 5, 5, 4, 4, 4, 4, 1]), ...at(2, [5, 4, 4, 1])];
      const { page, calls, row, text } = await shown(SatisfactionPage, language, {
        open_dashboard: [await pageOf(facts)],
        open_records: [{ ok: true, total: 0, records: [], parts: [] }],
      });
      expect(row(first)).toMatch(firstRow);
      expect(row(second)).toContain(secondRow);
      expect(text()).toContain(gap);
      expect(text()).toContain(MEASURE_NAMES[language].attemptsHint);
      page.find(Button, ({ text: label }) => label === open).trigger('onClick');
      await vi.waitFor(() =>
        expect(calls.at(-1)).toMatchObject({
          name: 'open_records',
          options: { parameters: { kpi: 'csat', verdict: 'met', attempt: 'second', month: '2026-04' } },
        }),
      );
    },
  );

  it('shows a report as it will be copied, and copies it', async () => {
    const page = await pageOf(answers([5, 5, 4, 4, 1]));
    const report = satisfactionReport(page, 'zh', {
      words: [],
      suggestions: [
        {
          key: '501:i1',
          contactId: '77',
          name: '周磊',
          raisedOn: '2026-04-10',
          description: '希望能看进度',
          became: 'accepted',
        },
      ],
    });
    const told = { ...page, report: { ...report, text: reportText(report) } };
    const { page: screen, calls, text } = await shown(SatisfactionPage, 'zh', { open_dashboard: [page, told] });
    await screen.find(Button, ({ text: label }) => label === '客户满意度分析报告').trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('数字如何得出'));
    expect(calls.at(-1)?.options.parameters).toMatchObject({ report: 'satisfaction', language: 'zh' });
    expect(text()).toMatch(/希望能看进度 *已采纳/);
  });

  it.each([
    ['en', 'What customers said', 'Speed', 'Show 8: Speed', /Speed 80 % 49 % to 94.3 %, n 10, small sample 1 5/],
    ['zh', '客户原话', '响应速度', '查看 8 条：响应速度', /响应速度 80% 49% 至 94\.3%、样本 10、小样本 1 5/],
  ] as const)(
    'ranks what complaints came from, and opens those behind a cause, in %s',
    async (language, words, speed, open, shownRow) => {
      const keys = Array.from({ length: 8 }, (_, i) => `501:${i}`);
      const said = {
        ok: true,
        words: [],
        suggestions: [],
        complaints: {
          n: 12,
          withoutCause: 2,
          prevented: 3,
          causes: [
            {
              category: 'response_speed',
              n: 8,
              // Wilson, 8 of 10.
              share: {
                n: 10,
                hits: 8,
                share: 0.8,
                interval: { low: 0.4902, high: 0.9433 },
                sample: 'small',
                excluded: {},
              },
              rank: 1,
              again: 5,
              keys,
            },
          ],
          measures: { n: 2, checked: 1, done: 1, effective: 0 },
          more: false,
          lines: keys.map((key) => ({
            key,
            contactId: '77',
            name: '周磊',
            raisedOn: '2026-04-10',
            description: `late ${key}`,
          })),
        },
      };
      const { page, calls, text, row } = await shown(SatisfactionPage, language, {
        open_dashboard: [await pageOf(answers([5, 5, 4, 4, 1]))],
        open_records: [said],
      });
      page.find(Button, ({ text: label }) => label === words).trigger('onClick');
      await vi.waitFor(() => expect(row(speed)).toMatch(shownRow));
      expect(calls.at(-1)?.options.parameters).toMatchObject({ what: 'words', month: '2026-04' });
      expect(text()).not.toContain('late 501:0');
      page.find(Button, ({ text: label }) => label === open).trigger('onClick');
      await vi.waitFor(() => expect(text().match(/late 501:\d/g)).toHaveLength(8));
      expect(text()).not.toMatch(/undefined|NaN/);
    },
  );

  it.each([
    [
      'en',
      '30 of 40 invited customers answered. Of these customers in this month alone: Satisfied (4 or 5) 80 % (71.9 % to 86.2 %)',
    ],
    ['zh', '受邀的 40 位客户中 30 位作答。仅就这些客户在本月而言：满意（4 或 5 分） 80%（71.9% 至 86.2%）'],
  ] as const)('says what holds of those invited alone, beside the score, in %s', async (language, told) => {
    const marks = Array.from({ length: 30 }, (_, i) => (i < 24 ? 5 : 2));
    const invited = Array.from({ length: 40 }, (_, i) =>
      fact<InvitationFact>({
        type: 'invitation',
        on: day('2026-04-10'),
        delivered: true,
        ...(i < 30 ? { answeredOn: day('2026-04-10') } : {}),
      }),
    );
    const each = answers(marks, (i) => 1_000 + i);
    const { text } = await shown(SatisfactionPage, language, { open_dashboard: [await pageOf([...each, ...invited])] });
    expect(text()).toContain(told);
    const { text: without } = await shown(SatisfactionPage, language, { open_dashboard: [await pageOf(each)] });
    expect(without()).not.toMatch(/finite population|有限总体/);
  });

  it('of a past day asks for the words and the report of that day too', async () => {
    const page = await pageOf(answers([5, 5, 4, 4, 1]));
    const past = { ...page, past: { on: '2026-04-16', policy: null } };
    const refused = { ok: false, reason: 'bad_input', message: { zh: '不行', en: 'no' } };
    const { page: screen, calls } = await shown(SatisfactionPage, 'en', {
      open_dashboard: [page, past, refused],
      open_records: [refused, refused],
    });
    screen.find(DateInput).trigger('onChange', { year: 2026, month: 3, date: 16 } as never);
    const press = (label: string) => screen.find(Button, ({ text }) => text === label).trigger('onClick');
    await vi.waitFor(() => press('What customers said'));
    press('Satisfaction report');
    // Whom to ask again is asked as of now.
    press('Whom to ask again');
    await vi.waitFor(() => expect(calls).toHaveLength(5));
    expect(calls.slice(1).map(({ options }) => (options.parameters as { readonly on?: string }).on)).toEqual([
      '2026-04-16',
      '2026-04-16',
      '2026-04-16',
      undefined,
    ]);
  });

  it('of one answer shows the count and no percentage', async () => {
    const { text } = await shown(SatisfactionPage, 'en', { open_dashboard: [await pageOf(answers([5]))] });
    expect(text()).toContain('too few to say');
    expect(text()).not.toMatch(/\d %/);
  });
});

describe('an empty portal, one record and a million', () => {
  const PAGES = [
    ['Team', TeamPage],
    ['Satisfaction', SatisfactionPage],
  ] as const;
  const BOTH = PAGES.flatMap(([name, Page]) =>
    (['zh', 'en'] as const).map((language) => [name, language, Page] as const),
  );
  const BROKEN = /NaN|undefined|Infinity|\bnull\b|\[object/;

  it.each(BOTH)('of nothing the %s page in %s says so, without one percentage', async (_, language, Page) => {
    const { text } = await shown(Page, language, { open_dashboard: [await pageOf([])] });
    expect(text()).not.toMatch(BROKEN);
    expect(text()).not.toMatch(/\d ?%/);
    expect(text()).toContain(language === 'zh' ? '太少' : 'too few');
  });

  it.each(BOTH)('of one answer and one debt the %s page in %s tells counts alone', async (_, language, Page) => {
    const { text } = await shown(Page, language, { open_dashboard: [await pageOf([...debts(1, 0), ...answers([5])])] });
    expect(text()).not.toMatch(BROKEN);
    // 100 % of one says nothing.
    expect(text()).not.toMatch(/\d ?%/);
  });

  it.each(BOTH)('of a million the %s page in %s still carries n and an interval', async (_, language, Page) => {
    const facts = [...debts(900, 100), ...answers(Array.from({ length: 1_000 }, (_each, i) => (i % 10 === 0 ? 2 : 5)))];
    const { text, row } = await shown(Page, language, { open_dashboard: [await pageOf(facts, undefined, 10)] });
    expect(text()).not.toMatch(BROKEN);
    expect(text()).toContain('1,024,000');
    // Debts of a thousand customers, a thousand times: as good as a million. A thousand marks of one company say little more than one.
    const [name, low, high] =
      Page === TeamPage
        ? [language === 'zh' ? '按时率' : 'On time', '(89\\.9|90)', '(90|90\\.1)']
        : [language === 'zh' ? '服务质量' : 'Service quality', '8[78](\\.\\d)?', '9[12](\\.\\d)?'];
    expect(row(name)).toMatch(new RegExp(language === 'zh' ? `90% ${low}% 至 ${high}%` : `90 % ${low} % to ${high} %`));
  });
});
