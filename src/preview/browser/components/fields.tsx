import type {
  BaseDate,
  BaseTime,
  CurrencyInputProps,
  DateInputProps,
  InputProps,
  NumberInputProps,
  SearchInputProps,
  StepperInputProps,
  TextAreaProps,
  TimeInputProps,
} from '@hubspot/ui-extensions';
import { type CompositionEvent, type KeyboardEvent, type ReactNode, useId } from 'react';
import { localeOf } from '../words.ts';
import { DateField, isDay } from './date-field.tsx';
import { callHandler, useHost } from './extension-host.ts';
import { Icon } from './icons.tsx';
import { useDraft } from './use-draft.ts';

export interface FieldFrame {
  readonly label?: string;
  readonly description?: string;
  readonly tooltip?: string;
  readonly required?: boolean;
  readonly error?: boolean;
  readonly validationMessage?: string;
}

interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
  readonly 'aria-required'?: true;
  readonly 'aria-label'?: string;
}

/** Label, description and message around a control, tied to it. */
export function Field({ frame, children }: { frame: FieldFrame; children: (control: ControlProps) => ReactNode }) {
  const { say } = useHost();
  const id = useId();
  const { label, description, tooltip, required, error, validationMessage } = frame;
  const describedBy = [
    description && `${id}-description`,
    tooltip && `${id}-tooltip`,
    validationMessage && `${id}-message`,
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <div className={`ui-field${error ? ' invalid' : ''}`}>
      {label && (
        <label htmlFor={id}>
          {label}
          {required && (
            <span className="required" aria-hidden="true">
              *
            </span>
          )}
        </label>
      )}
      {tooltip && (
        <span className="ui-field-tooltip" id={`${id}-tooltip`}>
          <Icon name="info" />
          {tooltip}
        </span>
      )}
      {description && (
        <div className="ui-field-description" id={`${id}-description`}>
          {description}
        </div>
      )}
      {children({
        id,
        ...(describedBy ? { 'aria-describedby': describedBy } : {}),
        ...(error ? { 'aria-invalid': true } : {}),
        ...(required ? { 'aria-required': true } : {}),
        ...(label ? {} : { 'aria-label': say('choose') }),
      })}
      {validationMessage && (
        <div
          className={error ? 'ui-field-message error' : 'ui-field-message'}
          id={`${id}-message`}
          role={error ? 'alert' : undefined}
        >
          {validationMessage}
        </div>
      )}
    </div>
  );
}

/** Text entries tell every edit by `onInput` and the finished value by `onChange`, as HubSpot's do. */
function useTextEntry(
  props: Pick<InputProps, 'value' | 'defaultValue' | 'onInput' | 'onChange' | 'onBlur' | 'onFocus'>,
) {
  const { draft, enter, isComposing } = useDraft<string>(props.value, props.defaultValue ?? '');
  const commit = (value: string) => enter(value, props.onChange);
  type Entry = HTMLInputElement | HTMLTextAreaElement;
  return {
    draft,
    enter,
    handlers: {
      value: draft,
      onChange: (event: { target: Entry }) =>
        enter(event.target.value, isComposing.current ? undefined : props.onInput),
      // While a Chinese word is being composed its letters are not the visitor's text yet.
      onCompositionStart: () => {
        isComposing.current = true;
      },
      onCompositionEnd: (event: CompositionEvent<Entry>) => {
        isComposing.current = false;
        enter(event.currentTarget.value, props.onInput);
      },
      onFocus: () => void callHandler(props.onFocus, draft),
      onBlur: () => {
        commit(draft);
        void callHandler(props.onBlur, draft);
      },
    },
    commitOnEnter: (event: KeyboardEvent<Entry>) => {
      if (event.key === 'Enter' && !isComposing.current) commit(draft);
    },
  };
}

export const Input = (props: InputProps) => {
  const { handlers, commitOnEnter } = useTextEntry(props);
  return (
    <Field frame={props}>
      {(control) => (
        <input
          {...control}
          {...handlers}
          className="ui-control"
          type={props.type ?? 'text'}
          name={props.name}
          placeholder={props.placeholder}
          readOnly={props.readOnly}
          onKeyDown={commitOnEnter}
        />
      )}
    </Field>
  );
};

export const TextArea = (props: TextAreaProps) => {
  const { handlers } = useTextEntry(props);
  return (
    <Field frame={props}>
      {(control) => (
        <textarea
          {...control}
          {...handlers}
          className="ui-control"
          name={props.name}
          placeholder={props.placeholder}
          readOnly={props.readOnly}
          rows={props.rows ?? 3}
          cols={props.cols}
          maxLength={props.maxLength}
          style={{ resize: props.resize ?? 'vertical' }}
        />
      )}
    </Field>
  );
};

