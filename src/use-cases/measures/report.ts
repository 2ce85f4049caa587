import type {
  Cell,
  Change,
  Complaints,
  CsatLine,
  Dashboard,
  NpsLine,
  Report,
  ReportSection,
  ReportTable,
  SegmentLine,
  ShareLine,
  SuggestionLine,
  WordsLine,
} from '../../contract/open-dashboard.ts';
import { CAUSE_NAMES } from '../../domain/loop/causes.ts';
import type { CauseLine } from '../../domain/measures/complaints.ts';
import { UPSELL_WORDS, upsellText } from '../../domain/measures/upsell-words.ts';
import type { Interval } from '../../domain/satisfaction/intervals.ts';
import { grouped, type Language, REPORT_WORDS } from './report-words.ts';

/** What customers said, for a report. */
export interface Voices {
  readonly words: readonly WordsLine[];
  readonly suggestions: readonly SuggestionLine[];
  /** Absent: they could not be read. */
  readonly complaints?: Complaints;
}

export const NO_VOICES: Voices = { words: [], suggestions: [] };

/** The satisfaction report of a month: the same numbers as the page, with how they are made. */
export function satisfactionReport(page: Dashboard, language: Language, voices: Voices = NO_VOICES): Report {
  const words = REPORT_WORDS[language];
  return {
    language,
    title: words.title,
    subtitle: subtitleOf(page, language),
    sections: [
      summarySection(page, language),
      {
        heading: words.dimensions,
        paragraphs: [],
        tables: [
          csatTable(
            'dimensions',
            words.columns.dimension,
            page.dimensions.map((line) => [named(words.dimension, line.dimension), line]),
            language,
          ),
        ],
      },
      trendSection(page, language),
      {
        heading: words.collections,
        paragraphs: [
          changeText(page.modeGap, words.gap, language),
          ...(page.hubspotCsat.n > 0
            ? [words.hubspot(grouped(page.hubspotCsat.hits), grouped(page.hubspotCsat.n))]
            : []),
        ],
        tables: [
          csatTable(
            'collections',
            words.columns.way,
            page.collections.map((line) => [named(words.collection, line.collection), line]),
            language,
          ),
        ],
      },
      attemptSection(page, language),
      findingSection(page, language),
      kpiSection(page, language),
      upsellSection(page, language),
      segmentSection(page, language),
      complaintSection(voices, language),
      wordsSection(voices, language),
      suggestionSection(page, voices, language),
      methodSection(language),
    ].map((section) => orNothing(section, language)),
  };
}

/** What the lead needs once a week: the key figures, the clocks, and who is told apart. */
export function weeklyBrief(page: Dashboard, language: Language, voices: Voices = NO_VOICES): Report {
  const words = REPORT_WORDS[language];
  return {
    language,
    title: words.brief,
    subtitle: subtitleOf(page, language),
    sections: [
      summarySection(page, language),
      kpiSection(page, language),
      upsellSection(page, language),
      personSection(page, language),
      loadSection(page, language),
      complaintSection(voices, language),
      wordsSection(voices, language),
      suggestionSection(page, voices, language),
      methodSection(language),
    ].map((section) => orNothing(section, language)),
  };
}

/** A heading never stands alone. */
function orNothing(section: ReportSection, language: Language): ReportSection {
  const isEmpty = section.paragraphs.length === 0 && section.tables.every(({ rows }) => rows.length === 0);
  return isEmpty ? { ...section, paragraphs: [REPORT_WORDS[language].nothing] } : section;
}

/** The report as plain text, to be copied. */
export function reportText(report: Report): string {
  const tableText = ({ columns, rows }: ReportTable): string =>
    [columns.join('\t'), ...rows.map((row) => row.map(({ text }) => text).join('\t'))].join('\n');
  return [
    report.title,
    report.subtitle,
    ...report.sections.map(({ heading, paragraphs, tables }) =>
      [`\n${heading}`, ...paragraphs, ...tables.filter(({ rows }) => rows.length > 0).map(tableText)].join('\n'),
    ),
  ].join('\n');
}

