import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SurveySigner } from '../domain/survey/token.ts';

/** A shorter secret could be guessed. */
const SHORTEST = 16;

/**
 * Signs links with HMAC-SHA256 under the app's own secret; undefined where there is none that may be used.
 *
 * The portal is part of what is signed: a link of one portal means nothing in another.
 */
export function surveySigner(secret: string | undefined, portalId: number): SurveySigner | undefined {
  if (secret === undefined || secret.length < SHORTEST) return undefined;
  const sign = (text: string): string =>
    createHmac('sha256', secret).update(`return-visits/survey\n${portalId}\n${text}`).digest('base64url');
  return {
    sign,
    verify(text, signature) {
      const given = Buffer.from(signature);
      const expected = Buffer.from(sign(text));
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
