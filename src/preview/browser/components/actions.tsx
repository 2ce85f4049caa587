import type {
  ButtonProps,
  ButtonRowProps,
  DropdownButtonItemProps,
  DropdownProps,
  FormProps,
  FormSubmitExtensionEvent,
  HeaderActionButtonProps,
  ImageProps,
  LinkProps,
  LoadingButtonProps,
  TooltipProps,
} from '@hubspot/ui-extensions';
import { createContext, type ReactNode, useContext, useEffect, useId, useRef, useState } from 'react';
import { pathOf, routeOfHref } from '../route.ts';
import { callHandler, clickOf, useHost } from './extension-host.ts';
import { Icon } from './icons.tsx';
import { WithOverlay } from './with-overlay.tsx';

type Href = ButtonProps['href'];

const urlOf = (href: Href): string | null => (href === undefined ? null : typeof href === 'string' ? href : href.url);

function isExternal(href: Href): boolean {
  if (typeof href === 'object' && href.external !== undefined) return href.external;
  return /^https?:/i.test(urlOf(href) ?? '');
}

/** Only addresses that cannot run code: a record's text may have reached the card's link. */
export function safeHref(href: string | null): string | undefined {
  return href !== null && /^(https?:|mailto:|tel:|\/(?!\/)|#|\?)/i.test(href.trim()) ? href : undefined;
}

const BUTTON_SIZES: Readonly<Record<string, string>> = {
  xs: 'xs',
  'extra-small': 'xs',
  sm: 'sm',
  small: 'sm',
  md: 'md',
  medium: 'md',
};

export const Button = ({
  variant = 'secondary',
  size,
  type,
  disabled,
  href,
  onClick,
  overlay,
  truncate,
  children,
}: ButtonProps) => {
  const host = useHost();
  const url = urlOf(href);
  return (
    <WithOverlay overlay={overlay}>
      {({ attributes, open }) => (
        <button
          type={type ?? 'button'}
          className={`ui-button ${variant} size-${BUTTON_SIZES[size ?? 'md']}${truncate ? ' truncate' : ''}`}
          disabled={disabled}
          {...attributes}
          onClick={() => {
            void callHandler(onClick, ...clickOf(host.overlays));
            if (url) host.openHref(url);
            open();
          }}
        >
          {children}
        </button>
      )}
    </WithOverlay>
  );
};

export const LoadingButton = (props: LoadingButtonProps) => {
  const {
    loading = false,
    overlay,
    overlayOptions,
    onClick,
    variant = 'secondary',
    size,
    type,
    disabled,
    resultIconName,
    href,
    children,
  } = props;
  const host = useHost();
  const opensLater = overlayOptions?.openBehavior === 'onLoadingFinish';
  const openOverlay = useRef<() => void>(() => undefined);
  const wasLoading = useRef(loading);
  useEffect(() => {
    if (opensLater && wasLoading.current && !loading) openOverlay.current();
    wasLoading.current = loading;
  }, [loading, opensLater]);
  const url = urlOf(href);
  return (
    <WithOverlay overlay={overlay}>
      {({ attributes, open }) => {
        openOverlay.current = open;
        return (
          <button
            type={type ?? 'button'}
            className={`ui-button ${variant} size-${BUTTON_SIZES[size ?? 'md']}`}
            disabled={disabled}
            aria-busy={loading}
            aria-disabled={loading || undefined}
            {...attributes}
            onClick={(event) => {
              if (loading) return event.preventDefault();
              void callHandler(onClick, ...clickOf(host.overlays));
              if (url) host.openHref(url);
              if (!opensLater) open();
            }}
          >
            {loading && <span className="spinner" aria-hidden="true" />}
            {!loading && resultIconName && <Icon name={resultIconName} />}
            {children}
          </button>
        );
      }}
    </WithOverlay>
  );
};

export const ButtonRow = ({ children }: ButtonRowProps) => <div className="ui-button-row">{children}</div>;

export const Link = ({ href, variant, onClick, overlay, preventDefault, children }: LinkProps) => {
  const host = useHost();
  const address = safeHref(urlOf(href));
  const route = address ? routeOfHref(address) : null;
  const opensTab = !route && isExternal(href);
  return (
    <WithOverlay overlay={overlay}>
      {({ attributes, open }) => (
        <a
          className={`ui-link ${variant ?? 'primary'}`}
          href={route ? pathOf(route) : (address ?? '#')}
          {...(opensTab ? { target: '_blank', rel: 'noopener noreferrer' } : {})}
          {...attributes}
          onClick={(event) => {
            void callHandler(onClick, ...clickOf(host.overlays));
            open();
            const isForNewTab = event.metaKey || event.ctrlKey || event.shiftKey;
            if (!preventDefault && address && (opensTab || isForNewTab)) return;
            event.preventDefault();
            if (!preventDefault && address && address !== '#') host.openHref(address);
          }}
        >
          {children}
          {opensTab && (
            <>
              <Icon name="externalLink" />
              <span className="visually-hidden"> ({host.say('opensInNewTab')})</span>
            </>
          )}
        </a>
      )}
    </WithOverlay>
  );
};

export const Image = ({ src, alt, width, height, href, onClick, overlay }: ImageProps) => {
  const host = useHost();
  const picture = <img className="ui-image" src={src} alt={alt ?? ''} width={width} height={height} />;
  const url = urlOf(href);
  if (!url && !onClick && !overlay) return picture;
  return (
    <WithOverlay overlay={overlay}>
      {({ attributes, open }) => (
        <button
          type="button"
          className="ui-image-button"
          aria-label={alt || src}
          {...attributes}
          onClick={() => {
            void callHandler(onClick, ...clickOf(host.overlays));
            if (url) host.openHref(url);
            open();
          }}
        >
          {picture}
        </button>
      )}
    </WithOverlay>
  );
};

export const Tooltip = ({ children }: TooltipProps) => <span className="ui-tooltip">{children}</span>;

const MenuContext = createContext<{ close: () => void } | null>(null);

/** A button with a menu: arrow keys move, Escape closes and gives the focus back. */
export function Menu({
  label,
  variant = 'secondary',
  size = 'md',
  disabled,
  children,
}: {
  label: ReactNode;
  variant?: string;
  size?: string;
  disabled?: boolean | undefined;
  children: ReactNode;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const menuId = useId();
  const items = () => [...(root.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
  const close = () => {
    setIsOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return;
    root.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setIsOpen(false);
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, [isOpen]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the button and the items inside
    <div
      className="ui-menu"
      ref={root}
      onKeyDown={(event) => {
        if (!isOpen) return;
        const all = items();
        const at = all.indexOf(document.activeElement as HTMLElement);
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
        if (to !== undefined) {
          event.preventDefault();
          all[(to + all.length) % all.length]?.focus();
        } else if (event.key === 'Escape') {
          event.stopPropagation();
          event.preventDefault();
          close();
        } else if (event.key === 'Tab') setIsOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        className={`ui-button ${variant} size-${BUTTON_SIZES[size]}`}
        disabled={disabled}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? menuId : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        {label}
        <span className="chevron down" aria-hidden="true" />
      </button>
      {/* Hidden rather than removed: an item keeps the dialog that it has opened. */}
      <div role="menu" id={menuId} className="ui-menu-items" hidden={!isOpen}>
        <MenuContext.Provider value={{ close }}>{children}</MenuContext.Provider>
      </div>
    </div>
  );
}

export const MenuItem = ({ onSelect, children }: { onSelect: () => void; children: ReactNode }) => {
  const menu = useContext(MenuContext);
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      onClick={() => {
        // First back to the menu's button: a dialog that opens now returns the focus there.
        menu?.close();
        onSelect();
      }}
    >
      {children}
    </button>
  );
};

export const Dropdown = ({ options, buttonText, buttonSize, variant, disabled, children }: DropdownProps) => {
  const { say } = useHost();
  return (
    <Menu
      label={buttonText ?? say('more')}
      variant={variant ?? 'secondary'}
      size={buttonSize ?? 'md'}
      disabled={disabled}
    >
      {(options ?? []).map((option) => (
        <MenuItem key={option.label} onSelect={() => void callHandler(option.onClick)}>
          {option.label}
        </MenuItem>
      ))}
      {children}
    </Menu>
  );
};

export const DropdownButtonItem = ({ onClick, overlay, children }: DropdownButtonItemProps) => {
  const { overlays } = useHost();
  return (
    <WithOverlay overlay={overlay}>
      {({ open }) => (
        <MenuItem
          onSelect={() => {
            void callHandler(onClick, ...clickOf(overlays));
            open();
          }}
        >
          {children}
        </MenuItem>
      )}
    </WithOverlay>
  );
};

export const Form = ({ onSubmit, autoComplete, children }: FormProps) => {
  const { overlays } = useHost();
  return (
    <form
      className="ui-form"
      noValidate
      autoComplete={autoComplete}
      onSubmit={(event) => {
        event.preventDefault();
        const targetValue = Object.fromEntries(
          [...new FormData(event.currentTarget)].map(([name, value]) => [
            name,
            typeof value === 'string' ? value : value.name,
          ]),
        );
        const [click, reactions] = clickOf(overlays);
        const submitted = { ...click, type: 'submit', targetValue } as FormSubmitExtensionEvent<
          Record<string, string | number>
        >;
        void callHandler(onSubmit, submitted, reactions);
      }}
    >
      {children}
    </form>
  );
};

export const HeaderActions = ({ children }: { children?: ReactNode }) => (
  <div className="ui-header-actions">{children}</div>
);
export const PrimaryHeaderActionButton = (props: HeaderActionButtonProps) => <Button {...props} variant="primary" />;
export const SecondaryHeaderActionButton = (props: HeaderActionButtonProps) => (
  <Button {...props} variant="secondary" />
);
