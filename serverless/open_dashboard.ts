import { openDashboardInput } from '../src/contract/open-dashboard.ts';
import { openDashboard } from '../src/use-cases/measures/open-dashboard.ts';
import { openReport } from '../src/use-cases/measures/open-report.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** A month's numbers for the pages Team and Satisfaction, as a report where one is asked for. */
export const main = (context: FunctionContext) =>
  answer(context, openDashboardInput, ({ portal: _, report, language, ...asked }, ports, today) => {
    const input = { ...asked, today };
    return report ? openReport({ ...input, report, language: language ?? 'en' }, ports) : openDashboard(input, ports);
  });
