import { raiseIssueInput } from '../src/contract/raise-issue.ts';
import { raiseIssue } from '../src/use-cases/loops/raise-issue.ts';
import { planOne } from '../src/use-cases/planning/plan-one.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** Raises a loop outside a visit. */
export const main = (context: FunctionContext) =>
  answer(context, raiseIssueInput, async (input, ports, today) => {
    const contactId = contactIdOf(context);
    return contactId ? raiseIssue({ ...input, contactId, today }, ports, planOne) : NO_CONTACT;
  });
