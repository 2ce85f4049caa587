import { Table, TableBody, TableHead, TableHeader, TableRow } from '@hubspot/ui-extensions';
import type { ReactNode } from 'react';

/** A table of these columns. */
export function Rows({ titles, children }: { readonly titles: readonly string[]; readonly children: ReactNode }) {
  return (
    <Table density="condensed">
      <TableHead>
        <TableRow>
          {titles.map((title) => (
            <TableHeader key={title}>{title}</TableHeader>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>{children}</TableBody>
    </Table>
  );
}
