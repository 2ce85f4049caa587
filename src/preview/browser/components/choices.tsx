import type {
  CheckboxProps,
  MultiSelectProps,
  SelectProps,
  ToggleGroupProps,
  ToggleProps,
} from '@hubspot/ui-extensions';
import { useEffect, useId, useRef, useState } from 'react';
import { useHost } from './extension-host.ts';
import { Field } from './fields.tsx';
import { Icon } from './icons.tsx';
import { useDraft } from './use-draft.ts';

type OptionValue = string | number | boolean;

export const Select = (props: SelectProps) => {
  const { say } = useHost();
  const { draft, enter } = useDraft<OptionValue | undefined>(props.value, undefined);
  const options = props.options ?? [];
  const isKnown = options.some((option) => option.value === draft);
  return (
    <Field frame={props}>
      {(control) => (
        <select
          {...control}
          className={`ui-control${props.variant === 'transparent' ? ' transparent' : ''}`}
          name={props.name}
          value={isKnown ? String(draft) : ''}
          disabled={props.readOnly}
          onChange={(event) => {
            const chosen = options.find((option) => String(option.value) === event.target.value);
            if (chosen) enter(chosen.value, (value) => value !== undefined && props.onChange?.(value));
          }}
        >
          {!isKnown && (
            <option value="" disabled>
              {props.placeholder ?? say('choose')}
            </option>
          )}
          {options.map((option) => (
            <option key={String(option.value)} value={String(option.value)}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
};

export const MultiSelect = (props: MultiSelectProps) => {
  const { say } = useHost();
  const { draft, enter } = useDraft<OptionValue[]>(props.value, []);
  const [isOpen, setIsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const listId = useId();
  const options = props.options ?? [];
  const chosen = options.filter((option) => draft.includes(option.value));
  useEffect(() => {
    if (!isOpen) return;
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setIsOpen(false);
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, [isOpen]);
  const toggle = (value: OptionValue) =>
    enter(draft.includes(value) ? draft.filter((other) => other !== value) : [...draft, value], props.onChange);
  return (
    <Field frame={props}>
      {(control) => {
        const { 'aria-required': _, 'aria-invalid': __, ...ofButton } = control;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: Escape belongs to the button and the boxes inside
          <div
            className="ui-multi-select"
            ref={root}
            onKeyDown={(event) => {
              if (event.key !== 'Escape' || !isOpen) return;
              event.stopPropagation();
              event.preventDefault();
              setIsOpen(false);
              button.current?.focus();
            }}
          >
            <button
              {...ofButton}
              ref={button}
              type="button"
              className="ui-control"
              disabled={props.readOnly}
              aria-expanded={isOpen}
              aria-controls={isOpen ? listId : undefined}
              onClick={() => setIsOpen(!isOpen)}
            >
              <span className="chosen">
                {chosen.length > 0
                  ? chosen.map(({ label }) => label).join('、')
                  : (props.placeholder ?? say('chooseSome'))}
              </span>
              <span className="chevron down" aria-hidden="true" />
            </button>
            {isOpen && (
              <fieldset id={listId} className="ui-multi-select-options">
                <legend className="visually-hidden">{props.label}</legend>
                {options.map((option) => (
                  <label key={String(option.value)}>
                    <input
                      type="checkbox"
                      checked={draft.includes(option.value)}
                      onChange={() => toggle(option.value)}
                    />
                    {option.label}
                  </label>
                ))}
              </fieldset>
            )}
          </div>
        );
      }}
    </Field>
  );
};

function CheckOrRadio({ type, props }: { type: 'checkbox' | 'radio'; props: CheckboxProps }) {
  const { draft, enter } = useDraft<boolean>(props.checked, props.initialIsChecked ?? false);
  const descriptionId = useId();
  const isReadOnly = props.readOnly ?? props.readonly ?? false;
  return (
    <div
      className={`ui-check${props.inline ? ' inline' : ''}${props.variant === 'small' || props.size === 'sm' ? ' small' : ''}`}
    >
      <label>
        <input
          type={type}
          name={props.name}
          value={props.value ?? 'on'}
          checked={draft}
          disabled={isReadOnly}
          aria-label={props['aria-label']}
          aria-describedby={props.description ? descriptionId : undefined}
          onChange={(event) =>
            enter(event.target.checked, props.onChange && ((checked) => props.onChange?.(checked, props.value ?? '')))
          }
        />
        <span>{props.children}</span>
      </label>
      {props.description && (
        <div className="ui-field-description" id={descriptionId}>
          {props.description}
        </div>
      )}
    </div>
  );
}

export const Checkbox = (props: CheckboxProps) => <CheckOrRadio type="checkbox" props={props} />;
export const RadioButton = (props: CheckboxProps) => <CheckOrRadio type="radio" props={props} />;

export const Toggle = (props: ToggleProps) => {
  const { draft, enter } = useDraft<boolean>(props.checked, props.initialIsChecked ?? false);
  const isReadOnly = props.readOnly ?? props.readonly ?? false;
  const state = draft ? props.textChecked : props.textUnchecked;
  return (
    <label className={`ui-toggle label-${props.labelDisplay ?? 'inline'}`}>
      <span className={props.labelDisplay === 'hidden' ? 'visually-hidden' : 'name'}>{props.label}</span>
      <span className="switch">
        <input
          type="checkbox"
          role="switch"
          aria-checked={draft}
          name={props.name}
          checked={draft}
          disabled={isReadOnly}
          onChange={(event) => enter(event.target.checked, props.onChange)}
        />
        <span className="track" aria-hidden="true" />
        {state && <span className="state">{state}</span>}
      </span>
    </label>
  );
};

export const ToggleGroup = (props: ToggleGroupProps) => {
  const { say } = useHost();
  const isRadio = props.toggleType === 'radioButtonList';
  const initial = (props.options ?? []).filter((option) => option.initialIsChecked).map(({ value }) => value);
  const given = props.value === undefined ? undefined : Array.isArray(props.value) ? props.value : [props.value];
  const { draft, enter } = useDraft<string[]>(given, initial);
  const id = useId();
  const tell = (values: string[]) =>
    isRadio
      ? (props.onChange as ((value: string) => void) | undefined)?.(values[0] ?? '')
      : (props.onChange as ((value: string[]) => void) | undefined)?.(values);
  const choose = (value: string, isChosen: boolean) => {
    const next = isRadio ? [value] : isChosen ? [...draft, value] : draft.filter((other) => other !== value);
    enter(next, tell);
  };
  return (
    <fieldset
      className={`ui-toggle-group${props.error ? ' invalid' : ''}${props.inline ? ' inline' : ''}`}
      aria-describedby={props.validationMessage ? `${id}-message` : undefined}
    >
      <legend>
        {props.label}
        {props.required && (
          <>
            <span className="required" aria-hidden="true">
              *
            </span>
            <span className="visually-hidden"> ({say('required')})</span>
          </>
        )}
      </legend>
      {props.tooltip && (
        <div className="ui-field-tooltip">
          <Icon name="info" />
          {props.tooltip}
        </div>
      )}
      <div className="options">
        {(props.options ?? []).map((option) => (
          <div key={option.value} className="ui-check">
            <label>
              <input
                type={isRadio ? 'radio' : 'checkbox'}
                name={isRadio ? `${props.name}-${id}` : props.name}
                value={option.value}
                checked={draft.includes(option.value)}
                disabled={option.readOnly ?? option.readonly ?? false}
                onChange={(event) => choose(option.value, event.target.checked)}
              />
              <span>{option.label}</span>
            </label>
            {option.description && <div className="ui-field-description">{option.description}</div>}
          </div>
        ))}
      </div>
      {props.validationMessage && (
        <div
          id={`${id}-message`}
          className={props.error ? 'ui-field-message error' : 'ui-field-message'}
          role={props.error ? 'alert' : undefined}
        >
          {props.validationMessage}
        </div>
      )}
    </fieldset>
  );
};
