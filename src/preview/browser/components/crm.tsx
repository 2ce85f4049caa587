import type {
  ActionType,
  CrmActionButtonProps,
  CrmActionLinkProps,
  CrmAssociationPivotProps,
  CrmAssociationPropertyListProps,
  CrmAssociationStageTrackerProps,
  CrmAssociationTableProps,
  CrmCardActionsProps,
  CrmDataHighlightProps,
  CrmPropertyListProps,
  CrmReportProps,
  CrmSimpleDeadlineProps,
  CrmStageTrackerProps,
  CrmStatisticsProps,
} from '@hubspot/ui-extensions/crm';
import { useState } from 'react';
import type { AssociationsAnswer, Properties, PropertyDefinition } from '../../protocol.ts';
import { shownValue } from '../format.ts';
import { useLoaded } from '../use-loaded.ts';
import { Menu, MenuItem } from './actions.tsx';
import { callHandler, type ExtensionHost, useHost } from './extension-host.ts';
import { Pagination } from './tables.tsx';

/* HubSpot's own data components, each in a simple working form over the same API. */

const MOST_ASSOCIATED = 500;

interface Described {
  readonly definition: PropertyDefinition | undefined;
  readonly name: string;
  readonly value: string;
}

function describe(
  host: ExtensionHost,
  definitions: readonly PropertyDefinition[],
  properties: Properties,
  names: readonly string[],
): Described[] {
  const around = { owners: host.boot.owners, timeZone: host.boot.portal.timeZone, language: host.language };
  return names.map((name) => {
    const definition = definitions.find((candidate) => candidate.name === name);
    return { name, definition, value: shownValue(properties[name], definition, around) };
  });
}

function useDescribed(objectTypeId: string | undefined, objectId: number | undefined, names: readonly string[]) {
  const host = useHost();
  const type = objectTypeId ?? host.record?.objectTypeId;
  const id = objectId ?? host.record?.objectId;
  return useLoaded(JSON.stringify([type, id, names]), async () => {
    if (type === undefined || id === undefined) return [];
    const [definitions, properties] = await Promise.all([host.definitions(type), host.properties(type, id, names)]);
    return describe(host, definitions, properties, names);
  }).loaded;
}

type Associated = {
  readonly id: number;
  readonly labels: readonly string[];
  readonly cells: readonly Described[];
  readonly raw: Properties;
};

function useAssociated(objectTypeId: string, names: readonly string[], extra: readonly string[] = []) {
  const host = useHost();
  return useLoaded(JSON.stringify([objectTypeId, names, extra]), async (): Promise<Associated[]> => {
    const properties = [...new Set([...names, ...extra])];
    const [definitions, answer] = await Promise.all([
      host.definitions(objectTypeId),
      host.associations({ toObjectType: objectTypeId, properties, pageLength: MOST_ASSOCIATED }),
    ]);
    return answer.results.map((result: AssociationsAnswer['results'][number]) => ({
      id: result.toObjectId,
      labels: result.associationTypes.map(({ label }) => label).filter(Boolean),
      cells: describe(host, definitions, result.properties, names),
      raw: result.properties,
    }));
  }).loaded;
}

function Waiting({ state, message }: { state: 'loading' | 'failed'; message?: string }) {
  const { say } = useHost();
  return state === 'loading' ? (
    <div className="skeleton" role="status" aria-label={say('loading')} />
  ) : (
    <div className="ui-alert tone-danger" role="alert">
      <strong>{say('loadFailed')}</strong>
      <div>{message}</div>
    </div>
  );
}

function Facts({ facts, direction = 'column' }: { facts: readonly Described[]; direction?: string | undefined }) {
  const { say } = useHost();
  return (
    <dl className={`ui-description-list ${direction}`}>
      {facts.map(({ name, definition, value }) => (
        <div key={name}>
          <dt>{definition?.label ?? name}</dt>
          <dd>{value || say('noValue')}</dd>
        </div>
      ))}
    </dl>
  );
}

