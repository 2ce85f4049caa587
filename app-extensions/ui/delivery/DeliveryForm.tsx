import { Alert, Flex, Form, Heading, Input, LoadingButton, Select, Text, TextArea, Tile } from '@hubspot/ui-extensions';
import { DayField } from '../common/DayField.tsx';
import type { Format } from '../common/format.ts';
import { HelpOn } from '../common/states.tsx';
import { COMMON } from '../common/words.ts';
import { Outgoing } from '../survey/SurveyLink.tsx';
import { DELIVERY } from './delivery-words.ts';
import { type Delivering, type DeliveryField, FIELDS } from './use-delivery.ts';

/** The form of the action that was chosen. */
export function DeliveryForm({
  delivering,
  owners,
  format,
}: {
  readonly delivering: Delivering;
  readonly owners: readonly { readonly id: string; readonly name: string }[];
  readonly format: Format;
}) {
  const words = DELIVERY[format.language];
  const { opened, saving, draft, typed } = delivering;
  if (!opened) return null;
  const drafts = opened.action === 'report' || opened.action === 'send_letter';
  return (
    <Tile>
      <Form preventDefault={true} onSubmit={delivering.save}>
        <Flex direction="column" gap="small">
          <Heading>
            {opened.name === '' ? words.actions[opened.action] : words.of(words.actions[opened.action], opened.name)}
          </Heading>
          {draft === 'drafting' && <Text>{words.drafting}</Text>}
          {draft === 'failed' && <Alert variant="warning" title={words.notDrafted} />}
          {draft === 'empty' && <Alert variant="info" title={words.emptyDraft} />}
          {FIELDS[opened.action].map(({ field }) => (
            <Field key={field} field={field} delivering={delivering} owners={owners} format={format} />
          ))}
          <NotSaved delivering={delivering} format={format} />
          <Flex direction="row" gap="small" wrap="wrap">
            <LoadingButton type="submit" variant="primary" size="sm" loading={saving} disabled={saving}>
              {words.save}
            </LoadingButton>
            {drafts && (
              <LoadingButton
                variant="secondary"
                size="sm"
                loading={draft === 'drafting'}
                disabled={draft === 'drafting'}
                onClick={delivering.draftAgain}
              >
                {words.draftAgain}
              </LoadingButton>
            )}
          </Flex>
          {opened.action === 'send_letter' && (
            <Outgoing
              subject={typed.subject ?? ''}
              body={typed.body ?? ''}
              copies={[{ label: words.copyText, text: typed.body ?? '' }]}
              format={format}
            />
          )}
        </Flex>
      </Form>
    </Tile>
  );
}

export function NotSaved({ delivering, format }: { readonly delivering: Delivering; readonly format: Format }) {
  const common = COMMON[format.language];
  const { notSaved } = delivering;
  if (!notSaved) return null;
  return (
    <Alert variant="error" title={common.notSaved}>
      {`${format.say(notSaved.message)} ${common.keptHere}`}
      <HelpOn failure={notSaved} format={format} />
    </Alert>
  );
}

const LONG: readonly DeliveryField[] = ['solution', 'plan', 'done', 'next', 'coordinate', 'body'];

function Field({
  field,
  delivering,
  owners,
  format,
}: {
  readonly field: DeliveryField;
  readonly delivering: Delivering;
  readonly owners: readonly { readonly id: string; readonly name: string }[];
  readonly format: Format;
}) {
  const words = DELIVERY[format.language];
  const { opened, typed, errors, change } = delivering;
  const rule = opened && FIELDS[opened.action].find((each) => each.field === field);
  if (!rule) return null;
  const name = `delivery.${field}`;
  const label = words.fields[field];
  const value = typed[field] ?? '';
  const required = rule.required === true;
  const wrong = errors[field] ? { error: true, validationMessage: errors[field] } : {};
  switch (rule.as) {
    case 'day':
      return (
        <DayField
          name={name}
          label={label}
          required={required}
          value={value}
          onChange={(day) => change({ [field]: day })}
          wrong={errors[field]}
        />
      );
    case 'choice':
      return (
        <Select
          name={name}
          label={label}
          required={required}
          value={value}
          placeholder={words.chooseOwner}
          options={choicesOf(field, owners, format)}
          onChange={(chosen) => change({ [field]: String(chosen ?? '') })}
          {...wrong}
        />
      );
    case 'text':
      return (
        <TextArea
          name={name}
          label={label}
          required={required}
          rows={field === 'body' ? 12 : LONG.includes(field) ? 4 : 2}
          value={value}
          onInput={(typing) => change({ [field]: typing })}
          {...wrong}
        />
      );
    case 'line':
      return (
        <Input
          name={name}
          label={label}
          required={required}
          value={value}
          onInput={(typing) => change({ [field]: typing })}
          {...wrong}
        />
      );
    default:
      return rule.as satisfies never;
  }
}

function choicesOf(
  field: DeliveryField,
  owners: readonly { readonly id: string; readonly name: string }[],
  format: Format,
): { readonly value: string; readonly label: string }[] {
  const words = DELIVERY[format.language];
  switch (field) {
    case 'priority':
      return (['high', 'medium', 'low'] as const).map((value) => ({ value, label: words.priorities[value] }));
    case 'language':
      return (['zh', 'en'] as const).map((value) => ({ value, label: words.languages[value] }));
    case 'met':
      return [
        { value: 'yes', label: words.yes },
        { value: 'no', label: words.no },
      ];
    default:
      return owners.map(({ id, name }) => ({ value: id, label: name }));
  }
}
