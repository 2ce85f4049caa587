import {
  Alert,
  Button,
  EmptyState,
  Flex,
  Link,
  List,
  LoadingButton,
  Select,
  Text,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import type { ReactNode } from 'react';
import type { Change, Dashboard } from '../../../src/contract/open-dashboard.ts';
import { amountText } from '../../../src/domain/measures/upsell-words.ts';
import type { Format } from '../common/format.ts';
import { Failed, HelpOn, Loading } from '../common/states.tsx';
import { COMMON } from '../common/words.ts';
import { MEASURES } from './measure-words.ts';
import type { Behind, DashboardScreen } from './use-dashboard.ts';

interface Counted {
  readonly n: number;
  readonly hits: number;
  readonly share?: number;
  readonly interval?: { readonly low: number; readonly high: number };
  readonly sample: 'too_few' | 'small' | 'enough';
}

/** 83.3 %, or 3 of 4 where a percentage would say too much. */
export function shareText({ share, hits, n }: Counted, format: Format): string {
  const words = MEASURES[format.language];
  return share === undefined
    ? words.outOf(format.number(hits), format.number(n))
    : words.percent(tenth(100 * share, format));
}

/** Interval, n and what is to be said of a small sample. */
export function certaintyText({ interval, n, sample }: Counted, format: Format): string {
  const words = MEASURES[format.language];
  return [
    ...(interval
      ? [
          words.range(
            words.percent(tenth(100 * interval.low, format)),
            words.percent(tenth(100 * interval.high, format)),
          ),
        ]
      : []),
    words.answers(format.number(n)),
    words.sample[sample],
  ]
    .filter(Boolean)
    .join(COMMON[format.language].listSeparator);
}

/** The share as a figure, and under it how certain it is. */
export function Share({ of, format }: { readonly of: Counted; readonly format: Format }) {
  return (
    <>
      <Text>{shareText(of, format)}</Text>
      <Text variant="microcopy">{certaintyText(of, format)}</Text>
    </>
  );
}

/** A difference in points with its interval, and whether it can be told from noise. */
export function changeText(change: Change, format: Format): string {
  const words = MEASURES[format.language];
  if (change.verdict === 'too_few') return words.verdict.too_few;
  const { low, high } = change.interval;
  return [
    words.verdict[change.verdict],
    words.points(pointsText(change.difference, format)),
    words.range(pointsText(low, format), pointsText(high, format)),
  ].join(COMMON[format.language].listSeparator);
}

/** A share, a score or a difference of them, in points and signed. */
export function pointsText(share: number, format: Format): string {
  return format.signed(Math.round(1_000 * share) / 10);
}

export function tenth(value: number, format: Format): string {
  return format.number(Math.round(value * 10) / 10);
}

/** Filters, counting and the four states; `children` shows the numbers that are there. */
export function MeasuresFrame({
  screen,
  format,
  labels,
  children,
}: {
  readonly screen: DashboardScreen;
  readonly format: Format;
  readonly labels: readonly string[];
  readonly children: (page: Dashboard) => ReactNode;
}) {
  const words = MEASURES[format.language];
  const { reading, counting } = screen;
  return (
    <Flex direction="column" gap="medium">
      {reading.status === 'ready' && <Filters screen={screen} page={reading.answer} format={format} />}
      <Flex direction="row" gap="small" align="center">
        <LoadingButton
          variant="secondary"
          loading={counting !== null}
          disabled={counting !== null}
          onClick={screen.count}
        >
          {counting ? words.counting(format.number(counting.left)) : words.count}
        </LoadingButton>
        {reading.status === 'ready' && reading.answer.asOf !== null && (
          <Text variant="microcopy">{words.asOf(format.day(reading.answer.asOf))}</Text>
        )}
      </Flex>
      {screen.notCounted && (
        <Alert variant="error" title={format.say(screen.notCounted.message)}>
          <HelpOn failure={screen.notCounted} format={format} />
        </Alert>
      )}
      {reading.status === 'loading' && <Loading format={format} labels={labels} />}
      {reading.status === 'failed' && <Failed format={format} failure={reading.failure} onRetry={screen.reload} />}
      {reading.status === 'ready' && reading.answer.asOf === null && (
        <EmptyState title={words.notCounted} layout="vertical">
          <Text>{words.notCountedHint}</Text>
        </EmptyState>
      )}
      {reading.status === 'ready' && reading.answer.asOf !== null && children(reading.answer)}
    </Flex>
  );
}

const TIERS = ['A', 'B', 'C', 'none'] as const;
const STAGES = ['prospect', 'new', 'established', 'loyal', 'dormant', 'lost', 'none'] as const;

function Filters({
  screen,
  page,
  format,
}: {
  readonly screen: DashboardScreen;
  readonly page: Dashboard;
  readonly format: Format;
}) {
  const words = MEASURES[format.language];
  const { filter, choose } = screen;
  return (
    <Flex direction="row" gap="small" wrap="wrap" align="end">
      <Select
        name="month"
        label={words.month}
        value={page.month}
        options={monthsAround(page).map((month) => ({ value: month, label: month }))}
        onChange={(value) => choose({ ...filter, month: String(value) })}
      />
      <Select
        name="owner"
        label={words.owner}
        value={filter.ownerId}
        options={[
          { value: '', label: words.everybody },
          ...page.owners.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(value) => choose({ ...filter, ownerId: String(value) })}
      />
      <Select
        name="tier"
        label={words.tier}
        value={filter.tier}
        options={[
          { value: '', label: words.every },
          ...TIERS.map((tier) => ({ value: tier, label: tier === 'none' ? words.none : tier })),
        ]}
        onChange={(value) => choose({ ...filter, tier: String(value) })}
      />
      <Select
        name="stage"
        label={words.stage}
        value={filter.stage}
        options={[
          { value: '', label: words.every },
          ...STAGES.map((stage) => ({ value: stage, label: words.stages[stage] })),
        ]}
        onChange={(value) => choose({ ...filter, stage: String(value) })}
      />
    </Flex>
  );
}

/** The months of the trend, and this one, newest first. */
function monthsAround(page: Dashboard): readonly string[] {
  return [...new Set([page.today.slice(0, 7), ...page.trend.map(({ month }) => month)])].sort().reverse();
}

/** A button that opens the records behind a part of a number. */
export function Show({
  n,
  verdict,
  kpi,
  of = {},
  screen,
  page,
  format,
}: {
  readonly n: number;
  readonly verdict: string;
  readonly kpi: string;
  readonly of?: Pick<Behind, 'rule' | 'dimension' | 'collection' | 'attempt'>;
  readonly screen: DashboardScreen;
  readonly page: Dashboard;
  readonly format: Format;
}) {
  if (n === 0) return null;
  return (
    <Button size="xs" variant="secondary" onClick={() => screen.show({ kpi, verdict, ...of }, page.month)}>
      {MEASURES[format.language].show(partOf({ kpi, verdict, ...of }, format), format.number(n))}
    </Button>
  );
}

/** A part of a number in words: “On time, missed”. */
export function partOf({ kpi, verdict, rule, dimension, collection, attempt }: Behind, format: Format): string {
  const words = MEASURES[format.language];
  const part =
    verdict === 'met'
      ? kpi === 'churn'
        ? words.lostWord
        : words.hits
      : verdict === 'missed'
        ? words.missed
        : format.name({ ...words.excluded, ...words.npsKinds, ...words.upsellDeals }, verdict);
  return [
    format.name({ ...words.kpis, ...words.otherKpis }, kpi),
    ...(rule ? [rule] : []),
    ...(dimension ? [format.name(words.dimensionNames, dimension)] : []),
    ...(collection ? [format.name(words.wayNames, collection)] : []),
    ...(attempt ? [format.name(words.attemptNames, attempt)] : []),
    part,
  ].join(COMMON[format.language].listSeparator);
}

/** The records behind a number, each a link to its customer; of everybody's number, whose they are. */
export function RecordsBehind({
  screen,
  page,
  format,
}: {
  readonly screen: DashboardScreen;
  readonly page: Dashboard;
  readonly format: Format;
}) {
  const words = MEASURES[format.language];
  const { portal } = useExtensionContext<'pages'>();
  const { opened } = screen;
  if (!opened) return null;
  const { records, behind } = opened;
  return (
    <Flex direction="column" gap="extra-small">
      {records.status === 'loading' && <Loading format={format} />}
      {records.status === 'failed' && <Failed format={format} failure={records.failure} onRetry={screen.hide} />}
      {records.status === 'ready' && (
        <>
          <Text format={{ fontWeight: 'bold' }}>
            {words.behind(partOf(behind, format), format.number(records.answer.total))}
          </Text>
          <List variant="unordered-styled">
            {Object.entries(records.answer.records).map(([at, { key, name, contactId, cents }]) => (
              <Link key={at} href={hrefOf(key, contactId, portal.id)}>
                {name === key ? key : `${name} (${key})`}
                {cents === undefined ? '' : ` ${amountText(cents)}`}
              </Link>
            ))}
          </List>
          <Flex direction="row" gap="extra-small" wrap="wrap">
            {records.answer.parts.map(({ ownerId, name, n }) => (
              <Button
                key={ownerId}
                size="xs"
                variant="secondary"
                onClick={() => screen.show(behind, page.month, ownerId)}
              >
                {words.ofPerson(name, format.number(n))}
              </Button>
            ))}
          </Flex>
        </>
      )}
      <Button variant="secondary" size="sm" onClick={screen.hide}>
        {words.hide}
      </Button>
    </Flex>
  );
}

/** A company's key is led by a c, a deal's by its name; everything else is opened at its contact. */
function hrefOf(key: string, contactId: string | undefined, portalId: number): string {
  if (/^c\d+$/.test(key)) return `/contacts/${portalId}/record/0-2/${key.slice(1)}`;
  if (/^deal\d+$/.test(key)) return `/contacts/${portalId}/record/0-3/${key.slice(4)}`;
  const [first = ''] = key.split(':');
  return `/contacts/${portalId}/record/0-1/${contactId ?? first}`;
}
