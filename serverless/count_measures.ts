import { countMeasuresInput } from '../src/contract/open-dashboard.ts';
import { countMeasures } from '../src/use-cases/measures/open-dashboard.ts';
import './shared/small-heap.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** Counts anew what changed since the last time, a step at a time. */
export const main = (context: FunctionContext) =>
  answer(context, countMeasuresInput, (_, ports, today) => countMeasures(today, ports));
