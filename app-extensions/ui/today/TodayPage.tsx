import {
  Alert,
  Button,
  EmptyState,
  Flex,
  Heading,
  Link,
  LoadingButton,
  SearchInput,
  Select,
  StatusTag,
  TableCell,
  TableRow,
  Text,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import { useState } from 'react';
import type { QueueRow } from '../../../src/contract/open-today.ts';
import { urgencyOf } from '../common/due.tsx';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { Failed, HelpOn, Loading } from '../common/states.tsx';
import { useReader } from '../common/use-reader.ts';
import { COMMON, PAGES } from '../common/words.ts';
import { CHANNELS } from '../visit/log-form.ts';
import { ClocksAtRisk } from './ClocksAtRisk.tsx';
import { PlanNow } from './PlanNow.tsx';
import { bySection, named, SECTIONS } from './queue.ts';
import { type Goal, MINE, type Queue, type Silent, type TodayFilter, type TodayScreen, useToday } from './use-today.ts';

/** The queue across contacts: what is overdue, due today, this week and later. */
export function TodayPage() {
  const format = useReader();
  const today = useToday(format);
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{PAGES[format.language].today}</PageTitle>
      <PlanNow format={format} onDone={today.refresh} />
      <TodayView screen={today} format={format} />
    </Flex>
  );
}

function TodayView({ screen, format }: { readonly screen: TodayScreen; readonly format: Format }) {
  const { state, filter } = screen;
  const [search, setSearch] = useState('');
  const [owners, setOwners] = useState<Queue['owners']>([]);
  const words = PAGES[format.language];
  const queue = state.status === 'ready' || state.status === 'empty' ? state.queue : null;
  // The list of owners stays while another choice loads.
  if (queue && queue.owners !== owners) setOwners(queue.owners);
  const filtered = Boolean(filter.ownerId || filter.tier || filter.channel || filter.goal);
  return (
    <Flex direction="column" gap="small">
      <Filters screen={screen} owners={owners} search={search} onSearch={setSearch} format={format} />
      {screen.notSaved && (
        <Alert variant="error" title={COMMON[format.language].notSaved}>
          {format.say(screen.notSaved.message)}
          <HelpOn failure={screen.notSaved} format={format} />
        </Alert>
      )}
      {state.status === 'loading' && <Loading format={format} />}
      {state.status === 'failed' && <Failed format={format} failure={state.failure} onRetry={screen.refresh} />}
      {state.status === 'empty' && (
        <EmptyState title={words.emptyTitle} layout="vertical">
          <Text>{filtered ? words.emptyFiltered : words.emptyAll}</Text>
        </EmptyState>
      )}
      {state.status === 'ready' && (
        <Sections screen={screen} queue={state.queue} search={search} format={format} loadingMore={state.loadingMore} />
      )}
      <ClocksAtRisk owner={filter.ownerId === MINE ? 'mine' : { ownerId: filter.ownerId }} format={format} />
      <LosingTouch silent={screen.silent} onShow={screen.showSilent} format={format} />
    </Flex>
  );
}

