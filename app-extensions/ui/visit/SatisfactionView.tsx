import {
  Alert,
  EmptyState,
  Flex,
  Heading,
  LineChart,
  List,
  LoadingButton,
  Statistics,
  StatisticsItem,
  TableCell,
  TableRow,
  Text,
} from '@hubspot/ui-extensions';
import type { OpenSatisfactionAnswer, ScoredVisit, ShareText } from '../../../src/contract/open-satisfaction.ts';
import { dimensionNames } from '../../../src/domain/satisfaction/dimensions.ts';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { Failed, HelpOn, Loading } from '../common/states.tsx';
import type { useAnswer } from '../common/use-answer.ts';
import { COMMON } from '../common/words.ts';
import { SATISFACTION } from '../measures/satisfaction-words.ts';

type Satisfaction = Extract<OpenSatisfactionAnswer, { readonly ok: true }>;
type Card = ReturnType<typeof useAnswer<OpenSatisfactionAnswer>>;

/** What this customer thinks of us, and how sure one may be of it. */
export function SatisfactionView({ card, format }: { readonly card: Card; readonly format: Format }) {
  const words = SATISFACTION[format.language];
  const { reading } = card;
  switch (reading.status) {
    case 'loading':
      return <Loading format={format} labels={[words.csat, words.nps, words.modes, words.history]} />;
    case 'failed':
      return <Failed format={format} failure={reading.failure} onRetry={card.reload} />;
    case 'ready': {
      const { answer } = reading;
      const asked = answer.history.length > 0 || answer.suggestions.length > 0;
      if (!asked && answer.before === null) {
        return (
          <EmptyState title={words.none} layout="vertical">
            <Text>{words.noneHint}</Text>
          </EmptyState>
        );
      }
      return <Ready card={card} answer={answer} format={format} />;
    }
  }
}

function Ready({
  card,
  answer,
  format,
}: {
  readonly card: Card;
  readonly answer: Satisfaction;
  readonly format: Format;
}) {
  const words = SATISFACTION[format.language];
  return (
    <Flex direction="column" gap="medium">
      <Heading>{words.title}</Heading>
      <Numbers answer={answer} format={format} />
      <Dimensions answer={answer} format={format} />
      <Modes modes={answer.modes} format={format} />
      <Trend history={answer.history} format={format} />
      <Past history={answer.history} format={format} />
      {card.moreFailed && (
        <Alert variant="warning" title={format.say(card.moreFailed.message)}>
          <HelpOn failure={card.moreFailed} format={format} />
        </Alert>
      )}
      {answer.before !== null && (
        <LoadingButton
          variant="secondary"
          size="sm"
          loading={card.loadingMore}
          disabled={card.loadingMore}
          onClick={() => void card.more({ before: answer.before }, joined)}
        >
          {words.earlier}
        </LoadingButton>
      )}
      <Suggestions answer={answer} format={format} />
    </Flex>
  );
}

/** The numbers stay those of the newest visits; only the history grows. */
function joined(shown: Satisfaction, next: Satisfaction): Satisfaction {
  return { ...shown, history: [...shown.history, ...next.history], before: next.before };
}

function Numbers({ answer, format }: { readonly answer: Satisfaction; readonly format: Format }) {
  const words = SATISFACTION[format.language];
  const { overall, nps } = answer;
  return (
    <Flex direction="column" gap="extra-small">
      <Statistics>
        <StatisticsItem label={words.csat} number={shareText(overall, format)}>
          <Text variant="microcopy">{certainty(overall, format)}</Text>
        </StatisticsItem>
        <StatisticsItem
          label={words.nps}
          number={nps.score === undefined ? COMMON[format.language].none : format.signed(nps.score)}
        >
          <Text variant="microcopy">
            {nps.interval
              ? `${words.range(format.signed(nps.interval.low), format.signed(nps.interval.high))}, n ${format.number(nps.n)}`
              : `n ${format.number(nps.n)}`}
          </Text>
          <Text variant="microcopy">
            {[
              words.npsCounts(format.number(nps.promoters), format.number(nps.passives), format.number(nps.detractors)),
              words.sample[nps.sample],
            ]
              .filter(Boolean)
              .join(COMMON[format.language].listSeparator)}
          </Text>
        </StatisticsItem>
      </Statistics>
      <Text variant="microcopy">{words.lastPage}</Text>
    </Flex>
  );
}

function shareText({ percent, hits, n }: ShareText, format: Format): string {
  const words = SATISFACTION[format.language];
  return percent === undefined
    ? words.outOf(format.number(hits), format.number(n))
    : words.percent(format.number(percent));
}

function certainty({ interval, n, sample }: ShareText, format: Format): string {
  const words = SATISFACTION[format.language];
  const range = interval
    ? [words.range(words.percent(format.number(interval.low)), words.percent(format.number(interval.high)))]
    : [];
  return [...range, `n ${format.number(n)}`, words.sample[sample]]
    .filter(Boolean)
    .join(COMMON[format.language].listSeparator);
}

