import {
  Alert,
  Button,
  Flex,
  Form,
  Heading,
  Input,
  LoadingButton,
  Select,
  StatusTag,
  Text,
  TextArea,
  Tile,
  ToggleGroup,
} from '@hubspot/ui-extensions';
import type { LoopClock, LoopDetail } from '../../../src/contract/open-loops.ts';
import { CAUSE_NAMES } from '../../../src/domain/loop/causes.ts';
import { stepText } from '../../../src/domain/loop/clock-steps.ts';
import { DayField } from '../common/DayField.tsx';
import type { Format } from '../common/format.ts';
import { HelpOn } from '../common/states.tsx';
import { COMMON } from '../common/words.ts';
import { SurveyLink } from '../survey/SurveyLink.tsx';
import { LOOPS } from './loop-words.ts';
import { ROLES } from './role-words.ts';
import { FIELDS, isNeeded, MOVES, type Move, type MoveField, type Moving } from './use-move.ts';

const VARIANTS = { overdue: 'danger', warning: 'warning', running: 'success', standing: 'info' } as const;

/** One loop: its clocks with their arithmetic, its promises, what was done, and what can be done now. */
export function LoopPanel({
  loop,
  moving,
  today,
  format,
}: {
  readonly loop: LoopDetail;
  readonly moving: Moving;
  readonly today: string;
  readonly format: Format;
}) {
  const words = LOOPS[format.language];
  const common = COMMON[format.language];
  return (
    <Tile>
      <Flex direction="column" gap="small">
        <Heading>
          {`${format.name(common.loopKinds, loop.kind)}: ${format.name(common.loopStates, loop.state)}`}
        </Heading>
        <Text>{loop.description}</Text>
        <Recovery loop={loop} format={format} />
        <Facts loop={loop} format={format} />
        <Clocks clocks={loop.clocks} format={format} />
        <Promises loop={loop} moving={moving} format={format} />
        {(loop.state === 'resolved' || loop.state === 'closed_unconfirmed') && (
          <SurveyLink about={{ about: 'issue', key: loop.key, survey: 'solved' }} format={format} />
        )}
        <Moves loop={loop} moving={moving} today={today} format={format} />
        {loop.done.length > 0 && (
          <Flex direction="column" gap="flush">
            <Text format={{ fontWeight: 'demibold' }}>{words.doneTitle}</Text>
            {loop.done.map(({ type, at, by }) => (
              <Text key={`${type} ${at}`} variant="microcopy">
                {words.doneBy(format.name(words.events, type), by, format.instant(at))}
              </Text>
            ))}
          </Flex>
        )}
      </Flex>
    </Tile>
  );
}

/** The order of a talk with somebody who is disappointed; what is written down already is ticked. */
function Recovery({ loop, format }: { readonly loop: LoopDetail; readonly format: Format }) {
  const words = LOOPS[format.language];
  const { recovery } = loop;
  if (!recovery) return null;
  const done = {
    listen: recovery.told,
    apologise: recovery.told,
    record: true,
    time: recovery.promised,
    revisit: recovery.revisited,
  };
  return (
    <Flex direction="column" gap="flush">
      <Text format={{ fontWeight: 'demibold' }}>{words.recoveryTitle}</Text>
      {RECOVERY.map((step) => (
        <Text key={step}>{(done[step] ? words.stepDone : words.stepOpen)(words.recovery[step])}</Text>
      ))}
    </Flex>
  );
}

const RECOVERY = ['listen', 'apologise', 'record', 'time', 'revisit'] as const;

function Facts({ loop, format }: { readonly loop: LoopDetail; readonly format: Format }) {
  const words = LOOPS[format.language];
  const { separator } = { separator: COMMON[format.language].listSeparator };
  const { measure, score } = loop;
  const lines = [
    ...(loop.waitingFor ? [words.waitingFor(loop.waitingFor)] : []),
    ...(loop.reply ? [words.reply(loop.reply)] : []),
    ...(loop.attempts.length > 0 ? [words.attempts(loop.attempts.map(format.day).join(separator))] : []),
    ...(score
      ? [[words.scored(score.value), ...(score.selfCollected ? [words.selfCollected] : [])].join(separator)]
      : []),
    ...(loop.reask ? [words.reask] : []),
    ...(loop.offer ? [words.offered(loop.offer.what)] : []),
    ...(loop.offer?.compensation ? [words.compensation(loop.offer.compensation)] : []),
    ...causeLines(loop, format),
    ...(loop.prevention ? [words.prevention(loop.prevention)] : []),
    ...loop.lacking.map((what) => words.lacking[what]),
    ...(measure ? [words.measure(measure.what, measure.department, measure.person, format.day(measure.dueOn))] : []),
  ];
  return (
    <>
      {lines.map((line) => (
        <Text key={line}>{line}</Text>
      ))}
    </>
  );
}

