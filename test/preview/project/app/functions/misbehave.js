globalThis.calls = (globalThis.calls ?? 0) + 1;

exports.main = async ({ parameters }) => {
  switch (parameters.how) {
    case 'throw':
      throw new RangeError('the dough did not rise');
    case 'hang':
      return await new Promise(() => setInterval(() => undefined, 1_000));
    case 'spin':
      for (;;);
    case 'exit':
      process.exit(3);
      return null;
    case 'circle': {
      const circle = {};
      circle.self = circle;
      return circle;
    }
    case 'nothing':
      return undefined;
    default:
      return { calls: globalThis.calls, at: new Date(0) };
  }
};