export const CrmPropertyList = ({ properties, direction, objectTypeId, objectId }: CrmPropertyListProps) => {
  const loaded = useDescribed(objectTypeId, objectId, properties);
  return loaded.state === 'ready' ? <Facts facts={loaded.value} direction={direction} /> : <Waiting {...loaded} />;
};

export const CrmDataHighlight = ({ properties, objectTypeId, objectId }: CrmDataHighlightProps) => {
  const { say } = useHost();
  const loaded = useDescribed(objectTypeId, objectId, properties);
  if (loaded.state !== 'ready') return <Waiting {...loaded} />;
  return (
    <div className="ui-statistics">
      {loaded.value.map(({ name, definition, value }) => (
        <div key={name} className="ui-statistic">
          <div className="label">{definition?.label ?? name}</div>
          <div className="number small">{value || say('noValue')}</div>
        </div>
      ))}
    </div>
  );
};

type Filter = NonNullable<CrmAssociationTableProps['preFilters']>[number];

/** Whether a record passes a card's filters: the few operators that HubSpot's table takes. */
export function passes(properties: Properties, filters: readonly Filter[] = []): boolean {
  return filters.every(({ property, operator, value, values, highValue }) => {
    const own = properties[property] ?? '';
    const compare = (to: string | number | undefined) =>
      Number.isNaN(Number(own)) || Number.isNaN(Number(to)) ? own.localeCompare(String(to)) : Number(own) - Number(to);
    const list = [values ?? value ?? []].flat().map(String);
    switch (operator) {
      case 'EQ':
        return compare(value) === 0;
      case 'NEQ':
        return compare(value) !== 0;
      case 'LT':
        return own !== '' && compare(value) < 0;
      case 'LTE':
        return own !== '' && compare(value) <= 0;
      case 'GT':
        return own !== '' && compare(value) > 0;
      case 'GTE':
        return own !== '' && compare(value) >= 0;
      case 'BETWEEN':
        return own !== '' && compare(value) >= 0 && compare(highValue) <= 0;
      case 'IN':
        return list.includes(own);
      case 'NOT_IN':
        return !list.includes(own);
      case 'HAS_PROPERTY':
        return own !== '';
      case 'NOT_HAS_PROPERTY':
        return own === '';
      default:
        return operator satisfies never;
    }
  });
}

function sorted(rows: readonly Associated[], sort: CrmAssociationTableProps['sort'] = []): readonly Associated[] {
  return [...rows].sort((a, b) => {
    for (const { columnName, direction } of sort) {
      const order = (a.raw[columnName] ?? '').localeCompare(b.raw[columnName] ?? '', undefined, { numeric: true });
      if (order !== 0) return order * direction;
    }
    return 0;
  });
}

export const CrmAssociationTable = (props: CrmAssociationTableProps) => {
  const { say } = useHost();
  const loaded = useAssociated(
    props.objectTypeId,
    props.propertyColumns,
    (props.preFilters ?? []).map(({ property }) => property),
  );
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  if (loaded.state !== 'ready') return <Waiting {...loaded} />;
  const wanted = search.trim().toLowerCase();
  const rows = sorted(loaded.value, props.sort).filter(
    (row) =>
      passes(row.raw, props.preFilters) &&
      (!wanted || row.cells.some(({ value }) => value.toLowerCase().includes(wanted))),
  );
  const pageSize = props.pagination === false ? rows.length || 1 : (props.pageSize ?? 10);
  const shown = rows.slice((page - 1) * pageSize, page * pageSize);
  return (
    <div className="ui-table-box">
      {(props.searchable ?? true) && (
        <input
          className="ui-control"
          type="search"
          aria-label={say('search')}
          placeholder={say('search')}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setPage(1);
          }}
        />
      )}
      <table className="ui-table bordered">
        <thead>
          <tr>
            {(loaded.value[0]?.cells ?? props.propertyColumns.map((name) => ({ name, definition: undefined }))).map(
              ({ name, definition }) => (
                <th key={name} scope="col">
                  {definition?.label ?? name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.id}>
              {row.cells.map(({ name, value }) => (
                <td key={name}>{value || say('noValue')}</td>
              ))}
            </tr>
          ))}
          {shown.length === 0 && (
            <tr>
              <td colSpan={props.propertyColumns.length}>{say('noResults')}</td>
            </tr>
          )}
        </tbody>
      </table>
      {rows.length > pageSize && (
        <Pagination page={page} pageCount={Math.ceil(rows.length / pageSize)} onPageChange={setPage} />
      )}
    </div>
  );
};

