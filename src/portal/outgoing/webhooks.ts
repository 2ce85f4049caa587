/**
 * Webhooks out: what changed, to whoever subscribed. At most 100 events a call, in no order, tried again up to ten times
 * over a day of the portal's clock. https://developers.hubspot.com/docs/api-reference/webhooks-v3/guide
 *
 * HubSpot takes subscriptions from a project file; here they are put in place through `/__portal/webhooks`.
 */
import type { Core } from '../core.ts';
import { invalid } from '../errors.ts';
import {
  asArray,
  asObject,
  asOptionalBoolean,
  asOptionalInteger,
  asOptionalText,
  asText,
  type Json,
} from '../objects/input.ts';
import { lookUpType } from '../objects/registry.ts';
import { createRandom, type Random } from '../random.ts';
import type { Source, StoredRecord, StoreObserver } from '../store.ts';
import { signatureV1, signatureV3 } from './signatures.ts';

export type Send = (request: Request) => Promise<Response>;

interface Subscription {
  readonly id: number;
  readonly subscriptionType: string;
  readonly event: string;
  readonly objectTypeId: string;
  readonly propertyName?: string;
  readonly active: boolean;
}

export interface WebhookApp {
  readonly appId: number;
  readonly targetUrl: string;
  readonly clientSecret: string;
  readonly subscriptions: readonly Subscription[];
  /** `auto`: shortly after each write. `manual`: when `/__portal/webhooks/deliver` is called. */
  readonly delivery: 'auto' | 'manual';
  /** The share of events that is delivered twice, from 0 to 1. */
  readonly duplicateShare: number;
  /** HubSpot's own is `v3`, with v1 beside it; `v1` alone is for trying what a receiver then does. */
  readonly signatures?: 'v3' | 'v1';
}

interface WebhookEvent {
  readonly appId: number;
  readonly body: Json;
  readonly attempt: number;
  readonly dueAt: number;
}

export interface Delivery {
  readonly appId: number;
  readonly at: number;
  /** 0 when nobody answered. */
  readonly status: number;
  readonly events: number;
  readonly attempt: number;
}

/** [documented: up to ten times over 24 hours; the steps are unverified] */
const retryAfterMs = [1, 5, 15, 30, 60, 120, 180, 240, 300, 480].map((minutes) => minutes * 60_000);
const mostEvents = 100;
const timeoutMs = 5_000;
const deliveriesKept = 1_000;

/** [documented] These properties cannot be subscribed to. */
const unsubscribable = new Set(['num_unique_conversion_events', 'hs_lastmodifieddate', 'lastmodifieddate']);
const events = ['creation', 'deletion', 'propertyChange', 'merge', 'restore', 'associationChange', 'privacyDeletion'];

export class Webhooks implements StoreObserver {
  readonly #core: Core;
  readonly #send: Send;
  readonly #random: Random;
  #queue: WebhookEvent[] = [];
  #given: Delivery[] = [];
  #givenUp = 0;
  #nextEventId = 1;
  #delivering: Promise<readonly Delivery[]> | undefined;

  constructor(core: Core, send: Send, seed: number) {
    this.#core = core;
    this.#send = send;
    // Randomness of its own: who listens must not change what the API answers.
    this.#random = createRandom(seed ^ 0x5eb);
  }

  configure(body: unknown): WebhookApp {
    const given = asObject(body, 'webhooks');
    const appId = asOptionalInteger(given.appId, 'appId') ?? 1;
    const delivery = given.delivery ?? 'auto';
    if (delivery !== 'auto' && delivery !== 'manual')
      throw invalid(`delivery is "auto" or "manual", got ${String(delivery)}`);
    const duplicateShare = Number(given.duplicateShare ?? 0);
    if (!(duplicateShare >= 0 && duplicateShare <= 1))
      throw invalid(`duplicateShare is from 0 to 1, got ${String(given.duplicateShare)}`);
    const app: WebhookApp = {
      appId,
      targetUrl: urlOf(given.targetUrl),
      clientSecret: asText(given.clientSecret, 'clientSecret'),
      subscriptions: asArray(given.subscriptions, 'subscriptions').map((one) =>
        this.#subscription(asObject(one, 'subscription')),
      ),
      delivery,
      duplicateShare,
      ...(given.signatures === 'v1' ? { signatures: 'v1' as const } : {}),
    };
    this.#core.store.putDoc('webhooks', String(appId), app);
    return app;
  }

