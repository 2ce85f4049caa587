import { Input, Select, Text, ToggleGroup } from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import type { Format } from '../common/format.ts';
import { ADMIN } from './admin-words.ts';
import { problemText } from './problem-words.ts';
import type { PolicyScreen } from './use-policy.ts';

interface FieldProps {
  readonly screen: PolicyScreen;
  readonly format: Format;
  /** In the document as the checker names it: `rules.3.window.latest.n`. */
  readonly path: string;
  readonly label: string;
}

/** The value at a path of the document, places of lists being numbers. */
export function at(policy: Policy, path: string): unknown {
  let value: unknown = policy;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as { readonly [key: string]: unknown })[key];
  }
  return value;
}

/** The same with places of lists as the ids of their items, by which the document is changed. */
export function byIds(policy: Policy, path: string): string {
  const keys = path.split('.');
  let value: unknown = policy;
  return keys
    .map((key) => {
      const item = (value as { readonly [key: string]: unknown } | undefined)?.[key];
      const inList = Array.isArray(value);
      value = item;
      return inList ? String((item as { readonly id?: string }).id ?? key) : key;
    })
    .join('.');
}

/** What is wrong with a field or inside of it, ready for an input. */
export function wrong({ screen, format, path }: Omit<FieldProps, 'label'>) {
  const found = [...screen.problems].find(([where]) => where === path || where.startsWith(`${path}.`));
  return found ? { error: true, validationMessage: problemText(found[1], format.language) } : {};
}

/** A whole number, or with `decimal` any; what is typed and is none is kept and marked. */
export function NumberField(props: FieldProps & { readonly decimal?: boolean; readonly optional?: boolean }) {
  const { screen, format, path, label, decimal = false, optional = false } = props;
  const policy = screen.edit?.policy;
  if (!policy) return null;
  const value = at(policy, path);
  const read = (text: string): number | undefined => {
    const clean = text.trim().replace('−', '-');
    return (decimal ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/).test(clean) ? Number(clean) : undefined;
  };
  return (
    <Input
      name={path}
      label={label}
      value={screen.typed[path] ?? (value === undefined ? '' : String(value))}
      {...wrong({ screen, format, path })}
      onInput={(text) => {
        if (optional && text.trim() === '') screen.set(byIds(policy, path), undefined);
        else
          screen.type(
            path,
            text,
            read(text) === undefined ? undefined : { to: byIds(policy, path), value: read(text) },
          );
      }}
    />
  );
}

export function TextField({ screen, format, path, label }: FieldProps) {
  const policy = screen.edit?.policy;
  if (!policy) return null;
  return (
    <Input
      name={path}
      label={label}
      value={String(at(policy, path) ?? '')}
      {...wrong({ screen, format, path })}
      onInput={(text) => screen.set(byIds(policy, path), text)}
    />
  );
}

/** A list as text, its items separated by commas. */
export function ListField({ screen, format, path, label }: FieldProps) {
  const policy = screen.edit?.policy;
  const value = (policy && (at(policy, path) as readonly string[] | undefined)) ?? [];
  const [text, setText] = useState(value.join(', '));
  if (!policy) return null;
  // What was typed may end with a comma; once it says something else than the draft, the draft is what is shown.
  const says = itemsOf(text).join() === value.join();
  return (
    <Input
      name={path}
      label={label}
      value={says ? text : value.join(', ')}
      {...wrong({ screen, format, path })}
      onInput={(typed) => {
        setText(typed);
        screen.set(byIds(policy, path), itemsOf(typed));
      }}
    />
  );
}

function itemsOf(text: string): readonly string[] {
  return text
    .split(/[,，;；]/)
    .map((item) => item.trim())
    .filter(Boolean);
}

export function ChoiceField({
  screen,
  format,
  path,
  label,
  options,
}: FieldProps & { readonly options: readonly { readonly value: string; readonly label: string }[] }) {
  const policy = screen.edit?.policy;
  if (!policy) return null;
  const value = at(policy, path);
  const isFlag = typeof value === 'boolean';
  return (
    <Select
      name={path}
      label={label}
      value={String(value ?? options[0]?.value ?? '')}
      options={[...options]}
      {...wrong({ screen, format, path })}
      onChange={(next) => screen.set(byIds(policy, path), isFlag ? next === 'true' : next)}
    />
  );
}

/** Several of a closed set, in the order of the set. */
export function ManyField({
  screen,
  format,
  path,
  label,
  options,
}: FieldProps & { readonly options: readonly { readonly value: string; readonly label: string }[] }) {
  const policy = screen.edit?.policy;
  if (!policy) return null;
  const value = (at(policy, path) as readonly string[] | undefined) ?? [];
  return (
    <ToggleGroup
      toggleType="checkboxList"
      inline={true}
      name={path}
      label={label}
      value={[...value]}
      options={[...options]}
      {...wrong({ screen, format, path })}
      onChange={(next) => {
        // Those chosen before keep their order: the first goes first.
        const kept = value.filter((each) => next.includes(each));
        screen.set(byIds(policy, path), [...kept, ...next.filter((each) => !kept.includes(each))]);
      }}
    />
  );
}

/** Where a number comes from: a line of a practice guide or of a procedure, or us. */
export function Source({
  source,
  basis,
  ours,
  format,
}: {
  readonly source: string;
  readonly basis: 'rule' | 'example' | 'ours';
  readonly ours?: readonly string[];
  readonly format: Format;
}) {
  return <Text variant="microcopy">{sourceText({ source, basis, ours: ours ?? [] }, format)}</Text>;
}

export function sourceText(
  { source, basis, ours }: { readonly source: string; readonly basis: string; readonly ours: readonly string[] },
  format: Format,
): string {
  const words = ADMIN[format.language];
  if (basis === 'ours') return words.ours;
  const line = source.startsWith('SOP:') ? words.sop(source.slice(4)) : source;
  const marks = [...(basis === 'example' ? [words.example] : []), ...(ours.length > 0 ? [words.partlyOurs] : [])];
  return marks.length > 0 ? `${line} (${marks.join('; ')})` : line;
}
