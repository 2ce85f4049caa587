import {
  Alert,
  Button,
  Flex,
  Heading,
  Select,
  StatusTag,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
  Tile,
} from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { Offset, PolicyRule } from '../../../src/domain/policy/policy.ts';
import type { Format } from '../common/format.ts';
import { COMMON } from '../common/words.ts';
import { RULES, whenOf, whoOf } from '../help/rule-words.ts';
import { ADMIN } from './admin-words.ts';
import { ChoiceField, ListField, ManyField, NumberField, Source, sourceText } from './fields.tsx';
import { problemText } from './problem-words.ts';
import type { PolicyScreen } from './use-policy.ts';

const RANKS = [2, 3, 4, 5, 6] as const;

/** The rules as a table, grouped by what goes first; one of them open as a sentence to be changed. */
export function RulesPart({ screen, format }: { readonly screen: PolicyScreen; readonly format: Format }) {
  const words = ADMIN[format.language];
  const [rank, setRank] = useState('all');
  const [open, setOpen] = useState<string | null>(null);
  const rules = screen.edit?.policy.rules ?? [];
  const shown = rules.filter((rule) => rank === 'all' || String(rule.rank) === rank);
  const index = rules.findIndex(({ id }) => id === open);
  const chosen = rules[index];
  return (
    <Flex direction="column" gap="medium">
      <Select
        name="rank"
        label={words.groupLabel}
        value={rank}
        options={[
          { value: 'all', label: words.allGroups },
          ...RANKS.map((each) => ({ value: String(each), label: words.groups[each] })),
        ]}
        onChange={(value) => setRank(String(value))}
      />
      {chosen && (
        <RuleForm
          key={chosen.id}
          rule={chosen}
          index={index}
          screen={screen}
          format={format}
          onClose={() => setOpen(null)}
        />
      )}
      {RANKS.filter((each) => shown.some((rule) => rule.rank === each)).map((each) => (
        <Flex key={each} direction="column" gap="small">
          <Heading>{words.groups[each]}</Heading>
          <Table bordered={true}>
            <TableHead>
              <TableRow>
                <TableHeader>{words.columns.rule}</TableHeader>
                <TableHeader>{words.columns.who}</TableHeader>
                <TableHeader>{words.columns.when}</TableHeader>
                <TableHeader>{words.columns.source}</TableHeader>
                <TableHeader width={100}>{words.columns.state}</TableHeader>
                <TableHeader width={120}>{words.columns.edit}</TableHeader>
              </TableRow>
            </TableHead>
            <TableBody>
              {shown
                .filter((rule) => rule.rank === each)
                .map((rule) => (
                  <TableRow key={rule.id}>
                    <TableCell>{`${rule.id} ${format.say(rule.name)}`}</TableCell>
                    <TableCell>{whoOf(rule, format)}</TableCell>
                    <TableCell>{whenOf(rule, format)}</TableCell>
                    <TableCell>{sourceText(rule, format)}</TableCell>
                    <TableCell>
                      <StatusTag variant={rule.on ? 'success' : 'default'}>{rule.on ? words.on : words.off}</StatusTag>
                    </TableCell>
                    <TableCell>
                      <Button variant="secondary" size="sm" onClick={() => setOpen(rule.id)}>
                        {words.edit(rule.id)}
                      </Button>
                    </TableCell>
                  </TableRow>
                ))}
            </TableBody>
          </Table>
        </Flex>
      ))}
    </Flex>
  );
}

/** A rule told in one sentence, as it stands while it is changed. */
export function ruleSentence(rule: PolicyRule, format: Format): string {
  const words = ADMIN[format.language];
  const common = COMMON[format.language];
  const { trigger, window } = rule;
  const recurring = trigger.type === 'recurring';
  const say = ({ n, unit }: Offset): string => words.offset(words.after[unit](Math.abs(n)), n < 0, recurring);
  const guard = recurring ? trigger.guard : undefined;
  return words.sentence(
    whoOf(rule, format),
    rule.channels.map((channel) => common.channels[channel]).join(common.listSeparator),
    say(window.earliest),
    say(window.target),
    say(window.latest),
    guard ? words.often(guard.times, RULES[format.language].periods[guard.period]) : '',
  );
}

function RuleForm({
  rule,
  index,
  screen,
  format,
  onClose,
}: {
  readonly rule: PolicyRule;
  readonly index: number;
  readonly screen: PolicyScreen;
  readonly format: Format;
  readonly onClose: () => void;
}) {
  const words = ADMIN[format.language];
  const { channels } = COMMON[format.language];
  const path = `rules.${index}`;
  const own = { screen, format };
  const { fields } = words;
  const scripts = screen.edit?.policy.scripts ?? [];
  return (
    <Tile>
      <Flex direction="column" gap="small">
        <Heading>{`${rule.id} ${format.say(rule.name)}`}</Heading>
        <Text format={{ fontWeight: 'demibold' }}>{ruleSentence(rule, format)}</Text>
        <Source source={rule.source} basis={rule.basis} ours={rule.ours} format={format} />
        <Flex direction="row" gap="small" wrap="wrap">
          {(['earliest', 'target', 'latest'] as const).map((part) => (
            <Flex key={part} direction="column" gap="flush">
              <NumberField {...own} path={`${path}.window.${part}.n`} label={fields[part]} />
              <ChoiceField
                {...own}
                path={`${path}.window.${part}.unit`}
                label={`${fields.unit} ${fields[part]}`}
                options={(['C', 'W', 'm'] as const).map((unit) => ({ value: unit, label: words.units[unit] }))}
              />
            </Flex>
          ))}
          {rule.trigger.type === 'recurring' && rule.trigger.guard && (
            <NumberField {...own} path={`${path}.trigger.guard.times`} label={fields.guard} />
          )}
          {rule.trigger.type === 'grid' && (
            <NumberField {...own} path={`${path}.trigger.every`} label={fields.everyGrid} />
          )}
          <NumberField {...own} path={`${path}.minutes`} label={fields.minutes} optional={true} />
        </Flex>
        {rule.trigger.type === 'dated' && rule.trigger.dates && (
          <ListField {...own} path={`${path}.trigger.dates`} label={fields.dates} />
        )}
        {rule.applies.products && <ListField {...own} path={`${path}.applies.products`} label={fields.products} />}
        <ManyField
          {...own}
          path={`${path}.channels`}
          label={fields.channels}
          options={Object.entries(channels).map(([value, label]) => ({ value, label }))}
        />
        <ManyField
          {...own}
          path={`${path}.owners`}
          label={fields.owners}
          options={Object.entries(words.roles).map(([value, label]) => ({ value, label }))}
        />
        <ChoiceField
          {...own}
          path={`${path}.script`}
          label={fields.script}
          options={scripts.map(({ id }) => ({ value: id, label: id }))}
        />
        <ChoiceField
          {...own}
          path={`${path}.on`}
          label={fields.state}
          options={[
            { value: 'true', label: words.on },
            { value: 'false', label: words.off },
          ]}
        />
        <WholeRule path={path} screen={screen} format={format} />
        <Button variant="secondary" onClick={onClose}>
          {words.close}
        </Button>
      </Flex>
    </Tile>
  );
}

/** What is wrong with the rule as a whole, not with one of its fields. */
function WholeRule({
  path,
  screen,
  format,
}: {
  readonly path: string;
  readonly screen: PolicyScreen;
  readonly format: Format;
}) {
  const problem = screen.problems.get(path);
  return problem === undefined ? null : <Alert variant="warning" title={problemText(problem, format.language)} />;
}
