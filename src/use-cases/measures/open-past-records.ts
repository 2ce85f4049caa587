import type { OpenRecords, OpenRecordsAnswer, OpenWords, OpenWordsAnswer } from '../../contract/open-dashboard.ts';
import type { Day } from '../../domain/calendar/day.ts';
import type { Ports } from '../ports/ports.ts';
import { pastDay, portsOf, TOO_MUCH, TooMuch } from './open-past.ts';
import { openRecords, openWords } from './open-records.ts';

/** The records behind a number of a past day, by what was so on that day. */
export async function openPastRecords(
  { on, today, ...of }: OpenRecords & { readonly on: string; readonly today: Day },
  ports: Ports,
): Promise<OpenRecordsAnswer> {
  const then = await portsOf({ on, today, months: [of.month], ownerId: of.ownerId }, ports);
  if (!then.ok) return then;
  try {
    return await openRecords({ ...of, today: then.today }, then.ports);
  } catch (error) {
    if (error instanceof TooMuch) return TOO_MUCH;
    throw error;
  }
}

/** What had been said, decided and noted by the end of a past day. */
export async function openPastWords(
  { on: text, today, ...of }: OpenWords & { readonly on: string; readonly today: Day },
  ports: Ports,
): Promise<OpenWordsAnswer> {
  const on = pastDay(text, today);
  return typeof on === 'number' ? openWords(of, ports, on) : on;
}
