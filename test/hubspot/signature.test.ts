import { describe, expect, it } from 'vitest';
import { hasValidV2Signature, hasValidV3Signature, type SignedCall } from '../../src/hubspot/signature.ts';

// Vectors published with HubSpot's own Python and Ruby clients (tests of their signature helpers).
const SECRET = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
const CALL: SignedCall = {
  method: 'POST',
  uri: 'https://www.example.com/webhook_uri',
  body: "{'example_field':'example_value'}",
};
const PYTHON = { signature: 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=', timestamp: '1693657560000' };
const RUBY = { signature: 'RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw=', timestamp: '1700000300000' };
const V2 = '4fe4e3a7d3cf09db53be39d0a58130e2aaba074ec123a9e355b876a689a1c383';

describe('a v3 signature', () => {
  it.each([PYTHON, RUBY])('is accepted as HubSpot’s own clients compute it, at $timestamp', (headers) => {
    expect(hasValidV3Signature(SECRET, CALL, headers, Number(headers.timestamp) + 299_000)).toBe(true);
  });

  it('is refused after five minutes, from the future, and with a timestamp that is no number', () => {
    const at = Number(PYTHON.timestamp);
    expect(hasValidV3Signature(SECRET, CALL, PYTHON, at + 300_001)).toBe(false);
    expect(hasValidV3Signature(SECRET, CALL, PYTHON, at - 61_000)).toBe(false);
    expect(hasValidV3Signature(SECRET, CALL, { ...PYTHON, timestamp: 'now' }, at)).toBe(false);
    expect(hasValidV3Signature(SECRET, CALL, { ...PYTHON, timestamp: undefined }, at)).toBe(false);
  });

  it('is refused when a byte of method, address, body or secret differs, and when there is none', () => {
    const at = Number(PYTHON.timestamp);
    expect(hasValidV3Signature(SECRET, { ...CALL, method: 'PUT' }, PYTHON, at)).toBe(false);
    expect(hasValidV3Signature(SECRET, { ...CALL, uri: `${CALL.uri}/` }, PYTHON, at)).toBe(false);
    expect(hasValidV3Signature(SECRET, { ...CALL, body: `${CALL.body} ` }, PYTHON, at)).toBe(false);
    expect(hasValidV3Signature('other', CALL, PYTHON, at)).toBe(false);
    expect(hasValidV3Signature('', CALL, PYTHON, at)).toBe(false);
    expect(hasValidV3Signature(SECRET, CALL, { ...PYTHON, signature: undefined }, at)).toBe(false);
    expect(hasValidV3Signature(SECRET, CALL, { ...PYTHON, signature: 'short' }, at)).toBe(false);
  });
});

describe('a v2 signature', () => {
  it('is accepted as HubSpot’s own clients compute it', () => {
    expect(hasValidV2Signature(SECRET, CALL, V2)).toBe(true);
  });

  it('is refused when anything differs or is missing', () => {
    expect(hasValidV2Signature(SECRET, { ...CALL, body: '{}' }, V2)).toBe(false);
    expect(hasValidV2Signature(SECRET, CALL, V2.replace('4', '5'))).toBe(false);
    expect(hasValidV2Signature(SECRET, CALL, undefined)).toBe(false);
    expect(hasValidV2Signature('', CALL, V2)).toBe(false);
    expect(hasValidV2Signature(SECRET, CALL, 'zz')).toBe(false);
  });
});
