import type { ChartProps } from '@hubspot/ui-extensions';
import { formatNumber } from '../format.ts';
import { localeOf } from '../words.ts';
import { useHost } from './extension-host.ts';

const COLORS: Readonly<Record<string, string>> = {
  orange: '#d9622b',
  aqua: '#0a8a8f',
  purple: '#6a55b8',
  yellow: '#b98a00',
  pink: '#c2417c',
  blue: '#2f6fd0',
  green: '#2e8b57',
  darkOrange: '#a3410f',
  darkAqua: '#04595d',
  darkPurple: '#45348a',
  darkYellow: '#7d5d00',
  darkPink: '#8c2456',
  darkBlue: '#1b4a94',
  darkGreen: '#1c5e39',
};
const DEFAULT_ORDER = ['aqua', 'orange', 'purple', 'blue', 'yellow', 'pink', 'green'];

const WIDTH = 560;
const HEIGHT = 260;
const LEFT = 52;
const BOTTOM = 44;
const TOP = 14;

interface Point {
  readonly x: string;
  readonly group: string;
  readonly y: number;
}

/** Rows of a chart, told apart by place on the x axis and by group. */
function pointsOf({ data, axes }: ChartProps): Point[] {
  const rows = Array.isArray(data) ? data : data.data;
  const groupField = axes.options?.groupFieldByColor;
  return rows.map((row) => ({
    x: String(row[axes.x.field] ?? ''),
    group: groupField ? String(row[groupField] ?? '') : '',
    y: Number(row[axes.y.field] ?? 0),
  }));
}

const unique = (values: readonly string[]) => [...new Set(values)];

/** A top for the y axis that divides into round steps. */
export function niceTop(highest: number): number {
  if (highest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= highest) ?? 10;
  return step * power;
}

