import {
  Alert,
  Button,
  Flex,
  Form,
  Heading,
  Input,
  List,
  LoadingButton,
  Select,
  StatusTag,
  TableCell,
  TableRow,
  Text,
} from '@hubspot/ui-extensions';
import { type ReactNode, useState } from 'react';
import type { FlagLine, TierNumber } from '../../../src/contract/retier.ts';
import { STAGE_NAMES } from '../../../src/domain/segmentation/stage-names.ts';
import { DayField } from '../common/DayField.tsx';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { Failed, HelpOn, Loading } from '../common/states.tsx';
import { COMMON } from '../common/words.ts';
import { CUSTOMER } from './customer-words.ts';
import type { Customer, CustomerActions } from './use-customer.ts';

/** Who the customer is for us: tier with its numbers, stage, and flags with their grounds; each can be decided otherwise. */
export function CustomerView({
  card,
  profile,
  format,
}: {
  readonly card: CustomerActions;
  readonly profile: ReactNode;
  readonly format: Format;
}) {
  const words = CUSTOMER[format.language];
  const { reading } = card;
  switch (reading.status) {
    case 'loading':
      return <Loading format={format} labels={[words.tier, words.stage, words.flags]} />;
    case 'failed':
      return <Failed format={format} failure={reading.failure} onRetry={card.reload} />;
    case 'ready':
      return (
        <Flex direction="column" gap="medium">
          {card.notSaved && (
            <Alert variant="danger" title={COMMON[format.language].notSaved}>
              {format.say(card.notSaved.message)}
              <HelpOn failure={card.notSaved} format={format} />
            </Alert>
          )}
          <Tier customer={reading.answer} card={card} format={format} />
          <Stage stage={reading.answer.stage} format={format} />
          <Flags customer={reading.answer} card={card} format={format} />
          {profile}
        </Flex>
      );
  }
}

interface Part {
  readonly customer: Customer;
  readonly card: CustomerActions;
  readonly format: Format;
}

function Tier({ customer, card, format }: Part) {
  const words = CUSTOMER[format.language];
  const { tier, source, since, reason, until, why, numbers } = customer;
  const [setting, setSetting] = useState(false);
  const said = reason ?? words.noReason;
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{tier === null ? words.noTier : words.tierNow(tier)}</Heading>
      {since && <Text variant="microcopy">{words.since(format.day(since))}</Text>}
      {source === 'manual' && (
        <Alert variant="info" title={until ? words.byHand(format.day(until), said) : words.byHandOpen(said)} />
      )}
      <Text>{why ? format.say(why) : words.notCounted}</Text>
      {numbers.length > 0 && <Numbers numbers={numbers} format={format} />}
      {why && numbers.length === 0 && <Text variant="microcopy">{words.notScored}</Text>}
      <Flex direction="row" gap="small">
        <Button variant="secondary" size="sm" onClick={() => setSetting(!setting)}>
          {setting ? words.cancel : words.override}
        </Button>
        {source === 'manual' && (
          <LoadingButton
            variant="secondary"
            size="sm"
            loading={card.saving}
            disabled={card.saving}
            onClick={() => void card.decide({ command: 'release_tier' })}
          >
            {words.release}
          </LoadingButton>
        )}
      </Flex>
      {setting && <Override customer={customer} card={card} format={format} onDone={() => setSetting(false)} />}
    </Flex>
  );
}

function Numbers({ numbers, format }: { readonly numbers: readonly TierNumber[]; readonly format: Format }) {
  const words = CUSTOMER[format.language];
  return (
    <Flex direction="column" gap="flush">
      <Text format={{ fontWeight: 'demibold' }}>{words.numbers}</Text>
      <Rows titles={[words.dimension, words.value, words.score, words.cut]}>
        {numbers.map((number) => (
          <TableRow key={number.dimension}>
            <TableCell>{format.name(words.dimensions, number.dimension)}</TableCell>
            <TableCell>{number.value}</TableCell>
            <TableCell>{format.number(number.score)}</TableCell>
            <TableCell>{edges(number, format)}</TableCell>
          </TableRow>
        ))}
      </Rows>
    </Flex>
  );
}