function Dimensions({ answer, format }: { readonly answer: Satisfaction; readonly format: Format }) {
  const words = SATISFACTION[format.language];
  const { columns } = words;
  const rows = Object.entries(answer.dimensions);
  if (rows.length === 0) return null;
  return (
    <Rows titles={[columns.dimension, columns.satisfied, columns.n, columns.range, columns.spread]}>
      {rows.map(([dimension, share]) => (
        <TableRow key={dimension}>
          <TableCell>{format.name(dimensionNames(format.language), dimension)}</TableCell>
          <TableCell>{shareText(share, format)}</TableCell>
          <TableCell>{format.number(share.n)}</TableCell>
          <TableCell>
            {share.interval
              ? words.range(
                  words.percent(format.number(share.interval.low)),
                  words.percent(format.number(share.interval.high)),
                )
              : words.sample.too_few}
          </TableCell>
          <TableCell>{share.counts.map((count) => format.number(count)).join(' · ')}</TableCell>
        </TableRow>
      ))}
    </Rows>
  );
}

function Modes({ modes, format }: { readonly modes: Satisfaction['modes']; readonly format: Format }) {
  const words = SATISFACTION[format.language];
  const known = Object.entries(modes);
  if (known.length === 0) return null;
  const told = known.map(([mode, count]) => `${format.name(words.mode, mode)} ${format.number(count)}`);
  return (
    <Flex direction="column" gap="extra-small">
      <Text>{`${words.modes}: ${told.join(COMMON[format.language].listSeparator)}`}</Text>
      {known.length > 1 && <Alert variant="info" title={words.modesMixed} />}
    </Flex>
  );
}

function Trend({ history, format }: { readonly history: readonly ScoredVisit[]; readonly format: Format }) {
  const words = SATISFACTION[format.language];
  const names = dimensionNames(format.language);
  const data = [...history].reverse().flatMap(({ on, scores }) =>
    Object.entries(scores).map(([dimension, score]) => ({
      on: format.monthDay(on),
      score,
      dimension: format.name(names, dimension),
    })),
  );
  if (new Set(data.map(({ on }) => on)).size < 2) return null;
  return (
    <LineChart
      data={data}
      axes={{
        x: { field: 'on', fieldType: 'category', label: words.chartDay },
        y: { field: 'score', fieldType: 'linear', label: words.chartScore },
        options: { groupFieldByColor: 'dimension' },
      }}
      options={{ title: words.chart, showLegend: true, showTooltips: true }}
    />
  );
}

function Past({ history, format }: { readonly history: readonly ScoredVisit[]; readonly format: Format }) {
  const words = SATISFACTION[format.language];
  const common = COMMON[format.language];
  const columns = words.historyColumns;
  if (history.length === 0) return null;
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.history}</Heading>
      <Rows titles={[columns.on, columns.scores, columns.nps, columns.how, columns.said]}>
        {history.map((visit) => (
          <TableRow key={visit.key}>
            <TableCell>{format.day(visit.on)}</TableCell>
            <TableCell>
              {Object.entries(visit.scores)
                .map(([dimension, score]) => `${format.name(dimensionNames(format.language), dimension)} ${score}`)
                .join(common.listSeparator) || common.none}
            </TableCell>
            <TableCell>{visit.nps === undefined ? common.none : format.number(visit.nps)}</TableCell>
            <TableCell>{howOf(visit, format)}</TableCell>
            <TableCell>
              {visit.complaint && <Text>{words.complaint(visit.complaint)}</Text>}
              {visit.praise && <Text>{words.praise(visit.praise)}</Text>}
              {!visit.complaint && !visit.praise && <Text>{common.none}</Text>}
            </TableCell>
          </TableRow>
        ))}
      </Rows>
    </Flex>
  );
}

function howOf({ collectedBy, scores }: ScoredVisit, format: Format): string {
  const { mode } = SATISFACTION[format.language];
  if (Object.keys(scores).length === 0) return COMMON[format.language].none;
  return format.name(mode, collectedBy ?? 'unknown');
}

function Suggestions({ answer, format }: { readonly answer: Satisfaction; readonly format: Format }) {
  const words = SATISFACTION[format.language];
  const states = COMMON[format.language].loopStates;
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.suggestions}</Heading>
      {answer.suggestions.length === 0 ? (
        <Text>{words.suggestionsNone}</Text>
      ) : (
        <List variant="unordered-styled">
          {answer.suggestions.map(({ key, description, raisedOn, state }) => (
            <Text key={key}>{`${format.day(raisedOn)}: ${description} (${words.became(states[state])})`}</Text>
          ))}
        </List>
      )}
    </Flex>
  );
}