function Chart({ kind, ...props }: ChartProps & { kind: 'bar' | 'line' }) {
  const { say, language } = useHost();
  const points = pointsOf(props);
  const { axes, options = {} } = props;
  const places = unique(points.map(({ x }) => x));
  const groups = unique(points.map(({ group }) => group));
  const isStacked = kind === 'bar' && axes.options?.stacking === true;
  const labels = Array.isArray(props.data) ? undefined : props.data.options?.propertyLabels;
  const label = (field: string, value: string) => labels?.[field]?.[value] ?? value;
  const groupLabel = (group: string) =>
    axes.options?.groupFieldByColor ? label(axes.options.groupFieldByColor, group) : (axes.y.label ?? axes.y.field);
  const placeLabel = (place: string) => {
    const named = label(axes.x.field, place);
    if (axes.x.fieldType !== 'datetime' || named !== place) return named;
    const at = /^\d+$/.test(place) ? Number(place) : Date.parse(place);
    return Number.isNaN(at)
      ? place
      : new Intl.DateTimeFormat(localeOf(language), { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(at);
  };
  const colorOf = (group: string) => {
    const index = groups.indexOf(group);
    const list = options.colorList ?? options.colors ?? [];
    const name =
      axes.options?.colors?.[group] ??
      list[index % (list.length || 1)] ??
      DEFAULT_ORDER[index % DEFAULT_ORDER.length] ??
      'aqua';
    return COLORS[name] ?? COLORS.aqua;
  };
  const valueAt = (place: string, group: string) =>
    points.find((point) => point.x === place && point.group === group)?.y ?? null;
  const heightAt = (place: string) =>
    isStacked
      ? groups.reduce((sum, group) => sum + (valueAt(place, group) ?? 0), 0)
      : Math.max(0, ...groups.map((group) => valueAt(place, group) ?? 0));
  const top = niceTop(Math.max(0, ...places.map(heightAt)));
  const plotHeight = HEIGHT - BOTTOM - TOP;
  const slot = (WIDTH - LEFT - 10) / Math.max(places.length, 1);
  const yOf = (value: number) => TOP + plotHeight - (value / top) * plotHeight;
  const centerOf = (place: string) => LEFT + slot * (places.indexOf(place) + 0.5);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * top);
  const everyNth = Math.max(1, Math.ceil(places.length / 10));
  const title = options.title ?? `${axes.y.label ?? axes.y.field} / ${axes.x.label ?? axes.x.field}`;
  const showLegend = options.showLegend ?? groups.length > 1;

  return (
    <figure className="ui-chart">
      {options.title && <figcaption>{options.title}</figcaption>}
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={WIDTH - 10} y1={yOf(tick)} y2={yOf(tick)} className="grid" />
            <text x={LEFT - 6} y={yOf(tick) + 4} textAnchor="end">
              {formatNumber(tick, language)}
            </text>
          </g>
        ))}
        {places.map((place, index) =>
          index % everyNth === 0 ? (
            <text key={place} x={centerOf(place)} y={HEIGHT - BOTTOM + 18} textAnchor="middle">
              {placeLabel(place)}
            </text>
          ) : null,
        )}
        {axes.x.label && (
          <text x={LEFT + (WIDTH - LEFT) / 2} y={HEIGHT - 4} textAnchor="middle" className="axis">
            {axes.x.label}
          </text>
        )}
        {kind === 'bar' &&
          places.flatMap((place) => {
            let stackedTo = 0;
            const barWidth = (slot * 0.7) / (isStacked ? 1 : groups.length);
            return groups.map((group, index) => {
              const value = valueAt(place, group);
              if (value === null) return null;
              const from = isStacked ? stackedTo : 0;
              stackedTo += value;
              const x = centerOf(place) - slot * 0.35 + (isStacked ? 0 : index * barWidth);
              return (
                <g key={`${place}/${group}`}>
                  <rect
                    x={x}
                    width={Math.max(barWidth - 2, 1)}
                    y={yOf(from + value)}
                    height={Math.max(yOf(from) - yOf(from + value), 0)}
                    fill={colorOf(group)}
                  >
                    {(options.showTooltips ?? true) && (
                      <title>{`${placeLabel(place)} · ${groupLabel(group)}: ${formatNumber(value, language)}`}</title>
                    )}
                  </rect>
                  {options.showDataLabels && (
                    <text x={x + barWidth / 2} y={yOf(from + value) - 4} textAnchor="middle">
                      {formatNumber(value, language)}
                    </text>
                  )}
                </g>
              );
            });
          })}
        {kind === 'line' &&
          groups.map((group) => {
            const own = places.flatMap((place) => {
              const value = valueAt(place, group);
              return value === null ? [] : [{ place, value }];
            });
            return (
              <g key={group}>
                <polyline
                  fill="none"
                  stroke={colorOf(group)}
                  strokeWidth="2.5"
                  points={own.map(({ place, value }) => `${centerOf(place)},${yOf(value)}`).join(' ')}
                />
                {own.map(({ place, value }) => (
                  <g key={place}>
                    <circle cx={centerOf(place)} cy={yOf(value)} r="4" fill={colorOf(group)}>
                      {(options.showTooltips ?? true) && (
                        <title>{`${placeLabel(place)} · ${groupLabel(group)}: ${formatNumber(value, language)}`}</title>
                      )}
                    </circle>
                    {options.showDataLabels && (
                      <text x={centerOf(place)} y={yOf(value) - 9} textAnchor="middle">
                        {formatNumber(value, language)}
                      </text>
                    )}
                  </g>
                ))}
              </g>
            );
          })}
      </svg>
      {showLegend && (
        <ul className="ui-chart-legend">
          {groups.map((group) => (
            <li key={group}>
              <svg viewBox="0 0 10 10" aria-hidden="true">
                <rect width="10" height="10" rx="2" fill={colorOf(group)} />
              </svg>
              {groupLabel(group)}
            </li>
          ))}
        </ul>
      )}
      <table className="visually-hidden">
        <caption>{`${say('dataTable')}: ${title}`}</caption>
        <tbody>
          {points.map((point) => (
            <tr key={`${point.x}/${point.group}`}>
              <th scope="row">
                {[placeLabel(point.x), point.group && groupLabel(point.group)].filter(Boolean).join(' · ')}
              </th>
              <td>{formatNumber(point.y, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

export const BarChart = (props: ChartProps) => <Chart {...props} kind="bar" />;
export const LineChart = (props: ChartProps) => <Chart {...props} kind="line" />;
