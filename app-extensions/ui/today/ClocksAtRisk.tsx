import { Flex, Heading, Text } from '@hubspot/ui-extensions';
import type { Format } from '../common/format.ts';
import { Failed } from '../common/states.tsx';
import { BoardTable } from '../loops/BoardTable.tsx';
import { BOARD } from '../loops/board-words.ts';
import { useAtRisk } from '../loops/use-board.ts';

/** The first few loops that are overdue or due within a day; nothing where there are none. */
export function ClocksAtRisk({
  owner,
  format,
}: {
  readonly owner: Parameters<typeof useAtRisk>[0];
  readonly format: Format;
}) {
  const { state, refresh } = useAtRisk(owner);
  const words = BOARD[format.language];
  if (state.status === 'loading') return null;
  if (state.status === 'failed') return <Failed format={format} failure={state.failure} onRetry={refresh} />;
  const { rows, total } = state.page;
  if (rows.length === 0) return null;
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{`${words.atRisk} (${format.number(total)})`}</Heading>
      <BoardTable rows={rows} format={format} />
      {total > rows.length && (
        <Text variant="microcopy">{words.atRiskOf(format.number(rows.length), format.number(total))}</Text>
      )}
    </Flex>
  );
}
