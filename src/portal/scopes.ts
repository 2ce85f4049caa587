/**
 * Which scopes a call needs. [documented on each endpoint's page; those of activities are the contacts' own, and any one of
 * the list is enough]
 */
import type { Caller, Core } from './core.ts';
import { ApiError, missingScopes } from './errors.ts';
import type { Tier } from './limits.ts';
import { lookUpType } from './objects/registry.ts';

export function requireScopes(core: Core, caller: Caller, method: string, path: string): void {
  if (caller.scopes === 'all') return;
  const held = caller.scopes;
  for (const needed of scopesFor(core, method, path)) {
    if (!needed.some((scope) => held.has(scope))) throw missingScopes(needed);
  }
}

/** A list of requirements, each met by any of its scopes. */
function scopesFor(core: Core, method: string, path: string): readonly (readonly string[])[] {
  const [, area = '', first = '', second = '', third = ''] = path.split('/');
  const reads = method === 'GET' || ['batch/read', 'search'].some((end) => path.endsWith(`/${end}`));
  const action = reads ? 'read' : 'write';
  switch (area) {
    case 'objects':
      if (third === 'associations') return [...objectScopes(core, first, action)];
      return objectScopes(core, first, action);
    case 'associations':
    case 'associations-v3':
      if (first === 'definitions') return [];
      return [...objectScopes(core, first, action), ...objectScopes(core, second, action)];
    case 'properties': {
      const [objects = []] = objectScopes(core, first, action);
      const schemas = objects.map((scope) => scope.replace('crm.objects', 'crm.schemas'));
      return [reads ? [...schemas, ...objects] : schemas];
    }
    case 'schemas':
      return [[`crm.schemas.custom.${action}`, ...(reads ? ['crm.objects.custom.read'] : [])]];
    case 'owners':
      return [['crm.objects.owners.read']];
    case 'pipelines': {
      const [objects = []] = objectScopes(core, first, action);
      return [[...objects, ...objects.map((scope) => scope.replace('crm.objects', 'crm.schemas'))]];
    }
    case 'lists':
      return [reads || path === '/lists/search' ? ['crm.lists.read', 'crm.lists.write'] : ['crm.lists.write']];
    case 'users':
      return [[`settings.users.${action}`]];
    case 'forms':
    case 'form-integrations':
      return [['forms']];
    case 'callbacks':
      return [['automation']];
    default:
      return [];
  }
}

function objectScopes(core: Core, word: string, action: 'read' | 'write'): readonly (readonly string[])[] {
  const type = lookUpType(core.store, word);
  if (type === undefined) return [];
  if (type.scopeWord === 'tickets') return [['tickets', `crm.objects.tickets.${action}`]];
  if (type.scopeWord === 'products') return [['e-commerce', `crm.objects.products.${action}`]];
  if (type.scopeWord === 'line_items') return [['e-commerce', `crm.objects.line_items.${action}`]];
  return [[`crm.objects.${type.scopeWord}.${action}`]];
}

const order: readonly Tier[] = ['free', 'professional', 'enterprise'];

/** [documented] What a portal must have bought for a call; [unverified] the status and the words. */
export function requireSubscription(core: Core, method: string, path: string): void {
  const needed = subscriptionFor(method, path);
  if (order.indexOf(core.tier) >= order.indexOf(needed)) return;
  throw new ApiError(403, {
    message: `This portal's subscription is ${core.tier}; the call needs ${needed} or higher`,
    category: 'FORBIDDEN',
  });
}

function subscriptionFor(method: string, path: string): Tier {
  const isCustom = /^\/(objects|associations|properties|pipelines)\/(.*\/)?(2-\d+|p\d+_[^/]+)(\/|$)/i.test(path);
  if (isCustom || (path.startsWith('/schemas') && method !== 'GET')) return 'enterprise';
  const isLabel =
    path.startsWith('/associations/') && path.includes('/labels') && method === 'POST' && !path.includes('/batch/');
  if (isLabel || path.startsWith('/callbacks') || /^\/objects\/(0-19|feedback_submissions?)(\/|$)/i.test(path))
    return 'professional';
  return 'free';
}