export const SearchInput = (props: SearchInputProps) => {
  const { say } = useHost();
  const { draft, enter, handlers, commitOnEnter } = useTextEntry(props);
  return (
    <Field frame={props}>
      {(control) => (
        <div className="ui-search">
          <Icon name="search" />
          <input
            {...control}
            {...handlers}
            className="ui-control"
            type="search"
            name={props.name}
            placeholder={props.placeholder ?? say('search')}
            readOnly={props.readOnly}
            onKeyDown={commitOnEnter}
          />
          {(props.clearable ?? true) && draft && (
            <button
              type="button"
              className="icon-button"
              aria-label={say('clear')}
              onClick={() => {
                enter('', props.onInput);
                enter('', props.onChange);
              }}
            >
              <span aria-hidden="true">×</span>
            </button>
          )}
        </div>
      )}
    </Field>
  );
};

interface NumberEntryProps {
  readonly props: NumberInputProps | CurrencyInputProps | StepperInputProps;
  readonly control: ControlProps;
  readonly step?: number | undefined;
  readonly draft: string;
  readonly enter: (next: string, handler?: (value: string) => unknown) => void;
}

function NumberEntry({ props, control, step, draft, enter }: NumberEntryProps) {
  const { onChange, onBlur, onFocus } = props;
  const onInput = 'onInput' in props ? props.onInput : undefined;
  return (
    <input
      {...control}
      className={`ui-control${'textAlign' in props && props.textAlign === 'right' ? ' align-right' : ''}`}
      type="number"
      inputMode="decimal"
      name={props.name}
      value={draft}
      min={props.min}
      max={props.max}
      step={step ?? (props.precision === undefined ? 'any' : 10 ** -props.precision)}
      placeholder={props.placeholder}
      readOnly={props.readOnly}
      onChange={(event) => enter(event.target.value, onInput && ((value) => onInput(numberOf(value))))}
      onFocus={() => void callHandler(onFocus, numberOf(draft))}
      onBlur={() => {
        enter(draft, onChange && ((value) => onChange(numberOf(value))));
        void callHandler(onBlur, numberOf(draft));
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') enter(draft, onChange && ((value) => onChange(numberOf(value))));
      }}
    />
  );
}

/** An emptied number field has no number: the extension is told `undefined`. */
function numberOf(text: string): number {
  return text === '' || Number.isNaN(Number(text)) ? (undefined as unknown as number) : Number(text);
}

function useNumberDraft(props: NumberInputProps | CurrencyInputProps) {
  const text = (value: number | undefined) =>
    value === undefined || value === null || Number.isNaN(value) ? undefined : String(value);
  return useDraft<string>(
    'value' in props ? (text(props.value) ?? (props.value === null ? '' : undefined)) : undefined,
    text(props.defaultValue) ?? '',
  );
}

export const NumberInput = (props: NumberInputProps) => {
  const { draft, enter } = useNumberDraft(props);
  return (
    <Field frame={props}>
      {(control) => (
        <div className="ui-affixed">
          <NumberEntry props={props} control={control} draft={draft} enter={enter} />
          {props.formatStyle === 'percentage' && <span className="affix">%</span>}
        </div>
      )}
    </Field>
  );
};

export const CurrencyInput = (props: CurrencyInputProps) => {
  const { language } = useHost();
  const { draft, enter } = useNumberDraft(props);
  const symbol = new Intl.NumberFormat(localeOf(language), { style: 'currency', currency: props.currency ?? 'USD' })
    .formatToParts(0)
    .find((part) => part.type === 'currency')?.value;
  return (
    <Field frame={props}>
      {(control) => (
        <div className="ui-affixed">
          <span className="affix">{symbol}</span>
          <NumberEntry props={props} control={control} draft={draft} enter={enter} />
        </div>
      )}
    </Field>
  );
};

