import { TextArea, ToggleGroup } from '@hubspot/ui-extensions';
import type { Format } from '../common/format.ts';
import { COMMON } from '../common/words.ts';
import { type FieldError, type FormErrors, MAX_NOTE, MAX_REASON, MENTIONS, type Mention } from './log-form.ts';

/** What became of one open loop, or of several at once; one that was left out says why. */
export function MentionField({
  name,
  label,
  mention,
  errors,
  format,
  onChange,
}: {
  readonly name: string;
  readonly label: string;
  readonly mention: Mention;
  readonly errors: FormErrors;
  readonly format: Format;
  readonly onChange: (mention: Mention) => void;
}) {
  const words = COMMON[format.language];
  return (
    <>
      <ToggleGroup
        toggleType="radioButtonList"
        name={name}
        label={label}
        inline={true}
        value={mention.how}
        options={MENTIONS.map((value) => ({ value, label: words.mentions[value] }))}
        onChange={(value: string) => onChange({ ...mention, how: MENTIONS.find((how) => how === value) ?? '' })}
        {...wrongWith(errors, name, format)}
      />
      {mention.how === 'not_now' && (
        <TextArea
          name={`${name}.because`}
          label={words.notNowBecause(label)}
          required={true}
          rows={2}
          maxLength={MAX_REASON}
          value={mention.because}
          onInput={(because) => onChange({ ...mention, because })}
          {...wrongWith(errors, `${name}.because`, format)}
        />
      )}
    </>
  );
}

export function wrongWith(
  errors: FormErrors,
  path: string,
  format: Format,
): { error?: true; validationMessage?: string } {
  const error = errors[path];
  return error ? { error: true, validationMessage: wordsFor(error, format) } : {};
}

function wordsFor(error: FieldError, format: Format): string {
  const { wrong } = COMMON[format.language];
  if (typeof error === 'object') return error.said;
  if (error === 'noteTooLong') return wrong.tooLong(format.number(MAX_NOTE));
  if (error === 'reasonTooLong') return wrong.tooLong(format.number(MAX_REASON));
  return wrong[error];
}
