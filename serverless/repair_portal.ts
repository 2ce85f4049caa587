import { repairPortalInput } from '../src/contract/open-health.ts';
import { hubspotBasePorts } from '../src/hubspot/base-ports.ts';
import { hubspotHealth } from '../src/hubspot/health.ts';
import { repairPortal } from '../src/use-cases/operations/open-health.ts';
import { answerWith, type FunctionContext } from './shared/answer-with.ts';

/** Makes objects, properties, associations and labels that are missing. */
export const main = (context: FunctionContext) =>
  answerWith(
    context,
    repairPortalInput,
    { open: (api, portal) => hubspotBasePorts(api, portal).ports },
    (_, ports, _today, api) => repairPortal({ health: hubspotHealth(api, ports.account) }),
  );