function subtitleOf(page: Dashboard, language: Language): string {
  const words = REPORT_WORDS[language];
  const whose = page.owners.find(({ id }) => id === page.ownerId)?.name ?? words.everybody;
  return [page.month, whose, page.asOf === null ? words.notCounted : words.asOf(page.asOf)].join(' · ');
}

function summarySection(page: Dashboard, language: Language): ReportSection {
  const words = REPORT_WORDS[language];
  const { csat, nps } = page;
  const paragraphs = [csatText(page, language)];
  // Of no mark at all there is nothing more to say.
  if (csat.n > 0) paragraphs.push(changeText(csat.change, words.change, language));
  if (csat.designEffect > 1 && csat.share !== undefined) paragraphs.push(words.designEffect(tenths(csat.designEffect)));
  if (csat.mean !== undefined) {
    const mean = rating(csat.mean);
    paragraphs.push(
      csat.meanInterval ? words.averageWithin(mean, rangeOf(csat.meanInterval, rating, language)) : words.average(mean),
    );
  }
  paragraphs.push(npsText(page, language));
  if (nps.n > 0) paragraphs.push(changeText(nps.change, words.change, language));
  paragraphs.push(...invitedText(page, language));
  const bars = csat.counts.map((count, at) => ({ label: words.columns.mark(String(at + 1)), count }));
  return {
    heading: words.summary,
    paragraphs,
    tables: [],
    ...(csat.n > 0 ? { bars: { title: words.marks, bars } } : {}),
  };
}

/** What holds of those who were invited alone. */
function invitedText({ invited }: Dashboard, language: Language): readonly string[] {
  const words = REPORT_WORDS[language];
  if (!invited) return [];
  const { share, interval, score, scoreInterval } = invited;
  const told = [
    ...(share !== undefined && interval
      ? [words.satisfiedAmong(percent(share), rangeOf(interval, percent, language))]
      : []),
    ...(score !== undefined && scoreInterval
      ? [words.npsAmong(points(score), rangeOf(scoreInterval, points, language))]
      : []),
  ];
  return [words.invited(grouped(invited.answered), grouped(invited.invited), told.join(words.listSeparator))];
}

function csatText({ csat }: Dashboard, language: Language): string {
  const words = REPORT_WORDS[language];
  if (csat.n === 0) return words.csatNone;
  return csat.share === undefined || !csat.interval
    ? words.csatFew(grouped(csat.hits), grouped(csat.n))
    : words.csatSentence(percent(csat.share), rangeOf(csat.interval, percent, language), grouped(csat.n));
}

function npsText({ nps }: Dashboard, language: Language): string {
  const words = REPORT_WORDS[language];
  if (nps.n === 0) return words.npsNone;
  return nps.score === undefined || !nps.interval
    ? words.npsFew(grouped(nps.n))
    : words.npsSentence(points(nps.score), rangeOf(nps.interval, points, language), grouped(nps.n));
}

function trendSection(page: Dashboard, language: Language): ReportSection {
  const words = REPORT_WORDS[language];
  const { columns } = words;
  // Before the first month of which anything is known there is nothing to show, which is no gap.
  const from = page.trend.findIndex(({ csat, nps, coverage, onTime }) => csat.n + nps.n + coverage.n + onTime.n > 0);
  if (from < 0) return { heading: words.trend, paragraphs: [words.trendNone], tables: [] };
  const trend = page.trend.slice(from);
  const ways = new Set(
    trend.filter(({ csat }) => csat.n > 0).map(({ collections }) => Object.keys(collections).sort().join()),
  );
  return {
    heading: words.trend,
    paragraphs: ways.size > 1 ? [words.trendMarked] : [],
    chart: {
      title: columns.satisfied,
      points: trend.map(({ month, csat }) => ({
        label: month,
        ...(csat.share === undefined ? {} : { value: csat.share }),
        ...(csat.interval ?? {}),
      })),
    },
    tables: [
      {
        id: 'trend',
        columns: [
          columns.month,
          columns.satisfied,
          columns.low,
          columns.high,
          columns.n,
          columns.nps,
          columns.low,
          columns.high,
          columns.n,
          words.kpi.coverage,
          columns.low,
          columns.high,
          columns.n,
          words.kpi.on_time,
          columns.low,
          columns.high,
          columns.n,
        ],
        rows: trend.map(({ month, csat, nps, coverage, onTime }) => [
          text(month),
          ...markedCells(csat, language),
          ...npsCells(nps),
          count(nps.n),
          ...markedCells(coverage, language),
          ...markedCells(onTime, language),
        ]),
      },
    ],
  };
}

