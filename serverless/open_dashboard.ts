import { openDashboardInput } from '../src/contract/open-dashboard.ts';
import { openDashboard } from '../src/use-cases/measures/open-dashboard.ts';
import { openPast } from '../src/use-cases/measures/open-past.ts';
import { openPastReport, openReport } from '../src/use-cases/measures/open-report.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** A month's numbers for the pages Team and Satisfaction, of now or of a past day, as a report where one is asked for. */
export const main = (context: FunctionContext) =>
  answer<typeof openDashboardInput, unknown>(
    context,
    openDashboardInput,
    ({ portal: _, report, language, on, ...asked }, ports, today) => {
      const input = { ...asked, today };
      const wanted = report && { report, language: language ?? 'en' };
      if (on !== undefined)
        return wanted ? openPastReport({ ...input, ...wanted, on }, ports) : openPast({ ...input, on }, ports);
      return wanted ? openReport({ ...input, ...wanted }, ports) : openDashboard(input, ports);
    },
  );
