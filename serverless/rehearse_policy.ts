import './shared/small-heap.ts';
import { rehearsePolicyInput } from '../src/contract/rehearse-policy.ts';
import { rehearsePolicy } from '../src/use-cases/policy/rehearse-policy.ts';
import { answer, type FunctionContext } from './shared/answer.ts';
import { timeIsUpAfter } from './shared/step-time.ts';

/** Time for parts in one call; the last one begun is still kept within HubSpot's 15 s. */
const PARTS_MS = 5_000;
/** One page of the book: what is rehearsed at once is what takes memory. */
const SIZE = 200;

/** Rehearses a draft for a few seconds; the page calls again until it is done. */
export const main = (context: FunctionContext) =>
  answer(context, rehearsePolicyInput, ({ revision, days, step }, ports, today) => {
    const shouldStop = timeIsUpAfter(PARTS_MS, ports);
    return rehearsePolicy({ revision, today, days, step, size: SIZE, shouldStop }, ports);
  });