/** Of days since the last purchase fewer are better: their cuts read the other way round. */
function edges({ dimension, beyond, next }: TierNumber, format: Format): string {
  const words = CUSTOMER[format.language];
  const fewer = dimension === 'recency';
  return [
    ...(beyond === undefined ? [] : [fewer ? words.fewer(beyond) : words.above(beyond)]),
    ...(next === undefined ? [] : [fewer ? words.from(next) : words.upTo(next)]),
  ].join(COMMON[format.language].listSeparator);
}

function Override({ customer, card, format, onDone }: Part & { readonly onDone: () => void }) {
  const words = CUSTOMER[format.language];
  const [tier, setTier] = useState<'A' | 'B' | 'C'>(customer.tier ?? 'B');
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [tried, setTried] = useState(false);
  const lacking = (value: string) => (tried && value.trim() === '' ? words.needed : undefined);
  const save = async () => {
    setTried(true);
    if (reason.trim() === '' || until === '') return;
    if (await card.decide({ command: 'set_tier', tier, reason: reason.trim(), until })) onDone();
  };
  const noReason = lacking(reason);
  return (
    <Form onSubmit={() => void save()}>
      <Flex direction="column" gap="small">
        <Select
          name="tier"
          label={words.newTier}
          value={tier}
          options={(['A', 'B', 'C'] as const).map((value) => ({ value, label: value }))}
          onChange={(value) => setTier(value === 'A' || value === 'C' ? value : 'B')}
        />
        <Input
          name="reason"
          label={words.reason}
          required={true}
          value={reason}
          onInput={setReason}
          {...(noReason ? { error: true, validationMessage: noReason } : {})}
        />
        <DayField
          name="until"
          label={words.until}
          required={true}
          value={until}
          earliest={customer.today}
          onChange={setUntil}
          wrong={lacking(until)}
        />
        <LoadingButton variant="primary" type="submit" loading={card.saving} disabled={card.saving}>
          {words.set}
        </LoadingButton>
      </Flex>
    </Form>
  );
}

function Stage({ stage, format }: { readonly stage: Customer['stage']; readonly format: Format }) {
  const words = CUSTOMER[format.language];
  const name = format.name(STAGE_NAMES[format.language], stage.stage);
  return (
    <Flex direction="column" gap="flush">
      <Heading>{words.stage}</Heading>
      <Text>{stage.enteredOn ? words.stageNow(name, format.day(stage.enteredOn)) : name}</Text>
      {stage.nextChangeOn && <Text variant="microcopy">{words.nextChange(format.day(stage.nextChangeOn))}</Text>}
    </Flex>
  );
}

function Flags({ customer, card, format }: Part) {
  const words = CUSTOMER[format.language];
  const { flags } = customer;
  const programme = flags.find(({ flag }) => flag === 'high_value_program');
  return (
    <Flex direction="column" gap="small">
      <Heading>{words.flags}</Heading>
      {flags.length === 0 && <Text>{words.noFlags}</Text>}
      {flags.map((line) => (
        <Flag key={line.flag} line={line} customer={customer} card={card} format={format} />
      ))}
      <Programme joined={programme?.state === 'set'} card={card} format={format} />
    </Flex>
  );
}

const VARIANTS = { set: 'danger', proposed: 'warning', snoozed: 'info', answered: 'default' } as const;

