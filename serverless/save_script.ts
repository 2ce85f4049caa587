import { saveScriptInput } from '../src/contract/save-script.ts';
import { saveScript } from '../src/use-cases/visiting/scripts.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** Saves a script as its next version. */
export const main = (context: FunctionContext) =>
  answer(context, saveScriptInput, (input, ports) => saveScript(input, ports));
