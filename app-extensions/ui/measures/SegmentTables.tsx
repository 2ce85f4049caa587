import { Flex, Heading, TableCell, TableRow } from '@hubspot/ui-extensions';
import type { Dashboard, SegmentLine } from '../../../src/contract/open-dashboard.ts';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { COMMON } from '../common/words.ts';
import { Share } from './measure-parts.tsx';
import { MEASURES } from './measure-words.ts';

/** The same shares by tier, stage, team and person; one row alone says nothing by itself and is left out. */
export function SegmentTables({ page, format }: { readonly page: Dashboard; readonly format: Format }) {
  const words = MEASURES[format.language];
  const { tier, stage, team, person } = page.segments;
  const tables = [
    { title: words.tier, lines: tier, names: { none: words.none } },
    { title: words.stage, lines: stage, names: words.stages },
    { title: words.teamOf, lines: team, names: {} },
    { title: words.owner, lines: person, names: {} },
  ].filter(({ lines }) => lines.length > 1);
  if (tables.length === 0) return null;
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.segments}</Heading>
      {tables.map(({ title, lines, names }) => (
        <Rows
          key={title}
          titles={[title, words.kpis.coverage, words.onTime, words.kpis.sla, words.kpis.response, words.csat]}
        >
          {lines.map((line) => (
            <TableRow key={line.id}>
              <TableCell>{nameOf(line, names, format)}</TableCell>
              {(['coverage', 'onTime', 'sla', 'response', 'csat'] as const).map((of) => (
                <TableCell key={of}>
                  {line[of].n === 0 ? COMMON[format.language].none : <Share of={line[of]} format={format} />}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </Rows>
      ))}
    </Flex>
  );
}

function nameOf({ id, name }: SegmentLine, names: { readonly [id: string]: string }, format: Format): string {
  return name ?? format.name(names, id);
}
