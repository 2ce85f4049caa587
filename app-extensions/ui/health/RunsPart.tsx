import {
  Alert,
  Button,
  EmptyState,
  Flex,
  Heading,
  type JsonValue,
  Link,
  LoadingButton,
  Select,
  StatusTag,
  TableCell,
  TableRow,
  Text,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import { useCallback, useState } from 'react';
import type { OpenHealthInput, RunDetails, RunLine } from '../../../src/contract/open-health.ts';
import type { Format } from '../common/format.ts';
import { type Pair, Pairs } from '../common/Pairs.tsx';
import { Rows } from '../common/Rows.tsx';
import { Failed, HelpOn, Loading } from '../common/states.tsx';
import { useAnswer } from '../common/use-answer.ts';
import { PAGES } from '../common/words.ts';
import { askPart, type Part } from './ask-part.ts';
import { HEALTH } from './health-words.ts';

type Asked = Extract<OpenHealthInput, { readonly part: 'runs' }>;
const TRIGGERS = ['command', 'page', 'workflow', 'worker', 'demo'] as const;
const STATES = ['running', 'died', 'done', 'failed'] as const;
const DAYS = [1, 7, 30, 90] as const;
const COUNTED = ['decided', 'opened', 'changed', 'withdrawn'] as const;
const VARIANTS = { running: 'info', died: 'danger', done: 'success', failed: 'danger', undone: 'default' } as const;

/** The runs of the last days, chosen by trigger and state; one of them opened. */
export function RunsPart({ format }: { readonly format: Format }) {
  const words = HEALTH[format.language];
  const [asked, setAsked] = useState<Asked>({ part: 'runs', days: 7 });
  const [open, setOpen] = useState<RunLine | null>(null);
  const read = useCallback((parameters: JsonValue) => askPart(parameters, asked), [asked]);
  const { reading, reload, more, loadingMore, moreFailed } = useAnswer<Part<'runs'>>(read);
  const choose = (change: Partial<Asked>): void => {
    setOpen(null);
    setAsked(({ trigger, status, ...before }) => {
      const next = { trigger, status, ...before, ...change };
      return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as Asked;
    });
  };
  const options = (names: readonly string[], titles: { readonly [name: string]: string }) => [
    { value: '', label: words.all },
    ...names.map((value) => ({ value, label: format.name(titles, value) })),
  ];
  return (
    <Flex direction="column" gap="small">
      <Heading>{words.runTitle}</Heading>
      <Flex direction="row" gap="small" wrap="wrap">
        <Select
          name="trigger"
          label={words.trigger}
          value={asked.trigger ?? ''}
          options={options(TRIGGERS, words.triggers)}
          onChange={(value) => choose({ trigger: TRIGGERS.find((each) => each === value) })}
        />
        <Select
          name="status"
          label={words.state}
          value={asked.status ?? ''}
          options={options(STATES, words.states)}
          onChange={(value) => choose({ status: STATES.find((each) => each === value) })}
        />
        <Select
          name="days"
          label={words.days}
          value={String(asked.days ?? 7)}
          options={DAYS.map((days) => ({ value: String(days), label: format.name(words.dayCounts, String(days)) }))}
          onChange={(value) => choose({ days: DAYS.find((each) => String(each) === String(value)) ?? 7 })}
        />
      </Flex>
      {reading.status === 'loading' && <Loading format={format} />}
      {reading.status === 'failed' && <Failed format={format} failure={reading.failure} onRetry={reload} />}
      {reading.status === 'ready' && reading.answer.runs.length === 0 && (
        <EmptyState title={words.noRuns} layout="vertical">
          <Text>{words.noRunsHint}</Text>
        </EmptyState>
      )}
      {reading.status === 'ready' && reading.answer.runs.length > 0 && (
        <>
          <Text variant="microcopy">
            {words.shown(format.number(reading.answer.runs.length), format.number(reading.answer.total))}
          </Text>
          <RunTable runs={reading.answer.runs} format={format} onOpen={setOpen} />
          {moreFailed && <Text>{format.say(moreFailed.message)}</Text>}
          {moreFailed && <HelpOn failure={moreFailed} format={format} />}
          {reading.answer.after !== null && (
            <LoadingButton
              variant="secondary"
              loading={loadingMore}
              onClick={() =>
                void more({ after: reading.answer.after }, (shown, next) => ({
                  ...next,
                  runs: [...shown.runs, ...next.runs],
                }))
              }
            >
              {PAGES[format.language].more}
            </LoadingButton>
          )}
        </>
      )}
      {open && <OneRun key={open.key} line={open} format={format} onClose={() => setOpen(null)} />}
    </Flex>
  );
}

function RunTable({
  runs,
  format,
  onOpen,
}: {
  readonly runs: readonly RunLine[];
  readonly format: Format;
  readonly onOpen: (run: RunLine) => void;
}) {
  const words = HEALTH[format.language];
  const { at, by, state, did, failed } = words.columns;
  return (
    <Rows titles={[at, by, state, did, failed, words.details]}>
      {runs.map((run) => (
        <TableRow key={run.key}>
          <TableCell>{format.instant(run.startedAt)}</TableCell>
          <TableCell>{format.name(words.triggers, run.trigger)}</TableCell>
          <TableCell>
            <State run={run} format={format} />
          </TableCell>
          <TableCell>{COUNTED.map((what) => format.number(run.counts[what] ?? 0)).join(' · ')}</TableCell>
          <TableCell>{format.number(run.counts.failed ?? 0)}</TableCell>
          <TableCell>
            <Button variant="transparent" size="xs" onClick={() => onOpen(run)}>
              {words.detailsOf(format.instant(run.startedAt))}
            </Button>
          </TableCell>
        </TableRow>
      ))}
    </Rows>
  );
}

function State({ run, format }: { readonly run: RunLine; readonly format: Format }) {
  const state = run.isUndone ? 'undone' : run.status;
  return <StatusTag variant={VARIANTS[state]}>{format.name(HEALTH[format.language].states, state)}</StatusTag>;
}

function OneRun({
  line,
  format,
  onClose,
}: {
  readonly line: RunLine;
  readonly format: Format;
  readonly onClose: () => void;
}) {
  const words = HEALTH[format.language];
  const { key } = line;
  const read = useCallback((parameters: JsonValue) => askPart(parameters, { part: 'run', key }), [key]);
  const { reading, reload } = useAnswer<Part<'run'>>(read);
  return (
    <Flex direction="column" gap="small">
      <Heading>{words.detailsOf(format.instant(line.startedAt))}</Heading>
      {reading.status === 'loading' && <Loading format={format} labels={[words.name, words.took]} />}
      {reading.status === 'failed' && <Failed format={format} failure={reading.failure} onRetry={reload} />}
      {reading.status === 'ready' && <Details run={reading.answer} format={format} />}
      <Flex direction="row">
        <Button variant="secondary" size="sm" onClick={onClose}>
          {words.close}
        </Button>
      </Flex>
    </Flex>
  );
}

function Details({ run, format }: { readonly run: RunDetails; readonly format: Format }) {
  const words = HEALTH[format.language];
  const { endedAt, holdsUntil, undone } = run;
  const number = (value: number | null): string => (value === null ? '–' : format.number(value));
  const took =
    endedAt === null ? '–' : words.seconds(format.number((Date.parse(endedAt) - Date.parse(run.startedAt)) / 1_000));
  const facts: readonly Pair[] = [
    [words.name, run.name],
    [words.policy, number(run.policyVersion)],
    [words.forDay, run.today === null ? '–' : format.weekday(run.today)],
    [words.took, took],
    ...(holdsUntil === null ? [] : [[words.holds, format.instant(holdsUntil)] as const]),
    [words.steps, number(run.steps)],
    [words.calls, number(run.calls)],
  ];
  return (
    <>
      <Trouble run={run} format={format} />
      <Pairs pairs={facts} />
      {run.standings.length > 0 && (
        <Rows titles={[words.standings, words.customers]}>
          {run.standings.map(({ standing, customers }) => (
            <TableRow key={standing}>
              <TableCell>{format.name(words.standing, standing)}</TableCell>
              <TableCell>{format.number(customers)}</TableCell>
            </TableRow>
          ))}
        </Rows>
      )}
      <Skipped run={run} format={format} />
      {run.refused.length > 0 && (
        <>
          <Text>{words.refused}</Text>
          <Rows titles={[words.customer, words.why]}>
            {run.refused.map(({ key, codes }) => (
              <TableRow key={key}>
                <TableCell>{key}</TableCell>
                <TableCell>{codes || words.noCodes}</TableCell>
              </TableRow>
            ))}
          </Rows>
        </>
      )}
      {run.unread.length > 0 && <Text>{words.unread(run.unread.join(', '))}</Text>}
      {undone && (
        <Text>
          {words.undone(format.instant(undone.at), format.number(undone.withdrawn), format.number(undone.kept))}
        </Text>
      )}
      {run.undoCommand !== null && <Text>{words.undo(run.undoCommand)}</Text>}
    </>
  );
}

function Trouble({ run, format }: { readonly run: RunDetails; readonly format: Format }) {
  const words = HEALTH[format.language];
  const { trouble } = run;
  if (trouble === null && run.status !== 'died') return null;
  if (trouble === null) return <Alert variant="warning" title={words.noReason} />;
  return (
    <Alert variant="danger" title={format.name(words.trouble, trouble.kind)}>
      <Flex direction="column" gap="extra-small">
        {trouble.attempting !== '' && <Text>{words.while(trouble.attempting)}</Text>}
        {trouble.correlationId && <Text variant="microcopy">{words.correlation(trouble.correlationId)}</Text>}
      </Flex>
    </Alert>
  );
}

function Skipped({ run, format }: { readonly run: RunDetails; readonly format: Format }) {
  const words = HEALTH[format.language];
  const { portal } = useExtensionContext<'pages'>();
  if (run.skipped.length === 0) return null;
  return (
    <>
      <Text>{words.skipped}</Text>
      <Rows titles={[words.customer, words.why]}>
        {run.skipped.map(({ contactId, name, standing }) => (
          <TableRow key={contactId}>
            <TableCell>
              <Link href={`/contacts/${portal.id}/record/0-1/${contactId}`}>{name || contactId}</Link>
            </TableCell>
            <TableCell>{format.name(words.standing, standing)}</TableCell>
          </TableRow>
        ))}
      </Rows>
    </>
  );
}
