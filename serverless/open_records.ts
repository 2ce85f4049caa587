import { openRecordsInput } from '../src/contract/open-dashboard.ts';
import { openRecords } from '../src/use-cases/measures/open-dashboard.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** The records behind a number. */
export const main = (context: FunctionContext) =>
  answer(context, openRecordsInput, (input, ports, today) => openRecords({ ...input, today }, ports));
