import { moveIssueInput } from '../src/contract/move-issue.ts';
import { moveIssue } from '../src/use-cases/loops/move-issue.ts';
import { planOne } from '../src/use-cases/planning/plan-one.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** Moves one open loop of the contact. */
export const main = (context: FunctionContext) =>
  answer(context, moveIssueInput, async (input, ports, today) => {
    const contactId = contactIdOf(context);
    return contactId ? moveIssue(input, { contactId, today, plan: planOne }, ports) : NO_CONTACT;
  });
