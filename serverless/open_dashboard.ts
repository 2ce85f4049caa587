import { openDashboardInput } from '../src/contract/open-dashboard.ts';
import { openDashboard } from '../src/use-cases/measures/open-dashboard.ts';
import { openPast } from '../src/use-cases/measures/open-past.ts';
import { openReport } from '../src/use-cases/measures/open-report.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** A month's numbers for the pages Team and Satisfaction, of now or of a past day, as a report where one is asked for. */
export const main = (context: FunctionContext) =>
  answer<typeof openDashboardInput, unknown>(
    context,
    openDashboardInput,
    ({ portal: _, report, language, on, ...asked }, ports, today) => {
      const input = { ...asked, today };
      if (on !== undefined) return openPast({ ...input, on }, ports);
      return report ? openReport({ ...input, report, language: language ?? 'en' }, ports) : openDashboard(input, ports);
    },
  );
