import * as stable from '@hubspot/ui-extensions';
import * as crm from '@hubspot/ui-extensions/crm';
import * as pages from '@hubspot/ui-extensions/pages';
import * as home from '@hubspot/ui-extensions/pages/home';
import { describe, expect, it } from 'vitest';
import { safeHref } from '../../src/preview/browser/components/actions.tsx';
import { niceTop } from '../../src/preview/browser/components/charts.tsx';
import { COMPONENT_NAMES } from '../../src/preview/browser/components/component-map.tsx';
import { passes } from '../../src/preview/browser/components/crm.tsx';
import { addMonth, isDay } from '../../src/preview/browser/components/date-field.tsx';
import { pathOf, type Route, routeOf } from '../../src/preview/browser/route.ts';
import { formatProperties, personName } from '../../src/preview/format-properties.ts';
import { isPermitted } from '../../src/preview/outbound-fetch.ts';
import type { PropertyDefinition } from '../../src/preview/protocol.ts';
import { addDays, dayInZone, startOfDay, startOfWeek } from '../../src/preview/zoned-day.ts';

describe('the component map', () => {
  it('draws every component that HubSpot exports as stable', () => {
    const isComponent = ([name, value]: [string, unknown]) =>
      /^[A-Z][a-zA-Z]+$/.test(name) && (typeof value === 'string' || typeof value === 'object');
    const exported = [stable, crm, pages, home]
      .flatMap((module) => Object.entries(module as Record<string, unknown>).filter(isComponent))
      .map(([name]) => name);
    expect(exported.length).toBeGreaterThan(80);
    const notComponents = ['ServerlessExecutionStatus'];
    expect(exported.filter((name) => !COMPONENT_NAMES.includes(name) && !notComponents.includes(name))).toEqual([]);
  });
});

