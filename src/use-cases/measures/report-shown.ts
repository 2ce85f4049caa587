import type { Cell, Report, ReportTable } from '../../contract/open-dashboard.ts';
import { type Language, REPORT_WORDS } from './report-words.ts';

/**
 * A report as people read it, on a page and in print: the ends of an interval, and of how many it is, stand in the cell of their number.
 * A file of a table keeps a column for each.
 */
export function shownReport(report: Report): Report {
  return {
    ...report,
    sections: report.sections.map((section) => ({
      ...section,
      tables: section.tables.map((table) => shownTable(table, report.language)),
    })),
  };
}

/** A column with those after it that stand in its cells. */
interface Column {
  readonly at: number;
  readonly low?: number;
  readonly high?: number;
  readonly n?: number;
}

function shownTable(table: ReportTable, language: Language): ReportTable {
  const columns = columnsOf(table, language);
  return {
    id: table.id,
    columns: columns.map(({ at }) => table.columns[at] ?? ''),
    rows: table.rows.map((row) => columns.map((column) => shownCell(row, column, language))),
  };
}

function columnsOf({ columns: titles }: ReportTable, language: Language): readonly Column[] {
  const { low, high, n } = REPORT_WORDS[language].columns;
  const columns: Column[] = [];
  for (let at = 0; at < titles.length; at += 1) {
    if (titles[at + 1] !== low || titles[at + 2] !== high) {
      columns.push({ at });
      continue;
    }
    const hasN = titles[at + 3] === n;
    columns.push({ at, low: at + 1, high: at + 2, ...(hasN ? { n: at + 3 } : {}) });
    at += hasN ? 3 : 2;
  }
  return columns;
}

const NOTHING: Cell = { text: '' };

function shownCell(row: readonly Cell[], { at, low, high, n }: Column, language: Language): Cell {
  const words = REPORT_WORDS[language];
  const cellAt = (place: number | undefined): Cell => (place === undefined ? NOTHING : (row[place] ?? NOTHING));
  const cell = cellAt(at);
  if (low === undefined) return cell;
  const [from, to, count] = [cellAt(low).text, cellAt(high).text, cellAt(n)];
  const told = [
    cell.text,
    ...(from === '' || to === '' ? [] : [words.between(from, to)]),
    ...(count.value ? [words.sampleOf(count.text)] : []),
  ];
  return { text: told.filter(Boolean).join(words.listSeparator) };
}