/** From the list, and in words where there are some. */
function causeLines({ rootCategory, rootCause }: LoopDetail, format: Format): readonly string[] {
  const parts = [
    ...(rootCategory ? [CAUSE_NAMES[format.language][rootCategory]] : []),
    ...(rootCause ? [rootCause] : []),
  ];
  return parts.length > 0 ? [LOOPS[format.language].rootCause(parts.join(COMMON[format.language].listSeparator))] : [];
}

function Clocks({ clocks, format }: { readonly clocks: readonly LoopClock[]; readonly format: Format }) {
  const words = LOOPS[format.language];
  return (
    <Flex direction="column" gap="extra-small">
      <Text format={{ fontWeight: 'demibold' }}>{words.clocksTitle}</Text>
      {clocks.length === 0 && <Text>{words.noClocks}</Text>}
      {clocks.map((clock) => (
        <Flex key={clock.id} direction="column" gap="flush">
          <Flex direction="row" gap="extra-small" wrap="wrap">
            <StatusTag variant={VARIANTS[clock.state]}>{words.clockStates[clock.state]}</StatusTag>
            <Text format={{ fontWeight: 'demibold' }}>{`${format.say(clock.name)} (${clock.rule})`}</Text>
            <Text>{instantsOf(clock, format)}</Text>
          </Flex>
          {(clock.steps ?? []).map((step, index) => (
            <Text key={`${clock.id} ${String(index)}`} variant="microcopy">
              {format.say(stepText(step))}
            </Text>
          ))}
        </Flex>
      ))}
    </Flex>
  );
}

function instantsOf(clock: LoopClock, format: Format): string {
  const words = LOOPS[format.language];
  const { dueAt, plainAt, targetAt, agreedAt } = clock;
  return [
    ...(dueAt ? [words.dueAt(format.instant(dueAt))] : []),
    ...(plainAt && plainAt !== dueAt ? [words.hoursAlone(format.instant(plainAt))] : []),
    ...(targetAt ? [words.aimAt(format.instant(targetAt))] : []),
    ...(agreedAt ? [words.agreedUntil(format.instant(agreedAt))] : []),
  ].join(COMMON[format.language].listSeparator);
}

function Promises({
  loop,
  moving,
  format,
}: {
  readonly loop: LoopDetail;
  readonly moving: Moving;
  readonly format: Format;
}) {
  const words = LOOPS[format.language];
  if (loop.promises.length === 0) return null;
  return (
    <Flex direction="column" gap="extra-small">
      <Text format={{ fontWeight: 'demibold' }}>{words.promisesTitle}</Text>
      {loop.promises.map(({ id, text, dueAt, state, keptAt }) => (
        <Flex key={id} direction="row" gap="extra-small" align="center" wrap="wrap">
          <Text>{`${text} (${words.dueAt(format.instant(dueAt))}): ${words.promiseStates[state]}`}</Text>
          {keptAt === undefined && (
            <Button variant="secondary" size="xs" disabled={moving.saving} onClick={() => moving.keep(id)}>
              {words.kept(text)}
            </Button>
          )}
          {state === 'open' && (
            <Button variant="secondary" size="xs" disabled={moving.saving} onClick={() => moving.giveUp(id)}>
              {words.brokenNow(text)}
            </Button>
          )}
        </Flex>
      ))}
    </Flex>
  );
}

/** Moves that are made late, if at all: a card that offers everything at once offers nothing. */
const COMPLAINTS: readonly Move[] = ['set_root_cause', 'set_prevention', 'set_measure', 'check_measure'];

function offered(loop: LoopDetail): readonly Move[] {
  return MOVES.filter((move) => {
    if (!loop.allowed.includes(move)) return false;
    if (move === 'reask') return loop.reask;
    if (move === 'score') return loop.score === undefined && loop.state !== 'resolved';
    if (move === 'close_unconfirmed') return false;
    if (move === 'offer') return loop.recovery !== undefined;
    if (move === 'check_measure') return loop.measure !== undefined && loop.measure.checked === undefined;
    if (move === 'extend') return loop.state !== 'resolved' || loop.promises.some(({ state }) => state === 'open');
    if (COMPLAINTS.includes(move)) return loop.kind === 'complaint' || loop.kind === 'problem';
    return true;
  });
}

