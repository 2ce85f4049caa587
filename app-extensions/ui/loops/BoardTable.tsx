import { Link, StatusTag, TableCell, TableRow, Text, useExtensionContext } from '@hubspot/ui-extensions';
import type { BoardRow } from '../../../src/contract/open-board.ts';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { COMMON } from '../common/words.ts';
import { BOARD } from './board-words.ts';
import { ROLES } from './role-words.ts';

const VARIANTS = { overdue: 'danger', soon: 'warning', running: 'success', none: 'default' } as const;

/** Loops of many customers; the name leads to the record, where a loop is moved. */
export function BoardTable({ rows, format }: { readonly rows: readonly BoardRow[]; readonly format: Format }) {
  const { columns } = BOARD[format.language];
  return (
    <Rows titles={[columns.customer, columns.what, columns.state, columns.clock, columns.owner]}>
      {rows.map((row) => (
        <BoardLine key={row.key} row={row} format={format} />
      ))}
    </Rows>
  );
}

function BoardLine({ row, format }: { readonly row: BoardRow; readonly format: Format }) {
  const words = BOARD[format.language];
  const common = COMMON[format.language];
  const { portal } = useExtensionContext<'pages'>();
  const due = row.dueAt ? format.instant(row.dueAt) : '';
  return (
    <TableRow>
      <TableCell>
        <Link href={`/contacts/${portal.id}/record/0-1/${row.contactId}`}>{row.contactName}</Link>
      </TableCell>
      <TableCell>
        <Text format={{ fontWeight: 'demibold' }}>
          {[
            format.name(common.loopKinds, row.kind),
            ...(row.urgency === 'urgent' ? [common.urgencies.urgent] : []),
          ].join(common.listSeparator)}
        </Text>
        <Text>{row.description}</Text>
        <Text variant="microcopy">{words.age(row.ageDays)}</Text>
      </TableCell>
      <TableCell>
        <Text>{format.name(common.loopStates, row.state)}</Text>
        {row.waiting && <Text variant="microcopy">{words.waiting}</Text>}
      </TableCell>
      <TableCell>
        <StatusTag variant={VARIANTS[row.clock]}>{common.clocks[row.clock]}</StatusTag>
        {due !== '' && <Text variant="microcopy">{row.rule ? words.due(due, row.rule) : due}</Text>}
        {row.breached && row.clock !== 'overdue' && <Text variant="microcopy">{words.breached}</Text>}
      </TableCell>
      <TableCell>
        <Text>{row.ownerName ?? common.none}</Text>
        {row.ownerRole && <Text variant="microcopy">{format.name(ROLES[format.language], row.ownerRole)}</Text>}
      </TableCell>
    </TableRow>
  );
}
