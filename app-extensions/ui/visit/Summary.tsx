import { Alert, DescriptionList, DescriptionListItem, Flex, Tag, Text } from '@hubspot/ui-extensions';
import type { OpenVisit } from '../../../src/contract/open-contact.ts';
import { STAGE_NAMES } from '../../../src/domain/segmentation/stage-names.ts';
import { DueTags, whatOf } from '../common/due.tsx';
import type { Format } from '../common/format.ts';
import { COMMON, NEXT_VISIT } from '../common/words.ts';
import type { OpenContact } from './use-contact.ts';

/** What is due and why, without anything to press. */
export function Summary({
  contact,
  visit,
  format,
}: {
  readonly contact: OpenContact;
  readonly visit: OpenVisit;
  readonly format: Format;
}) {
  return (
    <Flex direction="column" gap="small">
      <DueTags visit={visit} format={format} />
      <Flex direction="column" gap="flush">
        <Text format={{ fontWeight: 'bold' }}>{whatOf(visit, format)}</Text>
        <Text>{format.weekday(visit.on)}</Text>
      </Flex>
      <Text>{format.say(visit.why)}</Text>
      <AtRisk contact={contact} format={format} />
      <Facts contact={contact} visit={visit} format={format} />
    </Flex>
  );
}

/** The one promise that must not be forgotten in this talk, and how much is open besides. */
export function AtRisk({
  contact: { promiseAtRisk, openLoops },
  format,
}: {
  readonly contact: OpenContact;
  readonly format: Format;
}) {
  const words = NEXT_VISIT[format.language];
  return (
    <>
      {promiseAtRisk && (
        <Alert
          variant={promiseAtRisk.overdue ? 'danger' : 'warning'}
          title={promiseAtRisk.overdue ? words.promiseBroken : words.promiseAtRisk}
        >
          {`${promiseAtRisk.text} (${words.dueAt(format.instant(promiseAtRisk.dueAt))})`}
        </Alert>
      )}
      {openLoops > 0 && <Tag variant="warning">{words.openLoops(openLoops)}</Tag>}
    </>
  );
}

export function Nothing({ contact, format }: { readonly contact: OpenContact; readonly format: Format }) {
  const words = NEXT_VISIT[format.language];
  const { later, nothing } = contact;
  return (
    <Flex direction="column" gap="extra-small">
      <Text format={{ fontWeight: 'bold' }}>{words.nothingDue}</Text>
      {later ? (
        <>
          <Text>{`${words.comesNext}: ${format.weekday(later.on)}`}</Text>
          <Text variant="microcopy">{format.say(later.why)}</Text>
        </>
      ) : (
        <Text>{nothing ? format.say(nothing) : words.notPlanned}</Text>
      )}
    </Flex>
  );
}

function Facts({
  contact: { contact },
  visit,
  format,
}: {
  readonly contact: OpenContact;
  readonly visit: OpenVisit;
  readonly format: Format;
}) {
  const common = COMMON[format.language];
  const words = NEXT_VISIT[format.language];
  const { earliest, target, latest } = visit.window;
  const lastAttempt = visit.attempts.at(-1);
  return (
    <DescriptionList direction="column">
      <DescriptionListItem label={words.window}>
        <Text>{words.windowFromTo(format.day(earliest), format.day(latest))}</Text>
        <Text variant="microcopy">{words.bestOn(format.day(target))}</Text>
      </DescriptionListItem>
      <DescriptionListItem label={`${common.tier} / ${common.stage}`}>
        <Text>{`${contact.tier ?? common.none} / ${format.name(STAGE_NAMES[format.language], contact.stage) || common.none}`}</Text>
      </DescriptionListItem>
      <DescriptionListItem label={common.channel}>
        <Text>{format.name(common.channels, visit.channel)}</Text>
      </DescriptionListItem>
      <DescriptionListItem label={common.owner}>
        <Text>{visit.ownerName ?? contact.ownerName ?? common.none}</Text>
      </DescriptionListItem>
      {lastAttempt && (
        <DescriptionListItem label={words.attempts}>
          <Text>
            {`${words.attemptsWithout(visit.attempts.length)}${common.listSeparator}${words.lastAttempt(format.day(lastAttempt))}`}
          </Text>
        </DescriptionListItem>
      )}
    </DescriptionList>
  );
}
