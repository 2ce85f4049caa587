import { rollBackPolicyInput } from '../src/contract/change-policy.ts';
import { namedObjectTypes } from '../src/hubspot/object-types.ts';
import { hubspotPlanHistory } from '../src/hubspot/plan-history.ts';
import { rollBack } from '../src/use-cases/policy/roll-back.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** Time for pages in one call; the last one begun is still written within HubSpot's 15 s. */
const PAGES_MS = 5_000;

/** Goes back for a few seconds to the version before; the page calls again until it is done. */
export const main = (context: FunctionContext) =>
  answer(context, rollBackPolicyInput, async ({ version, claimedBy }, ports, today, api) => {
    const until = ports.clock.now() + PAGES_MS;
    const { portalId } = await ports.account();
    const history = hubspotPlanHistory(api, async () => namedObjectTypes(portalId));
    return rollBack({ version, claimedBy, today, shouldStop: () => ports.clock.now() > until }, { ...ports, history });
  });
