import { DateInput } from '@hubspot/ui-extensions';
import { dayText, fieldDate } from './civil-date.ts';

/** A day of the portal's zone as `YYYY-MM-DD`; empty: none. */
export function DayField({
  name,
  label,
  required = false,
  value,
  earliest,
  latest,
  onChange,
  wrong,
}: {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  readonly value: string;
  readonly earliest?: string;
  readonly latest?: string;
  readonly onChange: (day: string) => void;
  /** What is wrong with it. */
  readonly wrong?: string | undefined;
}) {
  const shown = fieldDate(value);
  const min = fieldDate(earliest ?? '');
  const max = fieldDate(latest ?? '');
  return (
    <DateInput
      name={name}
      label={label}
      required={required}
      format="YYYY-MM-DD"
      timezone="portalTz"
      {...(shown ? { value: shown } : {})}
      {...(min ? { min } : {})}
      {...(max ? { max } : {})}
      {...(wrong ? { error: true, validationMessage: wrong } : {})}
      onChange={(day) => onChange(dayText(day))}
    />
  );
}