function kpiSection(page: Dashboard, language: Language): ReportSection {
  const words = REPORT_WORDS[language];
  const { columns } = words;
  return {
    heading: words.kpis,
    paragraphs: [...churnText(page, language), ...resolutionText(page, language), ...callsText(page, language)],
    tables: [
      {
        id: 'kpis',
        columns: [
          columns.kpi,
          columns.value,
          columns.low,
          columns.high,
          columns.hits,
          columns.n,
          columns.note,
          columns.change,
          columns.low,
          columns.high,
          columns.apart,
          columns.excluded,
        ],
        rows: page.shares.map((line) => [
          text(named(words.kpi, line.kpi)),
          ...shareCells(line),
          count(line.hits),
          count(line.n),
          noteOf(line, language),
          ...changeCells(line.change),
          text(line.n === 0 ? '' : words.changeShort[line.change.verdict]),
          text(excludedText(line, language)),
        ]),
      },
      {
        id: 'sla',
        columns: [
          columns.rule,
          columns.value,
          columns.low,
          columns.high,
          columns.hits,
          columns.n,
          columns.note,
          columns.excluded,
        ],
        rows: page.clocks.map((line) => [
          text(line.rule),
          ...shareCells(line),
          count(line.hits),
          count(line.n),
          noteOf(line, language),
          text(excludedText(line, language)),
        ]),
      },
    ],
  };
}

function upsellSection({ upsell }: Dashboard, language: Language): ReportSection {
  return { heading: UPSELL_WORDS[language].title, paragraphs: upsellText(upsell, language), tables: [] };
}

/** By how much fewer customers were lost than in the month before, or more; nothing until the month is over. */
function churnText({ shares }: Dashboard, language: Language): readonly string[] {
  const words = REPORT_WORDS[language];
  const churn = shares.find(({ kpi }) => kpi === 'churn');
  return churn && churn.n > 0 ? [words.churn(changeText(churn.change, words.change, language))] : [];
}

function resolutionText({ resolution }: Dashboard, language: Language): readonly string[] {
  const words = REPORT_WORDS[language];
  const { n, ended, median, low, high, sample } = resolution;
  if (n === 0) return [];
  const [resolved, all] = [grouped(ended), grouped(n)];
  if (sample === 'too_few') return [words.resolutionFew(resolved, all)];
  if (median === undefined) return [words.resolutionNone(resolved, all)];
  return [words.resolution(grouped(median), boundsOf(low, high, language), resolved, all)];
}

/** An end that lies beyond what was seen is not made up. */
function boundsOf(low: number | undefined, high: number | undefined, language: Language): string {
  const words = REPORT_WORDS[language];
  if (low === undefined) return high === undefined ? words.unbounded : words.atMost(grouped(high));
  return high === undefined ? words.atLeast(grouped(low)) : words.between(grouped(low), grouped(high));
}

function callsText({ calls }: Dashboard, language: Language): readonly string[] {
  const words = REPORT_WORDS[language];
  const { n, median, p90, medianInterval, p90Interval } = calls;
  if (n === 0) return [];
  if (median === undefined || p90 === undefined) return [words.callsFew(grouped(n))];
  const whole = (value: number): string => grouped(Math.round(value));
  const told = (value: number, interval: Interval | undefined): string => {
    const seconds = words.seconds(whole(value));
    return interval ? words.within(seconds, rangeOf(interval, whole, language)) : seconds;
  };
  return [words.calls(grouped(n), told(median, medianInterval), told(p90, p90Interval))];
}

