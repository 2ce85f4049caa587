import { openPolicyInput } from '../src/contract/open-policy.ts';
import { openPolicy } from '../src/use-cases/policy/open-policy.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** The policy page: what is in force, the draft, and what was changed before. */
export const main = (context: FunctionContext) =>
  answer(context, openPolicyInput, ({ version, onDay, count }, ports, today) =>
    openPolicy({ version, onDay, count, today }, ports),
  );
