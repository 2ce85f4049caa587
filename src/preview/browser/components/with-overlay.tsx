import { type ReactNode, useId, useState } from 'react';
import { OverlaySlot } from './overlays.tsx';
import { firstTypeIn } from './remote-children.tsx';

interface OverlayProps {
  /** Put on the element that carries the overlay. */
  readonly attributes: {
    readonly 'aria-describedby'?: string;
    readonly 'aria-haspopup'?: 'dialog';
    onMouseEnter?(): void;
    onMouseLeave?(): void;
    onFocus?(): void;
    onBlur?(): void;
    onKeyDown?(event: { readonly key: string }): void;
  };
  readonly opensDialog: boolean;
  open(): void;
}

/** An `overlay` is a tooltip that follows pointer and focus, or a modal or panel that a click opens. */
export function WithOverlay({
  overlay,
  children,
}: {
  overlay: ReactNode;
  children: (props: OverlayProps) => ReactNode;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const tooltipId = useId();
  if (!overlay) return children({ attributes: {}, opensDialog: false, open: () => undefined });
  if (firstTypeIn(overlay) === 'Tooltip') {
    const show = () => setIsOpen(true);
    const hide = () => setIsOpen(false);
    return (
      <span className="ui-tooltip-anchor">
        {children({
          attributes: {
            ...(isOpen ? { 'aria-describedby': tooltipId } : {}),
            onMouseEnter: show,
            onMouseLeave: hide,
            onFocus: show,
            onBlur: hide,
            onKeyDown: ({ key }) => key === 'Escape' && hide(),
          },
          opensDialog: false,
          open: () => undefined,
        })}
        {isOpen && (
          <span role="tooltip" id={tooltipId} className="ui-tooltip-holder">
            {overlay}
          </span>
        )}
      </span>
    );
  }
  return (
    <>
      {children({ attributes: { 'aria-haspopup': 'dialog' }, opensDialog: true, open: () => setIsOpen(true) })}
      {isOpen && <OverlaySlot.Provider value={{ close: () => setIsOpen(false) }}>{overlay}</OverlaySlot.Provider>}
    </>
  );
}
