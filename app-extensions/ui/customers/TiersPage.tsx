import {
  Alert,
  Button,
  Checkbox,
  Flex,
  Heading,
  Link,
  LoadingButton,
  TableCell,
  TableRow,
  Text,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import type { TierMove, TierOrNone } from '../../../src/contract/retier.ts';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { Failed } from '../common/states.tsx';
import { useReader } from '../common/use-reader.ts';
import { TIERS } from './tier-words.ts';
import { type RankedBook, useRetier } from './use-retier.ts';

/** Ranks the book: shows what would change and why, then writes it. */
export function TiersPage() {
  const format = useReader();
  const words = TIERS[format.language];
  const { state, fromDeals, setFromDeals, preview, apply, stop } = useRetier();
  const running = state.status === 'running';
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{words.title}</PageTitle>
      <Text>{words.hint}</Text>
      <Checkbox name="fromDeals" checked={fromDeals} readOnly={running} onChange={(checked) => setFromDeals(checked)}>
        {words.fromDeals}
      </Checkbox>
      <Flex direction="row" gap="small">
        <LoadingButton variant="primary" loading={running} disabled={running} onClick={preview}>
          {words.preview}
        </LoadingButton>
        {state.status === 'previewed' && state.book.written > 0 && (
          <Button variant="secondary" onClick={apply}>
            {words.apply(format.number(state.book.written))}
          </Button>
        )}
        {running && (
          <Button variant="secondary" onClick={stop}>
            {words.stop}
          </Button>
        )}
      </Flex>
      {state.status === 'running' && (
        <Text>{words[state.phase === 'counting' ? 'counting' : 'deciding'](format.number(state.customers))}</Text>
      )}
      {state.status === 'failed' && <Failed format={format} failure={state.failure} onRetry={preview} />}
      {state.status === 'previewed' && <Alert variant="info" title={words.previewed} />}
      {state.status === 'applied' && (
        <Alert variant={state.book.failed > 0 ? 'warning' : 'success'} title={words.applied}>
          {words.appliedText(format.number(state.book.written), format.number(state.book.failed))}
        </Alert>
      )}
      {(state.status === 'previewed' || state.status === 'applied') && <BookView book={state.book} format={format} />}
    </Flex>
  );
}

function BookView({ book, format }: { readonly book: RankedBook; readonly format: Format }) {
  const words = TIERS[format.language];
  const { load, flagged, error } = book;
  const moving = book.moves.filter(({ from, to }) => from !== to);
  return (
    <Flex direction="column" gap="small">
      <Text>{words.scored(format.number(book.scored), format.number(book.customers))}</Text>
      <Heading>{words.moves}</Heading>
      {moving.length === 0 ? <Text>{words.noMoves}</Text> : <Moves moves={moving} format={format} />}
      {load && load.moved > 0 && (
        <>
          <Text>
            {words.load(format.number(load.days), format.number(load.visitsBefore), format.number(load.visitsAfter))}
          </Text>
          <Text variant="microcopy">{words.loadHow(format.number(load.rehearsed), format.number(load.moved))}</Text>
        </>
      )}
      <Text>
        {words.flags(format.number(flagged.churnRisk), format.number(flagged.healthy), format.number(flagged.proposed))}
      </Text>
      {book.reordered.customers > 0 && (
        <Flex direction="column" gap="flush">
          <Text>{words.reordered(format.number(book.reordered.customers))}</Text>
          {book.reordered.examples.map(({ id, name, before, after }) => (
            <Text key={id} variant="microcopy">
              {words.reorderedOne(
                name,
                before ? words.orders(format.number(before.count), (before.cents / 100).toFixed(2)) : words.noOrders,
                words.orders(format.number(after.count), (after.cents / 100).toFixed(2)),
              )}
            </Text>
          ))}
        </Flex>
      )}
      <Heading>
        {`${words.cuts} (${error === 0 ? words.cutsExact : words.cutsWithin((error * 100).toFixed(1))})`}
      </Heading>
      <Cuts cuts={book.cuts} format={format} />
    </Flex>
  );
}

function Moves({ moves, format }: { readonly moves: readonly TierMove[]; readonly format: Format }) {
  const words = TIERS[format.language];
  const { portal } = useExtensionContext<'pages'>();
  const tier = (name: TierOrNone): string => (name === 'none' ? words.noTier : name);
  return (
    <Rows titles={[words.from, words.to, words.customers, words.examples, words.why]}>
      {moves.map(({ from, to, customers, examples }) => (
        <TableRow key={`${from}${to}`}>
          <TableCell>{tier(from)}</TableCell>
          <TableCell>{tier(to)}</TableCell>
          <TableCell>{format.number(customers)}</TableCell>
          <TableCell>
            <Flex direction="column" gap="extra-small">
              {examples.map(({ id, name }) => (
                <Link key={id} href={`/contacts/${portal.id}/record/0-1/${id}`}>
                  {name}
                </Link>
              ))}
            </Flex>
          </TableCell>
          <TableCell>{examples[0] && <Text variant="microcopy">{format.say(examples[0].why)}</Text>}</TableCell>
        </TableRow>
      ))}
    </Rows>
  );
}

function Cuts({ cuts, format }: { readonly cuts: RankedBook['cuts']; readonly format: Format }) {
  const words = TIERS[format.language];
  return (
    <Rows titles={[words.dimension, ...[2, 3, 4, 5].map((score) => words.scoreFrom(score))]}>
      {Object.entries(cuts).map(([dimension, shown]) => (
        <TableRow key={dimension}>
          <TableCell>{words.dimensions[dimension] ?? dimension}</TableCell>
          {[0, 1, 2, 3].map((index) => (
            <TableCell key={index}>{shown[index] ?? ''}</TableCell>
          ))}
        </TableRow>
      ))}
    </Rows>
  );
}
