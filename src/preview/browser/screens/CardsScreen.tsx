import { useEffect } from 'react';
import { ExtensionFrame } from '../extension/ExtensionFrame.tsx';
import { usePreview } from '../preview-context.ts';

const OBJECT_TYPES = { 'crm.preview': '0-1', 'helpdesk.sidebar': '0-5' } as const;

/** The cards that HubSpot shows in a contact's preview panel, or beside a ticket in the help desk, in a panel's width. */
export function CardsScreen({ location, id }: { location: keyof typeof OBJECT_TYPES; id: number }) {
  const { boot, say } = usePreview();
  const title = say(location === 'crm.preview' ? 'previewPanel' : 'helpDesk');
  useEffect(() => {
    document.title = `${title} · ${boot.app.name}`;
  }, [title, boot.app.name]);
  const cards = boot.cards.filter((card) => card.location === location);
  return (
    <div className="screen panel-cards">
      <h1>{title}</h1>
      {cards.length === 0 && <p>{say('noCards')}</p>}
      {cards.map((card) => (
        <section key={card.uid} className="card" aria-label={card.title}>
          <h2 className="card-title">{card.title}</h2>
          <ExtensionFrame
            uid={card.uid}
            title={card.title}
            location={location}
            record={{ objectTypeId: OBJECT_TYPES[location], objectId: id }}
          />
        </section>
      ))}
    </div>
  );
}