function Moves({
  loop,
  moving,
  today,
  format,
}: {
  readonly loop: LoopDetail;
  readonly moving: Moving;
  readonly today: string;
  readonly format: Format;
}) {
  const words = LOOPS[format.language];
  const common = COMMON[format.language];
  const { chosen, saving, notSaved, wrote } = moving;
  return (
    <Flex direction="column" gap="small">
      <Text format={{ fontWeight: 'demibold' }}>{words.movesTitle}</Text>
      <Flex direction="row" gap="extra-small" wrap="wrap">
        {offered(loop).map((move, index) => (
          <Button
            key={move}
            variant={index === 0 ? 'primary' : 'secondary'}
            size="sm"
            disabled={saving}
            onClick={() => moving.choose(move)}
          >
            {move === 'start' && loop.kind === 'complaint' ? words.investigate : words.moves[move]}
          </Button>
        ))}
      </Flex>
      {wrote && <Alert variant="success" title={wrote} />}
      {notSaved && (
        <Alert variant="error" title={common.notSaved}>
          {[format.say(notSaved.message), ...notSaved.fields.map(({ message }) => message), common.keptHere].join(' ')}
          <HelpOn failure={notSaved} format={format} />
        </Alert>
      )}
      {chosen && (
        <Form preventDefault={true} onSubmit={moving.save}>
          <Flex direction="column" gap="small">
            {FIELDS[chosen].map((field) => (
              <Field
                key={field}
                field={field}
                move={chosen}
                loop={loop}
                moving={moving}
                today={today}
                format={format}
              />
            ))}
            <LoadingButton type="submit" variant="primary" size="sm" loading={saving} disabled={saving}>
              {words.saveMove}
            </LoadingButton>
          </Flex>
        </Form>
      )}
    </Flex>
  );
}

const TEXT_LABELS = {
  tell: 'tell',
  wait_for_customer: 'waitingFor',
  resolve: 'reply',
  confirm: 'answer',
  reopen: 'why',
  offer: 'offer',
  set_root_cause: 'rootCause',
  set_prevention: 'prevention',
  set_measure: 'measureWhat',
} as const;

function Field({
  field,
  move,
  loop,
  moving,
  today,
  format,
}: {
  readonly field: MoveField;
  readonly move: Move;
  readonly loop: LoopDetail;
  readonly moving: Moving;
  readonly today: string;
  readonly format: Format;
}) {
  const { fields } = LOOPS[format.language];
  const { form, errors, change } = moving;
  const name = `move.${field}`;
  const wrong = errors[field] ? { error: true, validationMessage: errors[field] } : {};
  const yesNo = (label: string) => (
    <ToggleGroup
      toggleType="radioButtonList"
      name={name}
      label={label}
      inline={true}
      value={form[field]}
      options={[
        { value: 'yes', label: fields.yes },
        { value: 'no', label: fields.no },
      ]}
      onChange={(value: string) => change({ [field]: value })}
    />
  );
  // In the order given: names of numbers would come first in an object.
  const choice = (
    label: string,
    given: { readonly [value: string]: string } | readonly (readonly [string, string])[],
  ) => (
    <Select
      name={name}
      label={label}
      value={form[field]}
      options={(Array.isArray(given) ? given : Object.entries(given)).map(([value, text]) => ({ value, label: text }))}
      onChange={(value) => change({ [field]: String(value ?? '') })}
      {...wrong}
    />
  );
  const line = (label: string) => (
    <Input name={name} label={label} value={form[field]} onInput={(value) => change({ [field]: value })} {...wrong} />
  );
  switch (field) {
    case 'text': {
      const label = fields[TEXT_LABELS[move as keyof typeof TEXT_LABELS]];
      return (
        <TextArea
          name={name}
          label={label}
          required={isNeeded(field, move, form)}
          rows={2}
          value={form.text}
          onInput={(text) => change({ text })}
          {...wrong}
        />
      );
    }
    case 'promise':
      return line(fields.promiseText);
    case 'promiseKind':
      return choice(fields.promiseKind, fields.promiseKinds);
    case 'dueOn':
      return (
        <DayField
          name={name}
          label={fields.dueOn}
          value={form.dueOn}
          earliest={today}
          onChange={(dueOn) => change({ dueOn })}
          wrong={errors.dueOn}
        />
      );
    case 'dueTime':
      return line(fields.dueTime);
    case 'what': {
      const promises = loop.promises.filter(({ state }) => state === 'open').map(({ id, text }) => [id, text] as const);
      return choice(fields.what, { loop: fields.wholeLoop, ...Object.fromEntries(promises) });
    }
    case 'agreedWith':
      return line(fields.agreedWith);
    case 'outcome':
      return choice(fields.outcome, fields.outcomes);
    case 'how':
      return choice(fields.how, fields.hows);
    case 'score':
      return choice(fields.score, [
        ['', fields.notAsked],
        ...['1', '2', '3', '4', '5'].map((mark) => [mark, mark] as const),
      ]);
    case 'compensation':
      return line(fields.compensation);
    case 'role':
      return choice(fields.role, ROLES[format.language]);
    case 'owner':
      return choice(fields.owner, [['', fields.byRole], ...moving.owners.map(({ id, name }) => [id, name] as const)]);
    case 'category':
      return choice(fields.category, [['', fields.choose], ...Object.entries(CAUSE_NAMES[format.language])]);
    case 'department':
      return line(fields.department);
    case 'person':
      return line(fields.person);
    case 'reached':
      return yesNo(fields.reached);
    case 'done':
      return yesNo(fields.measureDone);
    case 'effective':
      return yesNo(fields.measureEffective);
    default:
      return field satisfies never;
  }
}