function Flag({ line, customer, card, format }: Part & { readonly line: FlagLine }) {
  const words = CUSTOMER[format.language];
  const { flag, state, evidence, raisedOn, snoozedUntil, reason, canUndo } = line;
  const [until, setUntil] = useState('');
  const [snoozing, setSnoozing] = useState(false);
  const name = format.name(words.flag, flag);
  // A person's own flag has no grounds to answer: it is taken away where it was set.
  const canAnswer = evidence.length > 0 && (state === 'set' || state === 'proposed');
  const answer = flag === 'churn_risk' ? words.healthy : state === 'proposed' ? words.decline : words.ended(name);
  const button = { variant: 'secondary', size: 'sm', disabled: card.saving } as const;
  return (
    <Flex direction="column" gap="extra-small">
      <Flex direction="row" gap="small" align="center" wrap="wrap">
        <Text format={{ fontWeight: 'demibold' }}>{name}</Text>
        <StatusTag variant={flag === 'churn_risk' ? VARIANTS[state] : state === 'set' ? 'success' : VARIANTS[state]}>
          {snoozedUntil ? words.snoozedUntil(format.day(snoozedUntil)) : format.name(words.states, state)}
        </StatusTag>
        {raisedOn && <Text variant="microcopy">{words.since(format.day(raisedOn))}</Text>}
      </Flex>
      {reason && <Text>{words.bySaid(reason)}</Text>}
      {evidence.length > 0 && (
        <List variant="unordered-styled">
          {evidence.map((ground) => (
            <Text key={ground.en}>{format.say(ground)}</Text>
          ))}
        </List>
      )}
      <Flex direction="row" gap="small" wrap="wrap">
        {canAnswer && (
          <>
            <Button {...button} onClick={() => setSnoozing(!snoozing)}>
              {snoozing ? words.cancel : words.snooze(name)}
            </Button>
            <Button {...button} onClick={() => void card.decide({ command: 'mark_healthy', flag })}>
              {answer}
            </Button>
          </>
        )}
        {canUndo && (
          <Button {...button} onClick={() => void card.decide({ command: 'undo', flag })}>
            {words.undo(name)}
          </Button>
        )}
      </Flex>
      {snoozing && (
        <Form
          onSubmit={() => {
            if (until === '') return;
            void card.decide({ command: 'snooze', flag, until }).then((done) => setSnoozing(!done));
          }}
        >
          <Flex direction="column" gap="small">
            <DayField
              name={`snooze-${flag}`}
              label={words.snoozeUntil}
              required={true}
              value={until}
              earliest={customer.today}
              onChange={setUntil}
            />
            <LoadingButton variant="primary" type="submit" loading={card.saving} disabled={card.saving}>
              {words.snoozeNow}
            </LoadingButton>
          </Flex>
        </Form>
      )}
    </Flex>
  );
}

/** In or out of the programme, by a person's word and with a reason. */
function Programme({
  joined,
  card,
  format,
}: {
  readonly joined: boolean;
  readonly card: CustomerActions;
  readonly format: Format;
}) {
  const words = CUSTOMER[format.language];
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const name = joined ? words.leave : words.join;
  const save = async () => {
    setTried(true);
    if (reason.trim() === '') return;
    const command = joined ? 'leave_programme' : 'join_programme';
    if (!(await card.decide({ command, reason: reason.trim() }))) return;
    setOpen(false);
    setReason('');
    setTried(false);
  };
  if (!open) {
    return (
      <Flex direction="row">
        <Button variant="secondary" size="sm" onClick={() => setOpen(true)}>
          {name}
        </Button>
      </Flex>
    );
  }
  return (
    <Form onSubmit={() => void save()}>
      <Flex direction="column" gap="small">
        <Input
          name="programme"
          label={words.programmeWhy}
          required={true}
          value={reason}
          onInput={setReason}
          {...(tried && reason.trim() === '' ? { error: true, validationMessage: words.needed } : {})}
        />
        <Flex direction="row" gap="small">
          <LoadingButton variant="primary" type="submit" loading={card.saving} disabled={card.saving}>
            {name}
          </LoadingButton>
          <Button variant="secondary" onClick={() => setOpen(false)}>
            {words.cancel}
          </Button>
        </Flex>
      </Flex>
    </Form>
  );
}
