import type { Reactions } from '@hubspot/ui-extensions';

/** The modals and panels of one extension: which are open, and how each is closed. */
export interface Overlays {
  readonly reactions: Reactions;
  isOpen(id: string): boolean;
  open(id: string): void;
  close(id: string): void;
  onClose(id: string, close: () => void): () => void;
  subscribe(onChange: () => void): () => void;
}

export function createOverlays(): Overlays {
  const openIds = new Set<string>();
  const closers = new Map<string, () => void>();
  const subscribers = new Set<() => void>();
  const change = () => {
    for (const subscriber of subscribers) subscriber();
  };
  const open = (id: string) => {
    openIds.add(id);
    change();
  };
  const close = (id: string) => {
    openIds.delete(id);
    closers.get(id)?.();
    change();
  };
  return {
    reactions: { openModal: open, closeModal: close, openPanel: open, closePanel: close },
    isOpen: (id) => openIds.has(id),
    open,
    close,
    onClose(id, closer) {
      closers.set(id, closer);
      return () => {
        if (closers.get(id) === closer) closers.delete(id);
      };
    },
    subscribe(onChange) {
      subscribers.add(onChange);
      return () => void subscribers.delete(onChange);
    },
  };
}
