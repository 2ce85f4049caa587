import { repairPolicyInput } from '../src/contract/rehearse-policy.ts';
import { repairPolicy } from '../src/use-cases/policy/repair-policy.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** What would help one owner who cannot keep the promises of a draft. */
export const main = (context: FunctionContext) =>
  answer(context, repairPolicyInput, ({ revision, days, ownerId }, ports, today) =>
    repairPolicy({ revision, days, ownerId, today }, ports),
  );