/** What is to be said of how many there are; of none that there are none. */
function noteOf({ n, sample }: Pick<ShareLine, 'n' | 'sample'>, language: Language): Cell {
  const words = REPORT_WORDS[language];
  return text(n === 0 ? words.noneYet : words.sample[sample]);
}

function personSection(page: Dashboard, language: Language): ReportSection {
  const words = REPORT_WORDS[language];
  const { columns } = words;
  const table = (id: string, lines: Dashboard['byOwner']['onTime'], title: string): ReportTable => ({
    id,
    columns: [
      columns.person,
      title,
      columns.low,
      columns.high,
      columns.hits,
      columns.n,
      columns.note,
      columns.rank,
      columns.against,
    ],
    rows: lines.map((line) => [
      text(line.name),
      ...shareCells(line),
      count(line.hits),
      count(line.n),
      noteOf(line, language),
      line.rank === undefined ? text('') : count(line.rank),
      text(words.against[line.against]),
    ]),
  });
  return {
    heading: words.reps,
    paragraphs: page.byOwner.onTime.length + page.byOwner.csat.length === 0 ? [] : [words.repsHint],
    tables: [
      table('persons-on-time', page.byOwner.onTime, words.kpi.on_time),
      table('persons-csat', page.byOwner.csat, columns.satisfied),
    ],
  };
}

function suggestionSection({ suggestions }: Dashboard, voices: Voices, language: Language): ReportSection {
  const words = REPORT_WORDS[language];
  const { columns } = words;
  const { count: accepted, declined, undecided } = suggestions;
  return {
    heading: words.suggestions,
    paragraphs: [words.suggestionsSentence(grouped(accepted), grouped(declined), grouped(undecided))],
    tables: [
      {
        id: 'suggestions',
        columns: [columns.day, columns.customer, columns.said, columns.became],
        rows: voices.suggestions.map(({ raisedOn, name, description, became }) => [
          text(raisedOn),
          text(name),
          text(description),
          text(named(words.became, became)),
        ]),
      },
    ],
  };
}

/** What complaints were about, what came again, and what was done about it. */
function complaintSection({ complaints }: Voices, language: Language): ReportSection {
  const words = REPORT_WORDS[language];
  const { columns } = words;
  const section = { heading: words.complaints, tables: [] };
  if (!complaints) return { ...section, paragraphs: [words.complaintsUnread] };
  const { n, withoutCause, prevented, causes, measures, more, lines } = complaints;
  const line = new Map(lines.map((each) => [each.key, each]));
  if (n === 0) return { ...section, paragraphs: [words.noComplaints] };
  return {
    heading: words.complaints,
    paragraphs: [
      words.complaintsSentence(grouped(n), grouped(withoutCause), grouped(prevented)),
      ...(measures.n > 0
        ? [
            words.measuresSentence(
              grouped(measures.n),
              grouped(measures.checked),
              grouped(measures.done),
              grouped(measures.effective),
            ),
          ]
        : []),
      ...(causes.length > 0 ? [words.causesHint] : []),
      ...(more ? [words.complaintsMore] : []),
    ],
    tables: [
      {
        id: 'complaints',
        columns: [
          columns.cause,
          columns.complaints,
          columns.ofKnown,
          columns.low,
          columns.high,
          columns.note,
          columns.rank,
          columns.again,
        ],
        rows: causes.map((cause) => [
          text(causeName(cause, language)),
          count(cause.n),
          ...shareCells(cause.share),
          noteOf(cause.share, language),
          cause.rank === undefined ? text('') : count(cause.rank),
          count(cause.again),
        ]),
      },
      {
        id: 'complaint-list',
        columns: [columns.cause, columns.day, columns.customer, columns.said],
        rows: causes.flatMap((cause) =>
          cause.keys.flatMap((key) => {
            const of = line.get(key);
            return of
              ? [[text(causeName(cause, language)), text(of.raisedOn), text(of.name), text(of.description)]]
              : [];
          }),
        ),
      },
    ],
  };
}

function causeName({ category, cause }: CauseLine, language: Language): string {
  const name = CAUSE_NAMES[language][category];
  return cause === undefined ? name : REPORT_WORDS[language].otherCause(name, cause);
}

