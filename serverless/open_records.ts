import { openRecordsInput } from '../src/contract/open-dashboard.ts';
import { openEffect } from '../src/use-cases/measures/open-effect.ts';
import { openPastRecords, openPastWords } from '../src/use-cases/measures/open-past-records.ts';
import { openReasks, openRecords, openWords } from '../src/use-cases/measures/open-records.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** The records behind a number, the words of customers in a month, whom to ask again, or whether visits helped. */
export const main = (context: FunctionContext) =>
  answer<typeof openRecordsInput, unknown>(context, openRecordsInput, (input, ports, today) => {
    if (!('what' in input)) {
      const { on, ...of } = input;
      return on === undefined ? openRecords({ ...of, today }, ports) : openPastRecords({ ...of, on, today }, ports);
    }
    switch (input.what) {
      case 'words':
        return input.on === undefined
          ? openWords(input, ports)
          : openPastWords({ ...input, on: input.on, today }, ports);
      case 'reasks':
        return openReasks(input, today, ports);
      case 'effect':
        return openEffect(today, ports);
      default:
        return input satisfies never;
    }
  });
