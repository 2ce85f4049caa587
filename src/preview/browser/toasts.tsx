import { useEffect, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import type { Alert } from '../worker/extension-protocol.ts';
import { openDialogs } from './dialog-stack.ts';
import { usePreview } from './preview-context.ts';

interface Toast extends Alert {
  readonly id: number;
}

const SHOWN_FOR_MS = 8_000;
let toasts: readonly Toast[] = [];
let lastId = 0;
const subscribers = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const subscriber of subscribers) subscriber();
}

export function showToast(alert: Alert): void {
  lastId += 1;
  change([...toasts, { ...alert, id: lastId }]);
}

function dismiss(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

function subscribe(onChange: () => void): () => void {
  subscribers.add(onChange);
  return () => void subscribers.delete(onChange);
}

/** What `addAlert` shows. Problems stay until dismissed, the rest leaves by itself. */
export function Toasts() {
  const { say } = usePreview();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  const dialog = useSyncExternalStore(openDialogs.subscribe, openDialogs.top);
  return createPortal(
    <section className="toasts" aria-label={say('alertRegion')}>
      {shown.map((toast) => (
        <ToastBox key={toast.id} toast={toast} dismissLabel={say('dismiss')} />
      ))}
    </section>,
    dialog ?? document.body,
  );
}

function ToastBox({ toast, dismissLabel }: { toast: Toast; dismissLabel: string }) {
  const { id, type = 'info', title, message } = toast;
  const isProblem = type === 'danger' || type === 'warning';
  useEffect(() => {
    if (isProblem) return;
    const timer = setTimeout(() => dismiss(id), SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [id, isProblem]);
  return (
    <div className={`toast tone-${type}`} role={isProblem ? 'alert' : 'status'}>
      <div>
        {title && <strong>{title}</strong>}
        <div>{message}</div>
      </div>
      <button type="button" className="icon-button" aria-label={dismissLabel} onClick={() => dismiss(id)}>
        <span aria-hidden="true">×</span>
      </button>
    </div>
  );
}