function wordsSection({ words: lines }: Voices, language: Language): ReportSection {
  const words = REPORT_WORDS[language];
  const { columns } = words;
  return {
    heading: words.voices,
    paragraphs: lines.length === 0 ? [words.noVoices] : [],
    tables: [
      {
        id: 'words',
        columns: [columns.day, columns.customer, columns.kind, columns.said],
        rows: lines.flatMap(({ on, name, said }) =>
          Object.entries(said).map(([kind, what]) => [
            text(on),
            text(name),
            text(named(words.kinds, kind)),
            text(what),
          ]),
        ),
      },
    ],
  };
}

/** Whether those who were hard to reach think otherwise. */
function attemptSection({ attempts, attemptGap }: Dashboard, language: Language): ReportSection {
  const words = REPORT_WORDS[language];
  return {
    heading: words.attempts,
    paragraphs:
      attempts.length === 0
        ? [words.attemptsNone]
        : [changeText(attemptGap, words.attemptGap, language), words.attemptsHint],
    tables: [
      csatTable(
        'attempts',
        words.columns.attempt,
        attempts.map((line) => [named(words.attempt, line.attempt), line]),
        language,
      ),
    ],
  };
}

function findingSection({ findings }: Dashboard, language: Language): ReportSection {
  const words = REPORT_WORDS[language];
  const { columns } = words;
  const found = findings.filter(({ suspicious }) => suspicious);
  return {
    heading: words.findings,
    paragraphs: [
      findings.length === 0
        ? words.findingsNone
        : words.findingsSentence(grouped(found.length), grouped(findings.length)),
    ],
    tables: [
      {
        id: 'findings',
        columns: [columns.person, columns.pattern, columns.own, columns.others, columns.adjustedP],
        rows: found.map(({ name, test, seen, of, othersSeen, othersOf, adjustedP }) => [
          text(name),
          text(named(words.patterns, test)),
          text(`${grouped(seen)} / ${grouped(of)}`),
          text(`${grouped(othersSeen)} / ${grouped(othersOf)}`),
          cell(adjustedP, (p) => (p < 0.001 ? '< 0.001' : p.toFixed(3))),
        ]),
      },
    ],
  };
}

function segmentSection({ segments }: Dashboard, language: Language): ReportSection {
  const words = REPORT_WORDS[language];
  const { columns } = words;
  const table = (id: string, title: string, lines: readonly SegmentLine[], names: Names): ReportTable => ({
    id,
    columns: [
      title,
      words.kpi.coverage,
      columns.low,
      columns.high,
      columns.n,
      words.kpi.on_time,
      columns.low,
      columns.high,
      columns.n,
      words.kpi.sla,
      columns.low,
      columns.high,
      columns.n,
      words.kpi.response,
      columns.low,
      columns.high,
      columns.n,
      columns.satisfied,
      columns.low,
      columns.high,
      columns.n,
    ],
    rows: lines.map((line) => [
      text(line.name ?? named(names, line.id)),
      ...markedCells(line.coverage, language),
      ...markedCells(line.onTime, language),
      ...markedCells(line.sla, language),
      ...markedCells(line.response, language),
      ...markedCells(line.csat, language),
    ]),
  });
  return {
    heading: words.segments,
    paragraphs: [],
    tables: [
      table('by-tier', columns.tier, segments.tier, words.tier),
      table('by-stage', columns.stage, segments.stage, words.stage),
      table('by-team', columns.team, segments.team, words.tier),
    ],
  };
}

function loadSection({ load }: Dashboard, language: Language): ReportSection {
  const words = REPORT_WORDS[language];
  return {
    heading: words.load,
    paragraphs: load === null ? [words.noLoad] : [],
    tables: [
      {
        id: 'load',
        columns: [words.columns.person, ...(load?.weeksFrom ?? []).map(words.week)],
        rows: (load?.owners ?? []).map(({ name, minutes }) => [text(name), ...minutes.map(count)]),
      },
    ],
  };
}

type Names = { readonly [name: string]: string };

function methodSection(language: Language): ReportSection {
  const words = REPORT_WORDS[language];
  return { heading: words.methods, paragraphs: words.methodsText, tables: [] };
}

