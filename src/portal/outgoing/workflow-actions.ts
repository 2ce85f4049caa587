/**
 * Workflow actions out: what a workflow does when it reaches a custom action. `/__portal/workflow-actions/execute` enrols a
 * record; the call is signed v2, answered within 30 seconds, tried again where HubSpot does, and may be held by `BLOCK`
 * until its callback is completed. https://developers.hubspot.com/docs/api-reference/automation-actions-v4/guide
 */
import type { Core } from '../core.ts';
import { invalid, notFound } from '../errors.ts';
import { asObject, asOptionalInteger, asOptionalText, asText, type Json } from '../objects/input.ts';
import { findType } from '../objects/registry.ts';
import { signatureV2 } from './signatures.ts';
import { type Send, urlOf } from './webhooks.ts';

type ExecutionState = 'RETRYING' | 'BLOCKED' | 'SUCCESS' | 'FAIL_CONTINUE' | 'FAILED' | 'EXPIRED';

export interface Execution {
  readonly callbackId: string;
  readonly actionUrl: string;
  readonly clientSecret: string;
  readonly request: Json;
  readonly state: ExecutionState;
  readonly attempts: readonly { readonly at: number; readonly status: number }[];
  readonly outputFields: Json;
  readonly nextAttemptAt?: number;
  readonly expiresAt?: number;
}

const timeoutMs = 30_000;
/** [reported] Back-off over up to three days; the steps are unverified. */
const retryAfterMs = [1, 5, 30, 60, 240, 480, 720, 1_440, 1_440].map((minutes) => minutes * 60_000);
const weekMs = 7 * 86_400_000;

export class WorkflowActions {
  readonly #core: Core;
  readonly #send: Send;

  constructor(core: Core, send: Send) {
    this.#core = core;
    this.#send = send;
  }

  executions(): Execution[] {
    const now = this.#core.clock.now();
    return this.#core.store.docs<Execution>('callback').map((one) => expire(one, now));
  }

