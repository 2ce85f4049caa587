import { describe, expect, it } from 'vitest';
import type { Answer, Call, HubspotApi } from '../../src/hubspot/api.ts';
import { pagesById } from '../../src/hubspot/pages.ts';

const OPEN = { propertyName: 'rv_status', operator: 'EQ', value: 'planned' };
const MARKED = { propertyName: 'rv_replan', operator: 'EQ', value: 'true' };

/** Answers these one after the other; a call more fails. */
function answering(...answers: readonly Answer[]) {
  const calls: Call[] = [];
  const api: HubspotApi = {
    sent: () => calls.length,
    call: async (call) => {
      const answer = answers[calls.length];
      calls.push(call);
      if (!answer) throw new Error(`asked once too often: ${JSON.stringify(call.body)}`);
      return answer;
    },
  };
  return { api, calls };
}

const page = (ids: readonly string[], next?: string): Answer => ({
  status: 200,
  body: { results: ids.map((id) => ({ id, properties: {} })), ...(next ? { paging: { next: { after: next } } } : {}) },
});

const search = {
  path: '/crm/objects/visits',
  groups: [[OPEN], [MARKED]],
  properties: [],
  attempting: 'reading visits',
};

async function idsOf(api: HubspotApi, alsoFine: readonly number[] = []): Promise<readonly (readonly string[])[]> {
  const pages: string[][] = [];
  for await (const records of pagesById(api, { ...search, alsoFine })) pages.push(records.map(({ id }) => id));
  return pages;
}

describe('Searching by id', () => {
  it('goes on after the last record of each page, in every group, until HubSpot names no next page', async () => {
    // The second page is short, as of records that went meanwhile, and is not the last.
    const { api, calls } = answering(page(['7', '9'], '2'), page(['12'], '1'), page(['30', '31']));
    expect(await idsOf(api)).toEqual([['7', '9'], ['12'], ['30', '31']]);
    const beyond = (value: string) => ({ propertyName: 'hs_object_id', operator: 'GT', value });
    expect(calls.map(({ body }) => (body as { filterGroups: unknown }).filterGroups)).toEqual(
      ['0', '9', '12'].map((id) => [{ filters: [beyond(id), OPEN] }, { filters: [beyond(id), MARKED] }]),
    );
  });

  it('gives no page where nothing is found, or where the answer may be a refusal', async () => {
    expect(await idsOf(answering(page([])).api)).toEqual([]);
    expect(await idsOf(answering({ status: 403, body: { message: 'no scope' } }).api, [403])).toEqual([]);
  });
});
