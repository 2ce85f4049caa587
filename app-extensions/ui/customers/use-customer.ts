import { hubspot, type JsonValue } from '@hubspot/ui-extensions';
import type { RetierCustomerAnswer, RetierCustomerCommand } from '../../../src/contract/retier.ts';
import type { Format } from '../common/format.ts';
import { type Bare, type RecordOf, useRecord } from '../common/use-record.ts';
import { CUSTOMER } from './customer-words.ts';

export type Customer = Extract<RetierCustomerAnswer, { readonly ok: true }>;
export type CustomerCommand = Exclude<Bare<RetierCustomerCommand>, { readonly command: 'explain' }>;

export interface CustomerActions extends Omit<RecordOf<RetierCustomerAnswer, RetierCustomerCommand>, 'send'> {
  /** Carries a decision out; true: it was. */
  readonly decide: (command: CustomerCommand) => Promise<boolean>;
}

/** Reads tier, stage and flags when the card opens, and carries out what a person decides about them. */
export function useCustomer(format: Format): CustomerActions {
  const { send, ...record } = useRecord<RetierCustomerAnswer, RetierCustomerCommand>(call, 'explain');
  return { ...record, decide: (command) => send(command, CUSTOMER[format.language].saved) };
}

function call(parameters: JsonValue) {
  return hubspot.serverless<RetierCustomerAnswer>('retier_customer', {
    propertiesToSend: ['hs_object_id'],
    parameters,
  });
}
