/**
 * The distributions that intervals and tests need, to about twelve digits.
 *
 * Incomplete beta and gamma by series and continued fraction (Press et al., Numerical Recipes, 3rd ed., §6.2 and §6.4);
 * quantiles by bisection, so that a quantile is as exact as its distribution.
 */

/** 97.5 % quantile of the normal distribution: intervals here are at 95 %. */
export const Z = 1.959963984540054;

/** Natural logarithm of Γ(x), x > 0, by Stirling's series. */
function logGamma(x: number): number {
  if (x > 10) {
    const inverse = 1 / (x * x);
    const tail = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / x;
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + tail;
  }
  // Γ(x) = Γ(x + k) / (x (x + 1) … (x + k − 1)) brings a small argument to where the series is exact.
  let product = 1;
  let shifted = x;
  while (shifted <= 10) {
    product *= shifted;
    shifted += 1;
  }
  return logGamma(shifted) - Math.log(product);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

const TINY = 1e-300;
const PRECISE = 1e-15;

/** Regularised incomplete beta I_x(a, b). */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(a, b, x)) / a : 1 - (front * betaFraction(b, a, 1 - x)) / b;
}

function betaFraction(a: number, b: number, x: number): number {
  const guard = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 100_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < PRECISE) break;
  }
  return fraction;
}

/** Regularised lower incomplete gamma P(a, x). */
function incompleteGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = a + 1; term > sum * PRECISE; n += 1) {
      term *= x / n;
      sum += term;
    }
    return sum * front;
  }
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 100_000; i += 1) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (Math.abs(an * d + b) < TINY ? TINY : an * d + b);
    c = Math.abs(b + an / c) < TINY ? TINY : b + an / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < PRECISE) break;
  }
  return 1 - front * fraction;
}

/** The value below which a rising function stays under `p`. */
function quantile(cdf: (x: number) => number, p: number, low: number, high: number): number {
  let below = low;
  let above = high;
  for (let i = 0; i < 200 && above - below > Math.abs(above) * 1e-14; i += 1) {
    const middle = (below + above) / 2;
    if (cdf(middle) < p) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}

/** Two-sided 95 % quantile of Student's t; the normal's for so many degrees that they agree to six digits. */
export function studentQuantile(degrees: number): number {
  if (!(degrees >= 1)) throw new RangeError(`expected at least one degree of freedom, got ${degrees}`);
  if (degrees > 1e7) return Z;
  return quantile((t) => 1 - incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t)), 0.95, 0, 13);
}

/**
 * Exact 95 % interval of a Poisson mean of which `count` was seen, Garwood 1936.
 *
 * @example poissonInterval(10) // { low: 4.795, high: 18.390 }
 */
export function poissonInterval(count: number): { readonly low: number; readonly high: number } {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`expected a count, got ${count}`);
  const ceiling = count + 20 * Math.sqrt(count + 1) + 20;
  return {
    low: count === 0 ? 0 : quantile((mean) => incompleteGamma(count, mean), 0.025, 0, ceiling),
    high: quantile((mean) => incompleteGamma(count + 1, mean), 0.975, 0, ceiling),
  };
}

/** Probability of at most `hits` in `of` tries. */
export function binomialAtMost(hits: number, of: number, share: number): number {
  if (hits < 0) return 0;
  if (hits >= of) return 1;
  return incompleteBeta(of - hits, hits + 1, 1 - share);
}

/**
 * Probability of at least `hits` among `drawn`, when `drawn` are taken blindly from `all` of which `marked` are hits:
 * Fisher's exact test, one-sided.
 *
 * @example hypergeometricAtLeast(3, 4, 4, 8) // 17/70, the lady tasting tea with one mistake
 */
export function hypergeometricAtLeast(hits: number, drawn: number, marked: number, all: number): number {
  const most = Math.min(drawn, marked);
  const least = Math.max(0, drawn + marked - all);
  if (hits <= least) return 1;
  if (hits > most) return 0;
  const mode = Math.floor(((drawn + 1) * (marked + 1)) / (all + 2));
  // Summed away from the middle, where the terms only get smaller.
  const up = hits > mode;
  let k = up ? hits : hits - 1;
  let term = Math.exp(logChoose(marked, k) + logChoose(all - marked, drawn - k) - logChoose(all, drawn));
  let sum = 0;
  while (k >= least && k <= most && (term > sum * 1e-17 || sum === 0)) {
    sum += term;
    if (up) {
      term *= ((marked - k) * (drawn - k)) / ((k + 1) * (all - marked - drawn + k + 1));
      k += 1;
    } else {
      term *= (k * (all - marked - drawn + k)) / ((marked - k + 1) * (drawn - k + 1));
      k -= 1;
    }
    if (term === 0) break;
  }
  return Math.min(1, Math.max(0, up ? sum : 1 - sum));
}
