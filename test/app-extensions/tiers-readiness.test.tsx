import {
  Alert,
  Button,
  ErrorState,
  Link,
  LoadingButton,
  LoadingSpinner,
  Select,
  TableRow,
  TextArea,
} from '@hubspot/ui-extensions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ReadinessPage } from '../../app-extensions/ui/customers/ReadinessPage.tsx';
import { TiersPage } from '../../app-extensions/ui/customers/TiersPage.tsx';
import { UNAVAILABLE } from './answers.ts';
import { later, stage, stageFunctions, textOf } from './stage.ts';

afterEach(() => vi.unstubAllGlobals());

const why = { zh: 'A 级，按评分', en: 'Tier A by the scores' };
const step = (more: object) => ({
  ok: true,
  done: false,
  phase: 'deciding',
  cursor: '900',
  lease: { key: 'retier:1:1', expiresAt: 1 },
  reordered: { customers: 0, examples: [] },
  customers: 200,
  scored: 380,
  error: 0,
  cuts: { money: ['10.00', '20.00', '30.00', '40.00'] },
  moves: [
    { from: 'B', to: 'A', customers: 3, examples: [{ id: '501', name: '李雷', why }] },
    { from: 'A', to: 'A', customers: 197, examples: [] },
  ],
  flagged: { churnRisk: 1, healthy: 0, proposed: 2 },
  load: { days: 30, moved: 3, rehearsed: 3, visitsBefore: 2, visitsAfter: 5 },
  written: 4,
  failed: 0,
  ...more,
});
const counting = (customers: number) =>
  step({ phase: 'counting', cursor: null, customers, moves: [], written: 0, load: undefined, cuts: undefined });

describe('the Tiers page', () => {
  function opened(language: 'zh' | 'en', ...answers: readonly unknown[]) {
    const calls = stageFunctions({ retier: answers });
    const page = stage('pages', language);
    page.render(<TiersPage />);
    return {
      page,
      asked: () => calls.map(({ options }) => options.parameters),
      text: () => textOf(page.getRootNode()),
      preview: () => page.find(LoadingButton).trigger('onClick'),
    };
  }

  it('adds the steps of a preview up, and writes only when asked', async () => {
    const { page, asked, text, preview } = opened(
      'en',
      counting(400),
      step({}),
      step({
        done: true,
        cursor: null,
        moves: [{ from: 'B', to: 'A', customers: 3, examples: [{ id: '601', name: '韩梅', why }] }],
      }),
      step({ done: true, cursor: null, written: 8, load: undefined }),
    );
    expect(asked()).toEqual([]);
    preview();
    await vi.waitFor(() => expect(text()).toContain('Nothing is written yet'));
    const lease = { key: 'retier:1:1', expiresAt: 1 };
    const asks = { apply: false, fromDeals: false };
    expect(asked()).toEqual([asks, { ...asks, lease }, { ...asks, cursor: '900', lease }]);
    expect(textOf(page.findAll(TableRow)[1] ?? page.getRootNode())).toBe('B A 6 李雷 韩梅 Tier A by the scores');
    expect(text()).toContain('380 of 400 customers are scored');
    expect(text()).toContain('Next 30 days: about 4 visits to those who move become 10.');
    expect(text()).toContain('Estimated: 6 of the 6 who move were rehearsed');
    expect(text()).toContain('Churn risk: 2 new, 0 no longer. High-value programme proposed to 4');
    expect(page.find(Link).props.href).toBe(`/contacts/${page.mocks.context.portal.id}/record/0-1/501`);

    page.find(Button, ({ text: label }) => label === 'Write 8 changes').trigger('onClick');
    await vi.waitFor(() => expect(textOf(page.find(Alert))).toContain('Written: 8. Refused by HubSpot: 0.'));
    expect(asked().at(-1)).toEqual({ ...asks, apply: true, lease });
  });

  it('offers nothing to write when nothing changes, and speaks Chinese', async () => {
    const { page, text, preview } = opened('zh', step({ done: true, moves: [], written: 0 }));
    preview();
    await vi.waitFor(() => expect(text()).toContain('没有客户改变分层。'));
    expect(page.findAll(Button).map(({ text: label }) => label)).toEqual([]);
    expect(text()).not.toMatch(/Preview|customers/);
  });

  it('stops when asked, and shows a refusal with the way on', async () => {
    const slow = later();
    const { page, text, preview } = opened('en', () => slow.answer, UNAVAILABLE);
    preview();
    await vi.waitFor(() => expect(text()).toContain('Stop'));
    page.find(Button, ({ text: label }) => label === 'Stop').trigger('onClick');
    slow.arrive(step({ done: true }));
    await Promise.resolve();
    expect(text()).not.toContain('Nothing is written yet');

    preview();
    await vi.waitFor(() => expect(page.maybeFind(ErrorState)).not.toBeNull());
  });
});

