import {
  Alert,
  Button,
  EmptyState,
  Flex,
  Form,
  Heading,
  LoadingButton,
  ProgressBar,
  Select,
  TableCell,
  TableRow,
  Text,
  TextArea,
  ToggleGroup,
} from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { BulkJob, BulkLine, BulkWish } from '../../../src/contract/bulk-action.ts';
import { DayField } from '../common/DayField.tsx';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { Failed, HelpOn, Loading } from '../common/states.tsx';
import { timeLeft } from '../common/time-left.ts';
import { COMMON } from '../common/words.ts';
import { BULK } from './bulk-words.ts';
import { type BulkPanel, type Choices, MOST_CONTACTS } from './use-bulk-action.ts';

interface Props {
  readonly panel: BulkPanel;
  readonly format: Format;
}

/** The panel over selected contacts. */
export function BulkActionView({ panel, format }: Props) {
  const words = BULK[format.language];
  const { state, selected } = panel;
  return (
    <Flex direction="column" gap="medium">
      {selected > 0 && <Text>{words.selected(format.number(selected))}</Text>}
      {state.status === 'loading' && <Loading format={format} />}
      {state.status === 'failed' && <Failed format={format} failure={state.failure} onRetry={panel.retry} />}
      {state.status === 'choosing' && selected === 0 && (
        <EmptyState title={words.nobodyTitle} layout="vertical">
          <Text>{words.nobody}</Text>
        </EmptyState>
      )}
      {state.status === 'choosing' && selected > MOST_CONTACTS && (
        <Alert variant="warning" title={words.tooMany(format.number(MOST_CONTACTS))} />
      )}
      {state.status === 'choosing' && selected > 0 && selected <= MOST_CONTACTS && (
        <Choose panel={panel} choices={state.choices} format={format} />
      )}
      {state.status === 'looking' && (
        <ProgressBar
          title={words.looking}
          aria-label={words.looking}
          value={state.looked}
          maxValue={Math.max(selected, 1)}
          valueDescription={words.looked(format.number(state.looked), format.number(selected))}
        />
      )}
      {state.status === 'looked' && <Preview wish={state.wish} lines={state.lines} panel={panel} format={format} />}
      {state.status === 'working' && <Working job={state.job} panel={panel} format={format} />}
      {state.status === 'stopped' && <Stopped panel={panel} state={state} format={format} />}
      {state.status === 'done' && <Done job={state.job} panel={panel} format={format} />}
    </Flex>
  );
}

const KINDS = ['plan', 'pause', 'resume', 'hand_over'] as const satisfies readonly BulkWish['kind'][];
const ROLES = ['account_manager', 'service_engineer', 'care_specialist'] as const;
const MOST_TEXT = 300;

function Choose({ panel, choices, format }: Props & { readonly choices: Choices }) {
  const words = BULK[format.language];
  const [kind, setKind] = useState<BulkWish['kind']>('plan');
  const [until, setUntil] = useState('');
  const [because, setBecause] = useState('');
  const [role, setRole] = useState<(typeof ROLES)[number]>('account_manager');
  const [ownerId, setOwnerId] = useState('');
  const [checked, setChecked] = useState(false);
  const problem = panel.state.status === 'choosing' ? panel.state.problem : null;
  const wrongs = checked ? wrongOf({ kind, until, because, ownerId }, choices.today) : [];
  const look = () => {
    setChecked(true);
    if (wrongOf({ kind, until, because, ownerId }, choices.today).length > 0) return;
    panel.look(wishOf({ kind, until, because: because.trim(), role, ownerId }));
  };
  return (
    <Form preventDefault={true} onSubmit={look}>
      <Flex direction="column" gap="small">
        {problem && (
          <Alert variant="error" title={format.say(problem.message)}>
            <HelpOn failure={problem} format={format} />
            {problem.correlationId ? COMMON[format.language].supportId(problem.correlationId) : null}
          </Alert>
        )}
        <ToggleGroup
          name="bulk.kind"
          label={words.what}
          toggleType="radioButtonList"
          value={kind}
          options={KINDS.map((value) => ({ value, label: words.kinds[value] }))}
          onChange={(value) => setKind(KINDS.find((known) => known === String(value)) ?? 'plan')}
        />
        {kind === 'pause' && (
          <>
            <DayField
              name="bulk.until"
              label={words.until}
              required={true}
              value={until}
              earliest={choices.today}
              onChange={setUntil}
              wrong={wrongs.includes('until') ? words.wrong.until : undefined}
            />
            <TextArea
              name="bulk.because"
              label={words.because}
              required={true}
              rows={2}
              maxLength={MOST_TEXT}
              value={because}
              onInput={setBecause}
              {...(wrongs.includes('because') ? { error: true, validationMessage: words.wrong.because } : {})}
            />
          </>
        )}
        {kind === 'hand_over' && (
          <>
            <Select
              name="bulk.role"
              label={words.role}
              value={role}
              options={ROLES.map((value) => ({ value, label: words.roles[value] }))}
              onChange={(value) => setRole(ROLES.find((known) => known === value) ?? 'account_manager')}
            />
            <Select
              name="bulk.owner"
              label={words.newOwner}
              required={true}
              placeholder={words.choose}
              value={ownerId}
              options={choices.owners.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(value) => setOwnerId(String(value))}
              {...(wrongs.includes('ownerId') ? { error: true, validationMessage: words.wrong.ownerId } : {})}
            />
          </>
        )}
        <Button type="submit" variant="primary">
          {words.look}
        </Button>
      </Flex>
    </Form>
  );
}

