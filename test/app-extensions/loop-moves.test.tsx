import {
  Alert,
  Button,
  DateInput,
  Form,
  Heading,
  Input,
  LoadingSpinner,
  Select,
  TextArea,
  Tile,
} from '@hubspot/ui-extensions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OpenLoopsCard } from '../../app-extensions/cards/OpenLoopsCard.tsx';
import type { LoopDetail } from '../../src/contract/open-loops.ts';
import { openLoop, UNAVAILABLE } from './answers.ts';
import { PORTAL, stage, stageFunctions, textOf } from './stage.ts';

afterEach(() => vi.unstubAllGlobals());

const moved = (more: Partial<LoopDetail>, rest: object = {}) => ({
  ok: true,
  loop: openLoop(more),
  repeated: false,
  raised: [],
  total: 1,
  ...rest,
});

async function opened(language: 'zh' | 'en', loop: LoopDetail, answers: readonly unknown[]) {
  const list = {
    ok: true,
    today: '2026-02-14',
    timeZone: 'Asia/Shanghai',
    contactName: '李雷',
    loops: [loop],
    total: 1,
    owners: [{ id: '72', name: '赵敏' }],
    next: null,
  };
  const calls = stageFunctions({ open_loops: [list], move_issue: answers });
  const card = stage('crm.record.tab', language);
  card.render(<OpenLoopsCard />);
  await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
  card.find(Button, ({ text }) => /^(Open: (Problem|Complaint)|处理：问题)$/.test(text ?? '')).trigger('onClick');
  const press = (label: string) => card.find(Button, ({ text }) => text === label).trigger('onClick');
  const sent = () =>
    calls
      .filter(({ name }) => name === 'move_issue')
      .map(
        ({ options }) =>
          options.parameters as { readonly move: object; readonly commandId: string; readonly expected: number },
      );
  return { card, press, sent, panel: () => textOf(card.find(Tile)), shown: () => textOf(card.getRootNode()) };
}

