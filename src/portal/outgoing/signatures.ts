/** How HubSpot signs what it sends. https://developers.hubspot.com/docs/api-reference/webhooks-v3/validating-requests */
import { createHash, createHmac } from 'node:crypto';

/** Escapes that are read before the address is signed. [documented] */
const decoded = /%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

/** v3: method, address, body and time, keyed with the client secret. */
export function signatureV3(
  clientSecret: string,
  method: string,
  uri: string,
  body: string,
  timestamp: number,
): string {
  const address = uri.replace(decoded, (code) => decodeURIComponent(code));
  return createHmac('sha256', clientSecret).update(`${method}${address}${body}${timestamp}`, 'utf8').digest('base64');
}

/** v2, of workflow actions: secret, method, address and body in one hash. */
export function signatureV2(clientSecret: string, method: string, uri: string, body: string): string {
  return createHash('sha256').update(`${clientSecret}${method}${uri}${body}`, 'utf8').digest('hex');
}

/** v1, which webhooks still carry beside v3. */
export function signatureV1(clientSecret: string, body: string): string {
  return createHash('sha256').update(`${clientSecret}${body}`, 'utf8').digest('hex');
}
