import {
  Alert,
  Button,
  DateInput,
  ErrorState,
  Form,
  Input,
  LoadingButton,
  LoadingSpinner,
  Select,
  TableRow,
} from '@hubspot/ui-extensions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CustomerCard } from '../../app-extensions/cards/CustomerCard.tsx';
import { UNAVAILABLE } from './answers.ts';
import { PORTAL, stage, stageFunctions, textOf } from './stage.ts';

afterEach(() => vi.unstubAllGlobals());

const ground = { zh: '自 2026-06-01 起 175 天无联系', en: 'No talk since 2026-06-01: 175 days' };
const RISK = { flag: 'churn_risk', state: 'set', raisedOn: '2026-11-23', evidence: [ground], canUndo: false };
const customer = (more: object = {}) => ({
  ok: true,
  today: '2026-11-23',
  name: '李雷',
  tier: 'B',
  source: 'computed',
  since: '2026-11-01',
  why: { zh: 'B 级，按评分。', en: 'Tier B by the scores.' },
  numbers: [
    { dimension: 'money', value: '350.00', score: 3, beyond: '300.00', next: '400.00' },
    { dimension: 'recency', value: '175', score: 1, next: '160' },
  ],
  stage: { stage: 'loyal', enteredOn: '2025-01-01', nextChangeOn: '2027-03-01' },
  flags: [RISK],
  ...more,
});
const profile = (more: object = {}) => ({
  ok: true,
  today: '2026-11-23',
  profile: { kind: 'b2b', company: '华信科技', signed_on: '2026-01-05' },
  missing: ['industry', 'work_phone'],
  orders: { count: 4, repeats: 3, total: '1400.00', average: '350.00', everyDays: 60, growthPercent: -12 },
  lastTouch: { on: '2026-06-01', kind: 'call', direction: 'out' },
  ...more,
});

async function opened(language: 'zh' | 'en', answers: readonly unknown[], profiles: readonly unknown[] = [profile()]) {
  const calls = stageFunctions({ retier_customer: answers, customer_profile: profiles });
  const card = stage('crm.record.tab', language);
  card.render(<CustomerCard />);
  await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
  const press = (label: string) => card.find(Button, ({ text }) => text === label).trigger('onClick');
  const sent = (name: string) =>
    calls.filter((call) => call.name === name).map(({ options }) => options.parameters as object);
  return { card, press, sent, text: () => textOf(card.getRootNode()) };
}

/** The day picker's value for a day. */
const pickedDay = (year: number, month: number, date: number) => ({ year, month: month - 1, date });

describe('the tier on the card', () => {
  it('is explained number by number, with the cuts each lies between', async () => {
    const { card, text, sent } = await opened('en', [customer()]);
    expect(text()).toContain('Tier B since Nov 1, 2026 Tier B by the scores.');
    const rows = card.findAll(TableRow).map((row) => textOf(row));
    expect(rows).toContain('Total 350.00 3 above 300.00, up to 400.00');
    expect(rows).toContain('Days since the last purchase 175 1 160 or more');
    expect(text()).toContain('Loyal since Jan 1, 2025');
    expect(sent('retier_customer')).toEqual([{ portal: PORTAL, command: 'explain' }]);
  });

  it('is set by hand only with a reason and an end, and taken back', async () => {
    const manual = customer({ tier: 'A', source: 'manual', reason: '行业影响力', until: '2026-12-31', why: ground });
    const { card, press, sent, text } = await opened('en', [customer(), UNAVAILABLE, manual, customer()]);
    press('Set by hand');
    const form = () => card.find(Form);
    form().trigger('onSubmit');
    expect(form().find(Input).props.validationMessage).toBe('This is needed.');
    expect(form().find(DateInput).props.validationMessage).toBe('This is needed.');
    expect(sent('retier_customer')).toHaveLength(1);

    form()
      .find(Select)
      .trigger('onChange', 'A' as never);
    form()
      .find(Input)
      .trigger('onInput', '行业影响力' as never);
    form()
      .find(DateInput)
      .trigger('onChange', pickedDay(2026, 12, 31) as never);
    form().trigger('onSubmit');
    await vi.waitFor(() => expect(text()).toContain('HubSpot does not answer'));
    // What was typed is still there.
    form().trigger('onSubmit');
    await vi.waitFor(() => expect(text()).toContain('Tier A'));
    expect(card.find(Alert, ({ props }) => props.variant === 'info').props.title).toBe(
      'By hand until Dec 31, 2026: 行业影响力',
    );
    expect(sent('retier_customer').slice(1)).toEqual(
      Array(2).fill({ portal: PORTAL, command: 'set_tier', tier: 'A', reason: '行业影响力', until: '2026-12-31' }),
    );
    card.find(LoadingButton, ({ text: label }) => label === 'Take it back: let the scores decide').trigger('onClick');
    await vi.waitFor(() => expect(sent('retier_customer').at(-1)).toEqual({ portal: PORTAL, command: 'release_tier' }));
  });
});

