/** `npm run portal`: the portal alone, on a port. */
import { parseArgs } from 'node:util';
import { createPortal, type PortalOptions } from '../portal/portal.ts';
import { servePortal } from '../portal/server.ts';

const usage =
  'npm run portal -- [--port N] [--data DIR] [--tier free|professional|enterprise] [--search-lag MS] [--now INSTANT] [--no-rate-limits]';

/** The words of the call were off. */
class UsageError extends Error {}

interface Call {
  readonly port: number;
  readonly now: number | undefined;
  readonly options: PortalOptions;
}

function parseCall(words: readonly string[]): Call {
  const { values } = parseArgs({
    args: [...words],
    options: {
      port: { type: 'string', default: '8787' },
      data: { type: 'string' },
      tier: { type: 'string' },
      'search-lag': { type: 'string' },
      now: { type: 'string' },
      'no-rate-limits': { type: 'boolean', default: false },
    },
  });
  const now = values.now === undefined ? undefined : Date.parse(values.now);
  if (now !== undefined && Number.isNaN(now))
    throw new UsageError(`--now takes an instant such as 2026-11-21T08:00:00Z, got "${values.now}"`);
  const tier = values.tier;
  if (tier !== undefined && tier !== 'free' && tier !== 'professional' && tier !== 'enterprise') {
    throw new UsageError(`--tier takes free, professional or enterprise, got "${tier}"`);
  }
  return {
    port: wholeNumber('--port', values.port, 65_535),
    now,
    options: {
      rateLimits: !values['no-rate-limits'],
      ...(values.data === undefined ? {} : { dataDir: values.data }),
      ...(tier === undefined ? {} : { tier }),
      ...(values['search-lag'] === undefined
        ? {}
        : { searchLagMs: wholeNumber('--search-lag', values['search-lag'], 3_600_000) }),
    },
  };
}

function wholeNumber(flag: string, text: string, most: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) > most)
    throw new UsageError(`${flag} takes a whole number up to ${most}, got "${text}"`);
  return Number(text);
}

async function run(words: readonly string[]): Promise<void> {
  const call = parseCall(words);
  const portal = createPortal(call.options);
  if (call.now !== undefined) portal.setNow(call.now);
  const server = await servePortal(portal, { port: call.port });
  console.log(`portal ready ${server.url}`);
  const stop = async () => {
    await server.close();
    await portal.close();
    process.exit(0);
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  const message = (error instanceof Error ? error.message : String(error)).split('\n')[0];
  console.error(isUsage ? `${message}; use: ${usage}` : message);
  process.exit(isUsage ? 2 : 1);
}
