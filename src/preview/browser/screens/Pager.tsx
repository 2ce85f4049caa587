import { usePreview } from '../preview-context.ts';

const SEARCH_DEPTH = 10_000;

export function Pager({
  page,
  pageSize,
  total,
  onPage,
}: {
  page: number;
  pageSize: number;
  total: number;
  onPage: (page: number) => void;
}) {
  const { say } = usePreview();
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const reachable = Math.min(pages, Math.floor(SEARCH_DEPTH / pageSize));
  if (pages === 1) return null;
  return (
    <nav className="pager" aria-label={say('page', { page, pages })}>
      <button
        type="button"
        className="ui-button secondary size-sm"
        disabled={page <= 1}
        onClick={() => onPage(page - 1)}
      >
        {say('previous')}
      </button>
      <span>{say('page', { page, pages })}</span>
      <button
        type="button"
        className="ui-button secondary size-sm"
        disabled={page >= reachable}
        onClick={() => onPage(page + 1)}
      >
        {say('next')}
      </button>
      {page >= reachable && reachable < pages && <span className="quiet">{say('tooDeep')}</span>}
    </nav>
  );
}
