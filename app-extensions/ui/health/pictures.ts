/** Drawings of ours for the steps beside them: numbers alone stand in them, so that they speak every language. */

const INK = '#33475b';
const LINE = '#7c98b6';
const PAPER = '#f5f8fa';
const HERE = '#fff1e6';
const MARK = '#c0390b';

const box = (x: number, y: number, width: number, height: number, fill = PAPER): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4" fill="${fill}" stroke="${LINE}"/>`;
const bar = (x: number, y: number, width: number): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="6" rx="3" fill="${LINE}" opacity=".5"/>`;
const number = (n: number, x: number, y: number): string =>
  `<circle cx="${x}" cy="${y}" r="11" fill="${MARK}"/><text x="${x}" y="${y + 5}" text-anchor="middle" font-family="sans-serif" font-size="14" font-weight="bold" fill="#fff">${n}</text>`;
const arrow = (d: string): string =>
  `<path d="${d}" fill="none" stroke="${INK}" stroke-width="2" marker-end="url(#a)"/>`;

function drawing(height: number, ...parts: readonly string[]): string {
  const head = `<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="${INK}"/></marker></defs>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 ${height}" width="480" height="${height}"><rect width="480" height="${height}" fill="#fff"/>${head}${parts.join('')}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Where in the settings cards are placed: objects, contacts, the tab of the record page, the button that adds a card. */
export const settingsPicture = (): string =>
  drawing(
    150,
    box(10, 15, 100, 120),
    ...[35, 55, 95, 115].map((y) => bar(25, y, 60)),
    box(18, 66, 84, 20, HERE),
    number(1, 60, 76),
    arrow('M114 76H136'),
    box(140, 15, 100, 120),
    box(148, 30, 84, 20, HERE),
    number(2, 190, 40),
    ...[70, 90, 110].map((y) => bar(155, y, 60)),
    arrow('M244 76H266'),
    box(270, 15, 200, 120),
    ...[285, 335].map((x) => bar(x, 32, 40)),
    box(382, 24, 76, 22, HERE),
    number(3, 420, 35),
    box(285, 60, 170, 62, '#fff'),
    `<path d="M370 74v34M353 91h34" stroke="${LINE}" stroke-width="4"/>`,
    number(4, 400, 91),
  );

/** A contact's record: the sidebar on the right, the tabs in the middle. */
export const recordPicture = (): string =>
  drawing(
    190,
    box(10, 10, 100, 170),
    `<circle cx="35" cy="38" r="14" fill="${LINE}" opacity=".5"/>`,
    ...[65, 85, 105, 125].map((y) => bar(22, y, 70)),
    box(120, 10, 230, 170),
    ...[0, 1, 2, 3, 4].map((n) => box(128 + n * 44, 20, 40, 24, n === 4 ? PAPER : HERE)),
    ...[1, 2, 3, 4].map((n) => number(n + 1, 148 + (n - 1) * 44, 32)),
    number(6, 324, 32),
    ...[70, 90, 110, 130].map((y) => bar(140, y, 180)),
    box(360, 10, 110, 170),
    box(368, 20, 94, 60, HERE),
    number(1, 415, 50),
    ...[105, 125, 145].map((y) => bar(374, y, 75)),
  );

/** A workflow on one record: a schedule, the action, and back to it until it is done. */
export const workflowPicture = (): string =>
  drawing(
    150,
    box(10, 45, 110, 60, HERE),
    number(1, 65, 75),
    arrow('M124 75H156'),
    box(160, 45, 110, 60),
    `<circle cx="190" cy="75" r="18" fill="none" stroke="${INK}" stroke-width="2"/><path d="M190 63v12l9 6" fill="none" stroke="${INK}" stroke-width="2"/>`,
    number(2, 240, 75),
    arrow('M274 75H306'),
    box(310, 45, 110, 60, HERE),
    number(3, 365, 75),
    arrow('M390 45V20H340V41'),
    number(4, 365, 20),
    `<path d="M436 76l8 9 16-20" fill="none" stroke="#00836e" stroke-width="4"/>`,
    arrow('M422 75H432'),
  );
