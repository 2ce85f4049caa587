import { Alert, Button, Flex, Text } from '@hubspot/ui-extensions';
import type { PastFrame } from '../../../src/contract/open-dashboard.ts';
import { DayField } from '../common/DayField.tsx';
import type { Format } from '../common/format.ts';
import { PAST } from './past-words.ts';
import type { DashboardScreen } from './use-dashboard.ts';

/** A past day to look at the numbers of, and the way back. A day that cannot be is refused by the function, which says why. */
export function TimeTravel({ screen, format }: { readonly screen: DashboardScreen; readonly format: Format }) {
  const words = PAST[format.language];
  const { filter, reading, choose } = screen;
  const past = reading.status === 'ready' ? reading.answer.past : undefined;
  return (
    <Flex direction="column" gap="small">
      <Flex direction="row" gap="small" align="end" wrap="wrap">
        <DayField
          name="on"
          label={words.day}
          value={filter.on}
          onChange={(on) => choose({ ...filter, on, month: on === '' ? '' : on.slice(0, 7) })}
        />
        {filter.on !== '' && (
          <Button size="sm" variant="secondary" onClick={() => choose({ ...filter, on: '', month: '' })}>
            {words.now}
          </Button>
        )}
      </Flex>
      {past && <Then past={past} format={format} />}
    </Flex>
  );
}

function Then({ past, format }: { readonly past: PastFrame; readonly format: Format }) {
  const words = PAST[format.language];
  const { policy, calendar } = past;
  return (
    <Alert variant="info" title={words.title(format.day(past.on))}>
      <Flex direction="column" gap="flush">
        <Text>
          {policy === null
            ? words.noPolicy
            : words.policy(format.number(policy.version), format.say(policy.name), format.day(policy.since))}
        </Text>
        {calendar && (
          <Text>
            {`${words.calendar(calendar.country, format.number(calendar.exceptions))} ${calendar.working ? words.working : words.off}`}
          </Text>
        )}
        <Text>{words.owners}</Text>
        <Text>{words.trend}</Text>
      </Flex>
    </Alert>
  );
}
