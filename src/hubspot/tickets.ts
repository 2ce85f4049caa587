import type { Ticket, TicketBook } from '../use-cases/ports/tickets.ts';
import type { HubspotApi } from './api.ts';
import { batchWrite, type HubspotRecord } from './batch.ts';
import { PATHS } from './paths.ts';
import { instantOf, present, textOf } from './values.ts';

const READ = ['subject', 'closed_date', 'hs_pipeline', 'hs_pipeline_stage'];
const PAGE = 100;
/** What people see as the label 高优先级. */
const HIGH = 'HIGH';
const PRESSING = ['HIGH', 'URGENT'];

/**
 * `unverified` on a real portal: that `closed_date` is set when a ticket enters a closed stage, whoever moves it there.
 * Probe: ticket-closed-date.
 */
export function hubspotTickets(api: HubspotApi): TicketBook {
  const path = PATHS.tickets.path;

  return {
    async changedSince({ since, after: id }) {
      const after = { propertyName: 'hs_object_id', operator: 'GT', value: id };
      const open = [
        { propertyName: 'createdate', operator: 'GTE', value: String(since) },
        { propertyName: 'closed_date', operator: 'NOT_HAS_PROPERTY' },
        after,
      ];
      const priority = 'hs_ticket_priority';
      const { body } = await api.call({
        method: 'POST',
        path: `${path}/search`,
        body: {
          filterGroups: [
            { filters: [{ propertyName: 'closed_date', operator: 'GTE', value: String(since) }, after] },
            { filters: [...open, { propertyName: priority, operator: 'NOT_HAS_PROPERTY' }] },
            { filters: [...open, { propertyName: priority, operator: 'NOT_IN', values: PRESSING }] },
          ],
          sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
          properties: READ,
          limit: PAGE,
        },
        attempting: 'reading tickets',
        repeatable: true,
      });
      return (body.results as HubspotRecord[]).map(ticketOf);
    },

    async contactsOf(ids) {
      if (ids.length === 0) return new Map();
      const { body } = await api.call({
        method: 'POST',
        path: `${PATHS.associations.path}/tickets/contacts/batch/read`,
        body: { inputs: ids.map((id) => ({ id })) },
        attempting: 'looking for the contacts of tickets',
        repeatable: true,
        // 207: some have no contact, which is an answer.
        alsoFine: [207],
      });
      const found = body.results as { from: { id: string | number }; to: { toObjectId: string | number }[] }[];
      return new Map(
        found.map(({ from, to }) => [String(from.id), [...new Set(to.map(({ toObjectId }) => String(toObjectId)))]]),
      );
    },

    async prioritise(ids) {
      const items = ids.map((id) => ({ key: id, id, properties: { hs_ticket_priority: HIGH } }));
      await batchWrite(api, path, 'update', items, 'giving tickets their priority');
    },

    async close(id) {
      const found = await api.call({
        method: 'GET',
        path: `${path}/${id}`,
        query: { properties: READ.join(',') },
        attempting: 'reading a ticket',
        repeatable: true,
        alsoFine: [404],
      });
      if (found.status === 404) return;
      const ticket = found.body as HubspotRecord;
      if (ticketOf(ticket).closedAt !== undefined) return;
      const stage = await closedStage(textOf(ticket.properties, 'hs_pipeline'));
      if (stage === undefined) return;
      await api.call({
        method: 'PATCH',
        path: `${path}/${id}`,
        body: { properties: { hs_pipeline_stage: stage } },
        attempting: 'closing a ticket',
        repeatable: true,
      });
    },
  };

  async function closedStage(pipelineId: string | undefined): Promise<string | undefined> {
    const { body } = await api.call({
      method: 'GET',
      path: `${PATHS.pipelines.path}/tickets`,
      attempting: 'reading the pipelines of tickets',
      repeatable: true,
    });
    const pipelines = body.results as readonly Pipeline[];
    const pipeline = pipelines.find(({ id }) => id === pipelineId);
    return pipeline?.stages.find(({ metadata }) => metadata.ticketState === 'CLOSED')?.id;
  }
}

interface Pipeline {
  readonly id: string;
  readonly stages: readonly { readonly id: string; readonly metadata: { readonly ticketState?: string } }[];
}

function ticketOf({ id, properties: p }: HubspotRecord): Ticket {
  return {
    id,
    subject: textOf(p, 'subject') ?? '',
    ...present('closedAt', instantOf(p, 'closed_date')),
  };
}
