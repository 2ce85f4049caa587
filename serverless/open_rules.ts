import { openRulesInput } from '../src/contract/open-rules.ts';
import { openRules } from '../src/use-cases/visiting/open-rules.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** The rules in force, for the help page. */
export const main = (context: FunctionContext) =>
  answer(context, openRulesInput, ({ from }, ports) => openRules({ from }, ports));
