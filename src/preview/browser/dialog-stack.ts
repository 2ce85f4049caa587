/** The dialogs that are open, the newest last: notifications are drawn inside it, or they would lie behind it. */
const stack: HTMLDialogElement[] = [];
const subscribers = new Set<() => void>();

export const openDialogs = {
  top: (): HTMLDialogElement | null => stack.at(-1) ?? null,

  enter(dialog: HTMLDialogElement): () => void {
    stack.push(dialog);
    tell();
    return () => {
      stack.splice(stack.indexOf(dialog), 1);
      tell();
    };
  },

  subscribe(onChange: () => void): () => void {
    subscribers.add(onChange);
    return () => void subscribers.delete(onChange);
  },
};

function tell(): void {
  for (const subscriber of subscribers) subscriber();
}
