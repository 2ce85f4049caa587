import { openDashboardInput } from '../src/contract/open-dashboard.ts';
import { openDashboard } from '../src/use-cases/measures/open-dashboard.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** A month's numbers for the pages Team and Satisfaction. */
export const main = (context: FunctionContext) =>
  answer(context, openDashboardInput, ({ portal: _, tier, stage, ...input }, ports, today) =>
    openDashboard({ ...input, today, ...(tier ? { tier } : {}), ...(stage ? { stage } : {}) }, ports),
  );
