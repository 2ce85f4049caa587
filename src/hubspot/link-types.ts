import type { HubspotApi } from './api.ts';
import { PATHS } from './paths.ts';

/** The kind of association without a label between two types of records. */
export async function plainLinkType(api: HubspotApi, from: string, to: string): Promise<object> {
  const { body } = await api.call({
    method: 'GET',
    path: `${PATHS.associations.path}/${from}/${to}/labels`,
    attempting: 'reading kinds of associations',
    repeatable: true,
  });
  const kinds = body.results as {
    readonly category: string;
    readonly typeId: number;
    readonly label: string | null;
  }[];
  const plain = kinds.find(({ label }) => label === null) ?? kinds[0];
  return { associationCategory: plain?.category, associationTypeId: plain?.typeId };
}
