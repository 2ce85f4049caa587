import type { TableCellProps, TableHeaderProps, TableProps, TabProps, TabsProps } from '@hubspot/ui-extensions';
import { createContext, type KeyboardEvent, type ReactNode, useContext, useId, useRef, useState } from 'react';
import { callHandler, useHost } from './extension-host.ts';
import { type RemoteChild, remoteChildren, useRemoteProps } from './remote-children.tsx';

export const Table = (props: TableProps) => {
  const { bordered = true, flush, density = 'default', children } = props;
  return (
    <div className={`ui-table-box${flush ? ' flush' : ''}`}>
      {/* A wide table scrolls by itself, and must be reachable by keyboard to do so. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the focus to be scrolled by keys */}
      {/* biome-ignore lint/a11y/useSemanticElements: it groups nothing of a form; a section would be a landmark for each table */}
      <div className="ui-table-scroll" role="group" tabIndex={0} aria-label="table">
        <table className={`ui-table ${density}${bordered ? ' bordered' : ''}`}>{children}</table>
      </div>
      {props.paginated && (
        <Pagination
          page={props.page ?? 1}
          pageCount={props.pageCount}
          maxButtons={props.maxVisiblePageButtons ?? 5}
          showLabels={props.showButtonLabels ?? true}
          showEnds={props.showFirstLastButtons ?? false}
          onPageChange={(page) => void callHandler(props.onPageChange, page)}
        />
      )}
    </div>
  );
};

export function Pagination({
  page,
  pageCount,
  maxButtons = 5,
  showLabels = true,
  showEnds = false,
  onPageChange,
}: {
  page: number;
  pageCount: number;
  maxButtons?: number;
  showLabels?: boolean;
  showEnds?: boolean;
  onPageChange: (page: number) => void;
}) {
  const { say } = useHost();
  const first = Math.max(1, Math.min(page - Math.floor(maxButtons / 2), pageCount - maxButtons + 1));
  const numbers = Array.from({ length: Math.min(maxButtons, pageCount) }, (_, index) => first + index);
  const step = (to: number, label: string, symbol: string) => (
    <button
      type="button"
      disabled={to < 1 || to > pageCount || to === page}
      aria-label={label}
      onClick={() => onPageChange(to)}
    >
      {showLabels ? label : symbol}
    </button>
  );
  return (
    <nav className="ui-pagination" aria-label={say('page', { page, pages: pageCount })}>
      {showEnds && step(1, say('first'), '«')}
      {step(page - 1, say('previous'), '‹')}
      {numbers.map((number) => (
        <button
          key={number}
          type="button"
          aria-current={number === page ? 'page' : undefined}
          onClick={() => onPageChange(number)}
        >
          {number}
        </button>
      ))}
      {step(page + 1, say('next'), '›')}
      {showEnds && step(pageCount, say('last'), '»')}
    </nav>
  );
}

type Part = { readonly children?: ReactNode };
export const TableHead = ({ children }: Part) => <thead>{children}</thead>;
export const TableBody = ({ children }: Part) => <tbody>{children}</tbody>;
export const TableFooter = ({ children }: Part) => <tfoot>{children}</tfoot>;
export const TableRow = ({ children }: Part) => <tr>{children}</tr>;

function cellStyle({
  width,
  align,
}: {
  width: TableCellProps['width'] | undefined;
  align: TableCellProps['align'] | undefined;
}) {
  const widths: Readonly<Record<string, string>> = { min: '1%', max: '100%', auto: 'auto' };
  return {
    ...(align ? { textAlign: align } : {}),
    ...(width === undefined ? {} : { width: typeof width === 'number' ? width : widths[width] }),
  };
}

export const TableCell = ({ width, align, colSpan, children }: TableCellProps) => (
  <td style={cellStyle({ width, align })} colSpan={colSpan}>
    {children}
  </td>
);

export const TableHeader = (props: TableHeaderProps) => {
  const { sortDirection = 'never', children } = props;
  if (sortDirection === 'never') {
    return (
      <th scope="col" style={cellStyle({ width: props.width, align: props.align })}>
        {children}
      </th>
    );
  }
  const { onSortChange, disabled } = props as Extract<TableHeaderProps, { onSortChange: unknown }>;
  return (
    <th scope="col" aria-sort={sortDirection} style={cellStyle({ width: props.width, align: props.align })}>
      <button
        type="button"
        className="sort"
        disabled={disabled}
        onClick={() => void callHandler(onSortChange, sortDirection === 'ascending' ? 'descending' : 'ascending')}
      >
        {children}
        <span className={`arrow ${sortDirection}`} aria-hidden="true" />
      </button>
    </th>
  );
};

interface TabSet {
  readonly base: string;
  readonly selected: string | number | null;
}
const TabSetContext = createContext<TabSet | null>(null);

export const Tabs = ({ children, defaultSelected, selected, onSelectedChange, variant, fill }: TabsProps) => {
  const base = useId();
  const tabs = remoteChildren(children, 'Tab');
  const [own, setOwn] = useState<string | number | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const current = selected ?? own ?? defaultSelected ?? (tabs[0] ? idOf(tabs[0]) : null);
  const select = (id: string | number) => {
    setOwn(id);
    void callHandler(onSelectedChange as ((id: string | number) => void) | undefined, id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('[role="tab"]:not(:disabled)') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || buttons.length === 0) return;
    event.preventDefault();
    const next = buttons[(to + buttons.length) % buttons.length];
    next?.focus();
    next?.click();
  };
  return (
    <div className={`ui-tabs ${variant ?? 'default'}${fill ? ' fill' : ''}`}>
      <div role="tablist" ref={list} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <TabButton key={tab.component.id} tab={tab} base={base} current={current} onSelect={select} />
        ))}
      </div>
      <TabSetContext.Provider value={{ base, selected: current }}>
        {tabs.map(({ element }) => element)}
      </TabSetContext.Provider>
    </div>
  );
};

function idOf(tab: RemoteChild): string | number {
  const { tabId, title } = (tab.component.props ?? {}) as Partial<TabProps>;
  return tabId ?? title ?? tab.component.id;
}

function TabButton({
  tab,
  base,
  current,
  onSelect,
}: {
  tab: RemoteChild;
  base: string;
  current: string | number | null;
  onSelect: (id: string | number) => void;
}) {
  const { title, disabled, tooltip } = useRemoteProps<TabProps>(tab);
  const id = idOf(tab);
  const isSelected = id === current;
  return (
    <button
      type="button"
      role="tab"
      id={`${base}-tab-${id}`}
      aria-selected={isSelected}
      aria-controls={isSelected ? `${base}-panel-${id}` : undefined}
      tabIndex={isSelected ? 0 : -1}
      disabled={disabled}
      title={tooltip}
      onClick={() => onSelect(id)}
    >
      {title}
    </button>
  );
}

export const Tab = ({ tabId, title, children }: TabProps) => {
  const set = useContext(TabSetContext);
  const id = tabId ?? title;
  if (!set || id === undefined || set.selected !== id) return null;
  return (
    <div
      role="tabpanel"
      id={`${set.base}-panel-${id}`}
      aria-labelledby={`${set.base}-tab-${id}`}
      className="ui-tab-panel"
    >
      {children}
    </div>
  );
};
