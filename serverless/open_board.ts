import { openBoardInput } from '../src/contract/open-board.ts';
import { openBoard } from '../src/use-cases/loops/open-board.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** The lead's board of open loops. */
export const main = (context: FunctionContext) =>
  answer(context, openBoardInput, (input, ports, today) => openBoard(input, today, ports));