function csatTable(
  id: string,
  title: string,
  lines: readonly (readonly [string, CsatLine])[],
  language: Language,
): ReportTable {
  const words = REPORT_WORDS[language];
  const { columns } = words;
  return {
    id,
    columns: [
      title,
      columns.satisfied,
      columns.low,
      columns.high,
      columns.n,
      ...['1', '2', '3', '4', '5'].map(columns.mark),
      columns.note,
    ],
    rows: lines.map(([name, line]) => [
      text(name),
      ...shareCells(line),
      count(line.n),
      ...line.counts.map(count),
      noteOf(line, language),
    ]),
  };
}

/** Value, lower and upper end; empty where there are too few answers for a percentage. */
function shareCells({ share, interval }: Pick<ShareLine, 'share' | 'interval'>): readonly [Cell, Cell, Cell] {
  if (share === undefined || !interval) return [text(''), text(''), text('')];
  return [cell(share, percent), cell(interval.low, percent), cell(interval.high, percent)];
}

/** A difference in points, lower and upper end; empty where there are too few to compare. */
function changeCells(change: Change): readonly [Cell, Cell, Cell] {
  if (change.verdict === 'too_few') return [text(''), text(''), text('')];
  const { difference, interval } = change;
  return [cell(difference, points), cell(interval.low, points), cell(interval.high, points)];
}

/** A share where no column is left for a note: of a handful its counts, of a small sample the word beside it; then its ends and how many. */
function markedCells(
  line: Pick<ShareLine, 'n' | 'hits' | 'share' | 'interval' | 'sample'>,
  language: Language,
): readonly Cell[] {
  const words = REPORT_WORDS[language];
  const [share, low, high] = shareCells(line);
  const note = words.sample[line.sample];
  const told =
    line.n === 0
      ? text(words.noneYet)
      : line.sample === 'too_few'
        ? text(words.outOf(grouped(line.hits), grouped(line.n)))
        : { ...share, text: [share.text, note].filter(Boolean).join(words.listSeparator) };
  return [told, low, high, count(line.n)];
}

function npsCells({ score, interval }: NpsLine): readonly [Cell, Cell, Cell] {
  if (score === undefined || !interval) return [text(''), text(''), text('')];
  return [cell(score, points), cell(interval.low, points), cell(interval.high, points)];
}

function changeText(
  change: Change,
  words: {
    readonly [verdict in 'higher' | 'lower' | 'not_distinguishable']: (by: string, range: string) => string;
  } & { readonly too_few: string },
  language: Language,
): string {
  if (change.verdict === 'too_few') return words.too_few;
  // “Lower by 5 points” is said without a minus.
  const by = change.verdict === 'not_distinguishable' ? change.difference : Math.abs(change.difference);
  return words[change.verdict](plain(by), rangeOf(change.interval, plain, language));
}

function excludedText({ excluded }: ShareLine, language: Language): string {
  const words = REPORT_WORDS[language];
  return Object.entries(excluded)
    .map(([reason, n]) => `${named(words.excluded, reason)} ${grouped(n)}`)
    .join(words.listSeparator);
}

function rangeOf({ low, high }: Interval, format: (value: number) => string, language: Language): string {
  return REPORT_WORDS[language].between(format(low), format(high));
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
/** In points; what rounds to nothing has no sign. */
const plain = (share: number): string => (100 * share).toFixed(1).replace(/^-0\.0$/, '0.0');
/** NPS in points, with its sign. */
const points = (score: number): string => (Number(plain(score)) > 0 ? `+${plain(score)}` : plain(score));
const text = (value: string): Cell => ({ text: value });
const count = (value: number): Cell => ({ text: grouped(value), value });
const rating = (mean: number): string => mean.toFixed(1);
/** One digit after the point where it tells anything. */
const tenths = (value: number): string => (value < 100 ? value.toFixed(1) : grouped(Math.round(value)));
const cell = (value: number, format: (value: number) => string): Cell => ({ text: format(value), value });

function named(names: { readonly [name: string]: string }, name: string): string {
  return names[name] ?? name;
}
