import { PortalError } from '../use-cases/ports/ports.ts';

interface ErrorBody {
  readonly message?: unknown;
  readonly category?: unknown;
  readonly correlationId?: unknown;
}

const KINDS: { readonly [status: number]: PortalError['kind'] } = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  429: 'rate-limited',
};

/** HubSpot's error answer as ours. Messages may hold values of a record: they are for the caller, never for a log. */
export function portalError(attempting: string, status: number, body: unknown): PortalError {
  const facts = (typeof body === 'object' && body !== null ? body : {}) as ErrorBody;
  return new PortalError({
    kind: KINDS[status] ?? (status >= 500 || status === 423 || status === 477 ? 'unavailable' : 'refused'),
    attempting,
    status,
    message: typeof facts.message === 'string' ? facts.message : `HubSpot answered ${status}`,
    correlationId: typeof facts.correlationId === 'string' ? facts.correlationId : undefined,
  });
}

/** No answer came. */
export function unreachable(attempting: string, cause: unknown): PortalError {
  return new PortalError({
    kind: 'unavailable',
    attempting,
    message: cause instanceof Error ? cause.message : String(cause),
    cause,
  });
}
