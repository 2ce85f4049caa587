import { hubspot, useExtensionContext } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { BoardCounts, BoardRow, OpenBoardAnswer, OpenBoardInput } from '../../../src/contract/open-board.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import { usePortal } from '../common/use-portal.ts';

/** Empty: every one. */
export interface BoardChoice {
  readonly kind: '' | NonNullable<OpenBoardInput['kind']>;
  readonly urgency: '' | NonNullable<OpenBoardInput['urgency']>;
  readonly state: '' | NonNullable<OpenBoardInput['state']>;
  readonly ownerId: string;
  readonly role: '' | NonNullable<OpenBoardInput['role']>;
  readonly standing: NonNullable<OpenBoardInput['standing']>;
}

/** The board as far as it has been read. */
export interface BoardPage {
  readonly rows: readonly BoardRow[];
  readonly total: number;
  readonly after: string | null;
  readonly owners: readonly { readonly id: string; readonly name: string }[];
}

export type BoardState =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'ready'; readonly page: BoardPage; readonly loadingMore: boolean };

export const EVERY_LOOP: BoardChoice = { kind: '', urgency: '', state: '', ownerId: '', role: '', standing: 'all' };

const send = (input: OpenBoardInput) =>
  ask(() => hubspot.serverless<OpenBoardAnswer>('open_board', { parameters: asJson(input) }));

/** The open loops of everybody, a page at a time, with how many there are of each standing. */
export function useBoard() {
  const portal = usePortal();
  const [choice, setChoice] = useState<BoardChoice>(EVERY_LOOP);
  const [state, setState] = useState<BoardState>({ status: 'loading' });
  const [counts, setCounts] = useState<BoardCounts | null>(null);
  const question = useRef(0);

  const read = useCallback(
    async (chosen: BoardChoice, before: BoardPage | null) => {
      question.current += 1;
      const asked = question.current;
      setState(before ? { status: 'ready', page: before, loadingMore: true } : { status: 'loading' });
      const wanted = given(chosen);
      const counting = before ? null : send({ portal, ...wanted, view: 'counts' });
      const answer = await send({
        portal,
        ...wanted,
        standing: chosen.standing,
        ...(before?.after ? { after: before.after } : {}),
      });
      if (question.current !== asked) return;
      if (!answer.ok) {
        setState({ status: 'failed', failure: answer });
        return;
      }
      const { rows, total, after, owners } = answer;
      setState({
        status: 'ready',
        page: { rows: joined(before?.rows ?? [], rows), total, after, owners },
        loadingMore: false,
      });
      const counted = await counting;
      // Without them the board says as much as before.
      if (question.current === asked && counted?.ok && counted.counts) setCounts(counted.counts);
    },
    [portal],
  );

  useEffect(() => {
    void read(choice, null);
  }, [choice, read]);

  return {
    choice,
    state,
    counts,
    choose: setChoice,
    refresh: () => void read(choice, null),
    more: () => {
      if (state.status === 'ready' && !state.loadingMore && state.page.after) void read(choice, state.page);
    },
  };
}

/** The first few loops at risk of one owner, of everybody, or of who looks. */
export function useAtRisk(owner: { readonly ownerId: string } | 'mine') {
  const portal = usePortal();
  const { user } = useExtensionContext<'pages'>();
  const [state, setState] = useState<BoardState>({ status: 'loading' });
  const question = useRef(0);
  const mine = owner === 'mine' ? user.email : undefined;
  const ownerId = owner === 'mine' ? '' : owner.ownerId;

  const read = useCallback(async () => {
    question.current += 1;
    const asked = question.current;
    const answer = await send({
      portal,
      view: 'risk',
      ...(ownerId ? { ownerId } : {}),
      ...(mine === undefined ? {} : { mine }),
    });
    if (question.current !== asked) return;
    setState(answer.ok ? { status: 'ready', page: answer, loadingMore: false } : { status: 'failed', failure: answer });
  }, [portal, ownerId, mine]);

  useEffect(() => {
    void read();
  }, [read]);

  return { state, refresh: () => void read() };
}

function given({ kind, urgency, state, ownerId, role }: BoardChoice): Omit<OpenBoardInput, 'portal' | 'view'> {
  return {
    ...(kind ? { kind } : {}),
    ...(urgency ? { urgency } : {}),
    ...(state ? { state } : {}),
    ...(ownerId ? { ownerId } : {}),
    ...(role ? { role } : {}),
  };
}

/** A loop that moved up between two pages is shown once. */
function joined(before: readonly BoardRow[], next: readonly BoardRow[]): readonly BoardRow[] {
  const known = new Set(before.map(({ key }) => key));
  return [...before, ...next.filter(({ key }) => !known.has(key))];
}
