import { fc, test } from '@fast-check/vitest';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import {
  type CheckedCustomer,
  FINDINGS,
  findingsOf,
  type PhoneReader,
  ruleGaps,
} from '../../../src/domain/readiness/checks.ts';
import { csvText } from '../../../src/domain/readiness/csv.ts';
import { DuplicateFinder, duplicateKeys } from '../../../src/domain/readiness/duplicates.ts';
import { holdsIdNumber, holdsMobile } from '../../../src/domain/readiness/private-data.ts';
import { ReadinessReport } from '../../../src/domain/readiness/report.ts';
import { readPhone } from '../../../src/use-cases/customers/phone-doubt.ts';
import { type CustomerText, compiled, customer, WHOLE } from '../support.ts';

const TODAY = day('2026-11-23');

/** A contact with nothing to find; the rest says what differs. */
function checked(facts: CustomerText = {}, more: Partial<CheckedCustomer> = {}): CheckedCustomer {
  return {
    id: '501',
    name: '李雷',
    company: '华信科技',
    email: 'lilei@example.com',
    phone: '+86 10 6552 9988',
    zone: 'Asia/Shanghai',
    texts: [],
    facts: customer({
      signedOn: '2026-01-05',
      profileCheckedOn: '2026-11-01',
      consents: ['call'],
      ...facts,
    }),
    unreadable: [],
    ...more,
  };
}

function told(contact: CheckedCustomer, readPhone?: PhoneReader): string[] {
  const found = findingsOf(contact, { today: TODAY, country: 'CN', ...(readPhone ? { readPhone } : {}) });
  for (const { why } of found) expect(why.zh && why.en).toBeTruthy();
  return found.map(({ kind, field }) => (field ? `${kind}:${field}` : kind));
}

