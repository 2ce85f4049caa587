import {
  Alert,
  Button,
  EmptyState,
  ErrorState,
  Form,
  Input,
  LineChart,
  Link,
  LoadingButton,
  LoadingSpinner,
  Select,
  StatisticsItem,
  StatusTag,
  TableRow,
  TextArea,
} from '@hubspot/ui-extensions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HelpDeskCard } from '../../app-extensions/cards/HelpDeskCard.tsx';
import { OpenLoopsCard } from '../../app-extensions/cards/OpenLoopsCard.tsx';
import { PreviewCard } from '../../app-extensions/cards/PreviewCard.tsx';
import { SatisfactionCard } from '../../app-extensions/cards/SatisfactionCard.tsx';
import type { OpenLoopsAnswer } from '../../src/contract/open-loops.ts';
import type { OpenSatisfactionAnswer, ShareText } from '../../src/contract/open-satisfaction.ts';
import { contact, openLoop as loop, UNAVAILABLE } from './answers.ts';
import { later, PORTAL, redrawable, stage, stageFunctions, textOf } from './stage.ts';

afterEach(() => vi.unstubAllGlobals());

type Yes<A> = Extract<A, { readonly ok: true }>;

const loops = (more: Partial<Yes<OpenLoopsAnswer>> = {}): Yes<OpenLoopsAnswer> => ({
  ok: true,
  today: '2026-02-14',
  timeZone: 'Asia/Shanghai',
  contactName: '李雷',
  loops: [loop()],
  total: 1,
  owners: [],
  next: null,
  ...more,
});

const share = (more: Partial<ShareText> = {}): ShareText => ({
  n: 10,
  hits: 9,
  counts: [0, 0, 1, 4, 5],
  sample: 'small',
  percent: 90,
  interval: { low: 59.6, high: 98.2 },
  ...more,
});
const satisfaction = (more: Partial<Yes<OpenSatisfactionAnswer>> = {}): Yes<OpenSatisfactionAnswer> => ({
  ok: true,
  today: '2026-02-14',
  timeZone: 'Asia/Shanghai',
  contactName: '李雷',
  overall: { n: 10, hits: 9, counts: [0, 0, 1, 4, 5], sample: 'small', percent: 90 },
  dimensions: { response_speed: share() },
  nps: {
    n: 10,
    promoters: 6,
    passives: 3,
    detractors: 1,
    sample: 'small',
    score: 50,
    interval: { low: -0.2, high: 77.1 },
  },
  modes: { rep_on_phone: 9, customer_link: 1 },
  history: [
    { key: '501:3', on: '2026-02-01', channel: 'phone', scores: { response_speed: 5 }, nps: 9, praise: 'quick' },
    { key: '501:2', on: '2026-01-01', channel: 'phone', scores: { response_speed: 4 }, collectedBy: 'customer_link' },
  ],
  before: null,
  suggestions: [{ key: 's', description: 'an app for phones', raisedOn: '2026-01-01', state: 'accepted' }],
  ...more,
});

type CardOf = typeof OpenLoopsCard;

function opened(Card: CardOf, language: 'zh' | 'en', answers: { readonly [name: string]: readonly unknown[] }) {
  const calls = stageFunctions(answers);
  const card = stage('crm.record.tab', language);
  card.render(<Card />);
  return { card, calls, text: () => textOf(card.getRootNode()) };
}

async function shown(...args: Parameters<typeof opened>) {
  const open = opened(...args);
  await vi.waitFor(() => expect(open.card.maybeFind(LoadingSpinner)).toBeNull());
  return open;
}

