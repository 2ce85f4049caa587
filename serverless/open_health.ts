import { openHealthInput } from '../src/contract/open-health.ts';
import { withHealth } from '../src/hubspot/health.ts';
import { openHealth } from '../src/use-cases/operations/open-health.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** What is installed, missing, running and used. */
export const main = (context: FunctionContext) =>
  answer(context, openHealthInput, (input, ports, today, api) =>
    openHealth(input, { today, node: process.version }, withHealth(api, ports)),
  );
