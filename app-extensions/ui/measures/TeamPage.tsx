import { BarChart, Button, Flex, Heading, LineChart, TableCell, TableRow, Text } from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import type { Dashboard, ShareLine } from '../../../src/contract/open-dashboard.ts';
import { UPSELL_WORDS, upsellText } from '../../../src/domain/measures/upsell-words.ts';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { useReader } from '../common/use-reader.ts';
import { COMMON } from '../common/words.ts';
import { changeText, MeasuresFrame, RecordsBehind, Share, Show, tenth } from './measure-parts.tsx';
import { MEASURES } from './measure-words.ts';
import { SegmentTables } from './SegmentTables.tsx';
import { TimeTravel } from './TimeTravel.tsx';
import { type DashboardScreen, useDashboard } from './use-dashboard.ts';

/** How the team keeps what it owes: every number with n, interval, what was left out, and the records behind it. */
export function TeamPage() {
  const format = useReader();
  const words = MEASURES[format.language];
  const screen = useDashboard();
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{words.team}</PageTitle>
      <TimeTravel screen={screen} format={format} />
      <MeasuresFrame screen={screen} format={format} labels={Object.values(words.kpis)}>
        {(page) => (
          <>
            <Figures page={page} screen={screen} format={format} />
            <Beside page={page} screen={screen} format={format} />
            <UpsellAmount page={page} screen={screen} format={format} />
            <SegmentTables page={page} format={format} />
            <LoadAhead page={page} format={format} />
            <Trend page={page} format={format} />
            <Clocks page={page} screen={screen} format={format} />
            <People page={page} screen={screen} format={format} />
          </>
        )}
      </MeasuresFrame>
    </Flex>
  );
}

interface Part {
  readonly page: Dashboard;
  readonly screen: DashboardScreen;
  readonly format: Format;
}

function Figures({ page, screen, format }: Part) {
  const words = MEASURES[format.language];
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.figures}</Heading>
      {page.ownerId === null && <Text variant="microcopy">{words.pickOwner}</Text>}
      <Rows titles={[words.figure, words.value, words.met, words.left, words.change, words.records]}>
        {page.shares.map((line) => (
          <TableRow key={line.kpi}>
            <TableCell>{format.name(words.kpis, line.kpi)}</TableCell>
            {shareCells(line, format)}
            <TableCell>{changeText(line.change, format)}</TableCell>
            <TableCell>
              {
                <Flex direction="row" gap="extra-small" wrap="wrap">
                  <Show n={line.hits} verdict="met" kpi={line.kpi} screen={screen} page={page} format={format} />
                  <Show
                    n={line.n - line.hits}
                    verdict="missed"
                    kpi={line.kpi}
                    screen={screen}
                    page={page}
                    format={format}
                  />
                  {Object.entries(line.excluded).map(([verdict, n]) => (
                    <Show
                      key={verdict}
                      n={n}
                      verdict={verdict}
                      kpi={line.kpi}
                      screen={screen}
                      page={page}
                      format={format}
                    />
                  ))}
                </Flex>
              }
            </TableCell>
          </TableRow>
        ))}
      </Rows>
      <RecordsBehind screen={screen} page={page} format={format} />
    </Flex>
  );
}

/** What was reached, out of how many, and who was left out. */
function shareCells(line: ShareLine, format: Format) {
  const words = MEASURES[format.language];
  return (
    <>
      <TableCell>
        <Share of={line} format={format} />
      </TableCell>
      <TableCell>{words.outOf(format.number(line.hits), format.number(line.n))}</TableCell>
      <TableCell>{leftOut(line.excluded, format)}</TableCell>
    </>
  );
}

function leftOut(excluded: { readonly [reason: string]: number }, format: Format): string {
  const words = MEASURES[format.language];
  const told = Object.entries(excluded).map(
    ([reason, n]) => `${format.name(words.excluded, reason)} ${format.number(n)}`,
  );
  return told.join(COMMON[format.language].listSeparator) || COMMON[format.language].none;
}

function Beside({ page, screen, format }: Part) {
  const words = MEASURES[format.language];
  const { resolution, suggestions, calls } = page;
  const per =
    suggestions.perHundred === undefined || !suggestions.interval
      ? ''
      : words.perHundred(
          tenth(suggestions.perHundred, format),
          tenth(suggestions.interval.low, format),
          tenth(suggestions.interval.high, format),
        );
  return (
    <Flex direction="column" gap="extra-small">
      {resolution.n > 0 && <Text>{resolutionText(resolution, format)}</Text>}
      <Text>
        {words.suggestions(
          format.number(suggestions.count),
          per,
          format.number(suggestions.declined),
          format.number(suggestions.undecided),
        )}
      </Text>
      {calls.n > 0 && <Text>{callsText(calls, format)}</Text>}
      <Flex direction="row" gap="extra-small" wrap="wrap">
        {(
          [
            ['resolution', 'met', resolution.ended],
            ['resolution', 'not_due', resolution.n - resolution.ended],
            ['suggestions', 'met', suggestions.count],
            ['suggestions', 'missed', suggestions.declined],
            ['suggestions', 'not_due', suggestions.undecided],
            ['calls', 'met', calls.n],
          ] as const
        ).map(([kpi, verdict, n]) => (
          <Show
            key={`${kpi} ${verdict}`}
            n={n}
            verdict={verdict}
            kpi={kpi}
            screen={screen}
            page={page}
            format={format}
          />
        ))}
      </Flex>
    </Flex>
  );
}