describe.each([
  ['Open loops', OpenLoopsCard, 'open_loops', loops()],
  ['Satisfaction', SatisfactionCard, 'open_satisfaction', satisfaction()],
] as const)('the tab “%s”', (_, Card, name, ready) => {
  it('shows its labels before the answer is there, and reads it with one call', async () => {
    const { answer, arrive } = later();
    const { card, calls, text } = opened(Card, 'en', { [name]: [() => answer] });
    expect(card.maybeFind(LoadingSpinner)).not.toBeNull();
    expect(text()).toContain('…');
    arrive(ready);
    await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
    expect(calls).toEqual([{ name, options: { propertiesToSend: ['hs_object_id'], parameters: { portal: PORTAL } } }]);
  });

  it('says what went wrong, and tries again', async () => {
    const { card } = await shown(Card, 'en', { [name]: [UNAVAILABLE, ready] });
    expect(textOf(card.find(ErrorState))).toContain('HubSpot does not answer.');
    card.find(Button, ({ text }) => text === 'Try again').trigger('onClick');
    await vi.waitFor(() => expect(card.maybeFind(ErrorState)).toBeNull());
    await vi.waitFor(() => expect(card.findAll(TableRow).length).toBeGreaterThan(0));
  });

  it('speaks Chinese', async () => {
    const { text } = await shown(Card, 'zh', { [name]: [ready] });
    expect(text()).not.toMatch(/Raise|Clock|History|Collected|interval/);
  });
});

