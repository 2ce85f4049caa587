import { saveDraftPolicyInput } from '../src/contract/change-policy.ts';
import { saveDraft } from '../src/use-cases/policy/save-draft.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** Keeps a draft of the policy; nothing is planned by it. */
export const main = (context: FunctionContext) =>
  answer(context, saveDraftPolicyInput, (input, ports) => saveDraft(input, ports));
