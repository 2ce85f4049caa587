/** Puts a text on the clipboard. The click that asked for it was answered in a worker, so its permission may be gone. */
export async function copyText(text: string): Promise<null> {
  try {
    await navigator.clipboard.writeText(text);
    return null;
  } catch {
    if (!copyBySelection(text)) throw new Error('the browser did not allow to copy');
    return null;
  }
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const holder = document.createElement('textarea');
  holder.value = text;
  holder.className = 'visually-hidden';
  (focused?.closest('dialog') ?? document.body).append(holder);
  holder.select();
  const isCopied = document.execCommand('copy');
  holder.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}
