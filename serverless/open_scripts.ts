import { openScriptsInput } from '../src/contract/open-scripts.ts';
import { openScripts } from '../src/use-cases/visiting/scripts.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** The scripts page: the list, one script, or what it says of a contact. */
export const main = (context: FunctionContext) =>
  answer(context, openScriptsInput, (input, ports) => openScripts(input, ports));
