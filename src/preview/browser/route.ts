import { useSyncExternalStore } from 'react';

/** Where the visitor is. The address bar is the one place that holds it. */
export type Route =
  | { readonly screen: 'contacts' }
  | { readonly screen: 'contact'; readonly id: number; readonly tab: string | null }
  /** The cards of a contact's preview panel, or those beside a help-desk ticket. */
  | { readonly screen: 'cards'; readonly location: 'crm.preview' | 'helpdesk.sidebar'; readonly id: number }
  /** A custom object's record. */
  | { readonly screen: 'record'; readonly objectType: string; readonly id: number }
  | { readonly screen: 'tasks' }
  | { readonly screen: 'app'; readonly path: string; readonly params: Readonly<Record<string, string>> }
  | { readonly screen: 'settings' }
  | { readonly screen: 'help' }
  | { readonly screen: 'unknown' };

/** A contact's address as HubSpot writes it: `/contacts/<portal>/record/0-1/<id>`, formerly `/contacts/<portal>/contact/<id>`. */
const HUBSPOT_CONTACT = /^\/contacts\/\d+\/(?:record\/0-1|contact)\/(\d+)\/?$/;

/** A custom object's record, by its type's id or full name. */
const HUBSPOT_RECORD = /^\/contacts\/\d+\/record\/(2-\d+|p\d+_\w+)\/(\d+)\/?$/;

export function routeOf(url: URL): Route {
  const contact = HUBSPOT_CONTACT.exec(url.pathname)?.[1];
  if (contact !== undefined) return { screen: 'contact', id: Number(contact), tab: null };
  const [, objectType, id] = HUBSPOT_RECORD.exec(url.pathname) ?? [];
  if (objectType !== undefined) return { screen: 'record', objectType, id: Number(id) };
  const [first = '', second = '', ...rest] = url.pathname.split('/').filter(Boolean);
  if (first === '' || (first === 'contacts' && !second)) return { screen: 'contacts' };
  if (first === 'contacts' && /^\d+$/.test(second) && rest.length === 0) {
    return { screen: 'contact', id: Number(second), tab: url.searchParams.get('tab') };
  }
  if (first === 'contacts' && /^\d+$/.test(second) && rest.join('/') === 'preview') {
    return { screen: 'cards', location: 'crm.preview', id: Number(second) };
  }
  if (first === 'tickets' && /^\d+$/.test(second) && rest.length === 0) {
    return { screen: 'cards', location: 'helpdesk.sidebar', id: Number(second) };
  }
  if (first === 'app') {
    return {
      screen: 'app',
      path: url.pathname.slice('/app'.length) || '/',
      params: pageParams(url),
    };
  }
  if ((first === 'tasks' || first === 'settings' || first === 'help') && !second) return { screen: first };
  return { screen: 'unknown' };
}

/** `lang` is the preview's own. */
function pageParams(url: URL): Readonly<Record<string, string>> {
  return Object.fromEntries([...url.searchParams].filter(([name]) => name !== 'lang'));
}

/** The screen that an extension's link leads to: one of this preview's addresses, or a record's in HubSpot. */
export function routeOfHref(href: string): Route | null {
  const url = new URL(href, location.origin);
  const isHere = url.origin === location.origin;
  if (!isHere && !HUBSPOT_CONTACT.test(url.pathname) && !HUBSPOT_RECORD.test(url.pathname)) return null;
  const route = routeOf(url);
  return route.screen === 'unknown' ? null : route;
}

export function pathOf(route: Route): string {
  switch (route.screen) {
    case 'contacts':
      return '/contacts';
    case 'contact':
      return `/contacts/${route.id}${route.tab ? `?tab=${encodeURIComponent(route.tab)}` : ''}`;
    case 'cards':
      return route.location === 'crm.preview' ? `/contacts/${route.id}/preview` : `/tickets/${route.id}`;
    case 'record':
      // HubSpot's own address, whose portal number says nothing here.
      return `/contacts/0/record/${route.objectType}/${route.id}`;
    case 'app': {
      const query = new URLSearchParams(route.params).toString();
      return `/app${route.path === '/' ? '' : route.path}${query ? `?${query}` : ''}`;
    }
    case 'tasks':
    case 'settings':
    case 'help':
      return `/${route.screen}`;
    case 'unknown':
      return '/';
    default:
      return route satisfies never;
  }
}

export function goTo(route: Route, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(null, '', pathOf(route));
  else history.replaceState(null, '', pathOf(route));
  window.dispatchEvent(new Event('route'));
}

export function useRoute(): Route {
  const href = useSyncExternalStore(subscribe, () => location.href);
  return routeOf(new URL(href));
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange);
  window.addEventListener('route', onChange);
  return () => {
    window.removeEventListener('popstate', onChange);
    window.removeEventListener('route', onChange);
  };
}
