import {
  Alert,
  Button,
  DescriptionList,
  DescriptionListItem,
  Flex,
  Form,
  Heading,
  Input,
  LoadingButton,
  Select,
  StatusTag,
  Text,
} from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { CustomerProfileAnswer } from '../../../src/contract/customer-profile.ts';
import { concerns, kindOf, PROFILE_CHOICES, type ProfileField } from '../../../src/domain/readiness/profile.ts';
import { DayField } from '../common/DayField.tsx';
import type { Format } from '../common/format.ts';
import { Pairs } from '../common/Pairs.tsx';
import { Failed, HelpOn, Loading } from '../common/states.tsx';
import { COMMON } from '../common/words.ts';
import { CUSTOMER } from './customer-words.ts';
import type { ProfileCard } from './use-profile.ts';

type Shown = Extract<CustomerProfileAnswer, { readonly ok: true }>;

const GROUPS: { readonly [group in 'who' | 'bought' | 'like']: readonly ProfileField[] } = {
  who: [
    'kind',
    'company',
    'industry',
    'staff',
    'revenue',
    'position',
    'decision_role',
    'work_phone',
    'source',
    'source_note',
  ],
  bought: ['products', 'signed_on', 'first_purchase_on', 'contract_amount'],
  like: ['preferences', 'channel'],
};

/** Optional fields stand in a group of their own, and only where the policy has them on. */
function groupsOf({ optional = [] }: Shown): { readonly [group: string]: readonly ProfileField[] } {
  return optional.length === 0 ? GROUPS : { ...GROUPS, optional: optional.map(({ field }) => field) };
}

function purposeText(field: ProfileField, { optional = [] }: Shown, format: Format): string | undefined {
  const kept = optional.find((each) => each.field === field);
  return kept && CUSTOMER[format.language].profile.keptFor(format.say(kept.purpose), format.number(kept.keepMonths));
}

function keptText(field: ProfileField, { optional = [] }: Shown, format: Format): string {
  const removedOn = optional.find((each) => each.field === field)?.removedOn;
  return removedOn ? CUSTOMER[format.language].profile.removedOn(format.day(removedOn)) : '';
}

/** What is kept of the customer; what is missing is asked for where it would stand. */
export function ProfileView({ card, format }: { readonly card: ProfileCard; readonly format: Format }) {
  const words = CUSTOMER[format.language].profile;
  const { reading } = card;
  switch (reading.status) {
    case 'loading':
      return <Loading format={format} labels={[words.title]} />;
    case 'failed':
      return <Failed format={format} failure={reading.failure} onRetry={card.reload} />;
    case 'ready':
      return <Profile shown={reading.answer} card={card} format={format} />;
  }
}

function Profile({
  shown,
  card,
  format,
}: {
  readonly shown: Shown;
  readonly card: ProfileCard;
  readonly format: Format;
}) {
  const words = CUSTOMER[format.language].profile;
  const [editing, setEditing] = useState(false);
  const { missing, checkedOn, checkBy } = shown;
  const checked = [
    checkedOn ? words.checked(format.day(checkedOn)) : words.never,
    checkBy ? words.checkBy(format.day(checkBy)) : words.overdue,
  ];
  return (
    <Flex direction="column" gap="small">
      <Flex direction="row" gap="small" align="center">
        <Heading>{words.title}</Heading>
        <StatusTag variant={missing.length > 0 ? 'warning' : 'success'}>
          {missing.length > 0 ? words.missing(format.number(missing.length)) : words.complete}
        </StatusTag>
      </Flex>
      <Flex direction="row" gap="small" align="center" wrap="wrap">
        <Text>{checked.join(' ')}</Text>
        <LoadingButton
          variant="secondary"
          size="sm"
          loading={card.saving}
          disabled={card.saving}
          onClick={card.markChecked}
        >
          {words.check}
        </LoadingButton>
        <Button variant="secondary" size="sm" onClick={() => setEditing(!editing)}>
          {editing ? CUSTOMER[format.language].cancel : words.edit}
        </Button>
      </Flex>
      {card.notSaved && (
        <Alert variant="danger" title={COMMON[format.language].notSaved}>
          {format.say(card.notSaved.message)}
          <HelpOn failure={card.notSaved} format={format} />
        </Alert>
      )}
      {editing ? (
        <Form onSubmit={card.save}>
          <Flex direction="column" gap="small">
            <Fields shown={shown} card={card} format={format} />
            <LoadingButton variant="primary" type="submit" loading={card.saving} disabled={card.saving}>
              {words.save}
            </LoadingButton>
          </Flex>
        </Form>
      ) : (
        <Known shown={shown} format={format} />
      )}
      <Orders shown={shown} format={format} />
    </Flex>
  );
}

