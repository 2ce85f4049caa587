import { TableCell, TableRow, Text } from '@hubspot/ui-extensions';
import type { PolicyDifference } from '../../../src/domain/policy/difference.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { ADMIN } from './admin-words.ts';
import { SETTINGS } from './settings-words.ts';

/** What two policies have differently, in words where there are any. */
export function DifferenceTable({
  differences,
  policy,
  format,
}: {
  readonly differences: readonly PolicyDifference[];
  /** Knows the names of the rules. */
  readonly policy: Policy;
  readonly format: Format;
}) {
  const words = ADMIN[format.language].difference;
  if (differences.length === 0) return <Text>{words.none}</Text>;
  return (
    <Rows titles={[words.what, words.before, words.after]} density="default">
      {differences.map((difference) => (
        <TableRow key={difference.path}>
          <TableCell>{placeOf(difference.path, policy, format)}</TableCell>
          <TableCell>{valueText(difference.before, format)}</TableCell>
          <TableCell>{valueText(difference.after, format)}</TableCell>
        </TableRow>
      ))}
    </Rows>
  );
}

/** Where a difference is: the rule by its name, the setting by its label, else the path. */
export function placeOf(path: string, policy: Policy, format: Format): string {
  const words = ADMIN[format.language];
  const [part = '', id = '', ...rest] = path.split('.');
  const setting = Object.values(SETTINGS)
    .flat()
    .flatMap(({ fields }) => fields)
    .find((field) => field.path === path);
  if (setting) return format.say(setting.label);
  if (part !== 'rules' && part !== 'duties') return path;
  const rule = [...policy.rules, ...(policy.duties ?? [])].find((each) => each.id === id);
  const name = rule ? `${id} ${format.say(rule.name)}` : id;
  if (rest.length === 0) return name;
  const labels: { readonly [key: string]: string } = {
    ...words.fields,
    on: words.fields.state,
    n: '',
  };
  return `${name}: ${rest
    .filter((key) => key !== 'window' && key !== 'trigger' && key !== 'applies')
    .map((key) => labels[key] ?? key)
    .filter(Boolean)
    .join(' · ')}`;
}

function valueText(value: unknown, format: Format): string {
  const words = ADMIN[format.language];
  if (value === undefined || value === null) return words.difference.absent;
  if (typeof value === 'boolean') return value ? words.difference.yes : words.difference.no;
  if (typeof value === 'number') return format.number(value);
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ');
  if (isBilingual(value)) return format.say(value);
  if (hasName(value)) return format.say(value.name);
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

function isBilingual(value: unknown): value is { readonly zh: string; readonly en: string } {
  return typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;
}

function hasName(value: unknown): value is { readonly name: { readonly zh: string; readonly en: string } } {
  return typeof value === 'object' && value !== null && 'name' in value && isBilingual(value.name);
}
