import {
  Alert,
  Button,
  Flex,
  Heading,
  Input,
  Select,
  TableCell,
  TableRow,
  Text,
  TextArea,
} from '@hubspot/ui-extensions';
import { useState } from 'react';
import { readHolidayFile } from '../../../src/domain/policy/holiday-file.ts';
import type { CalendarException } from '../../../src/domain/policy/policy.ts';
import { DayField } from '../common/DayField.tsx';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { ADMIN } from './admin-words.ts';
import { TextField, wrong } from './fields.tsx';
import type { PolicyScreen } from './use-policy.ts';

/** Whose holidays are off, days of our own, and a year's file of them. */
export function CalendarPart({ screen, format }: { readonly screen: PolicyScreen; readonly format: Format }) {
  const words = ADMIN[format.language].calendar;
  const [day, setDay] = useState<CalendarException>({ on: '', working: false, name: '' });
  const policy = screen.edit?.policy;
  if (!policy) return null;
  const { exceptions } = policy.calendar;
  const put = (days: readonly CalendarException[]) => {
    const replaced = exceptions.filter(({ on }) => !days.some((each) => each.on === on));
    screen.set(
      'calendar.exceptions',
      [...replaced, ...days].sort((a, b) => (a.on < b.on ? -1 : 1)),
    );
  };
  return (
    <Flex direction="column" gap="medium">
      <TextField screen={screen} format={format} path="calendar.country" label={words.country} />
      <Heading>{words.exceptions}</Heading>
      {exceptions.length === 0 ? (
        <Text>{words.none}</Text>
      ) : (
        <Rows titles={[words.day, words.kind, words.name, ADMIN[format.language].columns.edit]} density="default">
          {exceptions.map(({ on, working, name }) => (
            <TableRow key={on}>
              <TableCell>{format.weekday(on)}</TableCell>
              <TableCell>{working ? words.working : words.off}</TableCell>
              <TableCell>{name}</TableCell>
              <TableCell>
                <Button
                  variant="secondary"
                  size="sm"
                  onClick={() =>
                    screen.set(
                      'calendar.exceptions',
                      exceptions.filter((each) => each.on !== on),
                    )
                  }
                >
                  {words.remove(on)}
                </Button>
              </TableCell>
            </TableRow>
          ))}
        </Rows>
      )}
      <Flex direction="row" gap="small" wrap="wrap" align="end">
        <DayField
          name="exception"
          label={words.day}
          value={day.on}
          onChange={(on) => setDay({ ...day, on })}
          wrong={wrong({ screen, format, path: 'calendar.exceptions' }).validationMessage}
        />
        <Select
          name="exceptionKind"
          label={words.kind}
          value={day.working ? 'working' : 'off'}
          options={[
            { value: 'off', label: words.off },
            { value: 'working', label: words.working },
          ]}
          onChange={(value) => setDay({ ...day, working: value === 'working' })}
        />
        <Input name="exceptionName" label={words.name} value={day.name} onInput={(name) => setDay({ ...day, name })} />
        <Button
          variant="secondary"
          disabled={day.on === '' || day.name.trim() === ''}
          onClick={() => {
            put([{ ...day, name: day.name.trim() }]);
            setDay({ on: '', working: false, name: '' });
          }}
        >
          {words.add}
        </Button>
      </Flex>
      <HolidayFileForm format={format} onTake={put} />
    </Flex>
  );
}

function HolidayFileForm({
  format,
  onTake,
}: {
  readonly format: Format;
  readonly onTake: (days: readonly CalendarException[]) => void;
}) {
  const words = ADMIN[format.language].calendar;
  const [text, setText] = useState('');
  const [year, setYear] = useState('');
  const [taken, setTaken] = useState<number | null>(null);
  const { days, problems } = readHolidayFile(text, Number(year));
  const said = problems.slice(0, 5).map(({ line, kind }) => words.line(line, words.problems[kind]));
  const hasYear = /^\d{4}$/.test(year);
  const isWrong = hasYear && problems.length > 0;
  return (
    <Flex direction="column" gap="small">
      <Input
        name="holidayYear"
        label={words.year}
        value={year}
        onInput={setYear}
        {...(text.trim() !== '' && !hasYear ? { error: true, validationMessage: words.yearFirst } : {})}
      />
      <TextArea
        name="holidayFile"
        label={words.file}
        rows={5}
        value={text}
        onInput={(value) => {
          setText(value);
          setTaken(null);
        }}
        {...(isWrong ? { error: true, validationMessage: said.join(' ') } : {})}
      />
      <Button
        variant="secondary"
        disabled={!hasYear || days.length === 0 || problems.length > 0}
        onClick={() => {
          onTake(days);
          setTaken(days.length);
          setText('');
        }}
      >
        {words.read}
      </Button>
      {taken !== null && <Alert variant="info" title={words.taken(taken)} />}
    </Flex>
  );
}
