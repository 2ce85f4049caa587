import { Flex, Link, Select, Text, useExtensionContext } from '@hubspot/ui-extensions';
import type { Format } from '../common/format.ts';
import { Failed, Loading } from '../common/states.tsx';
import { COMMON, NEXT_VISIT } from '../common/words.ts';
import { AtRisk, Nothing, Summary } from './Summary.tsx';
import { TicketLoop } from './TicketLoop.tsx';
import type { OpenContact } from './use-contact.ts';
import type { Ticket } from './use-ticket.ts';

export function HelpDeskView({ card, format }: { readonly card: Ticket; readonly format: Format }) {
  const words = NEXT_VISIT[format.language];
  switch (card.status) {
    case 'loading':
      return <Loading format={format} labels={[words.window, COMMON[format.language].owner]} />;
    case 'failed':
      return <Failed format={format} failure={card.failure} onRetry={card.retry} />;
    case 'empty':
      return <Text>{words.noContacts}</Text>;
    case 'choosing':
      return (
        <Select
          name="contact"
          label={words.severalContacts}
          options={card.people.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(value) => card.choose(String(value))}
        />
      );
    case 'ready':
      return <Contact contact={card.contact} format={format} />;
  }
}

/** What is due and why; logging is done on the contact's own record. */
function Contact({ contact, format }: { readonly contact: OpenContact; readonly format: Format }) {
  const { portal } = useExtensionContext<'helpdesk.sidebar'>();
  return (
    <Flex direction="column" gap="small">
      <Text format={{ fontWeight: 'bold' }}>{contact.contact.name}</Text>
      {contact.visit ? (
        <Summary contact={contact} visit={contact.visit} format={format} />
      ) : (
        <>
          <Nothing contact={contact} format={format} />
          <AtRisk contact={contact} format={format} />
        </>
      )}
      <TicketLoop contactId={contact.contact.id} format={format} />
      <Link href={`/contacts/${portal.id}/record/0-1/${contact.contact.id}`}>
        {NEXT_VISIT[format.language].openRecord}
      </Link>
    </Flex>
  );
}
