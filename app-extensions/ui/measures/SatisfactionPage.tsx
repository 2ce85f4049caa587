import {
  Alert,
  BarChart,
  Flex,
  Heading,
  LineChart,
  Statistics,
  StatisticsItem,
  TableCell,
  TableRow,
  Text,
} from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import type { CsatLine, Dashboard } from '../../../src/contract/open-dashboard.ts';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { useReader } from '../common/use-reader.ts';
import { COMMON } from '../common/words.ts';
import { MoreParts } from './MoreParts.tsx';
import {
  certaintyText,
  changeText,
  MeasuresFrame,
  pointsText,
  RecordsBehind,
  Share,
  Show,
  shareText,
  tenth,
} from './measure-parts.tsx';
import { MEASURES } from './measure-words.ts';
import { TimeTravel } from './TimeTravel.tsx';
import { type DashboardScreen, useDashboard } from './use-dashboard.ts';

/** What customers think of us: the share with its band, the marks behind it, and how they were collected. */
export function SatisfactionPage() {
  const format = useReader();
  const words = MEASURES[format.language];
  const screen = useDashboard();
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{words.satisfaction}</PageTitle>
      <TimeTravel screen={screen} format={format} />
      <MeasuresFrame screen={screen} format={format} labels={[words.csat, words.nps, words.dimensions, words.ways]}>
        {(page) => (
          <>
            <Numbers page={page} screen={screen} format={format} />
            <RecordsBehind screen={screen} page={page} format={format} />
            <Trend page={page} format={format} />
            <Distribution page={page} format={format} />
            <Lines
              title={words.dimensions}
              column={words.dimension}
              kind="dimension"
              names={words.dimensionNames}
              lines={page.dimensions}
              page={page}
              screen={screen}
              format={format}
            />
            <Lines
              title={words.ways}
              column={words.way}
              kind="collection"
              names={words.wayNames}
              lines={page.collections}
              page={page}
              screen={screen}
              format={format}
            />
            <Text>{`${words.gap}: ${changeText(page.modeGap, format)}`}</Text>
            <Lines
              title={words.attempts}
              column={words.attempt}
              kind="attempt"
              names={words.attemptNames}
              lines={page.attempts}
              page={page}
              screen={screen}
              format={format}
            />
            {page.attempts.length > 0 && (
              <>
                <Text>{`${words.attemptGap}: ${changeText(page.attemptGap, format)}`}</Text>
                <Text variant="microcopy">{words.attemptsHint}</Text>
              </>
            )}
            {page.hubspotCsat.n > 0 && (
              <Flex direction="row" gap="extra-small" wrap="wrap" align="center">
                <Text>{words.hubspot(format.number(page.hubspotCsat.hits), format.number(page.hubspotCsat.n))}</Text>
                {shareParts(page.hubspotCsat).map(([verdict, n]) => (
                  <Show
                    key={verdict}
                    n={n}
                    verdict={verdict}
                    kpi="hubspot_csat"
                    screen={screen}
                    page={page}
                    format={format}
                  />
                ))}
              </Flex>
            )}
            <MoreParts page={page} screen={screen} format={format} />
          </>
        )}
      </MeasuresFrame>
    </Flex>
  );
}

interface Part {
  readonly page: Dashboard;
  readonly format: Format;
}

function shareParts({ hits, n }: { readonly hits: number; readonly n: number }) {
  return [['met', hits] as const, ['missed', n - hits] as const];
}

