import { vi } from 'vitest';
import { main as webhooks } from '../../serverless/webhooks.ts';
import { main as workflowAction } from '../../serverless/workflow_action.ts';
import { main as workflowPlanVisits } from '../../serverless/workflow_plan_visits.ts';
import type { Day } from '../../src/domain/calendar/day.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { servePortal } from '../../src/portal/server.ts';
import { apiInto, openBook, planBook } from './book.ts';
import { underContract } from './under-contract.ts';

export const ORIGIN = 'https://app.example.com';
export const SECRET = 'client-secret-1';

const FUNCTIONS = {
  '/hs/serverless/return-visits/webhooks': webhooks,
  '/hs/serverless/return-visits/workflow-action': workflowAction,
  '/hs/serverless/return-visits/workflow-plan-visits': workflowPlanVisits,
} as const;

/** A planned portal whose webhooks and workflow actions reach our endpoint functions as HubSpot's gateway would call them. */
export interface Endpoints {
  readonly portal: Portal;
  readonly url: string;
  /** Every call that reached an endpoint, with what it was answered. */
  readonly calls: { readonly request: GatewayCall; readonly status: number; readonly body: unknown }[];
  control(path: string, body?: unknown): Promise<unknown>;
  send(method: 'POST' | 'PATCH' | 'DELETE' | 'PUT', path: string, body?: unknown): Promise<{ readonly id: string }>;
  close(): Promise<void>;
}

export interface GatewayCall {
  readonly method: string;
  readonly body: string;
  readonly headers: { readonly [name: string]: string };
}

export async function openEndpoints(
  rows: readonly { readonly [name: string]: string }[],
  today: Day,
  settings: { readonly isPlanned?: boolean } = {},
): Promise<Endpoints> {
  const calls: Endpoints['calls'] = [];
  const book = await openBook(
    rows,
    today,
    {},
    {
      send: async (request) => {
        const main = FUNCTIONS[new URL(request.url).pathname as keyof typeof FUNCTIONS];
        const call: GatewayCall = {
          method: request.method,
          body: await request.text(),
          headers: Object.fromEntries(request.headers),
        };
        const answer: { statusCode: number; body: unknown; headers?: Record<string, string> } = await main({
          ...call,
          secrets: { PRIVATE_APP_ACCESS_TOKEN: 'test' },
        });
        calls.push({ request: call, status: answer.statusCode, body: answer.body });
        return new Response(JSON.stringify(answer.body), {
          status: answer.statusCode,
          headers: { 'content-type': 'application/json', ...answer.headers },
        });
      },
    },
  );
  if (settings.isPlanned ?? true) await planBook(book.portal, book.api, today);
  const served = await servePortal(underContract(book.portal), { port: 0 });
  return {
    portal: book.portal,
    url: served.url,
    calls,
    async control(path, body = {}) {
      const answer = await fetch(`${served.url}/__portal/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    async send(method, path, body) {
      const answer = await apiInto(book.portal).call({
        method,
        path,
        ...(body === undefined ? {} : { body }),
        attempting: 'test',
        repeatable: true,
      });
      return answer.body;
    },
    close: () => served.close(),
  };
}

/** The functions' environment, and the clock that the portal signed with. */
export function standAt(endpoints: Endpoints): void {
  // The clock goes on as calls are made: a client that paces itself by one that stands still waits for ever longer.
  vi.useFakeTimers({ toFake: ['Date'], now: endpoints.portal.now(), shouldAdvanceTime: true });
  vi.stubEnv('HUBSPOT_API_BASE', endpoints.url);
  vi.stubEnv('HUBSPOT_CLIENT_SECRET', SECRET);
  vi.stubEnv('ENDPOINT_ORIGIN', ORIGIN);
}
