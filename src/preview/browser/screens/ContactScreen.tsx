import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { CardInfo, ContactRecord, PropertyDefinition } from '../../protocol.ts';
import { ExtensionFrame, Skeleton } from '../extension/ExtensionFrame.tsx';
import { recordChanges } from '../extension/record-changes.ts';
import { prepareWorker } from '../extension/session.ts';
import { contactName, shownValue } from '../format.ts';
import { usePreview } from '../preview-context.ts';
import { goTo } from '../route.ts';
import { serverApi } from '../server-api.ts';
import { shownOf, useLoaded } from '../use-loaded.ts';
import { Problem, RouteLink } from './Shell.tsx';
import { Timeline } from './Timeline.tsx';

const CONTACT = '0-1';
const ACTIVITIES = 'activities';
const DEFAULT_PROPERTIES = [
  'firstname',
  'lastname',
  'email',
  'phone',
  'mobilephone',
  'jobtitle',
  'company',
  'city',
  'lifecyclestage',
  'hubspot_owner_id',
  'createdate',
];

export function ContactScreen({ id, tab }: { id: number; tab: string | null }) {
  const { boot, say, epoch } = usePreview();
  const contact = useLoaded(`contact/${id}/${epoch}`, () => serverApi.contact(id));
  const timeline = useLoaded(`timeline/${id}/${epoch}`, () => serverApi.timeline('contacts', id));
  const definitions = shownOf(useLoaded(`definitions/${epoch}`, () => serverApi.definitions('contacts')).loaded) ?? [];
  const record = shownOf(contact.loaded);
  const reloadContact = contact.reload;
  const reloadTimeline = timeline.reload;
  useEffect(
    () =>
      recordChanges.subscribe(() => {
        reloadContact();
        reloadTimeline();
      }),
    [reloadContact, reloadTimeline],
  );
  const name = record ? contactName(record) : '';
  useEffect(() => {
    document.title = `${name || say('contacts')} · ${boot.app.name}`;
    prepareWorker();
  }, [name, say, boot.app.name]);

  const onContacts = boot.cards.filter(({ objectTypes }) =>
    objectTypes.some((type) => type === 'contacts' || type === 'contact' || type === CONTACT),
  );
  const tabCards = onContacts.filter(({ location }) => location === 'crm.record.tab');
  const sidebarCards = onContacts.filter(({ location }) => location === 'crm.record.sidebar');
  if (contact.loaded.state === 'failed') {
    return (
      <div className="screen">
        <h1>{say('contacts')}</h1>
        <Problem title="loadFailed" message={contact.loaded.message} onRetry={reloadContact} />
      </div>
    );
  }
  return (
    <div className="record">
      <div className="record-left">
        <RouteLink route={{ screen: 'contacts' }} className="back-link">
          ‹ {say('backToContacts')}
        </RouteLink>
        <h1>{name || <span className="skeleton short" />}</h1>
        {record && <Properties record={record} definitions={definitions} />}
      </div>
      <div className="record-middle">
        <RecordTabs id={id} tab={tab} cards={tabCards}>
          {timeline.loaded.state === 'failed' ? (
            <Problem title="loadFailed" message={timeline.loaded.message} onRetry={reloadTimeline} />
          ) : (
            <Timeline activities={shownOf(timeline.loaded)} />
          )}
        </RecordTabs>
      </div>
      <div className="record-right">
        <h2 className="visually-hidden">{say('cards')}</h2>
        {sidebarCards.map((card) => (
          <section key={card.uid} className="card" aria-label={card.title}>
            <h3 className="card-title">{card.title}</h3>
            <Card card={card} id={id} />
          </section>
        ))}
        <section className="card" aria-label={say('companies')}>
          <h3 className="card-title">{say('companies')}</h3>
          {!record && <Skeleton label={say('loading')} />}
          {record?.companies.length === 0 && <p className="quiet">{say('noCompanies')}</p>}
          <ul className="company-list">
            {record?.companies.map((company) => (
              <li key={company.id}>
                <strong>{company.properties.name || company.id}</strong>
                {[company.properties.domain, company.properties.city, company.properties.phone]
                  .filter(Boolean)
                  .map((fact) => (
                    <div key={fact} className="quiet">
                      {fact}
                    </div>
                  ))}
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}

function Card({ card, id }: { card: CardInfo; id: number }) {
  return (
    <ExtensionFrame
      uid={card.uid}
      title={card.title}
      location={card.location}
      record={{ objectTypeId: CONTACT, objectId: id }}
    />
  );
}

function RecordTabs({
  id,
  tab,
  cards,
  children,
}: {
  id: number;
  tab: string | null;
  cards: readonly CardInfo[];
  children: ReactNode;
}) {
  const { say } = usePreview();
  const list = useRef<HTMLDivElement>(null);
  const tabs = [{ uid: ACTIVITIES, title: say('activities') }, ...cards];
  const selected = tabs.some(({ uid }) => uid === tab) && tab ? tab : ACTIVITIES;
  // A card keeps its state once it has been opened, so it stays in place while another tab is shown.
  const [opened, setOpened] = useState<readonly string[]>([selected]);
  if (!opened.includes(selected)) setOpened([...opened, selected]);
  const select = (uid: string) => goTo({ screen: 'contact', id, tab: uid === ACTIVITIES ? null : uid }, 'replace');
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ uid }) => uid === selected);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    select(next.uid);
    list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next.uid)}"]`)?.focus();
  };
  return (
    <div className="card">
      <div role="tablist" className="record-tabs" aria-label={say('recordTabs')} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(({ uid, title }) => (
          <button
            key={uid}
            type="button"
            role="tab"
            id={`tab-${uid}`}
            data-tab={uid}
            aria-selected={uid === selected}
            aria-controls={opened.includes(uid) ? `tab-panel-${uid}` : undefined}
            tabIndex={uid === selected ? 0 : -1}
            onClick={() => select(uid)}
            onPointerEnter={prepareWorker}
          >
            {title}
          </button>
        ))}
      </div>
      {tabs.map(({ uid }) => {
        const card = cards.find((candidate) => candidate.uid === uid);
        if (!opened.includes(uid)) return null;
        return (
          <div
            key={uid}
            role="tabpanel"
            id={`tab-panel-${uid}`}
            aria-labelledby={`tab-${uid}`}
            hidden={uid !== selected}
            className="record-tab-panel"
          >
            {card ? <Card card={card} id={id} /> : children}
          </div>
        );
      })}
    </div>
  );
}

function Properties({ record, definitions }: { record: ContactRecord; definitions: readonly PropertyDefinition[] }) {
  const { boot, language, say } = usePreview();
  const around = { owners: boot.owners, timeZone: boot.portal.timeZone, language };
  const rows = (names: readonly string[], isAlwaysShown: boolean) =>
    names.flatMap((name) => {
      const definition = definitions.find((candidate) => candidate.name === name);
      const value = shownValue(record.properties[name], definition, around);
      if (!definition || (!value && !isAlwaysShown)) return [];
      return [{ name, label: definition.label, value }];
    });
  const groups = [
    { title: say('about'), rows: rows(DEFAULT_PROPERTIES, true) },
    ...(boot.contactPropertyGroup
      ? [{ title: boot.contactPropertyGroup.label[language], rows: rows(boot.contactPropertyGroup.properties, true) }]
      : []),
  ];
  return (
    <>
      {groups.map((group) => (
        <section key={group.title} className="card" aria-label={group.title}>
          <h2 className="card-title">{group.title}</h2>
          <dl className="property-list">
            {group.rows.map((row) => (
              <div key={row.name} data-property={row.name}>
                <dt>{row.label}</dt>
                <dd>{row.value || <span className="quiet">{say('noValue')}</span>}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}
