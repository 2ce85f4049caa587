import {
  Alert,
  Button,
  Flex,
  Heading,
  Link,
  LoadingSpinner,
  Select,
  TableCell,
  TableRow,
  Text,
  TextArea,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import { useState } from 'react';
import { csvText } from '../../../src/domain/readiness/csv.ts';
import type { DuplicateGroup } from '../../../src/domain/readiness/duplicates.ts';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { Failed } from '../common/states.tsx';
import { useReader } from '../common/use-reader.ts';
import { READINESS } from './readiness-words.ts';
import { type CheckedBook, type FixKind, useReadiness } from './use-readiness.ts';

/** What is missing or wrong in the data of the book: counts, lists, and corrections where nothing can be lost. */
export function ReadinessPage() {
  const format = useReader();
  const words = READINESS[format.language];
  const { state, check, correct } = useReadiness();
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{words.title}</PageTitle>
      <Text>{words.hint}</Text>
      {state.status === 'checking' && (
        <LoadingSpinner label={words.checking(format.number(state.customers))} showLabel={true} layout="inline" />
      )}
      {state.status === 'failed' && <Failed format={format} failure={state.failure} onRetry={check} />}
      {state.status === 'ready' && (
        <>
          {state.corrected && (
            <Alert
              variant={state.corrected.failed > 0 ? 'warning' : 'success'}
              title={words.corrected(format.number(state.corrected.done), format.number(state.corrected.failed))}
            />
          )}
          <Button variant="secondary" onClick={check}>
            {words.check}
          </Button>
          <BookView book={state.book} format={format} onCorrect={correct} />
        </>
      )}
    </Flex>
  );
}

function BookView({
  book,
  format,
  onCorrect,
}: {
  readonly book: CheckedBook;
  readonly format: Format;
  readonly onCorrect: (kind: FixKind, ids: readonly string[]) => void;
}) {
  const words = READINESS[format.language];
  const [kind, setKind] = useState('');
  if (book.counts.length === 0 && book.rules.length === 0) return <Text>{words.fit}</Text>;
  return (
    <Flex direction="column" gap="small">
      <Text>{words.stopped(format.number(book.stopped), format.number(book.customers))}</Text>
      <Heading>{words.findings}</Heading>
      <Rows titles={[words.finding, words.contacts]}>
        {book.counts.map((each) => (
          <TableRow key={each.kind}>
            <TableCell>{format.name(words.kinds, each.kind)}</TableCell>
            <TableCell>{format.number(each.customers)}</TableCell>
          </TableRow>
        ))}
      </Rows>
      <Select
        name="kind"
        label={words.show}
        value={kind}
        options={book.counts.map((each) => ({ value: each.kind, label: format.name(words.kinds, each.kind) }))}
        onChange={(value) => setKind(String(value))}
      />
      {kind !== '' && <Contacts kind={kind} book={book} format={format} onCorrect={onCorrect} />}
      {book.more > 0 && <Text variant="microcopy">{words.notShown(format.number(book.more))}</Text>}
      <Heading>{words.rules}</Heading>
      <Rows titles={[words.rule, words.because, words.contacts]}>
        {book.rules.map(({ rule, name, because, customers }) => (
          <TableRow key={`${rule} ${because}`}>
            <TableCell>{`${format.say(name)} (${rule})`}</TableCell>
            <TableCell>{format.name(words.reasons, because)}</TableCell>
            <TableCell>{format.number(customers)}</TableCell>
          </TableRow>
        ))}
      </Rows>
      <Heading>{words.duplicates}</Heading>
      {book.duplicates.length === 0 ? (
        <Text>{words.noDuplicates}</Text>
      ) : (
        <Duplicates groups={book.duplicates} format={format} />
      )}
    </Flex>
  );
}

function Contacts({
  kind,
  book,
  format,
  onCorrect,
}: {
  readonly kind: string;
  readonly book: CheckedBook;
  readonly format: Format;
  readonly onCorrect: (kind: FixKind, ids: readonly string[]) => void;
}) {
  const words = READINESS[format.language];
  const { portal } = useExtensionContext<'pages'>();
  const found = book.rows.flatMap(({ id, name, findings }) =>
    findings.filter((each) => each.kind === kind).map((finding) => ({ id, name, finding })),
  );
  // What nobody can correct from here is given to whoever can.
  const isAsked = kind === 'stale_profile';
  const fixable = found.filter(({ finding }) => isAsked || finding.fix !== undefined);
  const title = format.name(words.kinds, kind);
  const csv = csvText([
    [words.contact, 'id', words.finding, words.what],
    ...found.map(({ id, name, finding }) => [name, id, title, format.say(finding.why)]),
  ]);
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.shown(title)}</Heading>
      {isFixKind(kind) && fixable.length > 0 && (
        <Button
          variant="secondary"
          onClick={() =>
            onCorrect(
              kind,
              fixable.map(({ id }) => id),
            )
          }
        >
          {(isAsked ? words.askFor : words.correct)(format.number(fixable.length))}
        </Button>
      )}
      <Rows titles={[words.contact, words.what]}>
        {found.map(({ id, name, finding }) => (
          <TableRow key={`${id} ${finding.field ?? ''} ${finding.why.en}`}>
            <TableCell>
              <Link href={`/contacts/${portal.id}/record/0-1/${id}`}>{name}</Link>
            </TableCell>
            <TableCell>
              {finding.fix === undefined
                ? format.say(finding.why)
                : `${format.say(finding.why)}: ${words.becomes(finding.fix)}`}
            </TableCell>
          </TableRow>
        ))}
      </Rows>
      <TextArea name="csv" label={words.csv} description={words.csvHint} value={csv} readOnly={true} rows={6} />
    </Flex>
  );
}

function isFixKind(kind: string): kind is FixKind {
  return kind === 'email_form' || kind === 'phone_form' || kind === 'stale_profile';
}

function Duplicates({ groups, format }: { readonly groups: readonly DuplicateGroup[]; readonly format: Format }) {
  const words = READINESS[format.language];
  const { portal } = useExtensionContext<'pages'>();
  return (
    <Rows titles={[words.finding, words.contacts, words.contact]}>
      {groups.map(({ by, ids, contacts }) => (
        <TableRow key={`${by} ${ids.join(' ')}`}>
          <TableCell>{format.name(words.by, by)}</TableCell>
          <TableCell>{format.number(contacts)}</TableCell>
          <TableCell>
            <Flex direction="row" gap="extra-small" wrap="wrap">
              {ids.map((id) => (
                <Link key={id} href={`/contacts/${portal.id}/record/0-1/${id}`}>
                  {id}
                </Link>
              ))}
            </Flex>
          </TableCell>
        </TableRow>
      ))}
    </Rows>
  );
}
