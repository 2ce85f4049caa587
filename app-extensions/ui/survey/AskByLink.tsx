import type { PastVisit } from '../../../src/contract/open-contact.ts';
import type { Format } from '../common/format.ts';
import { SurveyLink } from './SurveyLink.tsx';

/** After the newest talk: a link for what was not asked in it. What has its answer is not asked again. */
export function AskByLink({ visits, format }: { readonly visits: readonly PastVisit[]; readonly format: Format }) {
  const last = visits.find(({ outcome }) => outcome === 'reached');
  if (!last) return null;
  const survey = Object.keys(last.scores).length === 0 ? 'csat' : last.nps === undefined ? 'nps' : undefined;
  return survey ? (
    <SurveyLink key={`${last.key} ${survey}`} about={{ about: 'visit', key: last.key, survey }} format={format} />
  ) : null;
}
