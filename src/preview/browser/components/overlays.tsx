import type { ModalProps, PanelProps, PanelSectionProps } from '@hubspot/ui-extensions';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useSyncExternalStore,
} from 'react';
import { createPortal } from 'react-dom';
import { openDialogs } from '../dialog-stack.ts';
import { callHandler, useHost } from './extension-host.ts';

/** Set around what a button's `overlay` holds: it is shown as long as the button keeps it. */
export const OverlaySlot = createContext<{ readonly close: () => void } | null>(null);

export interface DialogProps {
  readonly title?: string | undefined;
  readonly label?: string | undefined;
  readonly placement?: 'center' | 'right';
  readonly size?: 'small' | 'medium' | 'large';
  readonly isDanger?: boolean;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/**
 * A modal dialog of the browser: it keeps the focus inside, closes by Escape and gives the focus back.
 * Events stay inside, because React would otherwise carry a form's submit through to the card's own form.
 */
export function Dialog({
  title,
  label,
  placement = 'center',
  size = 'medium',
  isDanger = false,
  closeLabel,
  onClose,
  children,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const opener = document.activeElement;
    dialog.showModal();
    const leave = openDialogs.enter(dialog);
    return () => {
      leave();
      dialog.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  const stop = (event: { stopPropagation(): void }) => event.stopPropagation();
  return createPortal(
    <dialog
      ref={ref}
      className={`dialog dialog-${placement} dialog-${size}${isDanger ? ' dialog-danger' : ''}`}
      {...(title ? { 'aria-labelledby': titleId } : { 'aria-label': label })}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={stop}
      onSubmit={stop}
      onKeyDown={stop}
    >
      <header className="dialog-header">
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="icon-button" aria-label={closeLabel} onClick={onClose}>
          <span aria-hidden="true">×</span>
        </button>
      </header>
      {children}
    </dialog>,
    document.body,
  );
}

const SIZES = { sm: 'small', small: 'small', md: 'medium', medium: 'medium', lg: 'large', large: 'large' } as const;

function HostedDialog({
  placement,
  isDanger,
  ...props
}: (ModalProps | PanelProps) & { placement: 'center' | 'right'; isDanger: boolean }) {
  const { overlays, say } = useHost();
  const slot = useContext(OverlaySlot);
  const isOpenById = useSyncExternalStore(overlays.subscribe, () => overlays.isOpen(props.id));
  const isShown = slot !== null || isOpenById;
  const handlers = useRef(props);
  handlers.current = props;
  const closeSlot = useRef(slot?.close);
  closeSlot.current = slot?.close;
  useEffect(() => {
    if (!isShown) return;
    void callHandler(handlers.current.onOpen);
    const forget = overlays.onClose(props.id, () => closeSlot.current?.());
    return () => {
      forget();
      void callHandler(handlers.current.onClose);
    };
  }, [isShown, overlays, props.id]);
  if (!isShown) return null;
  return (
    <Dialog
      title={props.title}
      label={props['aria-label']}
      placement={placement}
      size={SIZES[props.width ?? 'md']}
      isDanger={isDanger}
      closeLabel={say('close')}
      onClose={() => overlays.close(props.id)}
    >
      <OverlaySlot.Provider value={null}>{props.children}</OverlaySlot.Provider>
    </Dialog>
  );
}

export const Modal = (props: ModalProps) => (
  <HostedDialog {...props} placement="center" isDanger={props.variant === 'danger'} />
);
export const Panel = (props: PanelProps) => <HostedDialog {...props} placement="right" isDanger={false} />;

export const DialogBody = ({ children }: { children?: ReactNode }) => <div className="dialog-body">{children}</div>;
export const DialogFooter = ({ children }: { children?: ReactNode }) => (
  <footer className="dialog-footer">{children}</footer>
);
export const PanelSection = ({ children, flush }: PanelSectionProps) => (
  <section className={flush ? 'panel-section flush' : 'panel-section'}>{children}</section>
);
