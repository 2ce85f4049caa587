import type {
  RemoteReceiver,
  RemoteReceiverAttachableComponent,
  RemoteReceiverAttachableFragment,
} from '@remote-ui/core';
import { useAttached } from '@remote-ui/react/host';
import { Children, isValidElement, type ReactElement, type ReactNode } from 'react';

/** A child as the remote renderer made it: the element to draw, and the remote component that it stands for. */
export interface RemoteChild {
  readonly element: ReactElement;
  readonly component: RemoteReceiverAttachableComponent;
  readonly receiver: RemoteReceiver;
}

/** The children that are components, for a parent that must know them (tabs, lists, button rows). */
export function remoteChildren(children: ReactNode, type?: string): RemoteChild[] {
  return Children.toArray(children).flatMap((child) => {
    if (!isValidElement<Partial<RemoteChild>>(child)) return [];
    const { component, receiver } = child.props;
    if (!component || !receiver) return [];
    return type === undefined || component.type === type ? [{ element: child, component, receiver }] : [];
  });
}

/** A remote child's props, kept current. */
export function useRemoteProps<Props>(child: RemoteChild): Partial<Props> {
  return (useAttached(child.receiver, child.component)?.props ?? {}) as Partial<Props>;
}

/** What kind of component an `overlay` (or another fragment prop) holds first, if it has arrived. */
export function firstTypeIn(fragment: ReactNode): string | null {
  if (!isValidElement<{ fragment?: RemoteReceiverAttachableFragment }>(fragment)) return null;
  const [first] = fragment.props.fragment?.children ?? [];
  return first && 'type' in first ? String(first.type) : null;
}
