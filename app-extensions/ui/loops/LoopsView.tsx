import {
  Alert,
  Button,
  EmptyState,
  Flex,
  Form,
  Heading,
  Input,
  LoadingButton,
  Select,
  StatusTag,
  TableCell,
  TableRow,
  Text,
  TextArea,
  ToggleGroup,
} from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { LoopDetail, OpenLoopsAnswer } from '../../../src/contract/open-loops.ts';
import { DayField } from '../common/DayField.tsx';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { Failed, HelpOn, Loading } from '../common/states.tsx';
import type { useAnswer } from '../common/use-answer.ts';
import { COMMON } from '../common/words.ts';
import { LoopPanel } from './LoopPanel.tsx';
import { LOOPS } from './loop-words.ts';
import { useMove } from './use-move.ts';
import { type Raise, useRaise } from './use-raise.ts';

type Loops = Extract<OpenLoopsAnswer, { readonly ok: true }>;
type Card = ReturnType<typeof useAnswer<OpenLoopsAnswer>>;

const KINDS = ['problem', 'complaint', 'need', 'suggestion', 'exception', 'praise'] as const;

/** What is open with this customer, the most pressing first, and the form that raises more. */
export function LoopsView({ card, format }: { readonly card: Card; readonly format: Format }) {
  const { reading } = card;
  switch (reading.status) {
    case 'loading':
      return <Loading format={format} labels={Object.values(LOOPS[format.language].columns)} />;
    case 'failed':
      return <Failed format={format} failure={reading.failure} onRetry={card.reload} />;
    case 'ready':
      return <List card={card} loops={reading.answer} format={format} />;
  }
}

function List({ card, loops, format }: { readonly card: Card; readonly loops: Loops; readonly format: Format }) {
  const words = LOOPS[format.language];
  const [raising, setRaising] = useState(false);
  const [opened, setOpened] = useState<string | null>(null);
  const [mine, setMine] = useState<readonly LoopDetail[]>([]);
  const listed = withMine(loops.loops, mine);
  const shown = listed.find(({ key }) => key === opened);
  const keep = (moved: readonly LoopDetail[]): void =>
    setMine((before) => [...moved, ...before.filter(({ key }) => !moved.some((loop) => loop.key === key))]);
  const raise = useRaise(loops.today, format, (loop, repeated) => {
    setRaising(false);
    keep([loop]);
    // HubSpot's index shows a new record seconds later: it is put here by hand.
    if (!repeated)
      card.change((before) => ({ ...before, loops: [loop, ...before.loops], total: before.total + isOpen(loop) }));
    setOpened(loop.key);
  });
  const moved = (
    loop: LoopDetail,
    after?: { readonly total: number; readonly raised: readonly LoopDetail[] },
  ): void => {
    const raised = after?.raised ?? [];
    keep([...raised, loop]);
    card.change((before) => {
      const known = new Set(before.loops.map(({ key }) => key));
      const others = before.loops.map((each) => (each.key === loop.key ? loop : each));
      const added = raised.filter(({ key }) => !known.has(key));
      return { ...before, loops: [...added, ...others], total: after?.total ?? before.total };
    });
  };
  return (
    <Flex direction="column" gap="medium">
      <Flex direction="row" justify="between" align="center" wrap="wrap" gap="small">
        <Heading>{loops.total === 0 ? words.title : `${words.title}: ${words.count(loops.total)}`}</Heading>
        <Button variant="secondary" size="sm" onClick={() => setRaising(!raising)}>
          {raising ? COMMON[format.language].cancel : words.raise}
        </Button>
      </Flex>
      {raising && <RaiseForm raise={raise} today={loops.today} format={format} />}
      {listed.length === 0 ? (
        <EmptyState title={words.none} layout="vertical">
          <Text>{words.noneHint}</Text>
        </EmptyState>
      ) : (
        <LoopTable loops={listed} opened={opened} onOpen={setOpened} format={format} />
      )}
      {shown && <Opened key={shown.key} loop={shown} loops={loops} format={format} onMoved={moved} />}
      {card.moreFailed && (
        <Alert variant="warning" title={format.say(card.moreFailed.message)}>
          <HelpOn failure={card.moreFailed} format={format} />
        </Alert>
      )}
      {loops.next !== null && (
        <LoadingButton
          variant="secondary"
          size="sm"
          loading={card.loadingMore}
          disabled={card.loadingMore}
          onClick={() => void card.more({ skip: loops.next ?? 0 }, joined)}
        >
          {words.more}
        </LoadingButton>
      )}
    </Flex>
  );
}

