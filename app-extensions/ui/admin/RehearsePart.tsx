import {
  Accordion,
  Alert,
  BarChart,
  Button,
  Flex,
  Heading,
  hubspot,
  Input,
  List,
  LoadingButton,
  Statistics,
  StatisticsItem,
  StatusTag,
  TableCell,
  TableRow,
  Text,
} from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { WhyLine } from '../../../src/contract/open-why.ts';
import type {
  OwnerLoad,
  Rehearsed,
  RehearsedLine,
  RehearsedRule,
  RepairPolicyAnswer,
  ShownRepair,
} from '../../../src/contract/rehearse-policy.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { Failed, HelpOn } from '../common/states.tsx';
import { usePortal } from '../common/use-portal.ts';
import { VERDICT_COLOUR } from '../common/Why.tsx';
import { WHY } from '../common/why-words.ts';
import { RULES } from '../help/rule-words.ts';
import { ADMIN } from './admin-words.ts';
import type { PolicyScreen } from './use-policy.ts';
import { useRehearsal } from './use-rehearsal.ts';

interface PartProps {
  readonly screen: PolicyScreen;
  readonly format: Format;
}

/** What the saved draft would do to everybody, before it is real. */
export function RehearsePart({ screen, format }: PartProps) {
  const words = ADMIN[format.language].rehearse;
  const [days, setDays] = useState('30');
  const { state, start, stop } = useRehearsal();
  const { draft, readingDraft } = screen;
  const count = Number(days);
  const isCount = Number.isInteger(count) && count >= 1 && count <= 92;
  const running = state.status === 'running';
  const begin = () => {
    if (draft) start(draft.revision, count);
  };
  return (
    <Flex direction="column" gap="medium">
      <Text>{words.hint}</Text>
      {((!draft && !readingDraft) || screen.changed) && <Alert variant="info" title={words.saveFirst} />}
      <Flex direction="row" gap="small" align="end">
        <Input
          name="days"
          label={words.days}
          value={days}
          onInput={setDays}
          {...(isCount ? {} : { error: true, validationMessage: '1–92' })}
        />
        <LoadingButton
          variant="primary"
          loading={running || readingDraft}
          disabled={!draft || screen.changed || running || !isCount}
          onClick={begin}
        >
          {words.button}
        </LoadingButton>
        {running && (
          <Button variant="secondary" onClick={stop}>
            {words.stop}
          </Button>
        )}
      </Flex>
      {state.status === 'running' && (
        <Text>{words.running(format.number(state.rehearsed), format.number(state.of))}</Text>
      )}
      {state.status === 'failed' && <Failed format={format} failure={state.failure} onRetry={begin} />}
      {state.status === 'done' && <Result result={state.result} screen={screen} format={format} />}
    </Flex>
  );
}

function Result({ result, screen, format }: PartProps & { readonly result: Rehearsed }) {
  const words = ADMIN[format.language].rehearse;
  const { before, after, firstDay } = result;
  const n = (value: number): string => format.number(value);
  const rows = [
    [words.visits, before.visits, after.visits],
    [words.touches, before.touches, after.touches],
    [words.late, before.late, after.late],
    [words.noRoom, before.noRoom, after.noRoom],
  ] as const;
  return (
    <Flex direction="column" gap="medium">
      <Statistics>
        <StatisticsItem label={words.added} number={n(result.added)} />
        <StatisticsItem label={words.removed} number={n(result.removed)} />
        <StatisticsItem label={words.moved} number={n(result.moved)} />
        <StatisticsItem label={words.kept} number={n(result.kept)} />
      </Statistics>
      <Rows titles={[words.days, words.before, words.after]}>
        {rows.map(([label, was, is]) => (
          <TableRow key={label}>
            <TableCell>{label}</TableCell>
            <TableCell>{n(was)}</TableCell>
            <TableCell>{n(is)}</TableCell>
          </TableRow>
        ))}
      </Rows>
      <Heading>{words.firstDay(format.day(result.today))}</Heading>
      <Text>{words.tasks(n(firstDay.opened), n(firstDay.changed), n(firstDay.withdrawn), n(firstDay.unchanged))}</Text>
      <List>
        {firstDay.tasks.slice(0, 20).map(({ key, name, what, on, rule }) => (
          <Text key={key}>
            {[name, words.what[what], rule, on ? format.weekday(on) : ''].filter(Boolean).join(' · ')}
          </Text>
        ))}
      </List>
      <Load result={result} screen={screen} format={format} />
      <Heading>{words.byRule}</Heading>
      <Rows titles={[words.rule, words.before, words.after, words.noRoom]}>
        {result.byRule.map(({ rule, name, before: was, after: is, noRoom }) => (
          <TableRow key={rule}>
            <TableCell>{`${rule} ${format.say(name)}`}</TableCell>
            <TableCell>{n(was)}</TableCell>
            <TableCell>{n(is)}</TableCell>
            <TableCell>{n(noRoom)}</TableCell>
          </TableRow>
        ))}
      </Rows>
      <Heading>{words.examples}</Heading>
      <Text>{result.examples.length === 0 ? words.noExamples : words.examplesHint}</Text>
      <Rows titles={[words.customer, words.before, words.after]}>
        {result.examples.map(({ contactId, name, before: was, after: is }) => (
          <TableRow key={contactId}>
            <TableCell>{name}</TableCell>
            <TableCell>{linesText(was, format)}</TableCell>
            <TableCell>{linesText(is, format)}</TableCell>
          </TableRow>
        ))}
      </Rows>
      {result.examples.map(({ contactId, name, ledger }) => (
        <Accordion key={contactId} title={words.ledger(name)} size="small">
          <Ledger ledger={ledger} format={format} />
        </Accordion>
      ))}
    </Flex>
  );
}

