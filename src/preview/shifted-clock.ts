/**
 * Lets `Date` run on from another instant, for code that must live on the portal's day; lengths of time stay real.
 * For a thread or worker of its own only: it replaces the global, once.
 *
 * @returns sets by how many ms it is ahead of the real one
 */
export function shiftableClock(): (offsetMs: number) => void {
  let offset = 0;
  const RealDate = Date;
  const now = () => RealDate.now() + offset;
  const ShiftedDate = new Proxy(RealDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    apply: () => new RealDate(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown)),
  });
  Object.defineProperty(RealDate.prototype, 'constructor', { value: ShiftedDate, writable: true, configurable: true });
  globalThis.Date = ShiftedDate;
  return (offsetMs) => {
    offset = offsetMs;
  };
}
