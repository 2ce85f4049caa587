/** Tells everything that shows the open record that it may have changed. */
const listeners = new Set<() => void>();

export const recordChanges = {
  tell(): void {
    for (const listener of [...listeners]) listener();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
