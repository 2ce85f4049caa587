import {
  Button,
  EmptyState,
  Heading,
  Link,
  LoadingButton,
  LoadingSpinner,
  Select,
  TableRow,
} from '@hubspot/ui-extensions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useReader } from '../../app-extensions/ui/common/use-reader.ts';
import { BoardPage } from '../../app-extensions/ui/loops/BoardPage.tsx';
import { ClocksAtRisk } from '../../app-extensions/ui/today/ClocksAtRisk.tsx';
import type { OpenBoardInput } from '../../src/contract/open-board.ts';
import { board, boardRow, UNAVAILABLE } from './answers.ts';
import { stage, stageFunctions, textOf } from './stage.ts';

afterEach(() => vi.unstubAllGlobals());

const COUNTS = board([], { counts: { open: 12, overdue: 3, soon: 2 } });

/** The function's answers by view: pages of rows one after the other, the counts always the same. */
async function shown(language: 'zh' | 'en', pages: readonly unknown[]) {
  let page = 0;
  const calls = stageFunctions({
    open_board: [
      ({ options }: { readonly options: { readonly parameters?: unknown } }) => {
        if ((options.parameters as OpenBoardInput).view === 'counts') return COUNTS;
        page += 1;
        return pages[Math.min(page, pages.length) - 1];
      },
    ],
  });
  const screen = stage('pages', language);
  screen.render(<BoardPage />);
  await vi.waitFor(() => expect(screen.maybeFind(LoadingSpinner)).toBeNull());
  const asked = () =>
    calls.map(({ options }) => options.parameters as OpenBoardInput).filter(({ view }) => view !== 'counts');
  return { screen, asked, text: () => textOf(screen.getRootNode()) };
}

describe('the board of loops', () => {
  it('lists loops of many customers with state, clock and person; the name leads to the record', async () => {
    const { screen, text } = await shown('en', [
      board([boardRow(), boardRow({ key: '502:1:complaint', kind: 'complaint', contactName: 'Anna', waiting: true })]),
    ]);
    const link = screen.find(Link, ({ text }) => text === '李雷');
    expect(link.props.href).toBe(`/contacts/${screen.mocks.context.portal.id}/record/0-1/501`);
    expect(textOf(screen.findAll(TableRow)[1] ?? screen.getRootNode())).toBe(
      '李雷 Problem, Urgent 接口每周断一次 raised 1 day ago In progress overdue Feb 10, 2026, 17:00 (P13) 王琳 Problem owner (department)',
    );
    expect(text()).toContain('waiting for the customer');
    await vi.waitFor(() => expect(text()).toContain('Overdue (3)'));
    expect(text()).toContain('All open (12)');
    expect(text()).toContain('Due within a day (2)');
  });

  it('speaks Chinese', async () => {
    const { text } = await shown('zh', [board([boardRow()])]);
    await vi.waitFor(() => expect(text()).toContain('已超时（3）'));
    expect(text()).toContain('1 天前提出');
    expect(text().replaceAll('P13', '')).not.toMatch(/[a-z]{4,}/);
  });

  it('asks for what is chosen, one choice on top of the other', async () => {
    const { screen, asked } = await shown('en', [board([boardRow()])]);
    const pick = async (name: string, value: string) => {
      screen.find(Select, ({ props }) => props.name === name).trigger('onChange', value as never);
      await vi.waitFor(() => expect(screen.maybeFind(LoadingSpinner)).toBeNull());
    };
    await pick('kind', 'complaint');
    await pick('urgency', 'urgent');
    await pick('state', 'resolved');
    await pick('ownerId', '7');
    await pick('role', 'team_lead');
    screen.find(Button, ({ text }) => text?.startsWith('Overdue') ?? false).trigger('onClick');
    await vi.waitFor(() => expect(asked()).toHaveLength(7));
    expect(asked().at(-1)).toMatchObject({
      kind: 'complaint',
      urgency: 'urgent',
      state: 'resolved',
      ownerId: '7',
      role: 'team_lead',
      standing: 'overdue',
    });
  });

  it('shows page after page, a loop that moved up between them once', async () => {
    const { screen, asked } = await shown('en', [
      board([boardRow()], { total: 2, after: '50' }),
      board([boardRow(), boardRow({ key: '502:1:need', kind: 'need' })], { total: 2 }),
    ]);
    screen.find(LoadingButton, ({ text }) => text === 'Show more').trigger('onClick');
    await vi.waitFor(() => expect(screen.findAll(TableRow)).toHaveLength(3));
    expect(asked()[1]).toMatchObject({ after: '50' });
    expect(screen.findAll(LoadingButton).map(({ text }) => text)).not.toContain('Show more');
  });

  it('says when nothing is open, and when nothing matches', async () => {
    const { screen, text } = await shown('en', [board([])]);
    expect(screen.find(EmptyState).props.title).toBe('No loop is open.');
    screen.find(Select, ({ props }) => props.name === 'kind').trigger('onChange', 'need' as never);
    await vi.waitFor(() => expect(text()).toContain('No open loop matches. Choose another filter.'));
  });

  it('says what went wrong and tries again', async () => {
    const { screen, text } = await shown('en', [UNAVAILABLE, board([boardRow()])]);
    screen.find(Button, ({ text }) => text === 'Try again').trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('李雷'));
  });
});

function Section({ mine }: { readonly mine: boolean }) {
  return <ClocksAtRisk owner={mine ? 'mine' : { ownerId: '7' }} format={useReader()} />;
}

describe('clocks at risk on the first page', () => {
  it('are the first few of whose queue it is, and say how many more there are', async () => {
    const calls = stageFunctions({ open_board: [board([boardRow()], { total: 8 })] });
    const screen = stage('pages', 'en');
    screen.render(<Section mine={false} />);
    await vi.waitFor(() => expect(screen.find(Heading).text).toBe('Clocks at risk (8)'));
    expect(textOf(screen.getRootNode())).toContain('The first 1 of 8; the rest is on the page Loops.');
    expect(calls[0]?.options.parameters).toMatchObject({ view: 'risk', ownerId: '7' });
  });

  it('take no room where nothing is at risk', async () => {
    const calls = stageFunctions({ open_board: [board([])] });
    const screen = stage('pages', 'en');
    screen.render(<Section mine={true} />);
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    expect(calls[0]?.options.parameters).toMatchObject({ view: 'risk', mine: screen.mocks.context.user.email });
    expect(textOf(screen.getRootNode())).toBe('');
  });
});