/** What every rule that speaks says of one customer, by the policy in force and by the draft. */
function Ledger({ ledger, format }: { readonly ledger: readonly RehearsedRule[]; readonly format: Format }) {
  const words = ADMIN[format.language].rehearse;
  return (
    <Rows titles={[words.rule, words.before, words.after]}>
      {ledger.map(({ rule, before, after }) => {
        const name = (after ?? before)?.name;
        return (
          <TableRow key={rule}>
            <TableCell>{name ? `${rule} ${format.say(name)}` : rule}</TableCell>
            <TableCell>
              <Verdict line={before} format={format} />
            </TableCell>
            <TableCell>
              <Verdict line={after} format={format} />
            </TableCell>
          </TableRow>
        );
      })}
    </Rows>
  );
}

function Verdict({ line, format }: { readonly line: WhyLine | null; readonly format: Format }) {
  if (!line) return <Text variant="microcopy">{ADMIN[format.language].rehearse.noSuchRule}</Text>;
  const words = WHY[format.language];
  const { verdict, why, on, by } = line;
  const also = [
    ...(on ? [words.on(format.day(on))] : []),
    ...(by ? [words.by(`${format.say(by.name)} (${by.id})`)] : []),
  ];
  return (
    <Flex direction="column" gap="flush">
      <Flex direction="row">
        <StatusTag variant={VERDICT_COLOUR[verdict] ?? 'default'}>{words.verdicts[verdict]}</StatusTag>
      </Flex>
      {[...format.say(why).split('\n'), ...also].map((part) => (
        <Text key={part} variant="microcopy">
          {part}
        </Text>
      ))}
    </Flex>
  );
}

function linesText(lines: readonly RehearsedLine[], format: Format): string {
  const words = ADMIN[format.language].rehearse;
  if (lines.length === 0) return words.none;
  return lines
    .map(({ on, rules, noRoom, late }) =>
      [format.monthDay(on), rules.join('+'), ...(noRoom ? [words.noRoom] : []), ...(late ? [words.late] : [])].join(
        ' ',
      ),
    )
    .join('; ');
}

/** Days on which an owner has more minutes than there are. */
function daysOver({ after, capacity }: OwnerLoad): number {
  return after.filter((minutes) => minutes > capacity).length;
}

function Load({ result, screen, format }: PartProps & { readonly result: Rehearsed }) {
  const words = ADMIN[format.language].rehearse;
  const [shown, setShown] = useState<string | null>(null);
  const owners = [...result.load].sort(
    (a, b) => b.noRoomAfter - a.noRoomAfter || Math.max(...b.after) - Math.max(...a.after),
  );
  const open = owners.find(({ ownerId }) => ownerId === shown);
  const most = (minutes: readonly number[]): string => format.number(Math.max(0, ...minutes));
  return (
    <Flex direction="column" gap="small">
      <Heading>{words.load}</Heading>
      <Rows
        titles={[
          words.person,
          words.capacity,
          `${words.most}: ${words.before}`,
          `${words.most}: ${words.after}`,
          words.noRoom,
          words.day,
        ]}
      >
        {owners.map((owner) => (
          <TableRow key={owner.ownerId}>
            <TableCell>{owner.name}</TableCell>
            <TableCell>{format.number(owner.capacity)}</TableCell>
            <TableCell>{most(owner.before)}</TableCell>
            <TableCell>{most(owner.after)}</TableCell>
            <TableCell>
              <StatusTag variant={owner.noRoomAfter > 0 ? 'danger' : 'success'}>
                {owner.noRoomAfter > 0 ? `${words.overloaded}: ${format.number(owner.noRoomAfter)}` : words.fine}
              </StatusTag>
            </TableCell>
            <TableCell>
              <Button variant="secondary" size="sm" onClick={() => setShown(owner.ownerId)}>
                {words.show(owner.name)}
              </Button>
            </TableCell>
          </TableRow>
        ))}
      </Rows>
      {open && <OwnerDays key={open.ownerId} owner={open} result={result} screen={screen} format={format} />}
    </Flex>
  );
}

