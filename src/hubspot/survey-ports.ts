import type { SurveySigner } from '../domain/survey/token.ts';
import type { DeliveryStore } from '../use-cases/ports/deliveries.ts';
import type { SurveyBook } from '../use-cases/ports/surveys.ts';
import type { HubspotApi } from './api.ts';
import { hubspotDeliveries } from './deliveries.ts';
import { hubspotSurveys } from './forms.ts';
import { namedObjectTypes } from './object-types.ts';
import { surveySigner } from './survey-signer.ts';

/** What surveys by link and deliveries need beside the other ports; apart from them, since few functions do. */
export function surveyPorts(
  api: HubspotApi,
  { portalId, secret }: { readonly portalId: number; readonly secret: string | undefined },
): { readonly surveys: SurveyBook; readonly deliveries: DeliveryStore; readonly signer: SurveySigner | undefined } {
  return {
    surveys: hubspotSurveys(api, { portalId }),
    deliveries: hubspotDeliveries(api, async () => namedObjectTypes(portalId)),
    signer: surveySigner(secret, portalId),
  };
}
