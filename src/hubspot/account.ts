import type { Account } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { PATHS } from './paths.ts';

export async function readAccount(api: HubspotApi): Promise<Account> {
  const { body } = await api.call({
    method: 'GET',
    path: PATHS.account.path,
    attempting: 'reading the account',
    repeatable: true,
  });
  const { portalId, timeZone, companyCurrency: currency } = body;
  return {
    portalId: Number(portalId),
    timeZone: String(timeZone ?? 'UTC'),
    ...(typeof currency === 'string' ? { currency } : {}),
  };
}

/** Runs `load` at the first call; a failure is not kept. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined;
  return () => {
    value ??= load().catch((error) => {
      value = undefined;
      throw error;
    });
    return value;
  };
}