  apps(): WebhookApp[] {
    return this.#core.store.docs<WebhookApp>('webhooks');
  }

  status(): object {
    return { apps: this.apps(), pending: this.#queue.length, givenUp: this.#givenUp, deliveries: this.#given };
  }

  recordChanged(before: StoredRecord | undefined, after: StoredRecord | undefined): void {
    const record = after ?? before;
    if (record === undefined) return;
    const apps = this.apps();
    if (apps.length === 0) return;
    const wasLive = before !== undefined && before.archivedAt === undefined;
    const isLive = after !== undefined && after.archivedAt === undefined;
    // What comes back comes with the values it had: nothing of it changed.
    if (before !== undefined && !wasLive && isLive) {
      this.#emit(apps, record, 'restore', record.source, {});
      return;
    }
    if (!wasLive && isLive) this.#emit(apps, record, 'creation', after.source, { changeFlag: 'CREATED' });
    if (wasLive && !isLive) this.#emit(apps, record, 'deletion', record.source, { changeFlag: 'DELETED' });
    if (after === undefined && record.typeId === '0-1')
      this.#emit(apps, record, 'privacyDeletion', record.source, { changeFlag: 'DELETED' });
    if (!isLive || after === undefined) return;
    for (const [name, value] of Object.entries(after.values)) {
      if (unsubscribable.has(name) || (wasLive && before.values[name] === value)) continue;
      const source = after.history[name]?.at(-1)?.source ?? after.source;
      this.#emit(apps, after, 'propertyChange', source, { propertyName: name, propertyValue: value }, name);
    }
  }

  definitionsChanged(): void {
    // Nobody subscribes to definitions.
  }

  merged(typeId: string, from: string, to: string): void {
    const record = this.#core.store.record(typeId, to);
    if (record === undefined) return;
    const more = {
      primaryObjectId: Number(to),
      mergedObjectIds: [Number(from)],
      newObjectId: Number(to),
      numberOfPropertiesMoved: 0,
    };
    this.#emit(this.apps(), record, 'merge', record.source, more);
  }

  /** Forgets what was to be sent: the portal was reset, or is another one now. */
  forget(): void {
    this.#queue = [];
    this.#given = [];
    this.#givenUp = 0;
    this.#nextEventId = 1;
  }

  hasDue(mode: 'auto' | 'any'): boolean {
    const now = this.#core.clock.now();
    const apps = new Set(
      this.apps()
        .filter((app) => mode === 'any' || app.delivery === 'auto')
        .map((app) => app.appId),
    );
    return this.#queue.some((event) => event.dueAt <= now && apps.has(event.appId));
  }

  /** Whether anything is to go out by itself, now or later. */
  isWaiting(): boolean {
    return this.#queue.length > 0 && this.apps().some((app) => app.delivery === 'auto');
  }

  /** Sends everything that is due. One at a time: a second call waits for the first and then goes on. */
  async deliver(mode: 'auto' | 'any'): Promise<readonly Delivery[]> {
    while (this.#delivering !== undefined) await this.#delivering;
    this.#delivering = this.#deliverNow(mode).finally(() => {
      this.#delivering = undefined;
    });
    return this.#delivering;
  }

