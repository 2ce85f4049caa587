import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Language } from '../../protocol.ts';
import { addDays, startOfWeek } from '../../zoned-day.ts';
import { localeOf, wordsOf } from '../words.ts';
import { Icon } from './icons.tsx';

interface DateFieldProps {
  /** `YYYY-MM-DD`, or empty. */
  readonly value: string;
  readonly language: Language;
  /** Shown in the calendar when there is no value yet. */
  readonly today: string;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly name?: string | undefined;
  /** Id, label and description of the text entry. */
  readonly control: { readonly id?: string; readonly 'aria-label'?: string };
  /** A whole date was entered, or the entry was emptied. */
  readonly onEnter: (day: string) => void;
  readonly onFocus?: () => void;
  readonly onBlur?: () => void;
}

/**
 * A date as text with a calendar beside it. The browser's own date entry is not used: it writes the date in the
 * language of the browser, not of the page.
 */
export function DateField(props: DateFieldProps) {
  const { value, language, min, max, readOnly, control, onEnter } = props;
  const say = wordsOf(language);
  const [text, setText] = useState(value);
  const [isOpen, setIsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const calendarId = useId();
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (!isOpen) return;
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setIsOpen(false);
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, [isOpen]);
  const close = () => {
    setIsOpen(false);
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape belongs to the button and the calendar inside
    <div
      className="ui-date"
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        event.preventDefault();
        close();
      }}
    >
      <input
        {...control}
        className="ui-control"
        type="text"
        inputMode="numeric"
        autoComplete="off"
        placeholder="YYYY-MM-DD"
        name={props.name}
        value={text}
        readOnly={readOnly}
        onChange={(event) => {
          const next = event.target.value.trim();
          setText(next);
          if (next === '' || isDay(next)) onEnter(next);
        }}
        onFocus={props.onFocus}
        onBlur={() => {
          setText(value);
          props.onBlur?.();
        }}
      />
      {!readOnly && (
        <button
          ref={button}
          type="button"
          className="ui-date-button"
          aria-label={say('openCalendar')}
          aria-expanded={isOpen}
          aria-controls={isOpen ? calendarId : undefined}
          onClick={() => setIsOpen(!isOpen)}
        >
          <Icon name="date" />
        </button>
      )}
      {isOpen && (
        <Calendar
          id={calendarId}
          first={value || clamp(props.today, min, max)}
          value={value}
          language={language}
          min={min}
          max={max}
          onPick={(day) => {
            onEnter(day);
            close();
          }}
        />
      )}
    </div>
  );
}

function Calendar({
  id,
  first,
  value,
  language,
  min,
  max,
  onPick,
}: {
  id: string;
  first: string;
  value: string;
  language: Language;
  min: string | undefined;
  max: string | undefined;
  onPick: (day: string) => void;
}) {
  const say = wordsOf(language);
  const [focused, setFocused] = useState(first);
  const grid = useRef<HTMLTableElement>(null);
  useEffect(() => {
    grid.current?.querySelector<HTMLElement>(`[data-day="${focused}"]`)?.focus();
  }, [focused]);
  const month = focused.slice(0, 7);
  const firstShown = startOfWeek(`${month}-01`);
  const weeks = [0, 1, 2, 3, 4, 5].map((week) =>
    [0, 1, 2, 3, 4, 5, 6].map((day) => addDays(firstShown, week * 7 + day)),
  );
  const inUtc = (day: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(localeOf(language), { ...options, timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`));
  const isOutside = (day: string) => (min !== undefined && day < min) || (max !== undefined && day > max);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = dayAfterKey(event.key, focused);
    if (next === undefined) return;
    event.preventDefault();
    setFocused(next);
  };
  return (
    <div id={id} role="dialog" aria-label={say('openCalendar')} className="ui-calendar">
      <div className="ui-calendar-head">
        <button
          type="button"
          className="icon-button"
          aria-label={say('previousMonth')}
          onClick={() => setFocused(addMonth(focused, -1))}
        >
          <Icon name="left" />
        </button>
        <strong aria-live="polite">{inUtc(focused, { year: 'numeric', month: 'long' })}</strong>
        <button
          type="button"
          className="icon-button"
          aria-label={say('nextMonth')}
          onClick={() => setFocused(addMonth(focused, 1))}
        >
          <Icon name="right" />
        </button>
      </div>
      <table ref={grid} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col" abbr={inUtc(day, { weekday: 'long' })}>
                {inUtc(day, { weekday: 'narrow' })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks
            .filter((week) => week.some((day) => day.startsWith(month)))
            .map((week) => (
              <tr key={week[0]}>
                {week.map((day) => (
                  <td key={day}>
                    <button
                      type="button"
                      data-day={day}
                      className={day.startsWith(month) ? '' : 'other-month'}
                      tabIndex={day === focused ? 0 : -1}
                      aria-label={inUtc(day, { dateStyle: 'full' })}
                      aria-pressed={day === value}
                      disabled={isOutside(day)}
                      onClick={() => onPick(day)}
                    >
                      {Number(day.slice(8))}
                    </button>
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

/** Where a key takes the focus in the calendar. */
function dayAfterKey(key: string, day: string): string | undefined {
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1);
    case 'ArrowRight':
      return addDays(day, 1);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'PageUp':
      return addMonth(day, -1);
    case 'PageDown':
      return addMonth(day, 1);
    default:
      return undefined;
  }
}

/** Whether the text is a day that the calendar has. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** The same day of another month, or that month's last. */
export function addMonth(day: string, by: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const lastDate = new Date(Date.UTC(year, month + by, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + by, Math.min(date, lastDate))).toISOString().slice(0, 10);
}

function clamp(day: string, min: string | undefined, max: string | undefined): string {
  if (min !== undefined && day < min) return min;
  return max !== undefined && day > max ? max : day;
}