/** What was bought after visits: associated with them, and never a goal. */
function UpsellAmount({ page, screen, format }: Part) {
  const { visited, notVisited } = page.upsell;
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{UPSELL_WORDS[format.language].title}</Heading>
      {Object.entries(upsellText(page.upsell, format.language)).map(([line, text]) => (
        <Text key={line}>{text}</Text>
      ))}
      <Flex direction="row" gap="extra-small" wrap="wrap">
        <Show n={visited.deals} verdict="visited" kpi="upsell" screen={screen} page={page} format={format} />
        <Show n={notVisited.deals} verdict="not_visited" kpi="upsell" screen={screen} page={page} format={format} />
      </Flex>
    </Flex>
  );
}

function resolutionText({ n, ended, median, low, high, sample }: Dashboard['resolution'], format: Format): string {
  const words = MEASURES[format.language];
  const [resolved, all] = [format.number(ended), format.number(n)];
  if (sample === 'too_few') return words.resolutionFew(resolved, all);
  if (median === undefined) return words.resolutionNone(resolved, all);
  return words.resolution(format.number(median), boundsText(low, high, format), resolved, all);
}

/** An end that lies beyond what was seen is not made up. */
function boundsText(low: number | undefined, high: number | undefined, format: Format): string {
  const words = MEASURES[format.language];
  if (low === undefined) return high === undefined ? words.unbounded : words.atMost(format.number(high));
  return high === undefined ? words.atLeast(format.number(low)) : words.range(format.number(low), format.number(high));
}

function callsText({ n, median, p90, medianInterval, p90Interval }: Dashboard['calls'], format: Format): string {
  const words = MEASURES[format.language];
  if (median === undefined || p90 === undefined) return words.callsFew(format.number(n));
  const whole = (value: number): string => format.number(Math.round(value));
  const told = (value: number, interval: typeof medianInterval): string => {
    const seconds = words.seconds(whole(value));
    return interval ? words.within(seconds, words.range(whole(interval.low), whole(interval.high))) : seconds;
  };
  return words.calls(format.number(n), told(median, medianInterval), told(p90, p90Interval));
}

function Trend({ page, format }: Omit<Part, 'screen'>) {
  const words = MEASURES[format.language];
  const data = page.trend.flatMap(({ month, coverage, onTime }) =>
    (
      [
        ['coverage', coverage],
        ['on_time', onTime],
      ] as const
    ).flatMap(([kpi, { share }]) =>
      share === undefined ? [] : [{ month, percent: Math.round(1_000 * share) / 10, kpi: words.kpis[kpi] }],
    ),
  );
  if (new Set(data.map(({ month }) => month)).size < 2) return null;
  return (
    <LineChart
      data={data}
      axes={{
        x: { field: 'month', fieldType: 'category', label: words.month },
        y: { field: 'percent', fieldType: 'linear', label: '%' },
        options: { groupFieldByColor: 'kpi' },
      }}
      options={{ title: words.trend, showLegend: true, showTooltips: true }}
    />
  );
}

/** Minutes of visits that each person has before him, week by week. */
function LoadAhead({ page, format }: Omit<Part, 'screen'>) {
  const words = MEASURES[format.language];
  const { load } = page;
  if (load === null || load.owners.length === 0) return null;
  return (
    <Flex direction="column" gap="extra-small">
      <BarChart
        data={load.owners.flatMap(({ name, minutes }) =>
          minutes.map((each, week) => ({ person: name, minutes: each, week: format.day(load.weeksFrom[week] ?? '') })),
        )}
        axes={{
          x: { field: 'person', fieldType: 'category', label: words.owner },
          y: { field: 'minutes', fieldType: 'linear', label: words.minutes },
          options: { groupFieldByColor: 'week', stacking: true },
        }}
        options={{ title: words.load, showLegend: true, showTooltips: true }}
      />
    </Flex>
  );
}

function Clocks({ page, screen, format }: Part) {
  const words = MEASURES[format.language];
  if (page.clocks.length === 0) return null;
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.clocks}</Heading>
      <Rows titles={[words.clock, words.value, words.met, words.left, words.records]}>
        {page.clocks.map((line) => (
          <TableRow key={line.rule}>
            <TableCell>{line.rule}</TableCell>
            {shareCells(line, format)}
            <TableCell>
              <Show
                n={line.n - line.hits}
                verdict="missed"
                kpi="sla"
                of={{ rule: line.rule }}
                screen={screen}
                page={page}
                format={format}
              />
            </TableCell>
          </TableRow>
        ))}
      </Rows>
    </Flex>
  );
}

function People({ page, screen, format }: Part) {
  const words = MEASURES[format.language];
  if (page.byOwner.onTime.length === 0) return null;
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.people}</Heading>
      <Text variant="microcopy">{words.peopleHint}</Text>
      <Rows titles={[words.owner, words.onTime, words.rank, words.against, words.records]}>
        {page.byOwner.onTime.map((line) => (
          <TableRow key={line.id}>
            <TableCell>{line.name}</TableCell>
            <TableCell>
              <Share of={line} format={format} />
            </TableCell>
            <TableCell>{line.rank === undefined ? COMMON[format.language].none : format.number(line.rank)}</TableCell>
            <TableCell>{words.againstWord[line.against]}</TableCell>
            <TableCell>
              <Button
                size="xs"
                variant="secondary"
                onClick={() => screen.choose({ ...screen.filter, month: page.month, ownerId: line.id })}
              >
                {words.open(line.name)}
              </Button>
            </TableCell>
          </TableRow>
        ))}
      </Rows>
    </Flex>
  );
}
