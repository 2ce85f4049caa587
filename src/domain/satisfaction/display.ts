/** Below this many answers a percentage would say more than is known. */
const TOO_FEW = 5;
/** Below this many answers the percentage is shown with the words "small sample". */
const SMALL_SAMPLE = 30;

/** How a number made of `n` answers may be shown: as counts alone, with its interval and a warning, or with its interval. */
export type Sample = 'too_few' | 'small' | 'enough';

/** @example sampleOf(4) // 'too_few'; 5 to 29 'small'; from 30 'enough' */
export function sampleOf(n: number): Sample {
  if (n < TOO_FEW) return 'too_few';
  return n < SMALL_SAMPLE ? 'small' : 'enough';
}
