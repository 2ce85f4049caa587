import type { Report, ReportBars, ReportChart, ReportTable } from '../../contract/open-dashboard.ts';
import { shownReport } from './report-shown.ts';
import { grouped } from './report-words.ts';

/**
 * A table as CSV (RFC 4180) with a byte order mark, so that spreadsheets read Chinese. Numbers are plain; text that a spreadsheet would take
 * for a formula is led by an apostrophe (OWASP, CSV injection).
 */
export function tableCsv({ columns, rows }: ReportTable): string {
  const lines = [
    columns.map(csvText),
    ...rows.map((row) => row.map(({ text, value }) => (value === undefined ? csvText(text) : String(value)))),
  ];
  return `\uFEFF${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

function csvText(text: string): string {
  const guarded = /^[\s]*[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

const STYLE = `body{font-family:"Noto Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2a37}
h1{margin-bottom:.2rem}h2{margin-top:2rem;border-bottom:1px solid #cbd5e1}.sub{color:#475569}
.wide{overflow-x:auto}table{border-collapse:collapse;margin:.8rem 0;font-size:.9rem}
th,td{border:1px solid #cbd5e1;padding:.25rem .5rem;text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}
svg{max-width:100%;height:auto}@media print{body{margin:0;max-width:none}h2{break-after:avoid}table,svg{break-inside:avoid}}`;

/** The report as one file that prints, with its picture drawn in it: no script, nothing loaded from elsewhere. */
export function reportHtml(report: Report): string {
  const { language, title, subtitle, sections } = shownReport(report);
  const body = sections
    .map(({ heading, paragraphs, tables, chart, bars }) =>
      [
        `<section><h2>${escaped(heading)}</h2>`,
        ...paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`),
        chart ? chartSvg(chart) : '',
        bars ? barsSvg(bars) : '',
        ...tables.filter(({ rows }) => rows.length > 0).map(tableHtml),
        '</section>',
      ].join('\n'),
    )
    .join('\n');
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><h1>${escaped(title)}</h1><p class="sub">${escaped(subtitle)}</p>
${body}
</body></html>
`;
}

function tableHtml({ columns, rows }: ReportTable): string {
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join('');
  const lines = rows.map((row) => {
    const cells = row.map(({ text, value }, index) =>
      index === 0
        ? `<th scope="row">${escaped(text)}</th>`
        : `<td${value === undefined ? '' : ' class="n"'}>${escaped(text)}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${lines.join('')}</tbody></table></div>`;
}

const WIDTH = 720;
const HEIGHT = 240;
const LEFT = 48;
const BOTTOM = 40;
const TOP = 12;

/** The line with its band from 0 to 100 %; a month without a value breaks it. */
function chartSvg({ title, points }: ReportChart): string {
  const shown = points.filter(({ value }) => value !== undefined);
  if (shown.length === 0) return '';
  const slot = (WIDTH - LEFT) / points.length;
  const x = (index: number): string => (LEFT + slot * (index + 0.5)).toFixed(1);
  const y = (share: number): string => (TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)).toFixed(1);
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line x1="${LEFT}" x2="${WIDTH}" y1="${y(share)}" y2="${y(share)}" stroke="#e2e8f0"/><text x="${LEFT - 6}" y="${y(share)}" text-anchor="end" font-size="11">${100 * share}%</text>`,
  );
  const runs: { index: number; value: number; low: number; high: number }[][] = [[]];
  points.forEach(({ value, low = value, high = value }, index) => {
    if (value === undefined || low === undefined || high === undefined) runs.push([]);
    else runs.at(-1)?.push({ index, value, low, high });
  });
  const bands = runs
    .filter((run) => run.length > 0)
    .map((run) => {
      const upper = run.map(({ index, high }) => `${x(index)},${y(high)}`);
      const lower = [...run].reverse().map(({ index, low }) => `${x(index)},${y(low)}`);
      const line = run.map(({ index, value }) => `${x(index)},${y(value)}`);
      const dots = run.map(
        ({ index, value, low, high }) =>
          `<line x1="${x(index)}" x2="${x(index)}" y1="${y(low)}" y2="${y(high)}" stroke="#0a8a8f" stroke-opacity=".5"/><circle cx="${x(index)}" cy="${y(value)}" r="3.5" fill="#0a8a8f"/>`,
      );
      return `<polygon points="${[...upper, ...lower].join(' ')}" fill="#0a8a8f" fill-opacity=".15"/><polyline points="${line.join(' ')}" fill="none" stroke="#0a8a8f" stroke-width="2"/>${dots.join('')}`;
    });
  const labels = points.map(
    ({ label }, index) =>
      `<text x="${x(index)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle" font-size="10">${escaped(label)}</text>`,
  );
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">${[...grid, ...bands, ...labels].join('')}</svg>`;
}

const BAR_HEIGHT = 180;

/** A bar for each, with its number above it: the axis needs no marks. */
function barsSvg({ title, bars }: ReportBars): string {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const slot = (WIDTH - LEFT) / Math.max(1, bars.length);
  const floor = BAR_HEIGHT - BOTTOM;
  const drawn = bars.map(({ label, count }, index) => {
    const high = ((floor - 2 * TOP) * count) / most;
    const middle = (LEFT + slot * (index + 0.5)).toFixed(1);
    const left = (LEFT + slot * (index + 0.2)).toFixed(1);
    const words = `<text x="${middle}" y="${floor + 18}" text-anchor="middle" font-size="11">${escaped(label)}</text>`;
    const number = `<text x="${middle}" y="${(floor - high - 5).toFixed(1)}" text-anchor="middle" font-size="11">${grouped(count)}</text>`;
    return `<rect x="${left}" y="${(floor - high).toFixed(1)}" width="${(slot * 0.6).toFixed(1)}" height="${high.toFixed(1)}" fill="#0a8a8f"/>${number}${words}`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${BAR_HEIGHT}" role="img" aria-label="${escaped(title)}"><line x1="${LEFT}" x2="${WIDTH}" y1="${floor}" y2="${floor}" stroke="#cbd5e1"/>${drawn.join('')}</svg>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
