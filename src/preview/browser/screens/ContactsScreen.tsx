import { useEffect, useMemo, useState } from 'react';
import type { BulkActionInfo, ContactColumn, ContactQuery, CrmRow, PropertyDefinition } from '../../protocol.ts';
import { contactName, formatNumber, ownerName, shownValue } from '../format.ts';
import { usePreview } from '../preview-context.ts';
import { serverApi } from '../server-api.ts';
import { shownOf, useLoaded } from '../use-loaded.ts';
import { BulkActionPanel } from './BulkActionPanel.tsx';
import { Pager } from './Pager.tsx';
import { Problem, RouteLink } from './Shell.tsx';

const EMPTY_QUERY: ContactQuery = { search: '', filters: {}, sort: null, page: 1 };
const TYPING_PAUSE_MS = 250;

export function ContactsScreen() {
  const { boot, language, say, epoch } = usePreview();
  const [query, setQuery] = useState<ContactQuery>(EMPTY_QUERY);
  const [typed, setTyped] = useState('');
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [action, setAction] = useState<BulkActionInfo | null>(null);
  useEffect(() => {
    const timer = setTimeout(
      () => setQuery((before) => (before.search === typed ? before : { ...before, search: typed, page: 1 })),
      TYPING_PAUSE_MS,
    );
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => {
    document.title = `${say('contacts')} · ${boot.app.name}`;
  }, [say, boot.app.name]);

  const { loaded, reload } = useLoaded(JSON.stringify([query, epoch]), () => serverApi.contacts(query));
  const definitions = shownOf(useLoaded(`definitions/${epoch}`, () => serverApi.definitions('contacts')).loaded) ?? [];
  const page = shownOf(loaded);
  const columns = useMemo(() => columnsOf(boot.contactColumns, say), [boot.contactColumns, say]);
  const bulkActions = boot.bulkActions.filter(({ objectTypes }) =>
    objectTypes.some((type) => type === 'contacts' || type === 'contact' || type === '0-1'),
  );
  const isFiltered = query.search !== '' || Object.keys(query.filters).length > 0;

  const setFilter = (property: string, value: string) =>
    setQuery(({ filters: { [property]: _, ...others }, ...rest }) => ({
      ...rest,
      filters: value ? { ...others, [property]: value } : others,
      page: 1,
    }));
  const sortBy = (property: string) =>
    setQuery((before) => ({
      ...before,
      page: 1,
      sort: {
        property,
        direction:
          before.sort?.property === property && before.sort.direction === 'ASCENDING' ? 'DESCENDING' : 'ASCENDING',
      },
    }));
  const toggle = (ids: readonly number[], isSelected: boolean) =>
    setSelected((before) => {
      const next = new Set(before);
      for (const id of ids) isSelected ? next.add(id) : next.delete(id);
      return next;
    });

  const filterable = [
    ...boot.contactColumns.filter((column) => column.options),
    {
      property: 'hubspot_owner_id',
      label: { zh: say('owner'), en: say('owner') },
      options: boot.owners.map(({ id }) => id),
    },
  ];
  const shown = (row: CrmRow, property: string) =>
    shownValue(row.properties[property], definitionOf(definitions, property), {
      owners: boot.owners,
      timeZone: boot.portal.timeZone,
      language,
    });
  const pageIds = page?.rows.map(({ id }) => id) ?? [];

  return (
    <div className="screen">
      <header className="screen-head">
        <h1>{say('contacts')}</h1>
        <p className="count" role="status">
          {page ? say('countContacts', { n: formatNumber(page.total, language) }) : say('loading')}
        </p>
      </header>
      <div className="filters">
        <input
          className="ui-control search-box"
          type="search"
          aria-label={say('searchContacts')}
          placeholder={say('searchContacts')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {filterable.map((column) => (
          <label key={column.property} className="filter">
            <span>{column.label[language]}</span>
            <select
              value={query.filters[column.property] ?? ''}
              onChange={(event) => setFilter(column.property, event.target.value)}
            >
              <option value="">{say('filterAll')}</option>
              {(column.options ?? []).map((option) => (
                <option key={option} value={option}>
                  {column.property === 'hubspot_owner_id'
                    ? ownerName(boot.owners, option)
                    : shownValue(option, definitionOf(definitions, column.property), {
                        owners: boot.owners,
                        timeZone: boot.portal.timeZone,
                        language,
                      })}
                </option>
              ))}
            </select>
          </label>
        ))}
        {isFiltered && (
          <button
            type="button"
            className="ui-button transparent size-sm"
            onClick={() => {
              setTyped('');
              setQuery(EMPTY_QUERY);
            }}
          >
            {say('clearFilters')}
          </button>
        )}
      </div>
      {bulkActions.length > 0 && selected.size > 0 && (
        <fieldset className="bulk-bar">
          <legend className="visually-hidden">{say('bulkActions')}</legend>
          <span>{say('countSelected', { n: selected.size })}</span>
          {bulkActions.map((bulkAction) => (
            <button
              key={bulkAction.uid}
              type="button"
              className="ui-button secondary size-sm"
              onClick={() => setAction(bulkAction)}
            >
              {bulkAction.title}
            </button>
          ))}
        </fieldset>
      )}
      {loaded.state === 'failed' && <Problem title="loadFailed" message={loaded.message} onRetry={reload} />}
      {page && page.rows.length === 0 && (
        <div className="ui-empty vertical">
          <div>
            <h2>{say('noContacts')}</h2>
            <p>{say('noContactsHint')}</p>
          </div>
        </div>
      )}
      {page && page.rows.length > 0 && (
        <div className={`card table-card${loaded.state === 'loading' ? ' stale' : ''}`}>
          <table className="ui-table list-table">
            <thead>
              <tr>
                {bulkActions.length > 0 && (
                  <th scope="col" className="check-cell">
                    <input
                      type="checkbox"
                      aria-label={say('selectAll')}
                      checked={pageIds.every((id) => selected.has(id))}
                      onChange={(event) => toggle(pageIds, event.target.checked)}
                    />
                  </th>
                )}
                {columns.map((column) => (
                  <SortHeader
                    key={column.property}
                    label={column.label[language]}
                    property={column.property}
                    sort={query.sort}
                    onSort={sortBy}
                  />
                ))}
              </tr>
            </thead>
            <tbody>
              {page.rows.map((row) => (
                <tr key={row.id}>
                  {bulkActions.length > 0 && (
                    <td className="check-cell">
                      <input
                        type="checkbox"
                        aria-label={say('selectOne', { name: contactName(row) })}
                        checked={selected.has(row.id)}
                        onChange={(event) => toggle([row.id], event.target.checked)}
                      />
                    </td>
                  )}
                  {columns.map(({ property }) => (
                    <td key={property}>
                      {property === 'firstname' ? (
                        <RouteLink route={{ screen: 'contact', id: row.id, tab: null }} className="name-link">
                          {contactName(row)}
                        </RouteLink>
                      ) : (
                        shown(row, property) || <span className="quiet">{say('noValue')}</span>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          <Pager
            page={query.page}
            pageSize={page.pageSize}
            total={page.total}
            onPage={(next) => setQuery((before) => ({ ...before, page: next }))}
          />
        </div>
      )}
      {!page && loaded.state === 'loading' && <div className="card skeleton-table" aria-hidden="true" />}
      {action && (
        <BulkActionPanel
          action={action}
          objectIds={[...selected]}
          onClose={() => {
            setAction(null);
            reload();
          }}
        />
      )}
    </div>
  );
}

function columnsOf(
  extra: readonly ContactColumn[],
  say: (key: 'name' | 'email' | 'company' | 'owner') => string,
): readonly ContactColumn[] {
  const own = (property: string, key: 'name' | 'email' | 'company' | 'owner'): ContactColumn => ({
    property,
    label: { zh: say(key), en: say(key) },
  });
  return [
    own('firstname', 'name'),
    own('email', 'email'),
    own('company', 'company'),
    own('hubspot_owner_id', 'owner'),
    ...extra,
  ];
}

function definitionOf(definitions: readonly PropertyDefinition[], name: string): PropertyDefinition | undefined {
  return (
    definitions.find((definition) => definition.name === name) ??
    (name === 'hubspot_owner_id' ? OWNER_DEFINITION : undefined)
  );
}

const OWNER_DEFINITION: PropertyDefinition = {
  name: 'hubspot_owner_id',
  label: 'Owner',
  type: 'enumeration',
  fieldType: 'select',
  groupName: '',
  options: [],
  referencedObjectType: 'OWNER',
};

function SortHeader({
  label,
  property,
  sort,
  onSort,
}: {
  label: string;
  property: string;
  sort: ContactQuery['sort'];
  onSort: (property: string) => void;
}) {
  const direction =
    sort?.property === property ? (sort.direction === 'ASCENDING' ? 'ascending' : 'descending') : 'none';
  return (
    <th scope="col" aria-sort={direction}>
      <button type="button" className="sort" onClick={() => onSort(property)}>
        {label}
        <span className={`arrow ${direction}`} aria-hidden="true" />
      </button>
    </th>
  );
}
