import type { SurveySigner } from '../../domain/survey/token.ts';
import type { DeliveryPorts } from '../delivery/delivery-context.ts';
import type { SurveyBook } from '../ports/surveys.ts';

/** What surveys by link need besides the rest. */
export interface SurveyPorts extends DeliveryPorts {
  readonly surveys: SurveyBook;
  /** Undefined: the app has no secret to sign with. */
  readonly signer: SurveySigner | undefined;
}
