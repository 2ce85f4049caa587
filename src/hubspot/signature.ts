import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a call carries HubSpot's v2 signature: hex SHA-256 of client secret + method + URI + body.
 *
 * Workflow actions are signed so (HubSpot, custom workflow actions guide). Compared in constant time; an empty secret
 * or header is false. `unverified` on a real portal: whether the gateway of endpoint functions passes the header on,
 * and whether the body it hands over is the body that was signed.
 */
export function hasValidV2Signature(
  secret: string,
  request: {
    readonly method: string;
    readonly uri: string;
    readonly body: string;
    readonly signature: string | undefined;
  },
): boolean {
  if (!secret || !request.signature) return false;
  const expected = createHash('sha256')
    .update(secret + request.method + request.uri + request.body)
    .digest();
  const given = Buffer.from(request.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
