import { Flex, Heading, TableCell, TableRow } from '@hubspot/ui-extensions';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { ADMIN } from './admin-words.ts';
import { at, ChoiceField, ListField, NumberField, Source, sourceText, TextField } from './fields.tsx';
import { SETTINGS, type SettingsGroup } from './settings-words.ts';
import type { PolicyScreen } from './use-policy.ts';

interface PartProps {
  readonly screen: PolicyScreen;
  readonly format: Format;
}

/** Settings of one part of the policy, each with where its number comes from. */
export function SettingsPart({ screen, format, group }: PartProps & { readonly group: SettingsGroup }) {
  const policy = screen.edit?.policy;
  // A part that the policy leaves out has no settings; contacts of one company always have.
  const isThere = (path: string): boolean =>
    policy !== undefined &&
    (path.startsWith('company.') ||
      at(policy, path.slice(0, path.lastIndexOf('.'))) !== undefined ||
      !path.includes('.'));
  return (
    <Flex direction="column" gap="medium">
      {SETTINGS[group].map(({ title, fields }) => (
        <Flex key={title.en} direction="column" gap="small">
          <Heading>{format.say(title)}</Heading>
          <Flex direction="row" gap="small" wrap="wrap" align="start">
            {fields
              .filter(({ path }) => isThere(path))
              .map(({ path, label, kind, source, options }) => {
                const own = { screen, format, path, label: format.say(label) };
                return (
                  <Flex key={path} direction="column" gap="flush">
                    {kind === 'number' && <NumberField {...own} />}
                    {kind === 'decimal' && <NumberField {...own} decimal={true} />}
                    {kind === 'text' && <TextField {...own} />}
                    {kind === 'list' && <ListField {...own} />}
                    {kind === 'choice' && (
                      <ChoiceField
                        {...own}
                        options={(options ?? []).map(({ value, label: text }) => ({ value, label: format.say(text) }))}
                      />
                    )}
                    <Source source={source ?? ''} basis={source ? 'rule' : 'ours'} format={format} />
                  </Flex>
                );
              })}
          </Flex>
        </Flex>
      ))}
    </Flex>
  );
}

/** The clocks of open loops and how loops are closed. */
export function ClocksPart({ screen, format }: PartProps) {
  const words = ADMIN[format.language];
  const policy = screen.edit?.policy;
  if (!policy) return null;
  const { loops, duties = [] } = policy;
  const timed = duties.flatMap((duty, index) => (duty.latest ? [{ duty, index, latest: duty.latest }] : []));
  return (
    <Flex direction="column" gap="medium">
      {loops && (
        <Flex direction="row" gap="small" wrap="wrap" align="start">
          {Object.entries(loops).map(([name, setting]) => {
            const own = { screen, format, path: `loops.${name}.value`, label: format.say(setting.name) };
            return (
              <Flex key={name} direction="column" gap="flush">
                {typeof setting.value === 'number' ? (
                  <NumberField {...own} />
                ) : name === 'opensAt' ? (
                  <TextField {...own} />
                ) : (
                  <ChoiceField {...own} options={choicesOf(name, format)} />
                )}
                <Source {...setting} format={format} />
              </Flex>
            );
          })}
        </Flex>
      )}
      <Rows
        titles={[words.columns.rule, words.fields.latest, words.columns.source, words.columns.state]}
        density="default"
      >
        {timed.map(({ duty, index, latest }) => (
          <TableRow key={duty.id}>
            <TableCell>{`${duty.id} ${format.say(duty.name)}`}</TableCell>
            <TableCell>
              <NumberField
                screen={screen}
                format={format}
                path={`duties.${index}.latest.n`}
                label={`${duty.id}: ${words.units[latest.unit]}`}
              />
            </TableCell>
            <TableCell>{sourceText(duty, format)}</TableCell>
            <TableCell>
              <ChoiceField
                screen={screen}
                format={format}
                path={`duties.${index}.on`}
                label={`${duty.id}: ${words.columns.state}`}
                options={[
                  { value: 'true', label: words.on },
                  { value: 'false', label: words.off },
                ]}
              />
            </TableCell>
          </TableRow>
        ))}
      </Rows>
    </Flex>
  );
}

function choicesOf(name: string, format: Format): readonly { readonly value: string; readonly label: string }[] {
  const words = ADMIN[format.language];
  if (name === 'newTermsFor')
    return Object.entries(words.publish.clocksHow).map(([value, label]) => ({ value, label }));
  if (name === 'closureStopsAt') return Object.entries(words.closure).map(([value, label]) => ({ value, label }));
  return [
    { value: 'true', label: words.on },
    { value: 'false', label: words.off },
  ];
}