/** The record as HubSpot sees it; `now` is what its properties are when the card is drawn. */
function record(card: ReturnType<typeof stage>, now: { properties: { [name: string]: string } }): void {
  card.mocks.useCrmProperties.willCall(() => ({
    properties: now.properties,
    error: null,
    isLoading: false,
    isRefetching: false,
    refetch: async () => {},
  }));
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe.each([
  ['open loops', OpenLoopsCard, 'open_loops', loops({ loops: [], total: 0 }), loops(), { rv_open_loops: '1' }],
  ['satisfaction', SatisfactionCard, 'open_satisfaction', satisfaction(), satisfaction(), { rv_last_csat: '2' }],
] as const)('%s, after a visit was saved in another card', (_, Card, name, before, after, changed) => {
  it('are read again as soon as HubSpot sees it, once', async () => {
    const calls = stageFunctions({ [name]: [before, after] });
    const card = stage('crm.record.tab', 'en');
    const now = { properties: { rv_next_visit_on: '2026-02-12', rv_open_loops: '0' } as { [name: string]: string } };
    record(card, now);
    const { element, redraw } = redrawable(Card);
    card.render(element);
    await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
    now.properties = { ...now.properties, ...changed };
    redraw();
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    await vi.waitFor(() => expect(card.findAll(TableRow).length).toBeGreaterThan(0));
    redraw();
    await settled();
    expect(calls).toHaveLength(2);
  });
});

describe('open loops', () => {
  it('are not read again for a count that they show already', async () => {
    const calls = stageFunctions({ open_loops: [loops()] });
    const card = stage('crm.record.tab', 'en');
    const now = { properties: { rv_next_visit_on: '2026-02-12', rv_open_loops: '2' } };
    record(card, now);
    const { element, redraw } = redrawable(OpenLoopsCard);
    card.render(element);
    await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
    now.properties = { ...now.properties, rv_open_loops: '1' };
    redraw();
    await settled();
    expect(calls).toHaveLength(1);
  });

  it('says when nothing is open', async () => {
    const { card } = await shown(OpenLoopsCard, 'en', { open_loops: [loops({ loops: [], total: 0 })] });
    expect(card.find(EmptyState).props.title).toBe('Nothing is open with this customer.');
  });

  it('has each loop with its clock, its promise and why it was opened', async () => {
    const { card } = await shown(OpenLoopsCard, 'en', { open_loops: [loops()] });
    expect(card.find(StatusTag).text).toBe('overdue');
    expect(textOf(card.findAll(TableRow)[1] ?? card.getRootNode())).toBe(
      'Problem, Urgent 接口每周断一次 low score Raised · from Feb 10, 2026 (4 days ago) overdue due Feb 13, 2026, 17:00 promised: send an engineer 王琳 Open: Problem',
    );
  });

  it('shows the next page below, no loop twice', async () => {
    const { card, calls } = await shown(OpenLoopsCard, 'en', {
      open_loops: [loops({ next: 1, total: 2 }), loops({ loops: [loop(), loop({ key: 'b' })], total: 2 })],
    });
    card.find(LoadingButton, ({ text }) => text === 'Show more').trigger('onClick');
    await vi.waitFor(() => expect(card.findAll(TableRow)).toHaveLength(3));
    expect(calls[1]?.options.parameters).toEqual({ portal: PORTAL, skip: 1 });
  });

  it('raises one, once, keeps what was typed when it fails, and shows it at once', async () => {
    const { card, calls, text } = await shown(OpenLoopsCard, 'en', {
      open_loops: [loops()],
      raise_issue: [
        UNAVAILABLE,
        { ok: true, loop: loop({ key: 'new', description: 'wrong invoice' }), repeated: false, total: 2 },
      ],
    });
    card.find(Button, (button) => button.text === 'Raise a loop').trigger('onClick');
    const save = () => card.find(Form).trigger('onSubmit');
    save();
    expect(card.find(TextArea).props.validationMessage).toBe('Say what it is about.');
    card.find(TextArea).trigger('onInput', 'wrong invoice' as never);
    card.find(Input).trigger('onInput', 'a new one' as never);
    save();
    expect(text()).toContain('A promise needs words and a day.');
    card.find(Input).trigger('onInput', '' as never);
    save();
    save();
    await vi.waitFor(() => expect(card.find(Alert).props.title).toBe('Not saved yet'));
    expect(card.find(TextArea).props.value).toBe('wrong invoice');
    save();
    await vi.waitFor(() => expect(text()).toContain('Open loops: 2 open'));
    const sent = calls
      .filter(({ name }) => name === 'raise_issue')
      .map(({ options }) => options.parameters as { readonly submissionId: string });
    expect(sent).toHaveLength(2);
    expect(sent[0]).toEqual(sent[1]);
    expect(text()).toContain('wrong invoice');
  });
});

describe('satisfaction', () => {
  it('says when nobody asked', async () => {
    const { card } = await shown(SatisfactionCard, 'en', {
      open_satisfaction: [satisfaction({ history: [], suggestions: [], dimensions: {}, modes: {} })],
    });
    expect(card.find(EmptyState).props.title).toBe('This customer has not been asked yet.');
  });

  it('has n and interval beside every number, and marks mixed modes', async () => {
    const { card, text } = await shown(SatisfactionCard, 'en', { open_satisfaction: [satisfaction()] });
    expect(text()).toContain('Speed of response 90 % 10 59.6 % to 98.2 % 0 · 0 · 1 · 4 · 5');
    expect(text()).toContain('-0.2 to +77.1, n 10');
    expect(text()).toContain('Asked by the rep 9, Customer, by link 1');
    expect(card.find(Alert).props.title).toContain('more than one way');
    expect(card.find(LineChart).props.data).toHaveLength(2);
    expect(text()).toContain('an app for phones (came of it: Accepted)');
  });

  it('says counts alone where there are too few', async () => {
    const { text, card } = await shown(SatisfactionCard, 'en', {
      open_satisfaction: [
        satisfaction({
          overall: { n: 3, hits: 2, counts: [0, 1, 0, 1, 1], sample: 'too_few' },
          nps: { n: 1, promoters: 1, passives: 0, detractors: 0, sample: 'too_few' },
        }),
      ],
    });
    expect(card.findAll(StatisticsItem).map(({ props }) => props.number)).toEqual(['2 of 3', '–']);
    expect(text()).toContain('too few to say');
  });

  it('adds older scores below and leaves the numbers', async () => {
    const { card, calls } = await shown(SatisfactionCard, 'en', {
      open_satisfaction: [
        satisfaction({ before: 2 }),
        satisfaction({
          history: [{ key: '501:1', on: '2025-12-01', channel: 'phone', scores: {}, complaint: 'late' }],
        }),
      ],
    });
    card.find(LoadingButton, ({ text }) => text === 'Show earlier scores').trigger('onClick');
    await vi.waitFor(() => expect(textOf(card.getRootNode())).toContain('Complaint: late'));
    expect(calls[1]?.options.parameters).toEqual({ portal: PORTAL, before: 2 });
    expect(card.maybeFind(LoadingButton)).toBeNull();
  });
});

describe('the preview panel', () => {
  async function preview(answer: unknown) {
    stageFunctions({ open_contact: [answer] });
    const card = stage('crm.preview', 'en');
    card.render(<PreviewCard />);
    expect(card.maybeFind(LoadingSpinner)).not.toBeNull();
    await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
    return { card, text: textOf(card.getRootNode()) };
  }

  it('says what is due, with the promise at risk and nothing to press', async () => {
    const promiseAtRisk = { text: 'call back', dueAt: '2026-02-13T09:00:00.000Z', overdue: true };
    const { card, text } = await preview(contact({ promiseAtRisk, openLoops: 3 }));
    expect(text).toContain('overdue by 2 days');
    expect(text).toContain('A promise is broken');
    expect(text).toContain('call back (due Feb 13, 2026, 17:00)');
    expect(text).toContain('3 open loops');
    expect(card.findAll(Button)).toEqual([]);
  });

  it('says what comes next when nothing is due', async () => {
    const later = { on: '2026-03-12', why: { en: 'Monthly.', zh: '每月一次。' } };
    expect((await preview(contact({ visit: null, later }))).text).toContain('Comes next: Thu, Mar 12, 2026');
  });

  it('says what went wrong', async () => {
    expect((await preview(UNAVAILABLE)).text).toContain('HubSpot does not answer.');
  });
});

describe('the help-desk card', () => {
  async function helpDesk(language: 'zh' | 'en', ...answers: readonly unknown[]) {
    const calls = stageFunctions({ open_ticket: answers });
    const card = stage('helpdesk.sidebar', language);
    card.render(<HelpDeskCard />);
    await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
    return { card, calls, text: () => textOf(card.getRootNode()) };
  }
  const one = { ok: true, contacts: [{ id: '501', name: '李雷' }], contact: contact() };

  it('shows the ticket’s one contact, with the way to the record', async () => {
    const { card, calls, text } = await helpDesk('en', one);
    expect(text()).toContain('overdue by 2 days');
    expect(card.find(Link).props.href).toBe('/contacts/123/record/0-1/501');
    expect(calls).toHaveLength(1);
  });

  it('raises the loop of the ticket for its contact, and says so when there is one already', async () => {
    const calls = stageFunctions({
      open_ticket: [one],
      raise_from_ticket: [UNAVAILABLE, { ok: true, loop: loop(), repeated: true, total: 1 }],
    });
    const card = stage('helpdesk.sidebar', 'en');
    card.render(<HelpDeskCard />);
    await vi.waitFor(() => expect(card.maybeFind(LoadingSpinner)).toBeNull());
    card.find(Button, ({ text }) => text === 'Raise a loop from this ticket').trigger('onClick');
    card.find(Form).trigger('onSubmit');
    expect(card.find(TextArea).props.validationMessage).toBe('Say what it is about.');
    card.find(TextArea).trigger('onInput', ' printer jams ' as never);
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(card.find(Alert).props.variant).toBe('error'));
    expect(card.find(TextArea).props.value).toBe(' printer jams ');
    card.find(Form).trigger('onSubmit');
    await vi.waitFor(() => expect(card.find(Alert).props.title).toBe('This ticket has its loop already.'));
    const sent = calls.filter(({ name }) => name === 'raise_from_ticket').map(({ options }) => options.parameters);
    expect(sent).toHaveLength(2);
    expect(sent[0]).toEqual(sent[1]);
    expect(sent[0]).toMatchObject({
      contactId: '501',
      kind: 'problem',
      description: 'printer jams',
      urgency: 'normal',
    });
  });

  it('asks which contact where there are several', async () => {
    const several = {
      ok: true,
      contacts: [
        { id: '501', name: '李雷' },
        { id: '502', name: 'Anna Reed' },
      ],
      contact: null,
    };
    const { card, calls, text } = await helpDesk('en', several, one);
    card.find(Select).trigger('onChange', '501' as never);
    await vi.waitFor(() => expect(text()).toContain('overdue by 2 days'));
    expect(calls[1]?.options.parameters).toEqual({ portal: PORTAL, contactId: '501' });
  });

  it('says when the ticket has none, and what went wrong', async () => {
    expect((await helpDesk('zh', { ok: true, contacts: [], contact: null })).text()).toBe('此工单没有关联联系人。');
    expect((await helpDesk('en', UNAVAILABLE)).text()).toContain('HubSpot does not answer.');
  });
});