/**
 * What was read, with what was raised or moved on this card since it was opened: what a move closed stays in view when the card reads
 * again, and so does what HubSpot's index does not show yet.
 */
function withMine(read: readonly LoopDetail[], mine: readonly LoopDetail[]): readonly LoopDetail[] {
  const known = new Set(read.map(({ key }) => key));
  return [
    ...mine.filter(({ key }) => !known.has(key)),
    ...read.map((loop) => mine.find(({ key, movedAt }) => key === loop.key && movedAt > loop.movedAt) ?? loop),
  ];
}

function joined(shown: Loops, next: Loops): Loops {
  const known = new Set(shown.loops.map(({ key }) => key));
  return { ...next, loops: [...shown.loops, ...next.loops.filter(({ key }) => !known.has(key))] };
}

function isOpen({ state }: LoopDetail): 0 | 1 {
  return state === 'confirmed' || state === 'closed_unconfirmed' ? 0 : 1;
}

function Opened({
  loop,
  loops,
  format,
  onMoved,
}: {
  readonly loop: LoopDetail;
  readonly loops: Loops;
  readonly format: Format;
  readonly onMoved: Parameters<typeof useMove>[2];
}) {
  const moving = useMove(loop, format, onMoved, loops.owners);
  return <LoopPanel loop={loop} moving={moving} today={loops.today} format={format} />;
}

function LoopTable({
  loops,
  opened,
  onOpen,
  format,
}: {
  readonly loops: readonly LoopDetail[];
  readonly opened: string | null;
  readonly onOpen: (key: string | null) => void;
  readonly format: Format;
}) {
  const { columns } = LOOPS[format.language];
  return (
    <Rows titles={[columns.what, columns.clock, columns.owner]}>
      {loops.map((loop) => (
        <LoopRow
          key={loop.key}
          loop={loop}
          isOpened={loop.key === opened}
          onOpen={() => onOpen(loop.key === opened ? null : loop.key)}
          format={format}
        />
      ))}
    </Rows>
  );
}

const VARIANTS = { overdue: 'danger', soon: 'warning', running: 'success', none: 'default' } as const;

function LoopRow({
  loop,
  isOpened,
  onOpen,
  format,
}: {
  readonly loop: LoopDetail;
  readonly isOpened: boolean;
  readonly onOpen: () => void;
  readonly format: Format;
}) {
  const words = LOOPS[format.language];
  const common = COMMON[format.language];
  const causes = loop.because.filter((cause) => cause !== 'said').map((cause) => format.name(words.because, cause));
  return (
    <TableRow>
      <TableCell>
        <Text format={{ fontWeight: 'demibold' }}>
          {[
            format.name(common.loopKinds, loop.kind),
            ...(loop.urgency === 'urgent' ? [common.urgencies.urgent] : []),
          ].join(common.listSeparator)}
        </Text>
        <Text>{loop.description}</Text>
        {causes.length > 0 && <Text variant="microcopy">{causes.join(common.listSeparator)}</Text>}
        <Text variant="microcopy">
          {words.since(format.name(common.loopStates, loop.state), format.day(loop.raisedOn), words.age(loop.ageDays))}
        </Text>
      </TableCell>
      <TableCell>
        <StatusTag variant={VARIANTS[loop.clock]}>{common.clocks[loop.clock]}</StatusTag>
        {loop.dueAt && <Text variant="microcopy">{words.dueAt(format.instant(loop.dueAt))}</Text>}
        {loop.expectedOn && <Text variant="microcopy">{words.expectedOn(format.day(loop.expectedOn))}</Text>}
        {loop.promise && <Text variant="microcopy">{words.promised(loop.promise.text)}</Text>}
      </TableCell>
      <TableCell>
        <Text>{loop.ownerName ?? common.none}</Text>
        <Button variant="secondary" size="xs" onClick={onOpen}>
          {isOpened ? words.close : words.openLoop(format.name(common.loopKinds, loop.kind))}
        </Button>
      </TableCell>
    </TableRow>
  );
}