function Filters({
  screen,
  owners,
  search,
  onSearch,
  format,
}: {
  readonly screen: TodayScreen;
  readonly owners: Queue['owners'];
  readonly search: string;
  readonly onSearch: (text: string) => void;
  readonly format: Format;
}) {
  const words = PAGES[format.language];
  const common = COMMON[format.language];
  const { filter, choose, refresh } = screen;
  return (
    <Flex direction="row" gap="small" wrap="wrap" align="end">
      <Select
        name="owner"
        label={common.owner}
        value={filter.ownerId}
        options={[
          { value: '', label: words.everyone },
          { value: MINE, label: words.mine },
          ...owners.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(value) => choose({ ...filter, ownerId: String(value) })}
      />
      <Select
        name="tier"
        label={common.tier}
        value={filter.tier}
        options={[{ value: '', label: words.everyTier }, ...TIERS.map((tier) => ({ value: tier, label: tier }))]}
        onChange={(value) => choose({ ...filter, tier: TIERS.find((tier) => tier === value) ?? '' })}
      />
      <Select
        name="channel"
        label={common.channel}
        value={filter.channel}
        options={[
          { value: '', label: words.everyChannel },
          ...CHANNELS.map((channel) => ({ value: channel, label: common.channels[channel] })),
        ]}
        onChange={(value) => choose({ ...filter, channel: CHANNELS.find((channel) => channel === value) ?? '' })}
      />
      <Select
        name="goal"
        label={words.goal}
        value={filter.goal}
        options={[
          { value: '', label: words.everyGoal },
          ...GOALS.map((goal) => ({ value: goal, label: common.goals[goal] })),
        ]}
        onChange={(value) => choose({ ...filter, goal: GOALS.find((goal) => goal === value) ?? '' })}
      />
      <SearchInput
        name="search"
        label={words.searchName}
        placeholder={words.searchPlaceholder}
        clearable={true}
        value={search}
        onInput={onSearch}
        onChange={onSearch}
      />
      <Button variant="secondary" onClick={refresh}>
        {words.refresh}
      </Button>
    </Flex>
  );
}

const GOALS = ['trust', 'need', 'retention', 'feedback', 'care', 'renewal'] as const satisfies readonly Goal[];
const TIERS = ['A', 'B', 'C'] as const satisfies readonly TodayFilter['tier'][];

function Sections({
  screen,
  queue,
  search,
  format,
  loadingMore,
}: {
  readonly screen: TodayScreen;
  readonly queue: Queue;
  readonly search: string;
  readonly format: Format;
  readonly loadingMore: boolean;
}) {
  const words = PAGES[format.language];
  const shown = named(queue.rows, search);
  const sections = bySection(shown, queue.today);
  return (
    <>
      <Text variant="microcopy">{words.visits(format.number(shown.length), format.number(queue.total))}</Text>
      {shown.length === 0 && <Text>{words.emptySearch}</Text>}
      {SECTIONS.filter((section) => sections[section].length > 0).map((section) => (
        <Flex key={section} direction="column" gap="extra-small">
          <Heading>{`${words.sections[section]} (${format.number(sections[section].length)})`}</Heading>
          <QueueTable rows={sections[section]} screen={screen} format={format} />
        </Flex>
      ))}
      {queue.after && (
        <Button variant="secondary" disabled={loadingMore} onClick={screen.more}>
          {loadingMore ? COMMON[format.language].loading : words.more}
        </Button>
      )}
    </>
  );
}

function QueueTable({
  rows,
  screen,
  format,
}: {
  readonly rows: readonly QueueRow[];
  readonly screen: TodayScreen;
  readonly format: Format;
}) {
  const { columns } = PAGES[format.language];
  const titles = [
    columns.contact,
    columns.what,
    columns.due,
    columns.latest,
    columns.tier,
    columns.channel,
    columns.owner,
    columns.attempt,
  ];
  return (
    <Rows titles={titles}>
      {rows.map((row) => (
        <QueueLine key={row.visitKey} row={row} screen={screen} format={format} />
      ))}
    </Rows>
  );
}

function QueueLine({
  row,
  screen,
  format,
}: {
  readonly row: QueueRow;
  readonly screen: TodayScreen;
  readonly format: Format;
}) {
  const words = PAGES[format.language];
  const common = COMMON[format.language];
  const { portal } = useExtensionContext<'pages'>();
  return (
    <TableRow>
      <TableCell>
        <Link href={`/contacts/${portal.id}/record/0-1/${row.contactId}`}>{row.contactName}</Link>
      </TableCell>
      <TableCell>{`${format.say(row.name)} (${row.rules.join(common.listSeparator)})`}</TableCell>
      <TableCell>
        <StatusTag variant={urgencyOf(row)}>
          {row.late ? `${format.due(row.inDays)}${common.listSeparator}${common.late}` : format.due(row.inDays)}
        </StatusTag>
        <Text variant="microcopy">{format.weekday(row.on)}</Text>
      </TableCell>
      <TableCell>{format.day(row.latest)}</TableCell>
      <TableCell>{row.tier ?? common.none}</TableCell>
      <TableCell>{format.name(common.channels, row.channel)}</TableCell>
      <TableCell>{row.ownerName}</TableCell>
      <TableCell>
        <LoadingButton
          variant="secondary"
          size="xs"
          loading={screen.attempting === row.visitKey}
          disabled={screen.attempting !== null}
          onClick={() => screen.noAnswer(row)}
        >
          {words.noAnswerFor(row.contactName)}
        </LoadingButton>
      </TableCell>
    </TableRow>
  );
}

/** Customers whose last talk is longest ago, whether a visit is due or not. */
function LosingTouch({
  silent,
  onShow,
  format,
}: {
  readonly silent: Silent;
  readonly onShow: () => void;
  readonly format: Format;
}) {
  const words = PAGES[format.language];
  const common = COMMON[format.language];
  const { portal } = useExtensionContext<'pages'>();
  const columns = words.silentColumns;
  if (silent.status !== 'ready') {
    return (
      <Flex direction="column" gap="extra-small">
        {silent.status === 'failed' && <Failed format={format} failure={silent.failure} onRetry={onShow} />}
        {silent.status !== 'failed' && (
          <LoadingButton
            variant="secondary"
            size="sm"
            loading={silent.status === 'loading'}
            disabled={silent.status === 'loading'}
            onClick={onShow}
          >
            {words.silentShow}
          </LoadingButton>
        )}
      </Flex>
    );
  }
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.silent}</Heading>
      <Text variant="microcopy">{words.silentHint}</Text>
      {silent.rows.length === 0 ? (
        <Text>{words.silentNobody}</Text>
      ) : (
        <Rows titles={[columns.contact, columns.tier, columns.last, columns.days, columns.next]}>
          {silent.rows.map((row) => (
            <TableRow key={row.contactId}>
              <TableCell>
                <Link href={`/contacts/${portal.id}/record/0-1/${row.contactId}`}>{row.contactName}</Link>
              </TableCell>
              <TableCell>{row.tier ?? common.none}</TableCell>
              <TableCell>{format.day(row.lastTouchOn)}</TableCell>
              <TableCell>{format.number(row.silentDays)}</TableCell>
              <TableCell>{row.nextOn ? format.day(row.nextOn) : common.none}</TableCell>
            </TableRow>
          ))}
        </Rows>
      )}
    </Flex>
  );
}
