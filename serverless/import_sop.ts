import { importSopInput } from '../src/contract/import-sop.ts';
import { importSop } from '../src/use-cases/policy/import-sop.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** Reads a written procedure into rules of a draft; nothing is saved. */
export const main = (context: FunctionContext) => answer(context, importSopInput, async (input) => importSop(input));
