import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A call as it arrived: the address as configured (never rebuilt from headers) and the bytes of the body as text. */
export interface SignedCall {
  readonly method: string;
  readonly uri: string;
  readonly body: string;
}

/** HubSpot's window for a v3 signature. */
const MAX_AGE_MS = 300_000;

/**
 * Whether a call carries HubSpot's v2 signature: hex SHA-256 of client secret + method + URI + body.
 *
 * Workflow actions are signed so (HubSpot's custom workflow action guide). Compared in constant time; an empty secret
 * or header is false. `unverified` on a real portal: whether the gateway of endpoint functions passes the header on,
 * and whether the body it hands over is the body that was signed.
 * Probe: endpoint-signature, workflow-signature.
 */
export function hasValidV2Signature(secret: string, call: SignedCall, signature: string | undefined): boolean {
  if (!secret || !signature) return false;
  const expected = createHash('sha256')
    .update(secret + call.method + call.uri + call.body)
    .digest();
  return isSame(Buffer.from(signature, 'hex'), expected);
}

/**
 * Whether a call carries HubSpot's v3 signature, not older than five minutes: base64 HMAC-SHA256 with the client secret
 * over method + URI + body + timestamp, some escapes of the URI decoded first (HubSpot, validating requests).
 *
 * A timestamp that is no number, from the future by more than a minute, or missing is false.
 */
export function hasValidV3Signature(secret: string, call: SignedCall, headers: V3Headers, now: number): boolean {
  return v3Trouble(secret, call, headers, now) === undefined;
}

export interface V3Headers {
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
}

/** Why a signature is not valid, for the log of an operator; it tells nothing about the secret. */
export type SignatureTrouble = 'no-secret' | 'no-signature' | 'out-of-time' | 'mismatch';

/** What is wrong with the v3 signature of a call; undefined: nothing. */
export function v3Trouble(
  secret: string,
  call: SignedCall,
  headers: V3Headers,
  now: number,
): SignatureTrouble | undefined {
  if (!secret) return 'no-secret';
  if (!headers.signature) return 'no-signature';
  if (!/^\d{1,15}$/.test(headers.timestamp ?? '')) return 'out-of-time';
  const age = now - Number(headers.timestamp);
  if (age > MAX_AGE_MS || age < -60_000) return 'out-of-time';
  const expected = createHmac('sha256', secret)
    .update(call.method + decodeSome(call.uri) + call.body + headers.timestamp)
    .digest();
  return isSame(Buffer.from(headers.signature, 'base64'), expected) ? undefined : 'mismatch';
}

/** The escapes that HubSpot decodes before it signs; all others stay. */
const DECODED: { readonly [code: string]: string } = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};

function decodeSome(uri: string): string {
  return uri.replace(/%[0-9A-Fa-f]{2}/g, (code) => DECODED[code.toUpperCase()] ?? code);
}

function isSame(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}
