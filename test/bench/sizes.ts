/**
 * How large the books of a table are: as given after its name (`npm run bench -- planning-scale 10000 100000`) or in `SIZES=10000,100000`;
 * its own sizes otherwise.
 *
 * @throws RangeError when what is given is no size
 */
export function sizesOr(own: readonly number[]): readonly number[] {
  const words = process.argv.slice(3);
  const given = words.length > 0 ? words : (process.env.SIZES?.split(',') ?? []);
  return given.length === 0
    ? own
    : given.map((word) => {
        if (!/^[1-9]\d{2,6}$/.test(word)) throw new RangeError(`expected a size from 100 to 9999999, got ${word}`);
        return Number(word);
      });
}