describe('a loop that is opened on the card', () => {
  it('shows each clock with its arithmetic, its promises and what a low score asks for', async () => {
    const { panel } = await opened('en', openLoop(), []);
    expect(panel()).toContain('overdue Closing issues of high-value customers (P14) due Feb 13, 2026, 17:00');
    expect(panel()).toContain('starts 2026-02-12 17:00 (+08:00)');
    expect(panel()).toContain('+ 24 h by the clock, until 2026-02-13 17:00 (+08:00)');
    expect(panel()).toContain('send an engineer (due Feb 13, 2026, 17:00): open');
    expect(panel()).toContain(
      '○ Listen, and do not argue ○ Apologise ✓ Record it ✓ Say what will be done, and by when',
    );
  });

  it('speaks Chinese', async () => {
    const { panel } = await opened('zh', openLoop(), []);
    expect(panel()).toContain('+ 24 小时（自然时间），至 2026-02-13 17:00 (+08:00)');
    expect(panel()).toContain('受理');
    expect(panel().replaceAll('send an engineer', '')).not.toMatch(/[a-z]{4,}/);
  });

  it('offers what the state allows, and nothing else', async () => {
    const { card } = await opened('en', openLoop({ allowed: ['confirm', 'attempt_confirmation', 'reopen'] }), []);
    const labels = card
      .find(Tile)
      .findAll(Button)
      .map(({ text }) => text);
    expect(labels).toEqual([
      'Kept: send an engineer',
      'Cannot be kept: send an engineer',
      'The customer confirms',
      'Not reached',
      'Not solved: reopen',
    ]);
  });

  it('is accepted, and the card says what was written', async () => {
    const { card, press, sent, panel } = await opened('en', openLoop(), [
      moved({ state: 'accepted', movedAt: 3, allowed: ['start'] }),
    ]);
    press('Accept');
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(panel()).toContain('Problem: Accepted'));
    expect(sent()).toMatchObject([
      { portal: PORTAL, issueKey: '501:1:problem', expected: 2, move: { type: 'accept' } },
    ]);
    expect(card.find(Alert, ({ props }) => props.variant === 'success').props.title).toBe(
      'Saved. The loop is now: Accepted. Next due Feb 13, 2026, 17:00.',
    );
  });

  it('is resolved: what was typed stays when it fails, and goes out again under the same name', async () => {
    const { card, press, sent, panel } = await opened('en', openLoop(), [
      UNAVAILABLE,
      moved({ state: 'resolved', movedAt: 3, allowed: ['confirm'], reply: 'a new cable' }),
    ]);
    press('Resolved and told');
    card.find(Form).trigger('onSubmit');
    expect(card.find(TextArea).props.validationMessage).toBe('This is needed.');
    card.find(TextArea).trigger('onInput', 'a new cable' as never);
    card.find(Form).trigger('onSubmit');
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(panel()).toContain('Not saved yet'));
    expect(card.find(TextArea).props.value).toBe('a new cable');
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(panel()).toContain('Our answer: a new cable'));
    expect(sent()).toHaveLength(2);
    expect(sent()[0]).toEqual(sent()[1]);
    expect(sent()[0]?.move).toEqual({ type: 'resolve', reply: 'a new cable', outcome: 'done' });
  });

  it('that somebody else moved is shown as it stands, with what he did; what was typed stays', async () => {
    const now = openLoop({
      state: 'accepted',
      movedAt: 5,
      done: [{ type: 'accepted', at: '2026-02-14T01:00:00.000Z', by: 'bob@example.com' }],
    });
    const { card, press, sent, panel } = await opened('en', openLoop(), [
      {
        ok: false,
        reason: 'moved_meanwhile',
        message: { zh: '有人处理了', en: 'Somebody has just moved this loop.' },
        loop: now,
      },
      moved({ state: 'resolved', movedAt: 6 }),
    ]);
    press('Resolved and told');
    card.find(TextArea).trigger('onInput', 'a new cable' as never);
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(panel()).toContain('Somebody has just moved this loop.'));
    expect(panel()).toContain('Accepted, bob@example.com, Feb 14, 2026, 09:00');
    expect(card.find(TextArea).props.value).toBe('a new cable');
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(sent()).toHaveLength(2));
    expect(sent()[1]?.expected).toBe(5);
    expect(sent()[1]?.commandId).not.toBe(sent()[0]?.commandId);
  });

  it('gets a promise with day and time, an extension by agreement, and keeps one', async () => {
    const { card, press, sent } = await opened('en', openLoop(), [moved({})]);
    press('Promise');
    card.find(Input, ({ props }) => props.name === 'move.promise').trigger('onInput', 'call back' as never);
    card.find(Select, ({ props }) => props.name === 'move.promiseKind').trigger('onChange', 'result' as never);
    card.find(Form).trigger('onSubmit');
    expect(card.find(DateInput).props.validationMessage).toBe('This is needed.');
    card.find(DateInput).trigger('onChange', { year: 2026, month: 1, date: 24 } as never);
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(sent()).toHaveLength(1));
    expect(sent()[0]?.move).toEqual({
      type: 'promise',
      promise: { kind: 'result', text: 'call back', due: { dueOn: '2026-02-24', dueTime: '17:00' } },
    });
    await vi.waitFor(() => expect(card.maybeFind(Form)).toBeNull());
    press('Kept: send an engineer');
    await vi.waitFor(() => expect(sent()).toHaveLength(2));
    expect(sent()[1]?.move).toEqual({ type: 'keep', promiseId: '1' });
    await vi.waitFor(() => expect(card.find(Alert, ({ props }) => props.variant === 'success')).not.toBeNull());
    await vi.waitFor(() =>
      expect(card.find(Button, ({ text }) => text === 'Extend by agreement').props.disabled).toBe(false),
    );
    press('Extend by agreement');
    card.find(Select, ({ props }) => props.name === 'move.what').trigger('onChange', '1' as never);
    card.find(DateInput).trigger('onChange', { year: 2026, month: 1, date: 25 } as never);
    card.find(Input, ({ props }) => props.name === 'move.agreedWith').trigger('onInput', 'Ms Li' as never);
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(sent()).toHaveLength(3));
    expect(sent()[2]?.move).toEqual({
      type: 'extend',
      what: '1',
      dueOn: '2026-02-25',
      dueTime: '17:00',
      agreedWith: 'Ms Li',
    });
  });

  it('is handed over to a role or to a person', async () => {
    const { card, press, sent } = await opened('en', openLoop({ allowed: ['reassign'] }), [moved({ movedAt: 3 })]);
    press('Hand over');
    const owner = () => card.find(Select, ({ props }) => props.name === 'move.owner');
    expect(owner().props.options).toEqual([
      { value: '', label: 'Whoever fills the role for this customer' },
      { value: '72', label: '赵敏' },
    ]);
    card.find(Select, ({ props }) => props.name === 'move.role').trigger('onChange', 'problem_owner' as never);
    owner().trigger('onChange', '72' as never);
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(sent()).toHaveLength(1));
    expect(sent()[0]?.move).toEqual({ type: 'reassign', ownerRole: 'problem_owner', ownerId: '72' });
  });

  it('is investigated and made good where it is a complaint', async () => {
    const complaint = openLoop({ kind: 'complaint', state: 'accepted', allowed: ['start', 'offer'] });
    const { card, press, sent, panel } = await opened('en', complaint, [
      moved({ kind: 'complaint', state: 'accepted', offer: { what: 'a new unit', compensation: 'a month free' } }),
    ]);
    expect(
      card
        .find(Tile)
        .findAll(Button)
        .map(({ text }) => text),
    ).toContain('Investigate');
    press('Offer a solution');
    card.find(TextArea).trigger('onInput', 'a new unit' as never);
    card.find(Input, ({ props }) => props.name === 'move.compensation').trigger('onInput', 'a month free' as never);
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(panel()).toContain('Offered: a new unit Compensation: a month free'));
    expect(sent()[0]?.move).toEqual({ type: 'offer', what: 'a new unit', compensation: 'a month free' });
  });

  it('has its root cause chosen from a list; only another cause needs words', async () => {
    const complaint = openLoop({ kind: 'complaint', allowed: ['set_root_cause'], promises: [] });
    const { card, press, sent, panel } = await opened('en', complaint, [
      moved({
        kind: 'complaint',
        allowed: ['set_root_cause'],
        rootCategory: 'response_speed',
        lacking: ['prevention'],
      }),
      moved({ kind: 'complaint', allowed: [], rootCategory: 'other', rootCause: 'a strike' }),
    ]);
    const choose = (cause: string) =>
      card.find(Select, ({ props }) => props.name === 'move.category').trigger('onChange', cause as never);
    press('Root cause');
    expect(card.find(Select, ({ props }) => props.name === 'move.category').props.options).toEqual([
      { value: '', label: 'Choose one' },
      { value: 'product_quality', label: 'Product quality' },
      { value: 'service_process', label: 'Service process' },
      { value: 'response_speed', label: 'Speed' },
      { value: 'communication', label: 'Communication' },
      { value: 'other', label: 'Other' },
    ]);
    card.find(Form).trigger('onSubmit');
    expect(sent()).toEqual([]);
    choose('response_speed');
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(panel()).toContain('Root cause: Speed'));
    expect(sent()[0]?.move).toEqual({ type: 'set_root_cause', category: 'response_speed', text: '' });
    press('Root cause');
    choose('other');
    card.find(Form).trigger('onSubmit');
    expect(sent()).toHaveLength(1);
    card.find(TextArea).trigger('onInput', 'a strike' as never);
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(panel()).toContain('Root cause: Other, a strike'));
    expect(sent()[1]?.move).toEqual({ type: 'set_root_cause', category: 'other', text: 'a strike' });
  });

  it('is confirmed with the customer’s word and a score; a low one opens a loop of its own', async () => {
    const resolved = openLoop({ state: 'resolved', allowed: ['confirm', 'reopen'], promises: [] });
    const { card, press, sent, shown } = await opened('en', resolved, [
      moved(
        { state: 'confirmed', movedAt: 4, allowed: ['reopen'], promises: [] },
        { raised: [openLoop({ key: '501:1:problem:mark', description: '2/5' })] },
      ),
    ]);
    press('The customer confirms');
    card.find(TextArea).trigger('onInput', 'works, but late' as never);
    card.find(Select, ({ props }) => props.name === 'move.score').trigger('onChange', '2' as never);
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(shown()).toContain('The low score opened a loop of its own.'));
    expect(sent()[0]?.move).toEqual({ type: 'confirm', answer: 'works, but late', how: 'phone', score: 2 });
    expect(card.findAll(Button).filter(({ text }) => text === 'Open: Problem')).toHaveLength(1);
    expect(card.findAll(Heading).map(({ text }) => text)).toContain('Problem: Confirmed');
    // The customer says no after all.
    press('Not solved: reopen');
    expect(card.find(TextArea).props.label).toBe('What is not solved');
  });
});