describe('days of a zone', () => {
  it.each([
    ['2026-11-20', 'Asia/Shanghai', '2026-11-19T16:00:00.000Z'],
    ['2026-11-20', 'UTC', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20', 'Asia/Kolkata', '2026-11-19T18:30:00.000Z'],
    ['2026-11-20', 'Pacific/Kiritimati', '2026-11-19T10:00:00.000Z'],
    // Santiago's spring change skips the hour from midnight.
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
  ])('%s in %s begins at %s', (day, zone, instant) => {
    expect(new Date(startOfDay(day, zone)).toISOString()).toBe(instant);
    expect(dayInZone(Date.parse(instant), zone)).toBe(day);
    expect(dayInZone(Date.parse(instant) - 1, zone)).toBe(addDays(day, -1));
  });

  it('begins weeks on Monday', () => {
    expect(startOfWeek('2026-11-22')).toBe('2026-11-16');
    expect(startOfWeek('2026-11-16')).toBe('2026-11-16');
  });
});

describe('the calendar', () => {
  it('knows which days there are', () => {
    expect(['2026-02-28', '2028-02-29', '2026-02-29', '2026-13-01', '2026-1-1', ''].map(isDay)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('stays inside a shorter month', () => {
    expect(addMonth('2026-12-31', 1)).toBe('2027-01-31');
    expect(addMonth('2027-01-31', 1)).toBe('2027-02-28');
    expect(addMonth('2026-03-31', -1)).toBe('2026-02-28');
  });
});

describe('formatted properties', () => {
  const definition = (name: string, type: string, options: PropertyDefinition['options'] = []): PropertyDefinition => ({
    name,
    label: name,
    type,
    fieldType: 'text',
    groupName: '',
    options,
    referencedObjectType: null,
  });
  const around = {
    definitions: [
      definition('since', 'datetime'),
      definition('on', 'date'),
      definition('kind', 'enumeration', [
        { value: 'rye', label: 'Rye bread' },
        { value: 'wheat', label: 'Wheat' },
      ]),
      definition('sold', 'number'),
    ],
    owners: [{ id: '70', userId: 1, email: 'li@example.com', firstName: '丽', lastName: '王', teams: [] }],
    timeZone: 'Asia/Shanghai',
    language: 'en' as const,
    nowMs: Date.parse('2026-11-20T00:00:00Z'),
  };

  it('reads instants in the zone of the portal and days as they are', () => {
    const values = { since: '2026-11-20T20:00:00Z', on: '2026-11-20', kind: 'rye;wheat', sold: '1204', missing: null };
    expect(formatProperties(values, { propertiesToFormat: 'all' }, around)).toEqual({
      since: 'Nov 21, 2026, 4:00 AM',
      on: 'Nov 20, 2026',
      kind: 'Rye bread, Wheat',
      sold: '1,204',
      missing: null,
    });
    expect(formatProperties(values, { propertiesToFormat: ['sold'] }, around)).toMatchObject({
      on: '2026-11-20',
      sold: '1,204',
    });
    expect(formatProperties(values, {}, around)).toEqual(values);
  });

  it('takes patterns and relative days', () => {
    const format = (date: { format?: string; relative?: boolean }) =>
      formatProperties({ on: '2026-11-23' }, { propertiesToFormat: 'all', formattingOptions: { date } }, around).on;
    expect(format({ format: 'YYYY-MM-DD' })).toBe('2026-11-23');
    expect(format({ format: 'MMMM D, YYYY' })).toBe('November 23, 2026');
    expect(format({ relative: true })).toBe('in 3 days');
  });

  it('writes names as their language does', () => {
    expect(personName('伟', '张')).toBe('张伟');
    expect(personName('Ada', 'Lovelace')).toBe('Ada Lovelace');
    expect(personName('', 'Lovelace')).toBe('Lovelace');
  });
});

describe('what a card may reach', () => {
  it('fetches from permitted hosts and folders only', () => {
    const permitted = ['https://api.bakery.example', 'https://files.example/menu'];
    const may = (url: string) => isPermitted(new URL(url), permitted);
    expect(may('https://api.bakery.example/orders?x=1')).toBe(true);
    expect(may('https://files.example/menu/today')).toBe(true);
    expect(may('https://files.example/menus')).toBe(false);
    expect(may('http://api.bakery.example/orders')).toBe(false);
    expect(may('https://api.bakery.example.evil.test/')).toBe(false);
  });

  it('links to addresses that cannot run code only', () => {
    expect(safeHref('javascript:alert(1)')).toBeUndefined();
    expect(safeHref(' JaVaScRiPt:alert(1)')).toBeUndefined();
    expect(safeHref('data:text/html,x')).toBeUndefined();
    expect(safeHref('//evil.example')).toBeUndefined();
    expect(safeHref('https://bakery.example')).toBe('https://bakery.example');
    expect(safeHref('/contacts/1')).toBe('/contacts/1');
  });
});

describe('routes', () => {
  it('go to the address bar and back', () => {
    const routes: Route[] = [
      { screen: 'contacts' },
      { screen: 'contact', id: 12, tab: null },
      { screen: 'contact', id: 12, tab: 'a b' },
      { screen: 'tasks' },
      { screen: 'app', path: '/', params: {} },
      { screen: 'app', path: '/shelf/rye', params: { sort: 'price' } },
      { screen: 'settings' },
      { screen: 'help' },
    ];
    for (const route of routes) expect(routeOf(new URL(pathOf(route), 'http://x'))).toEqual(route);
    expect(routeOf(new URL('http://x/contacts/7/record/0-1/12'))).toEqual({ screen: 'contact', id: 12, tab: null });
    expect(routeOf(new URL('http://x/contacts/abc'))).toEqual({ screen: 'unknown' });
  });
});

describe('small sums', () => {
  it('gives a chart a round top', () => {
    expect([0, 3, 12, 38, 100, 0.4].map(niceTop)).toEqual([1, 5, 20, 50, 100, 0.5]);
  });

  it('filters associated records as HubSpot names it', () => {
    const record = { city: 'Shanghai', size: '12', empty: null };
    expect(passes(record, [{ property: 'size', operator: 'BETWEEN', value: 10, highValue: 12 }])).toBe(true);
    expect(passes(record, [{ property: 'size', operator: 'LT', value: 12 }])).toBe(false);
    expect(passes(record, [{ property: 'city', operator: 'EQ', value: 'Shanghai' }])).toBe(true);
    expect(passes(record, [{ property: 'empty', operator: 'NOT_HAS_PROPERTY' }])).toBe(true);
    expect(passes(record, [{ property: 'empty', operator: 'LT', value: 5 }])).toBe(false);
  });
});
