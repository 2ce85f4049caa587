import {
  Accordion,
  Alert,
  Button,
  Form,
  LoadingButton,
  LoadingSpinner,
  StatusTag,
  TextArea,
  ToggleGroup,
} from '@hubspot/ui-extensions';
import { CrmActionButton } from '@hubspot/ui-extensions/crm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NextVisitCard } from '../../app-extensions/cards/NextVisitCard.tsx';
import { VisitCard } from '../../app-extensions/cards/VisitCard.tsx';
import type { LoopLine } from '../../src/contract/open-loops.ts';
import { contact, logged, UNAVAILABLE } from './answers.ts';
import { PORTAL, stage, stageFunctions, textOf } from './stage.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-02-14T01:00:00Z') }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const LINES = [
  {
    rule: 'P01',
    name: { en: 'After signing', zh: '签约后回访' },
    verdict: 'leads',
    why: { en: 'After signing: signed 2026-02-12\nMoved off a holiday', zh: '签约后回访：2026-02-12 签约\n避开节假日' },
    window: { earliest: '2026-02-10', target: '2026-02-12', latest: '2026-02-24' },
    on: '2026-02-13',
  },
  {
    rule: 'P08',
    name: { en: 'Quarterly visit', zh: '季度回访' },
    verdict: 'beaten',
    why: { en: 'P11 asks for more', zh: 'P11 要求更密' },
    by: { id: 'P11', name: { en: 'Monthly visit', zh: '月度回访' } },
  },
];
const OFF = {
  rule: 'P25',
  name: { en: 'On site', zh: '上门' },
  verdict: 'off',
  why: { en: 'the rule is off', zh: '规则未启用' },
};
const page = (lines: readonly object[], next: number | null) => ({
  ok: true,
  today: '2026-02-14',
  lines,
  total: 3,
  next,
});

describe.each([
  ['the sidebar card', 'crm.record.sidebar', NextVisitCard],
  ['the tab card', 'crm.record.tab', VisitCard],
] as const)('every rule behind %s', (_, location, Card) => {
  async function shown(language: 'zh' | 'en', ...open_why: readonly unknown[]) {
    const calls = stageFunctions({ open_contact: [contact()], open_why });
    const card = stage(location, language);
    card.render(<Card />);
    await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
    const press = (label: string) => card.find(Button, ({ text }) => text === label).trigger('onClick');
    return { card, calls, press, text: () => textOf(card.getRootNode()) };
  }

  it('is asked for on a click only, and told with its arithmetic and what beat it', async () => {
    const { card, calls, press, text } = await shown('en', page([...LINES, OFF], null));
    expect(calls.map(({ name }) => name)).toEqual(['open_contact']);
    press('Why? Every rule');
    await vi.waitFor(() => expect(text()).toContain('Rules: 3 of 3'));
    expect(calls[1]).toEqual({
      name: 'open_why',
      options: { propertiesToSend: ['hs_object_id'], parameters: { portal: PORTAL, from: 0 } },
    });
    for (const said of [
      'Decides After signing (P01) After signing: signed 2026-02-12 Moved off a holiday',
      'on Feb 13, 2026; Feb 10, 2026 to Feb 24, 2026, best Feb 12, 2026',
      'Beaten Quarterly visit (P08) P11 asks for more → Monthly visit (P11)',
    ])
      expect(text()).toContain(said);
    expect(card.find(Accordion).props.title).toBe('Ask nothing now (1)');
    expect(card.findAll(StatusTag).map((tag) => tag.text)).toContain('Off');
    press('Hide the rules');
    expect(text()).not.toContain('P11 asks for more');
  });

  it('comes page by page', async () => {
    const { card, calls, press, text } = await shown('zh', page(LINES, 2), page([OFF], null));
    press('为什么？全部规则');
    await vi.waitFor(() => expect(text()).toContain('规则：2 / 3'));
    expect(text()).toContain('让位 季度回访 (P08) P11 要求更密 → 月度回访 (P11)');
    card.find(LoadingButton, (button) => button.text === '更多规则').trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('规则：3 / 3'));
    expect(calls.at(-1)?.options.parameters).toEqual({ portal: PORTAL, from: 2 });
  });

  it('says why it cannot be told, and the card stays', async () => {
    const { press, text } = await shown('en', UNAVAILABLE);
    press('Why? Every rule');
    await vi.waitFor(() => expect(text()).toContain('HubSpot does not answer.'));
    expect(text()).toContain('After signing (P01)');
  });
});

const loop = (more: Partial<LoopLine>): LoopLine => ({
  key: '501:0:problem',
  kind: 'problem',
  state: 'raised',
  description: 'The interface breaks every week',
  urgency: 'normal',
  raisedOn: '2026-02-02',
  ageDays: 12,
  clock: 'none',
  because: ['said'],
  ...more,
});