function Numbers({ page, screen, format }: Part & { readonly screen: DashboardScreen }) {
  const words = MEASURES[format.language];
  const { csat, nps } = page;
  return (
    <Flex direction="column" gap="extra-small">
      <Statistics>
        <StatisticsItem label={words.csat} number={shareText(csat, format)}>
          <Text variant="microcopy">{certaintyText(csat, format)}</Text>
          <Text variant="microcopy">{`${words.change}: ${changeText(csat.change, format)}`}</Text>
        </StatisticsItem>
        <StatisticsItem
          label={words.nps}
          number={nps.score === undefined ? COMMON[format.language].none : format.signed(Math.round(100 * nps.score))}
        >
          <Text variant="microcopy">
            {[
              ...(nps.interval
                ? [
                    words.range(
                      format.signed(Math.round(100 * nps.interval.low)),
                      format.signed(Math.round(100 * nps.interval.high)),
                    ),
                  ]
                : []),
              words.answers(format.number(nps.n)),
              words.sample[nps.sample],
            ]
              .filter(Boolean)
              .join(COMMON[format.language].listSeparator)}
          </Text>
          <Text variant="microcopy">
            {words.npsCounts(format.number(nps.promoters), format.number(nps.passives), format.number(nps.detractors))}
          </Text>
          <Text variant="microcopy">{`${words.change}: ${changeText(nps.change, format)}`}</Text>
        </StatisticsItem>
      </Statistics>
      <Flex direction="row" gap="extra-small" wrap="wrap">
        {[
          ...shareParts(csat).map(([verdict, n]) => ['csat', verdict, n] as const),
          ['nps', 'promoter', nps.promoters] as const,
          ['nps', 'passive', nps.passives] as const,
          ['nps', 'detractor', nps.detractors] as const,
        ].map(([kpi, verdict, n]) => (
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
      {csat.mean !== undefined && <Text variant="microcopy">{words.average(tenth(csat.mean, format))}</Text>}
      {page.invited && <Text variant="microcopy">{invitedText(page.invited, format)}</Text>}
      {csat.designEffect > 1 && csat.share !== undefined && (
        <Text variant="microcopy">{words.designEffect(tenth(csat.designEffect, format))}</Text>
      )}
    </Flex>
  );
}

/** What holds of those who were invited alone. */
function invitedText(invited: NonNullable<Dashboard['invited']>, format: Format): string {
  const words = MEASURES[format.language];
  const { share, interval, score, scoreInterval } = invited;
  const percent = (value: number): string => words.percent(tenth(100 * value, format));
  const told = [
    ...(share !== undefined && interval
      ? [words.among(words.csat, percent(share), words.range(percent(interval.low), percent(interval.high)))]
      : []),
    ...(score !== undefined && scoreInterval
      ? [
          words.among(
            words.nps,
            pointsText(score, format),
            words.range(pointsText(scoreInterval.low, format), pointsText(scoreInterval.high, format)),
          ),
        ]
      : []),
  ];
  return words.invited(
    format.number(invited.answered),
    format.number(invited.invited),
    told.join(COMMON[format.language].listSeparator),
  );
}

function Trend({ page, format }: Part) {
  const words = MEASURES[format.language];
  const shown = page.trend.filter(({ csat }) => csat.share !== undefined);
  if (shown.length < 2) return null;
  const data = shown.flatMap(({ month, csat: { share = 0, interval } }) =>
    [
      { line: words.csat, value: share },
      { line: words.low, value: interval?.low ?? share },
      { line: words.high, value: interval?.high ?? share },
    ].map(({ line, value }) => ({ month, line, percent: Math.round(1_000 * value) / 10 })),
  );
  const ways = new Set(shown.map(({ collections }) => Object.keys(collections).sort().join()));
  return (
    <Flex direction="column" gap="extra-small">
      <LineChart
        data={data}
        axes={{
          x: { field: 'month', fieldType: 'category', label: words.month },
          y: { field: 'percent', fieldType: 'linear', label: '%' },
          options: { groupFieldByColor: 'line' },
        }}
        options={{ title: words.csatTrend, showLegend: true, showTooltips: true }}
      />
      {ways.size > 1 && <Alert variant="info" title={words.mixed} />}
    </Flex>
  );
}

function Distribution({ page, format }: Part) {
  const words = MEASURES[format.language];
  if (page.csat.n === 0) return null;
  return (
    <BarChart
      data={page.csat.counts.map((answers, index) => ({ mark: format.number(index + 1), answers }))}
      axes={{
        x: { field: 'mark', fieldType: 'category', label: words.mark },
        y: { field: 'answers', fieldType: 'linear', label: words.marks },
      }}
      options={{ title: words.distribution, showDataLabels: true }}
    />
  );
}

/** What a share is told apart by; also the key that its records are asked for with. */
type Kind = 'dimension' | 'collection' | 'attempt';

function Lines<K extends Kind>({
  title,
  column,
  kind,
  names,
  lines,
  page,
  screen,
  format,
}: Part & {
  readonly title: string;
  readonly column: string;
  readonly kind: K;
  readonly names: Readonly<Record<string, string>>;
  readonly lines: readonly (CsatLine & { readonly [kind in K]: string })[];
  readonly screen: DashboardScreen;
}) {
  const words = MEASURES[format.language];
  if (lines.length === 0) return null;
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{title}</Heading>
      <Rows titles={[column, words.csat, words.distribution, words.records]}>
        {lines.map((line) => (
          <TableRow key={line[kind]}>
            <TableCell>{format.name(names, line[kind])}</TableCell>
            <TableCell>
              <Share of={line} format={format} />
            </TableCell>
            <TableCell>{line.counts.map((count) => format.number(count)).join(' · ')}</TableCell>
            <TableCell>
              <Flex direction="row" gap="extra-small" wrap="wrap">
                {shareParts(line).map(([verdict, n]) => (
                  <Show
                    key={verdict}
                    n={n}
                    verdict={verdict}
                    kpi="csat"
                    of={{ [kind]: line[kind] }}
                    screen={screen}
                    page={page}
                    format={format}
                  />
                ))}
              </Flex>
            </TableCell>
          </TableRow>
        ))}
      </Rows>
    </Flex>
  );
}