export const CrmAssociationPropertyList = ({
  objectTypeId,
  properties,
  filters,
  sort,
}: CrmAssociationPropertyListProps) => {
  const { say } = useHost();
  const loaded = useAssociated(
    objectTypeId,
    properties,
    (filters ?? []).map(({ property }) => property),
  );
  if (loaded.state !== 'ready') return <Waiting {...loaded} />;
  const [first] = sorted(loaded.value, sort).filter((row) => passes(row.raw, filters));
  return first ? <Facts facts={first.cells} /> : <p>{say('noResults')}</p>;
};

export const CrmAssociationPivot = ({ objectTypeId, maxAssociations, preFilters, sort }: CrmAssociationPivotProps) => {
  const { say } = useHost();
  const loaded = useAssociated(
    objectTypeId,
    ['hs_object_id'],
    (preFilters ?? []).map(({ property }) => property),
  );
  if (loaded.state !== 'ready') return <Waiting {...loaded} />;
  const rows = sorted(loaded.value, sort).filter((row) => passes(row.raw, preFilters));
  const labels = [...new Set(rows.flatMap((row) => (row.labels.length > 0 ? row.labels : [''])))];
  if (rows.length === 0) return <p>{say('noResults')}</p>;
  return (
    <dl className="ui-description-list column">
      {labels.map((label) => {
        const own = rows
          .filter((row) => (label ? row.labels.includes(label) : row.labels.length === 0))
          .slice(0, maxAssociations ?? 10);
        return (
          <div key={label}>
            <dt>{label || say('noValue')}</dt>
            <dd>{own.map(({ id }) => id).join(', ')}</dd>
          </div>
        );
      })}
    </dl>
  );
};

function Stages({
  facts,
  showProperties = true,
}: {
  facts: readonly Described[];
  showProperties?: boolean | undefined;
}) {
  const { say } = useHost();
  const stage = facts.find(({ definition }) => (definition?.options.length ?? 0) > 0) ?? facts[0];
  const options = stage?.definition?.options ?? [];
  const at = options.findIndex(({ label }) => label === stage?.value);
  return (
    <div>
      <ol className="ui-stages" aria-label={stage?.definition?.label}>
        {options.map((option, index) => (
          <li
            key={option.value}
            className={index <= at ? 'reached' : ''}
            aria-current={index === at ? 'step' : undefined}
          >
            <span className={index === at ? '' : 'visually-hidden'}>{option.label}</span>
          </li>
        ))}
      </ol>
      {options.length === 0 && <p>{stage?.value || say('noValue')}</p>}
      {showProperties && <Facts facts={facts} />}
    </div>
  );
}

export const CrmStageTracker = ({ objectId, objectTypeId, properties, showProperties }: CrmStageTrackerProps) => {
  const loaded = useDescribed(objectTypeId, objectId, properties);
  return loaded.state === 'ready' ? (
    <Stages facts={loaded.value} showProperties={showProperties} />
  ) : (
    <Waiting {...loaded} />
  );
};

