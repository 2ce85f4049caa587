import { Button, EmptyState, Flex, LoadingButton, Select, Text } from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import { useState } from 'react';
import type { Format } from '../common/format.ts';
import { Failed, Loading } from '../common/states.tsx';
import { useReader } from '../common/use-reader.ts';
import { COMMON } from '../common/words.ts';
import { BoardTable } from './BoardTable.tsx';
import { BOARD } from './board-words.ts';
import { ROLES } from './role-words.ts';
import { type BoardChoice, type BoardPage as Page, useBoard } from './use-board.ts';

const STANDINGS = ['all', 'overdue', 'soon', 'waiting'] as const;
const KINDS = ['problem', 'complaint', 'need', 'suggestion', 'exception'] as const;
const URGENCIES = ['urgent', 'normal'] as const;
const STATES = ['raised', 'accepted', 'in_progress', 'resolved'] as const;
const ROLE_NAMES = [
  'account_manager',
  'service_engineer',
  'care_specialist',
  'sales',
  'problem_owner',
  'team_lead',
] as const;

type Board = ReturnType<typeof useBoard>;

/** The lead's board: every open loop, by what is due next, chosen by kind, urgency, state, person, role and standing. */
export function BoardPage() {
  const format = useReader();
  const board = useBoard();
  const words = BOARD[format.language];
  const { state, choice } = board;
  const [owners, setOwners] = useState<Page['owners']>([]);
  // The list of people stays while another choice loads.
  if (state.status === 'ready' && state.page.owners !== owners) setOwners(state.page.owners);
  const filtered = Object.entries(choice).some(([, value]) => value !== '' && value !== 'all');
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{words.title}</PageTitle>
      <Text variant="microcopy">{words.hint}</Text>
      <Standings board={board} format={format} />
      <Filters board={board} owners={owners} format={format} />
      {state.status === 'loading' && <Loading format={format} labels={Object.values(words.columns)} />}
      {state.status === 'failed' && <Failed format={format} failure={state.failure} onRetry={board.refresh} />}
      {state.status === 'ready' && state.page.rows.length === 0 && (
        <EmptyState title={words.none} layout="vertical">
          <Text>{filtered ? words.noneFiltered : words.noneHint}</Text>
        </EmptyState>
      )}
      {state.status === 'ready' && state.page.rows.length > 0 && (
        <>
          <Text variant="microcopy">
            {words.shown(format.number(state.page.rows.length), format.number(state.page.total))}
          </Text>
          <BoardTable rows={state.page.rows} format={format} />
          {state.page.after && (
            <LoadingButton
              variant="secondary"
              loading={state.loadingMore}
              disabled={state.loadingMore}
              onClick={board.more}
            >
              {words.more}
            </LoadingButton>
          )}
        </>
      )}
    </Flex>
  );
}

/** How many there are of each standing; pressing one shows those. */
function Standings({ board, format }: { readonly board: Board; readonly format: Format }) {
  const words = BOARD[format.language];
  const { counts, choice } = board;
  const known = counts ? { all: counts.open, overdue: counts.overdue, soon: counts.soon, waiting: null } : null;
  return (
    <Flex direction="row" gap="small" wrap="wrap">
      {STANDINGS.map((standing) => {
        const n = known?.[standing] ?? null;
        const name = words.standings[standing];
        return (
          <Button
            key={standing}
            size="sm"
            variant={choice.standing === standing ? 'primary' : 'secondary'}
            onClick={() => board.choose({ ...choice, standing })}
          >
            {n === null ? name : words.counted(name, format.number(n))}
          </Button>
        );
      })}
    </Flex>
  );
}

function Filters({
  board,
  owners,
  format,
}: {
  readonly board: Board;
  readonly owners: Page['owners'];
  readonly format: Format;
}) {
  const words = BOARD[format.language];
  const common = COMMON[format.language];
  const { choice, choose } = board;
  const select = <Key extends keyof BoardChoice>(
    key: Key,
    label: string,
    every: string,
    options: readonly { readonly value: BoardChoice[Key]; readonly label: string }[],
  ) => (
    <Select
      name={key}
      label={label}
      value={choice[key]}
      options={[{ value: '', label: every }, ...options]}
      onChange={(value) => choose({ ...choice, [key]: options.find((option) => option.value === value)?.value ?? '' })}
    />
  );
  return (
    <Flex direction="row" gap="small" wrap="wrap" align="end">
      {select(
        'kind',
        words.kind,
        words.everyKind,
        KINDS.map((value) => ({ value, label: common.loopKinds[value] })),
      )}
      {select(
        'urgency',
        words.urgency,
        words.everyUrgency,
        URGENCIES.map((value) => ({ value, label: common.urgencies[value] })),
      )}
      {select(
        'state',
        words.state,
        words.everyState,
        STATES.map((value) => ({ value, label: common.loopStates[value] })),
      )}
      {select(
        'ownerId',
        words.owner,
        words.everyone,
        owners.map(({ id, name }) => ({ value: id, label: name })),
      )}
      {select(
        'role',
        words.role,
        words.everyRole,
        ROLE_NAMES.map((value) => ({ value, label: ROLES[format.language][value] })),
      )}
      <Button variant="secondary" onClick={board.refresh}>
        {words.refresh}
      </Button>
    </Flex>
  );
}