describe('a flag on the card', () => {
  it('shows its grounds, is snoozed to a day, and the snooze undone', async () => {
    const snoozed = { ...RISK, state: 'snoozed', evidence: [], snoozedUntil: '2026-12-01', canUndo: true };
    const { card, press, sent, text } = await opened('zh', [
      customer(),
      customer({ flags: [snoozed] }),
      customer({ flags: [RISK] }),
    ]);
    expect(text()).toContain('自 2026-06-01 起 175 天无联系');
    press('暂缓：流失风险');
    card
      .find(Form)
      .find(DateInput)
      .trigger('onChange', pickedDay(2026, 12, 1) as never);
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(text()).toContain('暂缓至 2026年12月1日'));
    press('撤销：流失风险');
    await vi.waitFor(() => expect(text()).toContain('自 2026-06-01 起 175 天无联系'));
    expect(sent('retier_customer').slice(1)).toEqual([
      { portal: PORTAL, command: 'snooze', flag: 'churn_risk', until: '2026-12-01' },
      { portal: PORTAL, command: 'undo', flag: 'churn_risk' },
    ]);
  });

  it('is answered by “healthy”; the programme is joined with a reason', async () => {
    const joined = { flag: 'high_value_program', state: 'set', evidence: [], reason: '大客户', canUndo: false };
    const { card, press, sent, text } = await opened('en', [
      customer(),
      customer({ flags: [] }),
      customer({ flags: [joined] }),
    ]);
    press('Mark healthy');
    await vi.waitFor(() => expect(text()).toContain('Flags None.'));
    press('Join the high-value programme');
    card.find(Form).trigger('onSubmit');
    expect(sent('retier_customer')).toHaveLength(2);
    card
      .find(Form)
      .find(Input)
      .trigger('onInput', ' 大客户 ' as never);
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(text()).toContain('By hand: 大客户'));
    expect(sent('retier_customer').slice(1)).toEqual([
      { portal: PORTAL, command: 'mark_healthy', flag: 'churn_risk' },
      { portal: PORTAL, command: 'join_programme', reason: '大客户' },
    ]);
    expect(text()).toContain('Leave the high-value programme');
  });
});

describe('the profile on the card', () => {
  it('Q34 shows optional fields only where they are on, with purpose and the day of removal, 2027-11-23', async () => {
    const off = await opened('en', [customer()]);
    expect(off.text()).not.toContain('Gender');
    off.press('Add or correct');
    expect(off.card.findAll(Select).map(({ props }) => props.label)).not.toContain('Gender');

    const purpose = { zh: '正确称呼客户', en: 'To address the customer rightly' };
    const optional = [{ field: 'gender', purpose, keepMonths: 12, removedOn: '2027-11-23' }];
    const on = await opened('en', [customer()], [profile({ profile: { kind: 'b2c', gender: 'female' }, optional })]);
    expect(on.text()).toContain('Optional Gender Female, removed on Nov 23, 2027');
    const unknown = await opened(
      'zh',
      [customer()],
      [profile({ missing: [], optional: [{ ...optional[0], removedOn: undefined }] })],
    );
    expect(unknown.text()).toContain('可选信息 性别 正确称呼客户。可选，保存 12 个月。');
    expect(unknown.text()).toContain('没有缺项。');
    on.press('Add or correct');
    expect(on.card.find(Select, ({ props }) => props.label === 'Gender').props).toMatchObject({
      value: 'female',
      description: 'To address the customer rightly. Optional; kept 12 months.',
    });
  });

  it('shows what is known, and asks for the rest where it would stand', async () => {
    const { text } = await opened('en', [customer()]);
    expect(text()).toContain('Profile 2 still to be asked Never looked through.');
    expect(text()).toContain('Kind of customer Business Company 华信科技 Industry to be asked Work phone to be asked');
    expect(text()).toContain('Average order 350.00');
    expect(text()).toContain('Last contact: Jun 1, 2026, call (by us)');
  });

  it('keeps what was typed, refuses private numbers before anything is sent, and notes that it was looked through', async () => {
    const { card, press, sent, text } = await opened(
      'zh',
      [customer()],
      [
        profile(),
        profile({ profile: { kind: 'b2b', industry: '物流' }, missing: [] }),
        profile({ checkedOn: '2026-11-23', checkBy: '2027-02-21' }),
      ],
    );
    press('补充或更正');
    const field = (label: string) => card.find(Input, ({ props }) => props.label === label);
    field('行业').trigger('onInput', '物流 13800138000' as never);
    card.find(Form).trigger('onSubmit');
    expect(field('行业').props.validationMessage).toContain('只记录工作电话');
    expect(sent('customer_profile')).toHaveLength(1);
    field('行业').trigger('onInput', '物流' as never);
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(text()).toContain('没有缺项。'));
    card.find(LoadingButton, ({ text: label }) => label === '我已核对').trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('应于 2027年2月21日 前再次核对。'));
    expect(sent('customer_profile').slice(1)).toEqual([
      { portal: PORTAL, command: 'save', changes: { industry: '物流' } },
      { portal: PORTAL, command: 'checked' },
    ]);
  });
});

it('says what went wrong and tries again', async () => {
  const { card, press, text } = await opened('en', [UNAVAILABLE, customer()]);
  expect(card.maybeFind(ErrorState)).not.toBeNull();
  press('Try again');
  await vi.waitFor(() => expect(text()).toContain('Tier B'));
});