describe('what is still open, in the form of the tab card', () => {
  const OPEN = contact({
    loops: [loop({}), loop({ key: '501:0:need', kind: 'need', description: 'Wants a mobile app' })],
    openLoops: 5,
    history: [{ key: '501:0', on: '2026-02-02', outcome: 'reached', channel: 'phone', scores: {} }],
  });

  async function filling(language: 'zh' | 'en', answer: typeof OPEN, ...log_visit: readonly unknown[]) {
    const calls = stageFunctions({ open_contact: [answer], log_visit, save_draft: [{ ok: true }] });
    const card = stage('crm.record.tab', language);
    card.render(<VisitCard />);
    await vi.waitFor(() => expect(card.maybeFind(Form)).not.toBeNull());
    const group = (name: string) => card.find(ToggleGroup, ({ props }) => props.name === name);
    return {
      card,
      group,
      choose: (name: string, value: string) => group(name).trigger('onChange', value as never),
      because: (name: string, text: string) =>
        card.find(TextArea, ({ props }) => props.name === `${name}.because`).trigger('onInput', text as never),
      save: () => card.find(Form).trigger('onSubmit'),
      sent: () => calls.filter(({ name }) => name === 'log_visit').map(({ options }) => options.parameters),
      text: () => textOf(card.getRootNode()),
    };
  }

  it('is asked one by one, and for all that are not listed together; nothing is sent before it is said', async () => {
    const { choose, because, group, save, sent, text } = await filling('en', OPEN, logged());
    expect(text()).not.toContain('What became of what is still open');
    choose('outcome', 'reached');
    expect(group('loops.501:0:problem').props.label).toBe('Problem (Feb 2, 2026): The interface breaks every week');
    expect(group('otherLoops').props.label).toBe('3 more open loops, in the “Open loops” tab');
    save();
    expect(group('loops.501:0:need').props.validationMessage).toBe('Say what became of it.');
    choose('loops.501:0:problem', 'answered');
    choose('loops.501:0:need', 'not_now');
    choose('otherLoops', 'discussed');
    save();
    expect(text()).toContain('Say why not now.');
    expect(sent()).toEqual([]);
    because('loops.501:0:need', ' budget not decided ');
    save();
    await vi.waitFor(() => expect(sent()).toHaveLength(1));
    expect(sent()[0]).toMatchObject({
      loops: [
        { key: '501:0:problem', how: 'answered' },
        { key: '501:0:need', how: 'not_now', because: 'budget not decided' },
      ],
      otherLoops: { how: 'discussed' },
    });
  });

  it('is not asked of a customer who was not reached', async () => {
    const { choose, save, sent } = await filling('en', OPEN, logged());
    choose('outcome', 'refused');
    save();
    await vi.waitFor(() => expect(sent()).toHaveLength(1));
    expect(sent()[0]).not.toHaveProperty('loops');
  });

  it('is asked too of a loop that somebody raised meanwhile, with everything typed still there', async () => {
    const refusal = {
      ok: false,
      reason: 'loops_unmentioned',
      message: { zh: '还有 1 个', en: '1 open loop is not mentioned.' },
      fields: [{ path: 'loops.501:i:new', message: 'Invoice is wrong' }],
    };
    const { choose, group, save, sent, text, card } = await filling('en', contact(), refusal, logged());
    choose('outcome', 'reached');
    card.find(TextArea, ({ props }) => props.name === 'followUpPlan').trigger('onInput', 'call back' as never);
    save();
    await vi.waitFor(() => expect(text()).toContain('1 open loop is not mentioned.'));
    expect(group('loops.501:i:new').props).toMatchObject({
      label: 'Invoice is wrong',
      validationMessage: 'Say what became of it.',
    });
    choose('loops.501:i:new', 'discussed');
    save();
    await vi.waitFor(() => expect(sent()).toHaveLength(2));
    expect(sent()[1]).toMatchObject({
      followUpPlan: 'call back',
      loops: [{ key: '501:i:new', how: 'discussed' }],
      submissionId: (sent()[0] as { submissionId: string }).submissionId,
    });
  });

  it('says in which visit a loop was raised', async () => {
    const raised = contact({ ...OPEN, loops: [loop({ visitKey: '501:0' })], openLoops: 1 });
    expect((await filling('en', raised)).text()).toContain('raised in the visit of Feb 2, 2026');
    expect((await filling('zh', raised)).text()).toContain('提出于 2026年2月2日 的回访');
  });

  it('leads on, once the visit is saved, to the next visit, a task, a meeting and the loops', async () => {
    const wrote = {
      activity: 'call' as const,
      taskCompleted: true,
      loops: [{ key: 'k', kind: 'problem', description: 'x' }],
      promises: 0,
    };
    const { choose, save, text, card } = await filling('en', contact(), logged({ wrote }));
    choose('outcome', 'reached');
    save();
    await vi.waitFor(() => expect(text()).toContain('Visit saved'));
    expect(text()).toContain('The loops are in the “Open loops” tab of this record.');
    expect(card.find(Button, (button) => button.text === 'Go to the next visit')).toBeTruthy();
    expect(card.findAll(CrmActionButton).map(({ props }) => props.actionType)).toEqual([
      'ADD_TASK',
      'SCHEDULE_MEETING',
    ]);
  });
});

describe('what is still open, in the short form of the sidebar', () => {
  it('is answered for all at once, and asked for before anything is sent', async () => {
    const calls = stageFunctions({ open_contact: [contact({ openLoops: 2 })], log_visit: [logged()] });
    const card = stage('crm.record.sidebar', 'en');
    card.render(<NextVisitCard />);
    await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
    card.find(Button, ({ text }) => text === 'Log').trigger('onClick');
    card.find(Form).trigger('onSubmit');
    expect(textOf(card.getRootNode())).toContain('Say what became of it.');
    const group = card.find(ToggleGroup, ({ props }) => props.name === 'short.loops');
    expect(group.props.label).toBe('What became of what is still open (2 open loops)');
    group.trigger('onChange', 'discussed' as never);
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(calls.some(({ name }) => name === 'log_visit')).toBe(true));
    expect(calls.find(({ name }) => name === 'log_visit')?.options.parameters).toMatchObject({
      outcome: 'reached',
      otherLoops: { how: 'discussed' },
    });
    expect(card.findAll(Alert)).toEqual([]);
  });
});