  /** Enrols a record: the first attempt is made before this answers. */
  async execute(body: unknown): Promise<Execution> {
    const given = asObject(body, 'execution');
    const type = findType(this.#core.store, asText(given.objectType, 'objectType'));
    const objectId = asText(given.objectId, 'objectId');
    const record = this.#core.store.liveRecord(type.typeId, objectId);
    const fields = asObject(given.inputFields ?? {}, 'inputFields');
    const wanted = given.objectProperties === undefined ? [] : (given.objectProperties as unknown[]).map(String);
    const number = this.#core.store.nextNumber('callback', 1);
    const definition = asOptionalInteger(given.actionDefinitionId, 'actionDefinitionId') ?? 1;
    const callbackId = `ap-${this.#core.portalId}-${String(number).padStart(12, '0')}-1-0`;
    // [captured, 2026.03] Fields are sent twice, and with their types.
    const request = {
      callbackId,
      origin: {
        portalId: this.#core.portalId,
        actionDefinitionId: definition,
        actionDefinitionVersion: 1,
        extensionDefinitionId: definition,
        extensionDefinitionVersionId: 1,
      },
      context: { workflowId: asOptionalInteger(given.workflowId, 'workflowId') ?? 1, actionId: 1, source: 'WORKFLOWS' },
      object: {
        objectId: Number(objectId),
        objectType: type.custom ? type.typeId : type.singular.toUpperCase(),
        ...(wanted.length === 0
          ? {}
          : { properties: Object.fromEntries(wanted.map((name) => [name, record?.values[name] ?? null])) }),
      },
      fields,
      inputFields: fields,
      typedInputs: Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, { value, type: typeWord(value) }]),
      ),
    };
    return this.#attempt({
      callbackId,
      actionUrl: urlOf(given.actionUrl),
      clientSecret: asText(given.clientSecret, 'clientSecret'),
      request,
      state: 'RETRYING',
      attempts: [],
      outputFields: {},
    });
  }

  /** Makes the attempts that are due by now. */
  async retryDue(): Promise<void> {
    const now = this.#core.clock.now();
    for (const execution of this.executions()) {
      if (execution.state === 'RETRYING' && execution.nextAttemptAt !== undefined && execution.nextAttemptAt <= now)
        await this.#attempt(execution);
    }
  }

  isWaiting(): boolean {
    return this.executions().some((one) => one.state === 'RETRYING');
  }

  hasDue(): boolean {
    const now = this.#core.clock.now();
    return this.executions().some(
      (one) => one.state === 'RETRYING' && (one.nextAttemptAt ?? Number.POSITIVE_INFINITY) <= now,
    );
  }

  /** @throws when nothing is blocked under that id. [unverified: the status of a callback that is over] */
  complete(callbackId: string, body: Json): void {
    const execution = this.executions().find((one) => one.callbackId === callbackId);
    if (execution === undefined) throw notFound(`No callback with id ${callbackId}`);
    if (execution.state !== 'BLOCKED')
      throw invalid(`The callback ${callbackId} does not wait: it is ${execution.state}`);
    const outputFields = asObject(body.outputFields ?? {}, 'outputFields');
    const { expiresAt: _expiresAt, ...rest } = execution;
    this.#put({
      ...rest,
      state: outputFields.hs_execution_state === 'FAIL_CONTINUE' ? 'FAIL_CONTINUE' : 'SUCCESS',
      outputFields,
    });
  }

  async #attempt(execution: Execution): Promise<Execution> {
    const body = JSON.stringify(execution.request);
    const at = this.#core.clock.now();
    const response = await this.#send(
      new Request(execution.actionUrl, {
        method: 'POST',
        body,
        headers: {
          'Content-Type': 'application/json',
          'X-HubSpot-Signature': signatureV2(execution.clientSecret, 'POST', execution.actionUrl, body),
          'X-HubSpot-Signature-Version': 'v2',
          'X-HubSpot-Request-Timestamp': String(at),
        },
        signal: AbortSignal.timeout(timeoutMs),
      }),
    ).catch(() => undefined);
    const status = response?.status ?? 0;
    const attempts = [...execution.attempts, { at, status }];
    const { nextAttemptAt: _nextAttemptAt, ...tried } = { ...execution, attempts };
    if (response?.ok) return this.#put({ ...tried, ...this.#outcome(await outputOf(response)) });
    // [documented] 4xx is final, but for 429, which says when to come back: in milliseconds.
    const retries = status === 0 || status === 429 || status >= 500;
    const waitMs = status === 429 ? Number(response?.headers.get('Retry-After') ?? Number.NaN) : Number.NaN;
    const step = Number.isFinite(waitMs) ? waitMs : retryAfterMs[attempts.length - 1];
    if (!retries || step === undefined) return this.#put({ ...tried, state: 'FAILED' });
    return this.#put({ ...tried, state: 'RETRYING', nextAttemptAt: at + step });
  }

  #outcome(outputFields: Json): Pick<Execution, 'state' | 'outputFields'> & { expiresAt?: number } {
    switch (outputFields.hs_execution_state) {
      case 'BLOCK': {
        const lengthMs = durationMs(outputFields.hs_expiration_duration) ?? weekMs;
        return { state: 'BLOCKED', outputFields, expiresAt: this.#core.clock.now() + lengthMs };
      }
      case 'FAIL_CONTINUE':
        return { state: 'FAIL_CONTINUE', outputFields };
      default:
        // [reported] Any 2xx is a success; the body's shape is not checked.
        return { state: 'SUCCESS', outputFields };
    }
  }

  #put(execution: Execution): Execution {
    this.#core.store.putDoc('callback', execution.callbackId, execution);
    return execution;
  }
}

/** A block that nobody completed lets the record go on. [documented: after the duration, a week by default] */
function expire(execution: Execution, now: number): Execution {
  return execution.state === 'BLOCKED' && (execution.expiresAt ?? Number.POSITIVE_INFINITY) <= now
    ? { ...execution, state: 'EXPIRED' }
    : execution;
}

async function outputOf(response: Response): Promise<Json> {
  try {
    const { outputFields } = asObject(await response.json());
    return asObject(outputFields);
  } catch {
    return {};
  }
}

/** ISO 8601, such as `P1WT1H`. */
function durationMs(value: unknown): number | undefined {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(
    asOptionalText(value, 'hs_expiration_duration') ?? '',
  );
  if (match === null) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((weeks * 7 + days) * 86_400 + hours * 3_600 + minutes * 60 + seconds) * 1_000;
}

function typeWord(value: unknown): string {
  if (typeof value === 'number') return 'NUMBER';
  return typeof value === 'boolean' ? 'BOOLEAN' : 'STRING';
}