describe('the Readiness page', () => {
  const answer = (more: object) => ({
    ok: true,
    done: true,
    cursor: null,
    customers: 3,
    stopped: 1,
    counts: [
      { kind: 'no_owner', customers: 1 },
      { kind: 'phone_form', customers: 1 },
    ],
    rules: [
      {
        rule: 'P01',
        name: { zh: '签约后首次回访', en: 'First visit after signing' },
        because: 'no_date',
        customers: 2,
      },
    ],
    rows: [
      {
        id: '501',
        name: '=李雷',
        findings: [
          { kind: 'no_owner', why: { zh: '没有负责人', en: 'No owner' } },
          { kind: 'phone_form', field: 'phone', why: { zh: '空格', en: 'Stray blanks' }, fix: '010 6552' },
        ],
      },
    ],
    more: 0,
    keys: { '501': { phone: 'x' } },
    corrected: 0,
    failed: [],
    ...more,
  });

  async function opened(language: 'zh' | 'en', ...answers: readonly unknown[]) {
    const calls = stageFunctions({ readiness: answers });
    const page = stage('pages', language);
    page.render(<ReadinessPage />);
    await vi.waitFor(() => expect(page.maybeFind(LoadingSpinner)).toBeNull());
    return {
      page,
      asked: () => calls.map(({ options }) => options.parameters),
      text: () => textOf(page.getRootNode()),
    };
  }

  it('adds up the steps, and finds duplicates across them', async () => {
    const { page, asked, text } = await opened(
      'en',
      answer({ done: false, cursor: '501' }),
      answer({ keys: { '777': { phone: 'x' } }, rows: [] }),
    );
    expect(asked()).toEqual([{}, { cursor: '501' }]);
    expect(text()).toContain('2 of 6 contacts cannot be planned');
    const rows = page.findAll(TableRow).map((row) => textOf(row));
    expect(rows).toContain('No owner 2');
    expect(rows).toContain('First visit after signing (P01) no date to count from 4');
    expect(rows).toContain('same phone 2 501 777');
  });

  it('lists the contacts of a finding as links and as a CSV that runs nothing', async () => {
    const { page, text } = await opened('en', answer({}));
    page.find(Select).trigger('onChange', 'no_owner' as never);
    expect(text()).toContain('Contacts: No owner');
    expect(page.find(Link, ({ text: label }) => label === '=李雷').props.href).toContain('/record/0-1/501');
    expect(page.find(TextArea).props.value).toBe("Contact,id,Finding,What\r\n'=李雷,501,No owner,No owner\r\n");
  });

  it('corrects after showing what would be written, then checks again', async () => {
    const { page, asked, text } = await opened(
      'zh',
      answer({}),
      answer({ corrected: 1 }),
      answer({ counts: [], rules: [], rows: [], stopped: 0 }),
    );
    page.find(Select).trigger('onChange', 'phone_form' as never);
    expect(text()).toContain('改为 010 6552');
    page.find(Button, ({ text: label }) => label === '修正 1 处').trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('已完成 1 处，HubSpot 拒绝 0 处。'));
    expect(asked()).toEqual([{}, { correct: { kind: 'phone_form', ids: ['501'] } }, {}]);
    expect(text()).toContain('所有联系人的数据都可用于计划。');
  });

  it('makes tasks for the profiles that nobody looked through, and asks for nothing else', async () => {
    const stale = { kind: 'stale_profile', why: { zh: '画像从未核对', en: 'The profile was never looked through' } };
    const { page, asked } = await opened(
      'en',
      answer({
        counts: [{ kind: 'stale_profile', customers: 2 }],
        rows: ['501', '502'].map((id) => ({ id, name: id, findings: [stale] })),
      }),
      answer({ corrected: 2 }),
      answer({}),
    );
    page.find(Select).trigger('onChange', 'stale_profile' as never);
    page.find(Button, ({ text: label }) => label === 'Make tasks for 2: look the profile through').trigger('onClick');
    await vi.waitFor(() => expect(asked()).toHaveLength(3));
    expect(asked()[1]).toEqual({ correct: { kind: 'stale_profile', ids: ['501', '502'] } });
  });

  it('shows a refusal and tries again', async () => {
    const { page, text } = await opened('en', UNAVAILABLE, answer({}));
    expect(page.maybeFind(ErrorState)).not.toBeNull();
    page.find(Button, ({ text: label }) => label === 'Try again').trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('1 of 3 contacts'));
  });
});