describe('the data of a contact', () => {
  it('are fit when everything is there', () => {
    expect(told(checked())).toEqual([]);
  });

  it.each<[string, CheckedCustomer, string[]]>([
    ['no owner', checked({ owners: {} }), ['no_owner']],
    ['no date to begin with', { ...checked(), facts: { ...checked().facts, signedOn: undefined } }, ['no_start']],
    ['a value that could not be read', checked({}, { unreadable: ['rv_signed_on'] }), ['unreadable:rv_signed_on']],
    ['nobody asked for consent', checked({ consents: [] }), ['never_asked']],
    ['no zone', checked({}, { zone: undefined }), ['no_zone']],
    ['no phone', checked({}, { phone: undefined }), ['no_phone:phone']],
    ['no phone of somebody who refused calls', checked({ refusals: ['call'] }, { phone: undefined }), []],
    ['a profile of 90 days', checked({ profileCheckedOn: '2026-08-25' }), []],
    ['a profile of 91 days', checked({ profileCheckedOn: '2026-08-24' }), ['stale_profile']],
    ['a tier by hand without an end', checked({}, { manualTier: { reason: 'x' } }), ['manual_tier_open:tier']],
    ['a tier by hand with both', checked({}, { manualTier: { reason: 'x', until: TODAY } }), []],
    ['an identity number', checked({}, { texts: [{ field: 'tags', text: '11010519491231002X' }] }), ['id_number:tags']],
    [
      'a private mobile',
      checked({}, { texts: [{ field: 'tags', text: '手机 138 0013 8000' }] }),
      ['private_mobile:tags'],
    ],
  ])('%s', (_, contact, expected) => {
    expect(told(contact)).toEqual(expected);
  });

  it('cannot hold dates that contradict each other or lie in the future', () => {
    const found = told(
      checked({
        signedOn: '2026-03-01',
        contractEndsOn: '2026-03-01',
        firstPurchaseOn: '2026-05-01',
        lastPurchaseOn: '2026-04-30',
      }),
    );
    expect(found).toEqual(['impossible_dates:last_purchase', 'impossible_dates:contract_ends']);
    expect(told(checked({ firstPurchaseOn: '2026-03-10', deliveredOn: '2026-03-09' }))).toEqual([
      'impossible_dates:delivered',
    ]);
    expect(told(checked({ firstPurchaseOn: '2026-03-10', deliveredOn: '2026-03-10' }))).toEqual([]);
    expect(told(checked({ signedOn: '2026-03-10', acceptedOn: '2026-03-09' }))).toEqual(['impossible_dates:accepted']);
    expect(told(checked({ lastPurchaseOn: '2026-11-24' }))).toEqual(['impossible_dates:lastPurchaseOn']);
    expect(told(checked({ lastPurchaseOn: '2026-11-23' }))).toEqual([]);
    expect(told(checked({ signedOn: '1900-01-01' }))).toEqual(['impossible_dates:signedOn']);
  });

  it('offers corrections only where nothing is lost', () => {
    const messy = checked({}, { email: ' LiLei@Example.com', phone: '０１０ 6552  9988 ' });
    const fixes = findingsOf(messy, { today: TODAY, country: 'CN' }).flatMap(({ fix }) => fix ?? []);
    expect(fixes).toEqual([
      { field: 'phone', value: '010 6552 9988' },
      { field: 'email', value: 'lilei@example.com' },
    ]);
    expect(told({ ...messy, email: fixes[1]?.value, phone: fixes[0]?.value })).toEqual([]);
  });

  it('calls a phone doubtful only by what a reader of numbers says', () => {
    const asked: string[] = [];
    const reader: PhoneReader = (text, country) => {
      asked.push(`${country} ${text}`);
      return { ok: false, doubt: 'too_short' };
    };
    expect(told(checked({}, { phone: ' 123' }), reader)).toEqual(['phone_form:phone', 'phone_doubtful:phone']);
    expect(asked).toEqual(['CN 123']);
    expect(told(checked({}, { phone: '123' }))).toEqual([]);
  });

  it('gets its country code where it is read without doubt, and keeps an extension as it is typed', () => {
    const found = (phone: string) =>
      findingsOf(checked({}, { phone }), { today: TODAY, country: 'CN', readPhone }).map(
        ({ kind, fix }) => `${kind} ${fix?.value ?? '-'}`,
      );
    expect(found('010-6552 9988')).toEqual(['phone_form +861065529988']);
    expect(found('０１０ 6552  9988')).toEqual(['phone_form +861065529988']);
    // With its code it is right as it stands, however it is grouped.
    expect(found('+86 10 6552 9988')).toEqual([]);
    expect(found('+1 202-555-0143')).toEqual([]);
    expect(found('010-6552 9988 ext. 12')).toEqual([]);
    expect(found('010-65')).toEqual(['phone_doubtful -']);
    expect(found('+86 10 6552 9988 7766 55')).toEqual(['phone_doubtful -']);
    expect(found('ask Li')).toEqual(['phone_doubtful -']);
    // An identity number in this field is told as what it is, and offered for nothing.
    expect(found('11010519491231002X')).toEqual(['id_number -']);
  });

  it.each([
    ['010-6552 9988', 'CN', { ok: true, e164: '+861065529988' }],
    ['138 0013 8000', 'CN', { ok: true, e164: '+8613800138000' }],
    ['020 7946 0018', 'GB', { ok: true, e164: '+442079460018' }],
    ['+49 30 901820', 'CN', { ok: true, e164: '+4930901820' }],
    ['020 7946 0018', 'none', { ok: false, doubt: 'no_country' }],
    ['', 'CN', { ok: false, doubt: 'no_number' }],
    ['1', 'CN', { ok: false, doubt: 'too_short' }],
    ['+86 1380013800013800138', 'CN', { ok: false, doubt: 'too_long' }],
  ])('reads %j as dialled in %s', (text, country, reading) => {
    expect(readPhone(text, country)).toEqual(reading);
  });

  it('are never copied into what is said about them', () => {
    const secret = ['11010519491231002X', '13800138000'];
    const contact = checked(
      {},
      { texts: secret.map((text) => ({ field: 'tags', text })), phone: '13800138000 ', email: 'X@Y.cn' },
    );
    const said = JSON.stringify(
      findingsOf(contact, { today: TODAY, country: 'CN' }).map(({ kind, field, why }) => [kind, field, why]),
    );
    for (const text of [...secret, 'X@Y.cn']) expect(said).not.toContain(text);
  });

  it('have a kind each that the list knows', () => {
    expect(new Set(FINDINGS).size).toBe(FINDINGS.length);
  });
});

it('shows no name that holds a private number', () => {
  const report = new ReadinessReport(compiled('2026-01-01', WHOLE), TODAY);
  expect(report.add(checked({}, { name: '李雷 13800138000' })).name).toBe('***');
  expect(report.add(checked({}, { name: '李雷 11010519491231002X' })).name).toBe('***');
  expect(report.add(checked({}, { name: '李雷' })).name).toBe('李雷');
});

