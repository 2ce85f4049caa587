import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Refusal } from '../contract/common.ts';
import { type Day, parseDay } from '../domain/calendar/day.ts';
import { advice } from '../hubspot/installer.ts';
import { PortalError } from '../use-cases/ports/ports.ts';

/** The words of the call are off: exit code 2. */
export class UsageError extends Error {}
/** It failed for a reason that the user can mend: exit code 1, one line. */
export class Failure extends Error {}

/** Reads the flags after `--`; an unknown or incomplete flag is a {@link UsageError}. */
export function flags<const T extends NonNullable<ParseArgsConfig['options']>>(options: T, usage: string) {
  try {
    return parseArgs({ args: process.argv.slice(2), options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}. Usage: ${usage}`);
  }
}

export function dayFlag(name: string, text: string): Day {
  const on = parseDay(text);
  if (on === undefined) throw new UsageError(`--${name} takes a day as YYYY-MM-DD, got ${JSON.stringify(text)}`);
  return on;
}

export function portFlag(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port takes a number from 0 to 65535, got ${JSON.stringify(text)}`);
  return port;
}

/** The portal to talk to and the token from the environment; never from a flag, which a process list would show. */
export function portalAccess(url: string | undefined): { readonly basePath: string; readonly accessToken: string } {
  if (url === undefined)
    throw new UsageError('say which portal: --portal https://api.hubapi.com, or the address of an embedded one');
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new UsageError(`--portal takes an address such as https://api.hubapi.com, got ${JSON.stringify(url)}`);
  }
  const accessToken = process.env.HUBSPOT_TOKEN;
  if (!accessToken)
    throw new Failure(
      'no token: put the app’s access token in HUBSPOT_TOKEN (any word will do for an embedded portal)',
    );
  return { basePath: parsed.href.replace(/\/$/, ''), accessToken };
}

/** Where docs/errors.md speaks of it. */
const ENTRIES: { readonly [kind in PortalError['kind']]: string } = {
  unauthorized: 'portal_unauthorized',
  forbidden: 'portal_unauthorized',
  'rate-limited': 'portal_rate_limited',
  unavailable: 'portal_unavailable',
  refused: 'portal_unavailable',
  conflict: 'portal_unavailable',
  'not-found': 'not_installed',
};

/** What a use case refused, with where docs/errors.md speaks of it. */
export function failureOf({ reason, message, fields = [] }: Refusal): Failure {
  const [first] = fields;
  return new Failure(
    `${message.en}${first ? ` ${first.path}: ${first.message}` : ''}; more: docs/errors.md#${reason}`.replace(
      '.;',
      ';',
    ),
  );
}

/** Runs a command: errors go to standard error in one line that says what to do next. */
export async function command(run: () => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await run()) ?? 0;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(error.message);
      process.exitCode = 2;
    } else if (error instanceof PortalError) {
      console.error(
        `${error.message} — ${advice(error)}${error.correlationId ? ` (correlation id ${error.correlationId})` : ''}; more: docs/errors.md#${ENTRIES[error.kind]}`,
      );
      process.exitCode = 1;
    } else if (error instanceof Failure || isSystemError(error)) {
      console.error(error.message);
      process.exitCode = 1;
    } else {
      throw error;
    }
  }
}

/** The operating system said no, to us or to something that wrapped its answer in a sentence. */
function isSystemError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return ('code' in error && typeof error.code === 'string') || isSystemError(error.cause);
}
