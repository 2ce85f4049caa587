import { Button, Flex, Heading, Input, Select, TableCell, TableRow, Text, ToggleGroup } from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { ShownPerson } from '../../../src/contract/open-policy.ts';
import { DayField } from '../common/DayField.tsx';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { ADMIN } from './admin-words.ts';
import { NumberField, wrong } from './fields.tsx';
import type { PolicyScreen } from './use-policy.ts';

interface PartProps {
  readonly screen: PolicyScreen;
  readonly format: Format;
}

/** Who works when, for how long, who is away and who stands in; and who may approve a policy. */
export function TeamPart({ screen, format }: PartProps) {
  const words = ADMIN[format.language].team;
  const { roles } = ADMIN[format.language];
  const policy = screen.edit?.policy;
  const people = screen.reading.status === 'ready' ? screen.reading.answer.people : [];
  if (!policy) return null;
  const options = Object.entries(roles).map(([value, label]) => ({ value, label }));
  return (
    <Flex direction="column" gap="medium">
      <NumberField screen={screen} format={format} path="capacity.minutesPerDay" label={words.everybody} />
      <Rows titles={[words.person, words.minutesHead, words.hoursHead]} density="default">
        {people.map(({ id, name }) => (
          <TableRow key={id}>
            <TableCell>{name}</TableCell>
            <TableCell>
              <NumberField
                screen={screen}
                format={format}
                path={`capacity.byOwner.${id}`}
                label={words.minutes(name)}
                optional={true}
              />
            </TableCell>
            <TableCell>
              <HoursField screen={screen} format={format} person={{ id, name }} />
            </TableCell>
          </TableRow>
        ))}
      </Rows>
      <LeaveForm screen={screen} format={format} people={people} />
      <Heading>{words.fallback}</Heading>
      <Flex direction="row" gap="small" wrap="wrap">
        {options.map(({ value, label }) => (
          <Select
            key={value}
            name={`fallback.${value}`}
            label={label}
            value={policy.fallback[value as keyof typeof policy.fallback] ?? ''}
            options={[{ value: '', label: words.nobody }, ...options.filter((each) => each.value !== value)]}
            {...wrong({ screen, format, path: `fallback.${value}` })}
            onChange={(next) => screen.set(`fallback.${value}`, next === '' ? undefined : next)}
          />
        ))}
      </Flex>
      <ToggleGroup
        toggleType="checkboxList"
        inline={true}
        name="approvers"
        label={words.approvers}
        value={[...(policy.approvers ?? [])]}
        options={people.flatMap(({ name, userId }) => (userId === undefined ? [] : [{ value: userId, label: name }]))}
        onChange={(next) => screen.set('approvers', next.length === 0 ? undefined : next)}
      />
    </Flex>
  );
}

/** A person's shifts as text; empty: those of the portal. */
function HoursField({ screen, format, person: { id, name } }: PartProps & { readonly person: ShownPerson }) {
  const words = ADMIN[format.language].team;
  const shifts = screen.edit?.policy.team?.users?.[id]?.shifts;
  const path = `team.users.${id}.shifts`;
  const shown = screen.typed[path] ?? (shifts ?? []).map(({ from, to }) => `${from}-${to}`).join(', ');
  return (
    <Input
      name={path}
      label={words.hours(name)}
      placeholder={words.hoursHint}
      value={shown}
      {...wrong({ screen, format, path })}
      onInput={(text) => {
        const parts = text
          .split(/[,，;；]/)
          .map((part) => /^\s*([01]\d|2[0-3]):([0-5]\d)\s*[-–—~至]\s*(([01]\d|2[0-3]):([0-5]\d)|24:00)\s*$/.exec(part));
        if (text.trim() === '') screen.set(path, undefined);
        else if (parts.some((part) => part === null)) screen.type(path, text);
        else
          screen.type(path, text, {
            to: path,
            value: parts.map((part) => ({ from: `${part?.[1]}:${part?.[2]}`, to: part?.[3] ?? '' })),
          });
      }}
    />
  );
}

function LeaveForm({ screen, format, people }: PartProps & { readonly people: readonly ShownPerson[] }) {
  const words = ADMIN[format.language].team;
  const [leave, setLeave] = useState({ ownerId: '', from: '', to: '', backup: '' });
  const all = screen.edit?.policy.team?.leave ?? [];
  const nameOf = (id: string): string => people.find((person) => person.id === id)?.name ?? id;
  const options = people.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Flex direction="column" gap="small">
      <Heading>{words.leave}</Heading>
      {all.length === 0 && <Text>{words.noLeave}</Text>}
      {all.map(({ ownerId, from, to, backup }, index) => (
        <Flex key={`${ownerId} ${from}`} direction="row" gap="small" align="center">
          <Text>
            {`${nameOf(ownerId)}: ${format.day(from)} – ${format.day(to)}; ${words.backup}: ${backup ? nameOf(backup) : words.nobody}`}
          </Text>
          <Button
            variant="secondary"
            size="sm"
            onClick={() =>
              screen.set(
                'team.leave',
                all.filter((_, each) => each !== index),
              )
            }
          >
            {words.removeLeave(nameOf(ownerId), from)}
          </Button>
        </Flex>
      ))}
      <Flex direction="row" gap="small" wrap="wrap" align="end">
        <Select
          name="leaveOwner"
          label={words.person}
          value={leave.ownerId}
          options={options}
          onChange={(ownerId) => setLeave({ ...leave, ownerId: String(ownerId) })}
        />
        <DayField
          name="leaveFrom"
          label={words.from}
          value={leave.from}
          onChange={(from) => setLeave({ ...leave, from })}
        />
        <DayField
          name="leaveTo"
          label={words.to}
          value={leave.to}
          onChange={(to) => setLeave({ ...leave, to })}
          wrong={wrong({ screen, format, path: 'team.leave' }).validationMessage}
        />
        <Select
          name="leaveBackup"
          label={words.backup}
          value={leave.backup}
          options={[{ value: '', label: words.nobody }, ...options.filter(({ value }) => value !== leave.ownerId)]}
          onChange={(backup) => setLeave({ ...leave, backup: String(backup) })}
        />
        <Button
          variant="secondary"
          disabled={leave.ownerId === '' || leave.from === '' || leave.to === ''}
          onClick={() => {
            const { backup, ...rest } = leave;
            screen.set('team.leave', [...all, backup === '' ? rest : leave]);
            setLeave({ ownerId: '', from: '', to: '', backup: '' });
          }}
        >
          {words.addLeave}
        </Button>
      </Flex>
    </Flex>
  );
}
