import type { Refusal } from '../../contract/common.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { checkDeliveries, type DeliveryCheck } from '../delivery/check-deliveries.ts';
import { type AnswersRead, readAnswers } from './read-answers.ts';
import type { SurveyPorts } from './survey-ports.ts';

type Yes<T> = Exclude<T, Refusal>;

export type DailyCare =
  | Refusal
  | { readonly ok: true; readonly answers: Yes<AnswersRead>; readonly deliveries: Yes<DeliveryCheck> };

/** What a daily run does beside planning: reads what customers answered by link, and looks after projects. May run twice. */
export async function dailyCare(today: Day, ports: SurveyPorts, shouldStop?: () => boolean): Promise<DailyCare> {
  const answers = await readAnswers(ports, shouldStop);
  if (!answers.ok) return answers;
  const deliveries = await checkDeliveries(today, ports, shouldStop);
  return deliveries.ok ? { ok: true, answers, deliveries } : deliveries;
}
