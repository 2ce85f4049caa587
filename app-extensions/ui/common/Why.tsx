import { Accordion, Alert, Button, Flex, LoadingButton, StatusTag, Text } from '@hubspot/ui-extensions';
import type { WhyLine } from '../../../src/contract/open-why.ts';
import { ASKS_NOTHING } from '../../../src/domain/planning/plan.ts';
import type { Format } from './format.ts';
import { HelpOn } from './states.tsx';
import { useWhy } from './use-why.ts';
import { WHY } from './why-words.ts';

/** Every rule with what became of it and why, on a click. */
export function Why({ format }: { readonly format: Format }) {
  const ledger = useWhy();
  const words = WHY[format.language];
  const { open, loading, failure, lines, more, toggle } = ledger;
  const speaking = lines.filter(({ verdict }) => !ASKS_NOTHING.has(verdict));
  const silent = lines.filter(({ verdict }) => ASKS_NOTHING.has(verdict));
  return (
    <Flex direction="column" gap="small">
      <Flex direction="row">
        <Button variant="transparent" size="xs" disabled={loading} onClick={toggle}>
          {open ? words.hide : words.show}
        </Button>
      </Flex>
      {open && failure && (
        <Alert variant="warning" title={format.say(failure.message)}>
          <HelpOn failure={failure} format={format} />
        </Alert>
      )}
      {open && lines.length > 0 && (
        <>
          <Text variant="microcopy">{words.title(format.number(lines.length), format.number(ledger.total))}</Text>
          {speaking.map((line) => (
            <Line key={line.rule} line={line} format={format} />
          ))}
          {silent.length > 0 && (
            <Accordion title={words.asksNothing(format.number(silent.length))} size="small">
              <Flex direction="column" gap="small">
                {silent.map((line) => (
                  <Line key={line.rule} line={line} format={format} />
                ))}
              </Flex>
            </Accordion>
          )}
          {more && (
            <LoadingButton variant="secondary" size="xs" loading={loading} disabled={loading} onClick={more}>
              {words.more}
            </LoadingButton>
          )}
        </>
      )}
    </Flex>
  );
}

export const VERDICT_COLOUR: { readonly [verdict in WhyLine['verdict']]?: 'success' | 'info' | 'warning' | 'danger' } =
  {
    leads: 'success',
    joins: 'success',
    foreseen: 'info',
    sends: 'info',
    infeasible: 'danger',
    beaten: 'warning',
    suppressed: 'warning',
  };

function Line({ line, format }: { readonly line: WhyLine; readonly format: Format }) {
  const words = WHY[format.language];
  const { rule, name, verdict, why, window, on, by } = line;
  const days = [
    ...(on ? [words.on(format.day(on))] : []),
    ...(window
      ? [words.window(format.day(window.earliest), format.day(window.latest), format.day(window.target))]
      : []),
    ...(by ? [words.by(`${format.say(by.name)} (${by.id})`)] : []),
  ];
  return (
    <Flex direction="column" gap="flush">
      <Flex direction="row" gap="extra-small" align="center" wrap="wrap">
        <StatusTag variant={VERDICT_COLOUR[verdict] ?? 'default'}>{words.verdicts[verdict]}</StatusTag>
        <Text format={{ fontWeight: 'demibold' }}>{`${format.say(name)} (${rule})`}</Text>
      </Flex>
      {format
        .say(why)
        .split('\n')
        .map((part) => (
          <Text key={part} variant="microcopy">
            {part}
          </Text>
        ))}
      {days.length > 0 && <Text variant="microcopy">{days.join(format.language === 'zh' ? '；' : '; ')}</Text>}
    </Flex>
  );
}