function OwnerDays({
  owner,
  result,
  screen,
  format,
}: PartProps & { readonly owner: OwnerLoad; readonly result: Rehearsed }) {
  const words = ADMIN[format.language].rehearse;
  const start = Date.parse(`${result.today}T00:00:00Z`);
  const dayOf = (index: number): string => new Date(start + index * 86_400_000).toISOString().slice(0, 10);
  const data = owner.before.flatMap((was, index) => [
    { day: format.monthDay(dayOf(index)), minutes: was, side: words.before },
    { day: format.monthDay(dayOf(index)), minutes: owner.after[index] ?? 0, side: words.after },
  ]);
  return (
    <Flex direction="column" gap="small">
      <BarChart
        data={data}
        axes={{
          x: { field: 'day', fieldType: 'category', label: words.day },
          y: { field: 'minutes', fieldType: 'linear', label: words.minutes },
          options: { groupFieldByColor: 'side' },
        }}
        options={{ title: words.show(owner.name), showLegend: true }}
      />
      <Text>{`${words.days2}: ${format.number(daysOver(owner))}`}</Text>
      <Repairs owner={owner} result={result} screen={screen} format={format} />
    </Flex>
  );
}

function Repairs({
  owner,
  result,
  screen,
  format,
}: PartProps & { readonly owner: OwnerLoad; readonly result: Rehearsed }) {
  const words = ADMIN[format.language].rehearse;
  const portal = usePortal();
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [repairs, setRepairs] = useState<readonly ShownRepair[] | null>(null);
  const look = async () => {
    setAsking(true);
    const { revision, days } = result;
    const parameters = asJson({ portal, revision, days, ownerId: owner.ownerId });
    const answer = await ask(() => hubspot.serverless<RepairPolicyAnswer>('repair_policy', { parameters }));
    setAsking(false);
    if (answer.ok) setRepairs(answer.repairs);
    setFailure(answer.ok ? null : answer);
  };
  return (
    <Flex direction="column" gap="small">
      <Flex direction="row">
        <LoadingButton variant="secondary" loading={asking} disabled={asking} onClick={() => void look()}>
          {asking ? words.repairing : words.repair(owner.name)}
        </LoadingButton>
      </Flex>
      {failure && (
        <Alert variant="error" title={format.say(failure.message)}>
          <HelpOn failure={failure} format={format} />
        </Alert>
      )}
      {repairs && <Text>{repairs.length === 0 ? words.noRepairs : words.repairs(owner.name)}</Text>}
      {repairs?.map((repair) => {
        const said = repairText(repair, format);
        return (
          <Flex key={said} direction="row" gap="small" align="center">
            <Text>{said}</Text>
            {repair.kind !== 'move_within_windows' && (
              <Button
                variant="secondary"
                size="sm"
                onClick={() => {
                  if (screen.edit) screen.change(repaired(screen.edit.policy, repair, owner.ownerId));
                }}
              >
                {words.use}
              </Button>
            )}
          </Flex>
        );
      })}
    </Flex>
  );
}

function repairText(repair: ShownRepair, format: Format): string {
  const words = ADMIN[format.language].rehearse;
  const n = (value: number): string => format.number(value);
  switch (repair.kind) {
    case 'move_within_windows':
      return words.moves(n(repair.moves), n(repair.left));
    case 'more_minutes_a_day':
      return words.more(n(repair.from), n(repair.to));
    case 'longer_interval': {
      const guard = repair.guard ? words.guard(RULES[format.language].periods[repair.guard]) : '';
      return words.longer(`${repair.rule} ${format.say(repair.name)}`, n(repair.from), n(repair.to)) + guard;
    }
  }
}

/** The draft with a repair in it. */
function repaired(
  policy: Policy,
  repair: Exclude<ShownRepair, { readonly kind: 'move_within_windows' }>,
  ownerId: string,
): Policy {
  if (repair.kind === 'more_minutes_a_day') {
    const { capacity } = policy;
    return { ...policy, capacity: { ...capacity, byOwner: { ...capacity.byOwner, [ownerId]: repair.to } } };
  }
  const by = repair.to - repair.from;
  return {
    ...policy,
    rules: policy.rules.map((rule) => {
      if (rule.id !== repair.rule || rule.trigger.type !== 'recurring') return rule;
      const { guard: _, ...trigger } = rule.trigger;
      const { earliest, target, latest } = rule.window;
      const later = <O extends { readonly n: number }>(offset: O): O => ({ ...offset, n: offset.n + by });
      const window = { earliest: later(earliest), target: later(target), latest: later(latest) };
      return { ...rule, trigger: repair.guard ? trigger : rule.trigger, window };
    }),
  };
}
