/** A portal in memory with a frozen clock and counted ids, and short words for calling it. */
import { createPortal, type Portal, type PortalOptions } from '../../src/portal/portal.ts';

export const noon = Date.UTC(2026, 10, 21, 4, 0, 0);

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into answers of every shape.
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test says
  readonly body: any;
}

export interface Caller {
  readonly portal: Portal;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
}

export function callerOf(portal: Portal, token = 'test-token'): Caller {
  const call: Caller['call'] = async (method, path, body, headers = {}) => {
    const response = await portal.fetch(
      new Request(`https://api.hubapi.com${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    portal,
    call,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body) => call('PATCH', path, body),
    delete: (path) => call('DELETE', path),
  };
}

/** Without rate limits, as most tests have no clock that moves. */
export function newPortal(options: PortalOptions = {}): Caller {
  return callerOf(createPortal({ now: () => noon, portalId: 4242, rateLimits: false, ...options }));
}

export const contactsPath = '/crm/objects/2026-09/contacts';

export async function createContact(caller: Caller, properties: Record<string, string>): Promise<string> {
  const { status, body } = await caller.post(contactsPath, { properties });
  if (status !== 201) throw new Error(`expected 201, got ${status} ${JSON.stringify(body)}`);
  return body.id;
}

/** A custom object `visit` with a unique key. */
export async function createVisitSchema(caller: Caller): Promise<string> {
  const { status, body } = await caller.post('/crm-object-schemas/2026-09/schemas', {
    name: 'visit',
    labels: { singular: 'Visit', plural: 'Visits' },
    primaryDisplayProperty: 'visit_name',
    secondaryDisplayProperties: [],
    searchableProperties: ['visit_name'],
    requiredProperties: ['visit_key'],
    associatedObjects: ['0-1'],
    allowsSensitiveProperties: false,
    properties: [
      { name: 'visit_key', label: 'Visit key', type: 'string', fieldType: 'text', hasUniqueValue: true },
      { name: 'visit_name', label: 'Visit name', type: 'string', fieldType: 'text' },
      { name: 'visit_on', label: 'Visit on', type: 'date', fieldType: 'date' },
      { name: 'score', label: 'Score', type: 'number', fieldType: 'number' },
    ],
  });
  if (status !== 201) throw new Error(`expected 201, got ${status} ${JSON.stringify(body)}`);
  return body.objectTypeId;
}
