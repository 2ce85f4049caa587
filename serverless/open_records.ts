import { openRecordsInput } from '../src/contract/open-dashboard.ts';
import { openReasks, openRecords, openWords } from '../src/use-cases/measures/open-records.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** The records behind a number, the words of customers in a month, or whom to ask again. */
export const main = (context: FunctionContext) =>
  answer<typeof openRecordsInput, unknown>(context, openRecordsInput, (input, ports, today) => {
    if (!('what' in input)) return openRecords({ ...input, today }, ports);
    return input.what === 'words' ? openWords(input, ports) : openReasks(input, today, ports);
  });
