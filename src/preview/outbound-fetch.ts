import type { OutboundAnswer, OutboundRequest } from './protocol.ts';

const TIME_LIMIT_MS = 15_000;
const SIZE_LIMIT = 1_048_576;

/**
 * `hubspot.fetch`: only to hosts that the app's meta file permits, only with an Authorization header of the card's
 * own, with the caller's identity added to the query, one second try when the other side fails.
 */
export async function fetchOutbound(
  request: OutboundRequest,
  permittedUrls: readonly string[],
  caller: { readonly portalId: number; readonly appId: string },
): Promise<OutboundAnswer> {
  const url = parseUrl(request.url);
  if (!url || !isPermitted(url, permittedUrls)) {
    return refuse(400, `${request.url} is not in the app's permittedUrls.fetch`);
  }
  const foreign = Object.keys(request.headers ?? {}).filter((name) => name.toLowerCase() !== 'authorization');
  if (foreign.length > 0)
    return refuse(400, `hubspot.fetch sends no request header but Authorization, got ${foreign.join(', ')}`);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  if (body && body.length > SIZE_LIMIT) return refuse(413, 'hubspot.fetch sends at most 1 MB');

  const identity = {
    portalId: caller.portalId,
    userId: request.userId,
    userEmail: request.userEmail,
    appId: caller.appId,
  };
  for (const [name, value] of Object.entries(identity)) url.searchParams.set(name, String(value));
  const once = async (): Promise<OutboundAnswer> => {
    const response = await fetch(url, {
      method: request.method ?? 'GET',
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...request.headers },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(Math.min(request.timeout ?? TIME_LIMIT_MS, TIME_LIMIT_MS)),
    });
    const text = await response.text();
    if (text.length > SIZE_LIMIT) return refuse(502, 'hubspot.fetch takes at most 1 MB');
    return {
      httpStatus: response.status,
      contentType: response.headers.get('content-type') ?? 'text/plain',
      body: text,
    };
  };
  try {
    const answer = await once();
    return answer.httpStatus >= 500 ? await once() : answer;
  } catch (error) {
    return refuse(502, `${url.origin} did not answer: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function isPermitted(url: URL, permittedUrls: readonly string[]): boolean {
  return permittedUrls.some((permitted) => {
    const prefix = parseUrl(permitted);
    if (!prefix || prefix.origin !== url.origin) return false;
    const folder = prefix.pathname.endsWith('/') ? prefix.pathname : `${prefix.pathname}/`;
    return url.pathname === prefix.pathname || url.pathname.startsWith(folder);
  });
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function refuse(httpStatus: number, message: string): OutboundAnswer {
  return { httpStatus, contentType: 'application/json', body: JSON.stringify({ status: 'error', message }) };
}
