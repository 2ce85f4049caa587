import {
  Alert,
  Button,
  DescriptionList,
  DescriptionListItem,
  Divider,
  Flex,
  LoadingButton,
  StatusTag,
  Text,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import { CrmActionButton } from '@hubspot/ui-extensions/crm';
import type { OpenVisit } from '../../src/contract/open-contact.ts';
import type { Format } from './format.ts';
import { Failed, Loading } from './states.tsx';
import type { OpenContact } from './use-contact.ts';
import type { NextVisit } from './use-next-visit.ts';
import { COMMON, NEXT_VISIT } from './words.ts';

export function NextVisitView({ card, format }: { readonly card: NextVisit; readonly format: Format }) {
  switch (card.status) {
    case 'loading':
      return <Loading format={format} />;
    case 'failed':
      return <Failed format={format} failure={card.failure} onRetry={card.retry} />;
    case 'empty':
      return (
        <Flex direction="column" gap="small">
          <Nothing contact={card.contact} format={format} />
          <Contact contact={card.contact} format={format} onCopy={card.copyNumber} />
          <HubSpotButtons format={format} />
        </Flex>
      );
    case 'ready':
      return <Due card={card} format={format} />;
  }
}

function Nothing({ contact, format }: { readonly contact: OpenContact; readonly format: Format }) {
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

function Due({ card, format }: { readonly card: Extract<NextVisit, { status: 'ready' }>; readonly format: Format }) {
  const { contact, visit, saving, notSaved } = card;
  const words = NEXT_VISIT[format.language];
  return (
    <Flex direction="column" gap="small">
      <DueTags visit={visit} format={format} />
      <Flex direction="column" gap="flush">
        <Text format={{ fontWeight: 'bold' }}>{whatOf(visit, format)}</Text>
        <Text>{format.weekday(visit.on)}</Text>
      </Flex>
      <Text>{format.say(visit.why)}</Text>
      <Facts contact={contact} visit={visit} format={format} />
      <Contact contact={contact} format={format} onCopy={card.copyNumber} />
      {notSaved && (
        <Alert variant="error" title={words.notSaved}>
          {format.say(notSaved.message)}
        </Alert>
      )}
      {visit.kind === 'visit' && (
        <LoadingButton variant="secondary" loading={saving} disabled={saving} onClick={card.logNoAnswer}>
          {words.noAnswer}
        </LoadingButton>
      )}
      <Text variant="microcopy">{words.logInTab}</Text>
      <HubSpotButtons format={format} />
      <Others visits={contact.others} format={format} />
    </Flex>
  );
}

/** How urgent a visit is, in words as well as in colour. */
export function DueTags({
  visit,
  format,
}: {
  readonly visit: Pick<OpenVisit, 'inDays' | 'late' | 'provisional'>;
  readonly format: Format;
}) {
  const words = COMMON[format.language];
  return (
    <Flex direction="row" gap="extra-small" wrap="wrap">
      <StatusTag variant={urgencyOf(visit)}>{format.due(visit.inDays)}</StatusTag>
      {visit.late && <StatusTag variant="danger">{words.late}</StatusTag>}
      {visit.provisional && <StatusTag variant="default">{words.provisional}</StatusTag>}
    </Flex>
  );
}

export function urgencyOf({ inDays, late }: Pick<OpenVisit, 'inDays' | 'late'>): 'danger' | 'warning' | 'info' {
  if (late || inDays < 0) return 'danger';
  return inDays === 0 ? 'warning' : 'info';
}

/** The rules a visit pays, by name: one conversation can pay several. */
export function whatOf(visit: OpenVisit, format: Format): string {
  return visit.rules.map(({ id, name }) => `${format.say(name)} (${id})`).join(COMMON[format.language].listSeparator);
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
        <Text>{`${contact.tier ?? common.none} / ${format.name(common.stages, contact.stage)}`}</Text>
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

function Contact({
  contact: { contact },
  format,
  onCopy,
}: {
  readonly contact: OpenContact;
  readonly format: Format;
  readonly onCopy: () => void;
}) {
  const words = NEXT_VISIT[format.language];
  if (!contact.phone) return <Text variant="microcopy">{words.noNumber}</Text>;
  return (
    <Flex direction="row" align="center" gap="small" wrap="wrap">
      <Text>{`${words.number}: ${contact.phone}`}</Text>
      <Button variant="secondary" size="xs" onClick={onCopy}>
        {words.copyNumber}
      </Button>
    </Flex>
  );
}

/** HubSpot opens its own composers; it has none for calls. */
function HubSpotButtons({ format }: { readonly format: Format }) {
  const words = NEXT_VISIT[format.language];
  const { crm } = useExtensionContext<'crm.record.sidebar'>();
  const actionContext = { objectTypeId: crm.objectTypeId, objectId: crm.objectId };
  return (
    <Flex direction="row" gap="small" wrap="wrap">
      <CrmActionButton actionType="SEND_EMAIL" actionContext={actionContext} size="xs" variant="secondary">
        {words.email}
      </CrmActionButton>
      <CrmActionButton actionType="SCHEDULE_MEETING" actionContext={actionContext} size="xs" variant="secondary">
        {words.meeting}
      </CrmActionButton>
      <CrmActionButton actionType="ADD_NOTE" actionContext={actionContext} size="xs" variant="secondary">
        {words.note}
      </CrmActionButton>
    </Flex>
  );
}

function Others({ visits, format }: { readonly visits: readonly OpenVisit[]; readonly format: Format }) {
  if (visits.length === 0) return null;
  const words = NEXT_VISIT[format.language];
  return (
    <Flex direction="column" gap="extra-small">
      <Divider />
      <Text format={{ fontWeight: 'demibold' }}>{words.others(visits.length)}</Text>
      {visits.map((visit) => (
        <Text key={visit.key} variant="microcopy">
          {`${format.weekday(visit.on)}: ${whatOf(visit, format)}`}
        </Text>
      ))}
    </Flex>
  );
}
