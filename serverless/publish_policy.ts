import { publishPolicyInput } from '../src/contract/change-policy.ts';
import { publishPolicy } from '../src/use-cases/policy/publish-policy.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** Puts a draft in force that an entitled person approved in HubSpot. */
export const main = (context: FunctionContext) =>
  answer(context, publishPolicyInput, ({ revision, claimedBy }, ports, today) =>
    publishPolicy({ revision, claimedBy, today }, ports),
  );