export const CrmAssociationStageTracker = ({
  objectTypeId,
  properties,
  filters,
  showProperties,
  sort,
}: CrmAssociationStageTrackerProps) => {
  const { say } = useHost();
  const loaded = useAssociated(
    objectTypeId,
    properties,
    (filters ?? []).map(({ property }) => property),
  );
  if (loaded.state !== 'ready') return <Waiting {...loaded} />;
  const rows = sorted(loaded.value, sort).filter((row) => passes(row.raw, filters));
  if (rows.length === 0) return <p>{say('noResults')}</p>;
  return (
    <>
      {rows.slice(0, 5).map((row) => (
        <Stages key={row.id} facts={row.cells} showProperties={showProperties} />
      ))}
    </>
  );
};

export const CrmSimpleDeadline = ({
  startDatePropertyName,
  endDatePropertyName,
  properties,
  showProperties,
}: CrmSimpleDeadlineProps) => {
  const host = useHost();
  const names = [startDatePropertyName, endDatePropertyName];
  const loaded = useLoaded(JSON.stringify([host.record, names]), async () => {
    if (!host.record) return {};
    return await host.properties(host.record.objectTypeId, host.record.objectId, names);
  }).loaded;
  const shown = useDescribed(undefined, undefined, [...names, ...properties]);
  if (loaded.state !== 'ready') return <Waiting {...loaded} />;
  const [from, until] = names.map((name) => Date.parse(loaded.value[name] ?? ''));
  const share =
    from !== undefined && until !== undefined && until > from
      ? (Date.parse(`${host.today}T12:00:00Z`) - from) / (until - from)
      : Number.NaN;
  const percent = Number.isNaN(share) ? 0 : Math.round(Math.min(Math.max(share, 0), 1) * 100);
  return (
    <div>
      <div
        role="progressbar"
        className="ui-progress-track"
        aria-label={endDatePropertyName}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div style={{ width: `${percent}%` }} />
      </div>
      {(showProperties ?? true) && shown.state === 'ready' && <Facts facts={shown.value} />}
    </div>
  );
};

export const CrmStatistics = ({ objectTypeId, statistics }: CrmStatisticsProps) => {
  const { language } = useHost();
  const filtered = statistics.flatMap((item) =>
    (item.filterGroups ?? []).flatMap(({ filters }) => filters.map(({ property }) => property)),
  );
  const loaded = useAssociated(
    objectTypeId,
    statistics.map(({ propertyName }) => propertyName),
    filtered,
  );
  if (loaded.state !== 'ready') return <Waiting {...loaded} />;
  return (
    <div className="ui-statistics">
      {statistics.map((item) => {
        const rows = loaded.value.filter(
          (row) => !item.filterGroups || item.filterGroups.some(({ filters }) => passes(row.raw, filters)),
        );
        const value = statisticOf(item, rows);
        return (
          <div key={`${item.label}/${item.statisticType}`} className="ui-statistic">
            <div className="label">{item.label}</div>
            <div className="number">
              {Number.isNaN(value) ? '—' : new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value)}
            </div>
          </div>
        );
      })}
    </div>
  );
};

function statisticOf(item: CrmStatisticsProps['statistics'][number], rows: readonly Associated[]): number {
  const texts = rows.flatMap((row) => row.raw[item.propertyName] || []);
  const numbers = texts.map(Number).filter((value) => !Number.isNaN(value));
  const sum = numbers.reduce((total, value) => total + value, 0);
  switch (item.statisticType) {
    case 'COUNT':
      return texts.length;
    case 'DISTINCT_APPROX':
      return new Set(texts).size;
    case 'SUM':
      return sum;
    case 'AVG':
      return numbers.length > 0 ? sum / numbers.length : Number.NaN;
    case 'MIN':
      return numbers.length > 0 ? Math.min(...numbers) : Number.NaN;
    case 'MAX':
      return numbers.length > 0 ? Math.max(...numbers) : Number.NaN;
    case 'PERCENTILES': {
      const ascending = [...numbers].sort((a, b) => a - b);
      return ascending[Math.ceil((item.percentile / 100) * ascending.length) - 1] ?? Number.NaN;
    }
    default:
      return item satisfies never;
  }
}