function Known({ shown, format }: { readonly shown: Shown; readonly format: Format }) {
  const words = CUSTOMER[format.language].profile;
  const { profile, missing } = shown;
  return (
    <>
      {Object.entries(groupsOf(shown)).map(([group, fields]) => (
        <Flex key={group} direction="column" gap="flush">
          <Text format={{ fontWeight: 'demibold' }}>{format.name(words.group, group)}</Text>
          <DescriptionList direction="row">
            {fields
              .filter(
                (field) =>
                  concerns(field, profile) &&
                  (profile[field] !== undefined || group === 'optional' || missing.some((each) => each === field)),
              )
              .map((field) => (
                <DescriptionListItem key={field} label={format.name(words.labels, field)}>
                  {profile[field] === undefined && group === 'optional' ? (
                    <Text variant="microcopy">{purposeText(field, shown, format)}</Text>
                  ) : profile[field] === undefined ? (
                    <StatusTag variant="warning">{words.ask}</StatusTag>
                  ) : (
                    <Text>
                      {[valueText(field, profile[field] ?? '', format), keptText(field, shown, format)].join('')}
                    </Text>
                  )}
                </DescriptionListItem>
              ))}
          </DescriptionList>
        </Flex>
      ))}
    </>
  );
}

function valueText(field: ProfileField, value: string, format: Format): string {
  switch (kindOf(field)) {
    case 'choice':
      return choiceText(field, value, format);
    case 'day':
      return format.day(value);
    case 'number':
      return Number.isFinite(Number(value)) ? format.number(Number(value)) : value;
    case 'text':
      return value;
  }
}

function choiceText(field: ProfileField, value: string, format: Format): string {
  return field === 'channel'
    ? format.name(COMMON[format.language].channels, value)
    : format.name(CUSTOMER[format.language].profile.choices, value);
}

function Fields({
  shown,
  card,
  format,
}: {
  readonly shown: Shown;
  readonly card: ProfileCard;
  readonly format: Format;
}) {
  const words = CUSTOMER[format.language].profile;
  const now = { ...shown.profile, ...card.typed };
  return (
    <>
      {Object.values(groupsOf(shown))
        .flat()
        .filter((field) => concerns(field, now))
        .map((field) => (
          <Field
            key={field}
            field={field}
            value={now[field] ?? ''}
            why={purposeText(field, shown, format)}
            card={card}
            format={format}
            words={words}
          />
        ))}
    </>
  );
}

function Field({
  field,
  value,
  why,
  card,
  format,
  words,
}: {
  readonly field: ProfileField;
  readonly value: string;
  /** What an optional field is kept for and how long. */
  readonly why: string | undefined;
  readonly card: ProfileCard;
  readonly format: Format;
  readonly words: (typeof CUSTOMER)['en']['profile'];
}) {
  const label = format.name(words.labels, field);
  const fault = card.faults[field];
  const wrong = fault ? format.name(words.faults, fault) : undefined;
  const marked = wrong ? { error: true, validationMessage: wrong } : {};
  const change = (next: string) => card.change(field, next);
  const asked = why === undefined ? (value === '' ? { description: words.ask } : {}) : { description: why };
  const choices: { readonly [field in ProfileField]?: readonly string[] } = PROFILE_CHOICES;
  switch (kindOf(field)) {
    case 'choice':
      return (
        <Select
          name={field}
          label={label}
          {...asked}
          value={value}
          options={(choices[field] ?? []).map((each) => ({ value: each, label: choiceText(field, each, format) }))}
          onChange={(next) => change(String(next ?? ''))}
          {...marked}
        />
      );
    case 'day':
      return <DayField name={field} label={label} value={value} onChange={change} wrong={wrong} />;
    default:
      return <Input name={field} label={label} {...asked} value={value} onInput={change} {...marked} />;
  }
}

function Orders({ shown, format }: { readonly shown: Shown; readonly format: Format }) {
  const words = CUSTOMER[format.language].profile;
  const { count, total, average, repeats, everyDays, growthPercent, lastOn } = shown.orders;
  const { lastTouch } = shown;
  const number = (value: number | undefined) => (value === undefined ? undefined : format.number(value));
  const told = [
    [words.count, number(count)],
    [words.repeats, number(repeats)],
    [words.everyDays, number(everyDays)],
    [words.growth, growthPercent === undefined ? undefined : format.signed(growthPercent)],
    [words.total, total],
    [words.average, average],
    [words.lastOn, lastOn === undefined ? undefined : format.day(lastOn)],
  ].filter((pair): pair is [string, string] => pair[1] !== undefined);
  return (
    <>
      {told.length > 0 && (
        <Flex direction="column" gap="flush">
          <Text format={{ fontWeight: 'demibold' }}>{words.orders}</Text>
          <Pairs pairs={told} />
        </Flex>
      )}
      {lastTouch && (
        <Text>
          {`${words.lastTouch}: ${format.day(lastTouch.on)}, ${format.name(words.touches, lastTouch.kind)} (${lastTouch.direction === 'in' ? words.inbound : words.outbound})`}
        </Text>
      )}
    </>
  );
}
