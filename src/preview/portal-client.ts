/** A portal refused a request, or could not be reached. */
export class PortalRefusal extends Error {
  readonly httpStatus: number;
  readonly category: string;

  constructor(attempted: string, httpStatus: number, message: string, category: string) {
    super(`${attempted}: ${message}`);
    this.name = 'PortalRefusal';
    this.httpStatus = httpStatus;
    this.category = category;
  }
}

export interface PortalClient {
  get<T>(path: string, query?: Readonly<Record<string, string>>): Promise<T>;
  /** For posts that only read (search, batch read): repeated when the portal says "later". */
  read<T>(path: string, body: unknown): Promise<T>;
  patch<T>(path: string, body: unknown): Promise<T>;
  /** What the portal's clock is ahead of this machine's, in milliseconds, as of its last answer. */
  clockOffsetMs(): Promise<number>;
}

const ATTEMPTS = 4;
const OFFSET_TRUSTED_MS = 5_000;

/** Speaks to one HubSpot-compatible portal, by the public API alone. */
export function createPortalClient(portalUrl: string, token: string): PortalClient {
  const base = portalUrl.replace(/\/+$/, '');
  let offset = { ms: 0, readAt: Number.NEGATIVE_INFINITY };

  async function send(method: string, path: string, body: unknown, mayRepeat: boolean): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      let response: Response;
      try {
        response = await fetch(`${base}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            accept: 'application/json',
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      } catch (cause) {
        const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
        throw new PortalRefusal(
          `${method} ${path}`,
          503,
          `the portal at ${base} cannot be reached (${reason})`,
          'UNREACHABLE',
        );
      }
      const date = Date.parse(response.headers.get('date') ?? '');
      if (!Number.isNaN(date)) offset = { ms: date - Date.now(), readAt: performance.now() };
      if (response.ok) return response.status === 204 ? null : await response.json();
      const isPassing = response.status === 429 || response.status >= 500;
      if (!mayRepeat || !isPassing || attempt === ATTEMPTS) throw await refusal(`${method} ${path}`, response);
      const asked = Number(response.headers.get('retry-after'));
      await sleep(asked > 0 ? Math.min(asked * 1_000, 3_000) : 250 * attempt);
    }
  }

  const get = async <T>(path: string, query: Readonly<Record<string, string>> = {}) => {
    const search = new URLSearchParams(query).toString();
    return (await send('GET', search ? `${path}?${search}` : path, undefined, true)) as T;
  };
  return {
    get,
    read: async <T>(path: string, body: unknown) => (await send('POST', path, body, true)) as T,
    patch: async <T>(path: string, body: unknown) => (await send('PATCH', path, body, false)) as T,
    async clockOffsetMs() {
      if (performance.now() - offset.readAt > OFFSET_TRUSTED_MS) await accountDetails({ get });
      return offset.ms;
    },
  };
}

export interface AccountDetails {
  readonly portalId: number;
  readonly timeZone: string;
}

export async function accountDetails(portal: Pick<PortalClient, 'get'>): Promise<AccountDetails> {
  return await firstKnown(portal, ['/account-info/2026-09/details', '/account-info/v3/details']);
}

/** HubSpot gives new dates to its paths twice a year, not to all at once: takes the first that the portal knows. */
export async function firstKnown<T>(
  portal: Pick<PortalClient, 'get'>,
  paths: readonly string[],
  query: Readonly<Record<string, string>> = {},
): Promise<T> {
  let unknown: unknown;
  for (const path of paths) {
    try {
      return await portal.get<T>(path, query);
    } catch (error) {
      if (!(error instanceof PortalRefusal) || error.httpStatus !== 404) throw error;
      unknown = error;
    }
  }
  throw unknown;
}

async function refusal(attempted: string, response: Response): Promise<PortalRefusal> {
  const body: unknown = await response.json().catch(() => null);
  const { message, category } = (body ?? {}) as { message?: string; category?: string };
  return new PortalRefusal(attempted, response.status, message ?? `HTTP ${response.status}`, category ?? '');
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