describe('identity numbers', () => {
  it.each([
    ['11010519491231002X', true],
    ['证件号：11010519491231002x。', true],
    ['１１０１０５１９４９１２３１００２Ｘ', true],
    ['110105194912310021', false],
    ['110105194902310023', false],
    ['911101051949123100', false],
    ['1110105194912310021X', false],
    ['', false],
  ])('%j: %s', (text, is) => {
    expect(holdsIdNumber(text)).toBe(is);
  });

  test.prop([
    fc.integer({ min: 0, max: 999_999 }),
    fc.integer({ min: 0, max: 36_000 }),
    fc.integer({ min: 0, max: 999 }),
  ])('have exactly one right check character', (region, born, serial) => {
    const date = new Date(Date.UTC(1920, 0, 1 + born)).toISOString().slice(0, 10).replaceAll('-', '');
    const body = String(region).padStart(6, '0') + date + String(serial).padStart(3, '0');
    expect([...'0123456789X'].filter((check) => holdsIdNumber(body + check))).toHaveLength(1);
  });

  it.each([
    ['13800138000', true],
    ['+86 138-0013-8000', true],
    ['8613800138000', true],
    ['订单 2026138001380001', false],
    ['12800138000', false],
    ['010-65529988', false],
  ])('a mobile number in %j: %s', (text, is) => {
    expect(holdsMobile(text)).toBe(is);
  });
});

describe('duplicates', () => {
  const finderOf = (...contacts: readonly (Parameters<typeof duplicateKeys>[0] & { id: string })[]) => {
    const finder = new DuplicateFinder();
    for (const { id, ...contact } of contacts) finder.add(id, duplicateKeys(contact));
    return finder.groups();
  };

  it('share a phone, an e-mail in another case, or a name with its company', () => {
    expect(
      finderOf(
        { id: '1', name: 'Ana', company: 'Northwind', email: 'ana@x.cn', phone: '010-6552 9988' },
        { id: '2', name: 'Ben', company: 'Halden', email: 'Ana@X.cn ', phone: '+86 138' },
        { id: '3', name: ' A N A ', company: 'ＮORTHWIND', email: 'c@x.cn', phone: '01065529988' },
        { id: '4', name: 'Ana', email: 'd@x.cn', phone: '' },
        { id: '5', name: 'Ana', email: 'e@x.cn' },
      ),
    ).toEqual([
      { by: 'phone', ids: ['1', '3'], contacts: 2 },
      { by: 'email', ids: ['1', '2'], contacts: 2 },
      { by: 'name_and_company', ids: ['1', '3'], contacts: 2 },
    ]);
  });

  it('are counted when there are many, and a contact met twice is no duplicate of itself', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ id: String(index), email: 'same@x.cn' }));
    const [group] = finderOf(...many, { id: '0', email: 'same@x.cn' });
    expect(group).toMatchObject({ by: 'email', contacts: 50 });
    expect(group?.ids).toHaveLength(20);
    expect(finderOf({ id: '1', email: 'a@x.cn' }, { id: '1', email: 'a@x.cn' })).toEqual([]);
  });
});

describe('what stops a rule', () => {
  const gaps = (facts: CustomerText) =>
    ruleGaps(customer({ lifecycleStage: 'customer', ...facts }), compiled('2026-11-02', WHOLE), TODAY).map(
      ({ rule, because }) => `${rule} ${because}`,
    );

  it('is the date it counts from', () => {
    const found = gaps({ firstPurchaseOn: '2026-11-20' });
    expect(found).toContain('P01 no_date');
    expect(found).not.toContain('P02 no_date');
    expect(gaps({ signedOn: '2026-11-20' })).toContain('P02 no_date');
  });

  it('is an owner that nobody is', () => {
    expect(gaps({ owners: {}, firstPurchaseOn: '2026-11-20' })).toContain('P02 no_owner');
  });

  it('is a greeting nobody agreed to', () => {
    expect(gaps({ firstPurchaseOn: '2025-01-20' })).toContain('P26 no_consent');
    expect(gaps({ firstPurchaseOn: '2025-01-20', consents: ['greeting', 'email'] })).not.toContain('P26 no_consent');
  });

  it('is nothing for somebody who is not of the book', () => {
    expect(ruleGaps(customer({ lifecycleStage: 'lead' }), compiled('2026-11-02', WHOLE), TODAY)).toEqual([]);
  });
});

test.prop([fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1 })])(
  'a CSV is read back cell by cell, and runs no formula',
  (rows) => {
    const back = Papa.parse<string[]>(csvText(rows).replace(/\r\n$/, ''), { newline: '\r\n', delimiter: ',' }).data;
    expect(back).toEqual(rows.map((row) => row.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text))));
    for (const cell of back.flat()) expect(cell).not.toMatch(/^[=+\-@]/);
  },
);
