import {
  Button,
  Flex,
  Heading,
  Link,
  List,
  TableCell,
  TableRow,
  Text,
  useExtensionActions,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import type { Dashboard, OpenReasksAnswer, OpenWordsAnswer, Report } from '../../../src/contract/open-dashboard.ts';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { Failed, Loading } from '../common/states.tsx';
import { COMMON } from '../common/words.ts';
import { ComplaintsPart } from './ComplaintsPart.tsx';
import { EffectPart } from './EffectPart.tsx';
import { EFFECT } from './effect-words.ts';
import { MEASURES } from './measure-words.ts';
import type { DashboardScreen, More } from './use-dashboard.ts';

type WordsAnswer = Extract<OpenWordsAnswer, { readonly ok: true }>;
type ReasksAnswer = Extract<OpenReasksAnswer, { readonly ok: true }>;

interface Part {
  readonly page: Dashboard;
  readonly screen: DashboardScreen;
  readonly format: Format;
}

/** Findings, and what is only read when somebody asks: words, whom to ask again, reports. */
export function MoreParts({ page, screen, format }: Part) {
  const words = MEASURES[format.language];
  const { more } = screen;
  const parts = ['words', 'reasks', 'effect', 'satisfaction', 'brief'] as const;
  return (
    <Flex direction="column" gap="small">
      <Findings page={page} format={format} />
      <Flex direction="row" gap="extra-small" wrap="wrap">
        {parts.map((what) => (
          <Button
            key={what}
            size="sm"
            variant="secondary"
            onClick={() => screen.openMore(what, page.month, format.language)}
          >
            {what === 'effect' ? EFFECT[format.language].title : words.more[what]}
          </Button>
        ))}
      </Flex>
      {more?.reading.status === 'loading' && <Loading format={format} />}
      {more?.reading.status === 'failed' && (
        <Failed
          format={format}
          failure={more.reading.failure}
          onRetry={() => screen.openMore(more.what, page.month, format.language)}
        />
      )}
      {more && <Shown more={more} format={format} />}
    </Flex>
  );
}

function Shown({ more, format }: { readonly more: More; readonly format: Format }) {
  if (more.reading.status !== 'ready') return null;
  switch (more.what) {
    case 'words':
      return <Words answer={more.reading.answer} format={format} />;
    case 'reasks':
      return <Reasks answer={more.reading.answer} format={format} />;
    case 'effect':
      return <EffectPart answer={more.reading.answer} format={format} />;
    default: {
      const { report } = more.reading.answer;
      return report ? <ReportView report={report} format={format} /> : null;
    }
  }
}

/** Tests of made-up scores that stand out, and how many were made. */
function Findings({ page, format }: Omit<Part, 'screen'>) {
  const words = MEASURES[format.language];
  const found = page.findings.filter(({ suspicious }) => suspicious);
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.findings}</Heading>
      <Text>
        {page.findings.length === 0
          ? words.findingsNone
          : words.findingsOf(format.number(found.length), format.number(page.findings.length))}
      </Text>
      <TextRows
        columns={[words.owner, words.pattern, words.own, words.others]}
        rows={found.map((each) => [
          each.name,
          format.name(words.patterns, each.test),
          words.outOf(format.number(each.seen), format.number(each.of)),
          words.outOf(format.number(each.othersSeen), format.number(each.othersOf)),
        ])}
      />
    </Flex>
  );
}

function Words({ answer, format }: { readonly answer: WordsAnswer; readonly format: Format }) {
  const words = MEASURES[format.language];
  const { portal } = useExtensionContext<'pages'>();
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.more.words}</Heading>
      {answer.words.length === 0 && <Text>{words.noWords}</Text>}
      <List variant="unordered-styled">
        {answer.words.flatMap(({ visitKey, contactId, name, on, said }) =>
          Object.entries(said).map(([kind, text]) => (
            <Text key={`${visitKey} ${kind}`}>
              <Link href={`/contacts/${portal.id}/record/0-1/${contactId}`}>{name}</Link>
              {` ${format.day(on)} · ${format.name(words.saidKinds, kind)}: ${text}`}
            </Text>
          )),
        )}
      </List>
      <TextRows
        columns={[words.day, words.customer, words.suggestion, words.became]}
        rows={answer.suggestions.map(({ raisedOn, name, description, became }) => [
          format.day(raisedOn),
          name,
          description,
          format.name(words.becameNames, became),
        ])}
      />
      <ComplaintsPart complaints={answer.complaints} format={format} />
    </Flex>
  );
}

function Reasks({ answer, format }: { readonly answer: ReasksAnswer; readonly format: Format }) {
  const words = MEASURES[format.language];
  const left = Object.entries(answer.left).map(
    ([why, n]) => `${format.name(words.notReasked, why)} ${format.number(n)}`,
  );
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.more.reasks}</Heading>
      <Text>{words.reaskHint(format.number(answer.queue.length), format.number(answer.lookedAt))}</Text>
      {left.length > 0 && <Text variant="microcopy">{left.join(COMMON[format.language].listSeparator)}</Text>}
      <TextRows
        columns={[words.customer, words.asker]}
        rows={answer.queue.map(({ name, askerName }) => [name, askerName])}
      />
    </Flex>
  );
}

/** A report as it will be copied; a page of HubSpot's can neither print nor download. */
function ReportView({
  report,
  format,
}: {
  readonly report: Report & { readonly text: string };
  readonly format: Format;
}) {
  const words = MEASURES[format.language];
  const actions = useExtensionActions<'pages'>();
  const copy = async () => {
    try {
      await actions.copyTextToClipboard(report.text);
      actions.addAlert({ type: 'success', message: words.copied });
    } catch {
      actions.addAlert({ type: 'warning', message: words.notCopied });
    }
  };
  return (
    <Flex direction="column" gap="small">
      <Flex direction="row" gap="small" align="center">
        <Heading>{report.title}</Heading>
        <Button size="sm" variant="secondary" onClick={() => void copy()}>
          {words.copy}
        </Button>
      </Flex>
      <Text variant="microcopy">{report.subtitle}</Text>
      {report.sections.map(({ heading, paragraphs, tables }) => (
        <Flex key={heading} direction="column" gap="extra-small">
          <Text format={{ fontWeight: 'bold' }}>{heading}</Text>
          {Object.entries(paragraphs).map(([at, paragraph]) => (
            <Text key={at}>{paragraph}</Text>
          ))}
          {tables.map(({ id, columns, rows }) => (
            <TextRows key={id} columns={columns} rows={rows.map((row) => row.map(({ text }) => text))} />
          ))}
        </Flex>
      ))}
    </Flex>
  );
}

function TextRows({
  columns,
  rows,
}: {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}) {
  if (rows.length === 0) return null;
  return (
    <Rows titles={columns}>
      {Object.entries(rows).map(([at, row]) => (
        <TableRow key={at}>
          {Object.entries(row).map(([place, text]) => (
            <TableCell key={place}>{text}</TableCell>
          ))}
        </TableRow>
      ))}
    </Rows>
  );
}
