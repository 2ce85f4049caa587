import {
  Button,
  Flex,
  Heading,
  Link,
  List,
  TableCell,
  TableRow,
  Text,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { Complaints } from '../../../src/contract/open-dashboard.ts';
import { CAUSE_NAMES } from '../../../src/domain/loop/causes.ts';
import type { CauseLine } from '../../../src/domain/measures/complaints.ts';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { COMPLAINTS } from './complaint-words.ts';
import { Share } from './measure-parts.tsx';

/** What complaints came from, the most frequent cause first, each with the complaints behind its number. */
export function ComplaintsPart({ complaints, format }: { readonly complaints: Complaints; readonly format: Format }) {
  const words = COMPLAINTS[format.language];
  const [opened, setOpened] = useState<string | null>(null);
  const { n, withoutCause, prevented, causes, measures, more } = complaints;
  const number = format.number;
  const shown = causes.find((cause) => nameOf(cause, format) === opened);
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.title}</Heading>
      <Text>{n === 0 ? words.none : words.summary(number(n), number(withoutCause), number(prevented))}</Text>
      {measures.n > 0 && (
        <Text>
          {words.measures(
            number(measures.n),
            number(measures.checked),
            number(measures.done),
            number(measures.effective),
          )}
        </Text>
      )}
      {causes.length > 0 && (
        <>
          <Text variant="microcopy">{words.hint}</Text>
          <Rows titles={[words.cause, words.share, words.rank, words.again, words.records]}>
            {causes.map((cause) => {
              const name = nameOf(cause, format);
              return (
                <TableRow key={name}>
                  <TableCell>{name}</TableCell>
                  <TableCell>
                    <Share of={cause.share} format={format} />
                  </TableCell>
                  <TableCell>{cause.rank === undefined ? '' : number(cause.rank)}</TableCell>
                  <TableCell>{number(cause.again)}</TableCell>
                  <TableCell>
                    <Button size="xs" variant="secondary" onClick={() => setOpened(opened === name ? null : name)}>
                      {words.show(name, number(cause.n))}
                    </Button>
                  </TableCell>
                </TableRow>
              );
            })}
          </Rows>
        </>
      )}
      {shown && <Behind cause={shown} complaints={complaints} format={format} />}
      {more && <Text variant="microcopy">{words.more}</Text>}
    </Flex>
  );
}

function Behind({
  cause,
  complaints,
  format,
}: {
  readonly cause: CauseLine;
  readonly complaints: Complaints;
  readonly format: Format;
}) {
  const { portal } = useExtensionContext<'pages'>();
  const lines = new Map(complaints.lines.map((line) => [line.key, line]));
  return (
    <List variant="unordered-styled">
      {cause.keys.flatMap((key) => {
        const line = lines.get(key);
        if (!line) return [];
        return [
          <Text key={key}>
            <Link href={`/contacts/${portal.id}/record/0-1/${line.contactId}`}>{line.name}</Link>
            {` ${format.day(line.raisedOn)} · ${line.description}`}
          </Text>,
        ];
      })}
    </List>
  );
}

function nameOf({ category, cause }: CauseLine, format: Format): string {
  const name = CAUSE_NAMES[format.language][category];
  return cause === undefined ? name : COMPLAINTS[format.language].other(name, cause);
}
