import { openTodayInput } from '../src/contract/open-today.ts';
import { openToday } from '../src/use-cases/visiting/open-today.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** The queue of the app page. */
export const main = (context: FunctionContext) =>
  answer(context, openTodayInput, (input, ports, today) => openToday({ ...input, today }, ports));