interface Chosen {
  readonly kind: BulkWish['kind'];
  readonly until: string;
  readonly because: string;
  readonly ownerId: string;
}

function wrongOf(
  { kind, until, because, ownerId }: Chosen,
  today: string,
): readonly ('until' | 'because' | 'ownerId')[] {
  if (kind === 'pause') {
    return [
      ...(until === '' || until < today ? (['until'] as const) : []),
      ...(because.trim() === '' ? (['because'] as const) : []),
    ];
  }
  return kind === 'hand_over' && ownerId === '' ? ['ownerId'] : [];
}

function wishOf({ kind, until, because, role, ownerId }: Chosen & { readonly role: (typeof ROLES)[number] }): BulkWish {
  switch (kind) {
    case 'plan':
    case 'resume':
      return { kind };
    case 'pause':
      return { kind, until, because };
    case 'hand_over':
      return { kind, role, ownerId };
  }
}

/** Rows shown of each kind; the counts are of all. */
const EXAMPLES = 8;

function Preview({
  wish,
  lines,
  panel,
  format,
}: Props & { readonly wish: BulkWish; readonly lines: readonly BulkLine[] }) {
  const words = BULK[format.language];
  const of = (outcome: BulkLine['outcome']) => lines.filter((line) => line.outcome === outcome);
  const changes = of('changes');
  const same = of('same');
  const cannot = of('cannot');
  const sum = (count: keyof BulkLine['visits']) =>
    format.number(changes.reduce((n, line) => n + line.visits[count], 0));
  return (
    <Flex direction="column" gap="small">
      <Heading>{wishText(wish, panel, format)}</Heading>
      <Text format={{ fontWeight: 'demibold' }}>{words.changes(format.number(changes.length))}</Text>
      {changes.length > 0 && <Text>{words.visits(sum('opened'), sum('moved'), sum('withdrawn'))}</Text>}
      <Lines lines={changes} format={format} />
      {same.length > 0 && <Text format={{ fontWeight: 'demibold' }}>{words.same(format.number(same.length))}</Text>}
      <Lines lines={same} format={format} />
      {cannot.length > 0 && (
        <Text format={{ fontWeight: 'demibold' }}>{words.cannot(format.number(cannot.length))}</Text>
      )}
      <Lines lines={cannot} format={format} />
      <Text variant="microcopy">{changes.length > 0 ? words.nothingWritten : words.nothingToDo}</Text>
      <Flex direction="row" gap="small">
        {changes.length > 0 && (
          <Button variant="primary" onClick={panel.apply}>
            {words.apply(format.number(changes.length))}
          </Button>
        )}
        <Button variant="secondary" onClick={panel.back}>
          {words.back}
        </Button>
      </Flex>
    </Flex>
  );
}

function Lines({ lines, format }: { readonly lines: readonly BulkLine[]; readonly format: Format }) {
  const words = BULK[format.language];
  const none = COMMON[format.language].none;
  const { columns } = words;
  const day = (text: string | null) => (text ? format.day(text) : none);
  if (lines.length === 0) return null;
  return (
    <Rows titles={[columns.name, columns.from, columns.to, columns.why]}>
      {lines.slice(0, EXAMPLES).map((line) => (
        <TableRow key={line.contactId}>
          <TableCell>{line.name || words.unknown(line.contactId)}</TableCell>
          <TableCell>{day(line.next.from)}</TableCell>
          <TableCell>{day(line.next.to)}</TableCell>
          <TableCell>{line.why ? format.say(line.why) : none}</TableCell>
        </TableRow>
      ))}
    </Rows>
  );
}