function RaiseForm({
  raise,
  today,
  format,
}: {
  readonly raise: Raise;
  readonly today: string;
  readonly format: Format;
}) {
  const words = LOOPS[format.language];
  const common = COMMON[format.language];
  const { form, errors, change, saving, notSaved } = raise;
  const wrong = (field: keyof typeof errors) =>
    errors[field] ? { error: true, validationMessage: errors[field] } : {};
  return (
    <Form preventDefault={true} onSubmit={raise.save}>
      <Flex direction="column" gap="small">
        <Select
          name="raise.kind"
          label={words.kind}
          required={true}
          value={form.kind}
          options={KINDS.map((value) => ({ value, label: common.loopKinds[value] }))}
          onChange={(value) => change({ kind: KINDS.find((kind) => kind === value) ?? 'problem' })}
        />
        <TextArea
          name="raise.description"
          label={words.description}
          required={true}
          rows={3}
          value={form.description}
          onInput={(description) => change({ description })}
          {...wrong('description')}
        />
        <ToggleGroup
          toggleType="radioButtonList"
          name="raise.urgency"
          label={words.urgency}
          inline={true}
          value={form.urgency}
          options={(['normal', 'urgent'] as const).map((value) => ({ value, label: common.urgencies[value] }))}
          onChange={(value: string) => change({ urgency: value === 'urgent' ? 'urgent' : 'normal' })}
        />
        <DayField
          name="raise.expectedOn"
          label={words.expected}
          value={form.expectedOn}
          earliest={today}
          onChange={(expectedOn) => change({ expectedOn })}
          wrong={errors.expectedOn}
        />
        {form.kind !== 'complaint' && form.kind !== 'praise' && (
          <ToggleGroup
            toggleType="radioButtonList"
            name="raise.complexity"
            label={words.complexity}
            inline={true}
            value={form.complexity}
            options={(['simple', 'complex'] as const).map((value) => ({ value, label: words.complexities[value] }))}
            onChange={(value: string) => change({ complexity: value === 'complex' ? 'complex' : 'simple' })}
          />
        )}
        <Input
          name="raise.promise"
          label={words.promise}
          value={form.promise}
          onInput={(promise) => change({ promise })}
          {...wrong('promise')}
        />
        <DayField
          name="raise.promiseDueOn"
          label={words.promiseDueOn}
          value={form.promiseDueOn}
          earliest={today}
          onChange={(promiseDueOn) => change({ promiseDueOn })}
          wrong={errors.promiseDueOn}
        />
        {form.kind !== 'complaint' && form.kind !== 'praise' && form.complexity === 'simple' && (
          <>
            <TextArea
              name="raise.reply"
              label={words.answeredNow}
              rows={2}
              value={form.reply}
              onInput={(reply) => change({ reply })}
            />
            <Input
              name="raise.answer"
              label={words.customerSaid}
              value={form.answer}
              onInput={(answer) => change({ answer })}
            />
          </>
        )}
        {notSaved && (
          <Alert variant="error" title={common.notSaved}>
            {`${format.say(notSaved.message)} ${common.keptHere}`}
            <HelpOn failure={notSaved} format={format} />
          </Alert>
        )}
        <LoadingButton type="submit" variant="primary" size="sm" loading={saving} disabled={saving}>
          {words.save}
        </LoadingButton>
      </Flex>
    </Form>
  );
}
