import { Table, TableBody, TableHead, TableHeader, TableRow } from '@hubspot/ui-extensions';
import type { ReactNode } from 'react';

/** A table of these columns, two of which may have one title; roomy where its cells are fields to fill in. */
export function Rows({
  titles,
  density = 'condensed',
  children,
}: {
  readonly titles: readonly string[];
  readonly density?: 'condensed' | 'default';
  readonly children: ReactNode;
}) {
  return (
    <Table density={density}>
      <TableHead>
        <TableRow>
          {Object.entries(titles).map(([at, title]) => (
            <TableHeader key={at}>{title}</TableHeader>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>{children}</TableBody>
    </Table>
  );
}