function wishText(wish: BulkWish, panel: BulkPanel, format: Format): string {
  const words = BULK[format.language];
  switch (wish.kind) {
    case 'plan':
      return words.wishes.plan;
    case 'resume':
      return words.wishes.resume;
    case 'pause':
      return words.wishes.pause(format.day(wish.until), wish.because);
    case 'hand_over': {
      const name = panel.owners.find(({ id }) => id === wish.ownerId)?.name ?? wish.ownerId;
      return words.wishes.hand_over(words.roles[wish.role], name);
    }
  }
}

function Progress({ job, format }: { readonly job: BulkJob; readonly format: Format }) {
  const words = BULK[format.language];
  const { opened, moved, withdrawn } = job.visits;
  return (
    <Flex direction="column" gap="extra-small">
      <ProgressBar
        title={words.working}
        aria-label={words.working}
        value={job.done}
        maxValue={Math.max(job.total, 1)}
        valueDescription={words.done(format.number(job.done), format.number(job.total))}
      />
      <Text variant="microcopy">
        {words.visits(format.number(opened), format.number(moved), format.number(withdrawn))}
      </Text>
    </Flex>
  );
}

function Working({ job, panel, format }: Props & { readonly job: BulkJob }) {
  const words = BULK[format.language];
  const left = timeLeft(job.secondsLeft, format);
  return (
    <Flex direction="column" gap="small">
      <Heading>{wishText(job.wish, panel, format)}</Heading>
      <Progress job={job} format={format} />
      {left !== '' && <Text variant="microcopy">{left}</Text>}
      <Text variant="microcopy">{words.leaveOpen}</Text>
      <Flex direction="row" gap="small">
        <LoadingButton variant="primary" loading={true} disabled={true}>
          {words.working}
        </LoadingButton>
        <Button variant="secondary" onClick={panel.stop}>
          {words.stop}
        </Button>
      </Flex>
    </Flex>
  );
}

function Stopped({
  state,
  panel,
  format,
}: Props & { readonly state: Extract<BulkPanel['state'], { readonly status: 'stopped' }> }) {
  const words = BULK[format.language];
  const { job, failure, isOld } = state;
  return (
    <Flex direction="column" gap="small">
      <Alert variant={failure ? 'warning' : 'info'} title={isOld ? words.unfinished : words.stopped}>
        {failure ? format.say(failure.message) : null}
        {failure && <HelpOn failure={failure} format={format} />}
      </Alert>
      <Heading>{wishText(job.wish, panel, format)}</Heading>
      <Progress job={job} format={format} />
      <Failures job={job} format={format} />
      <Flex direction="row" gap="small">
        <Button variant="primary" onClick={panel.goOn}>
          {words.goOn}
        </Button>
        <Button variant="secondary" onClick={panel.drop}>
          {words.drop}
        </Button>
      </Flex>
    </Flex>
  );
}

function Done({ job, panel, format }: Props & { readonly job: BulkJob }) {
  const words = BULK[format.language];
  return (
    <Flex direction="column" gap="small">
      <Alert
        variant={job.failed > 0 ? 'warning' : 'success'}
        title={job.failed > 0 ? words.finishedSome : words.finished}
      >
        {wishText(job.wish, panel, format)}
      </Alert>
      <Progress job={job} format={format} />
      {job.later > 0 && <Text>{words.later(format.number(job.later))}</Text>}
      <Failures job={job} format={format} />
      <Flex direction="row" gap="small">
        <Button variant="primary" onClick={panel.close}>
          {words.close}
        </Button>
        <Button variant="secondary" onClick={panel.back}>
          {words.another}
        </Button>
      </Flex>
    </Flex>
  );
}

function Failures({ job, format }: { readonly job: BulkJob; readonly format: Format }) {
  const words = BULK[format.language];
  if (job.failed === 0) return null;
  return (
    <Flex direction="column" gap="extra-small">
      <Text format={{ fontWeight: 'demibold' }}>{words.failures(format.number(job.failed))}</Text>
      {job.failures.map(({ contactId, name, message }) => (
        <Text key={contactId} variant="microcopy">{`${name || words.unknown(contactId)}: ${message}`}</Text>
      ))}
    </Flex>
  );
}
