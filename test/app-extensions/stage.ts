import { createRenderer, type RenderedChildNode, RenderedNodeType } from '@hubspot/ui-extensions/testing';
import { type ComponentType, createElement, type ReactElement, useState } from 'react';
import { vi } from 'vitest';

/** What a card sends to a function, and what it gets back. */
export interface Call {
  readonly name: string;
  readonly options: { readonly parameters?: unknown; readonly propertiesToSend?: readonly string[] };
}

type Answer = unknown | ((call: Call) => unknown);

/** The functions of a test: each name has its answers in turn, the last one repeats. Anything else fails the test. */
export function stageFunctions(answers: { readonly [name: string]: readonly Answer[] }) {
  const calls: Call[] = [];
  const turn = new Map<string, number>();
  vi.stubGlobal('self', {
    ...globalThis,
    serverless: async (name: string, options: Call['options'] = {}) => {
      const call = { name, options };
      calls.push(call);
      const planned = answers[name];
      if (!planned || planned.length === 0) throw new Error(`unexpected call of ${name}`);
      const at = Math.min(turn.get(name) ?? 0, planned.length - 1);
      turn.set(name, at + 1);
      const answer = planned[at];
      return typeof answer === 'function' ? await answer(call) : answer;
    },
  });
  return calls;
}

/** The portal that the renderer stands in, as cards hand it to functions. */
export const PORTAL = { id: 123, timeZone: 'Asia/Shanghai' };

/** What `useAssociations` answers. */
export function associations(records: readonly { readonly [property: string]: string | null }[]) {
  return {
    results: records.map((properties, index) => ({ toObjectId: index + 1, associationTypes: [], properties })),
    error: null,
    isLoading: false,
    isRefetching: false,
    refetch: async () => {},
    pagination: {
      hasNextPage: false,
      hasPreviousPage: false,
      currentPage: 1,
      pageSize: 10,
      nextPage() {},
      previousPage() {},
      reset() {},
    },
  };
}

/** HubSpot's renderer for one extension point, with a reader who has a language. */
export function stage<
  L extends 'crm.record.sidebar' | 'crm.record.tab' | 'crm.preview' | 'helpdesk.sidebar' | 'pages' | 'crm.bulkActions',
>(location: L, language: 'zh' | 'en') {
  const renderer = createRenderer(location);
  const { user } = renderer.mocks.context;
  user.language = language === 'zh' ? 'zh-cn' : 'en';
  user.locale = language === 'zh' ? 'zh-cn' : 'en-us';
  user.email = '';
  renderer.mocks.context.portal.timezone = PORTAL.timeZone;
  // HubSpot's own stand-in invents a record of every type; a test that wants one says so.
  renderer.mocks.useAssociations.willCall(() => associations([]));
  return renderer;
}

/** A card that can be drawn again where it stands: the renderer's own `render` opens another one. */
export function redrawable(Card: ComponentType): { readonly element: ReactElement; readonly redraw: () => void } {
  let redraw = (): void => {};
  function Standing() {
    const [, setTimes] = useState(0);
    redraw = () => setTimes((times) => times + 1);
    return createElement(Card);
  }
  return { element: createElement(Standing), redraw: () => redraw() };
}

/** An answer that comes when the test says so. */
export function later<T>() {
  let arrive: (value: T) => void = () => {};
  let fail: (cause: Error) => void = () => {};
  const answer = new Promise<T>((resolve, reject) => {
    arrive = resolve;
    fail = reject;
  });
  return { answer, arrive: (value: T) => arrive(value), fail: (cause: Error) => fail(cause) };
}

/** Everything a reader sees in a part of the screen: text, labels, titles and hints, in order. */
export function textOf(node: { readonly childNodes: readonly RenderedChildNode[] }): string {
  return node.childNodes.map(shownBy).join(' ');
}

const SHOWN = ['title', 'label', 'description', 'validationMessage', 'valueDescription', 'placeholder'];

function shownBy(node: RenderedChildNode): string {
  if (node.nodeType === RenderedNodeType.Text) return node.text;
  const own = SHOWN.map((prop) => node.props[prop]).filter((value) => typeof value === 'string');
  return [...own, textOf(node)].join(' ').trim();
}