  async #deliverNow(mode: 'auto' | 'any'): Promise<readonly Delivery[]> {
    const now = this.#core.clock.now();
    const made: Delivery[] = [];
    for (const app of this.apps()) {
      if (mode === 'auto' && app.delivery !== 'auto') continue;
      const isDue = (event: WebhookEvent) => event.appId === app.appId && event.dueAt <= now;
      const due = this.#queue.filter(isDue);
      this.#queue = this.#queue.filter((event) => !isDue(event));
      const twice = app.duplicateShare === 0 ? [] : due.filter(() => this.#random.next() < app.duplicateShare);
      const sent = this.#random.shuffled([...due, ...twice]);
      for (let start = 0; start < sent.length; start += mostEvents)
        made.push(await this.#post(app, sent.slice(start, start + mostEvents)));
    }
    this.#given = [...this.#given, ...made].slice(-deliveriesKept);
    return made;
  }

  async #post(app: WebhookApp, batch: readonly WebhookEvent[]): Promise<Delivery> {
    const at = this.#core.clock.now();
    const body = JSON.stringify(batch.map((event) => ({ ...event.body, attemptNumber: event.attempt })));
    const request = new Request(app.targetUrl, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'HubSpot Connect 2.0 (http://dev.hubspot.com/) - WebhooksExecutorDaemon-executor',
        ...(app.signatures === 'v1'
          ? {}
          : { 'X-HubSpot-Signature-v3': signatureV3(app.clientSecret, 'POST', app.targetUrl, body, at) }),
        'X-HubSpot-Request-Timestamp': String(at),
        'X-HubSpot-Signature': signatureV1(app.clientSecret, body),
        'X-HubSpot-Signature-Version': 'v1',
      },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const status = await this.#send(request).then(
      (response) => response.status,
      () => 0,
    );
    if (status < 200 || status > 299) this.#tryAgain(batch);
    return {
      appId: app.appId,
      at,
      status,
      events: batch.length,
      attempt: Math.max(...batch.map((event) => event.attempt)),
    };
  }

  #tryAgain(batch: readonly WebhookEvent[]): void {
    const now = this.#core.clock.now();
    for (const event of batch) {
      const waitMs = retryAfterMs[event.attempt];
      if (waitMs === undefined) this.#givenUp += 1;
      else this.#queue.push({ ...event, attempt: event.attempt + 1, dueAt: now + waitMs });
    }
  }

  #emit(
    apps: readonly WebhookApp[],
    record: StoredRecord,
    event: string,
    source: Source,
    more: Json,
    property?: string,
  ): void {
    const at = this.#core.clock.now();
    for (const app of apps) {
      for (const subscription of app.subscriptions) {
        if (!subscription.active || subscription.event !== event || subscription.objectTypeId !== record.typeId)
          continue;
        if (subscription.propertyName !== undefined && subscription.propertyName !== property) continue;
        const body = {
          eventId: this.#nextEventId++,
          subscriptionId: subscription.id,
          portalId: this.#core.portalId,
          appId: app.appId,
          occurredAt: at,
          subscriptionType: subscription.subscriptionType,
          objectId: Number(record.id),
          // [captured] Generic subscriptions carry the type; legacy ones name it in their own.
          ...(subscription.subscriptionType.startsWith('object.') ? { objectTypeId: record.typeId } : {}),
          ...more,
          changeSource: source.sourceType,
          ...(source.sourceId === undefined ? {} : { sourceId: source.sourceId }),
          ...(event === 'propertyChange' ? { isSensitive: false } : {}),
        };
        this.#queue.push({ appId: app.appId, body, attempt: 0, dueAt: at });
      }
    }
  }

  #subscription(given: Json): Subscription {
    const subscriptionType = asText(given.subscriptionType, 'subscriptionType');
    const [word = '', event = ''] = subscriptionType.split('.');
    if (!events.includes(event)) throw invalid(`${subscriptionType} is not a subscription type`);
    const objectType = word === 'object' ? asText(given.objectType, 'objectType') : word;
    const type = lookUpType(this.#core.store, objectType);
    if (type === undefined) throw invalid(`Unable to infer object type from: ${objectType}`);
    const propertyName = asOptionalText(given.propertyName, 'propertyName');
    if (event === 'propertyChange') {
      if (propertyName === undefined) throw invalid('A propertyChange subscription needs a propertyName');
      if (unsubscribable.has(propertyName)) throw invalid(`${propertyName} cannot be subscribed to`);
    }
    return {
      id: this.#core.store.nextNumber('subscription', 1),
      subscriptionType,
      event,
      objectTypeId: type.typeId,
      active: asOptionalBoolean(given.active, 'active') ?? true,
      ...(propertyName === undefined ? {} : { propertyName }),
    };
  }
}

export function urlOf(value: unknown): string {
  const url = asText(value, 'url');
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw invalid(`${url} is not an address to call`);
  return url;
}