export const StepperInput = (props: StepperInputProps) => {
  const { say } = useHost();
  const { draft, enter } = useNumberDraft(props);
  const step = props.stepSize ?? 1;
  const current = Number(draft) || 0;
  const isAtMin = props.min !== undefined && current <= props.min;
  const isAtMax = props.max !== undefined && current >= props.max;
  const move = (by: number) => {
    const bounded = Math.min(
      Math.max(current + by, props.min ?? Number.NEGATIVE_INFINITY),
      props.max ?? Number.POSITIVE_INFINITY,
    );
    enter(String(bounded), props.onChange && ((value) => props.onChange?.(numberOf(value))));
  };
  return (
    <Field frame={props}>
      {(control) => (
        <div className="ui-stepper">
          <button
            type="button"
            aria-label={`${say('decrease')}: ${props.label}`}
            title={isAtMin ? props.minValueReachedTooltip : undefined}
            disabled={isAtMin || props.readOnly}
            onClick={() => move(-step)}
          >
            −
          </button>
          <NumberEntry props={props} control={control} step={step} draft={draft} enter={enter} />
          <button
            type="button"
            aria-label={`${say('increase')}: ${props.label}`}
            title={isAtMax ? props.maxValueReachedTooltip : undefined}
            disabled={isAtMax || props.readOnly}
            onClick={() => move(step)}
          >
            +
          </button>
        </div>
      )}
    </Field>
  );
};

const pad = (value: number) => String(value).padStart(2, '0');

/** HubSpot counts months from 0. */
const dateText = (date: BaseDate | null | undefined) =>
  date ? `${String(date.year).padStart(4, '0')}-${pad(date.month + 1)}-${pad(date.date)}` : undefined;

function dateOf(text: string): BaseDate | null {
  const [year = 0, month = 0, date = 0] = text.split('-').map(Number);
  return isDay(text) ? { year, month: month - 1, date } : null;
}

export const DateInput = (props: DateInputProps) => {
  const { language, today } = useHost();
  const { draft, enter } = useDraft<string>(
    props.value === null ? '' : dateText(props.value),
    dateText(props.defaultValue) ?? '',
  );
  const date = dateOf(draft);
  const payload = (value: BaseDate) => ({
    ...value,
    formattedDate: new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeZone: 'UTC' }).format(
      Date.UTC(value.year, value.month, value.date),
    ),
  });
  const tell = (text: string) => {
    const chosen = dateOf(text);
    // Emptied: the extension is told that there is no date.
    return chosen ? props.onChange?.(payload(chosen)) : (props.onChange as ((value: null) => void) | undefined)?.(null);
  };
  const [min, max] = [dateText(props.min), dateText(props.max)];
  const isEarly = min !== undefined && draft !== '' && draft < min;
  const isLate = max !== undefined && draft > max;
  const bound = isEarly ? props.minValidationMessage : isLate ? props.maxValidationMessage : undefined;
  return (
    <Field frame={bound ? { ...props, error: true, validationMessage: bound } : props}>
      {(control) => (
        <div className="ui-date-row">
          <DateField
            control={control}
            value={draft}
            language={language}
            today={today}
            min={min}
            max={max}
            name={props.name}
            readOnly={props.readOnly}
            onEnter={(day) => enter(day, tell)}
            onFocus={() => date && void callHandler(props.onFocus, payload(date))}
            onBlur={() => date && void callHandler(props.onBlur, payload(date))}
          />
          {props.clearButtonLabel && draft && !props.readOnly && (
            <button type="button" className="ui-button transparent size-xs" onClick={() => enter('', tell)}>
              {props.clearButtonLabel}
            </button>
          )}
        </div>
      )}
    </Field>
  );
};

const timeText = (time: BaseTime | null | undefined) => (time ? `${pad(time.hours)}:${pad(time.minutes)}` : undefined);

export const TimeInput = (props: TimeInputProps) => {
  const { draft, enter } = useDraft<string>(
    props.value === null ? '' : timeText(props.value),
    timeText(props.defaultValue) ?? '',
  );
  const timeOf = (text: string): BaseTime | null => {
    const [hours, minutes] = text.split(':').map(Number);
    return hours === undefined || minutes === undefined ? null : { hours, minutes };
  };
  const time = timeOf(draft);
  return (
    <Field frame={props}>
      {(control) => (
        <input
          {...control}
          className="ui-control narrow"
          type="time"
          name={props.name}
          value={draft}
          min={timeText(props.min)}
          max={timeText(props.max)}
          step={props.interval ? props.interval * 60 : undefined}
          readOnly={props.readOnly}
          onChange={(event) =>
            enter(event.target.value, (text) => {
              const chosen = timeOf(text);
              if (chosen) return props.onChange?.(chosen);
            })
          }
          onFocus={() => time && void callHandler(props.onFocus, time)}
          onBlur={() => time && void callHandler(props.onBlur, time)}
        />
      )}
    </Field>
  );
};