export const CrmReport = ({ reportId }: CrmReportProps) => {
  const { say } = useHost();
  return <div className="ui-tile">{say('reportUnavailable', { id: reportId })}</div>;
};

const ACTION_NAMES: Readonly<Record<ActionType, string>> = {
  PREVIEW_OBJECT: 'Preview',
  ADD_NOTE: 'Note',
  ADD_TASK: 'Task',
  SEND_EMAIL: 'Email',
  SCHEDULE_MEETING: 'Meeting',
  OPEN_RECORD_CREATOR_FORM: 'Create record',
  OPEN_RECORD_ASSOCIATION_FORM: 'Associate record',
  ENGAGEMENT_APP_LINK: 'Activity',
  RECORD_APP_LINK: 'Record',
  PAGE_APP_LINK: 'Page',
  EXTERNAL_URL: 'Link',
  OPEN_WORKFLOW_ENROLLMENT_MODAL: 'Enrol in workflow',
};

/** Goes where the preview can go (contacts, web sites); shows what was handed over for HubSpot's own windows. */
function runAction(host: ExtensionHost, actionType: ActionType, context: unknown): void {
  const { href, objectTypeId, objectId } = (context ?? {}) as {
    href?: string;
    objectTypeId?: string;
    objectId?: number;
  };
  const isRecord = actionType === 'RECORD_APP_LINK' || actionType === 'PREVIEW_OBJECT';
  if (actionType === 'EXTERNAL_URL' && href) host.openHref(href);
  else if (isRecord && objectTypeId === '0-1' && objectId) host.openHref(`/contacts/${objectId}`);
  else host.showHandedOver(`${ACTION_NAMES[actionType] ?? actionType} (${actionType})`, context);
}

export const CrmActionButton = ({
  actionType,
  actionContext,
  variant,
  size,
  disabled,
  onClick,
  children,
}: CrmActionButtonProps) => {
  const host = useHost();
  return (
    <button
      type="button"
      className={`ui-button ${variant ?? 'secondary'} size-${size === 'xs' || size === 'extra-small' ? 'xs' : size === 'sm' || size === 'small' ? 'sm' : 'md'}`}
      disabled={disabled}
      onClick={() => {
        void callHandler(onClick);
        runAction(host, actionType, actionContext);
      }}
    >
      {children}
    </button>
  );
};

export const CrmActionLink = ({ actionType, actionContext, variant, onClick, children }: CrmActionLinkProps) => {
  const host = useHost();
  return (
    <button
      type="button"
      className={`ui-link as-button ${variant ?? 'primary'}`}
      onClick={() => {
        void callHandler(onClick);
        runAction(host, actionType, actionContext);
      }}
    >
      {children}
    </button>
  );
};

export const CrmCardActions = ({ actionConfigs }: CrmCardActionsProps) => {
  const host = useHost();
  return (
    <div className="ui-button-row">
      {actionConfigs.map((config) =>
        config.type === 'dropdown' ? (
          <Menu
            key={config.options.map(({ actionType }) => actionType).join()}
            label={config.label ?? host.say('more')}
            size="xs"
            disabled={config.disabled}
          >
            {config.options.map((option) => (
              <MenuItem
                key={option.actionType}
                onSelect={() => runAction(host, option.actionType, option.actionContext)}
              >
                {option.label ?? ACTION_NAMES[option.actionType]}
              </MenuItem>
            ))}
          </Menu>
        ) : (
          <button
            key={config.actionType}
            type="button"
            className="ui-button secondary size-xs"
            disabled={config.disabled}
            title={config.tooltipText}
            onClick={() => runAction(host, config.actionType, config.actionContext)}
          >
            {config.label ?? ACTION_NAMES[config.actionType]}
          </button>
        ),
      )}
    </div>
  );
};
