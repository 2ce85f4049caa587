import { expect, it } from 'vitest';
import { inZone } from './support.ts';

it('the zone helper really moves the process, so the suites run where they say', () => {
  const offset = (): number => new Date(2026, 0, 15).getTimezoneOffset();
  expect(inZone('UTC', offset)).toBe(0);
  expect(inZone('Asia/Kolkata', offset)).toBe(-330);
  expect(inZone('Pacific/Apia', offset)).toBe(-780);
  expect(inZone('America/Santiago', offset)).toBe(180);
});
