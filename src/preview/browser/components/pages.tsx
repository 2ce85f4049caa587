import type { PageBreadcrumbsPageLinkProps, PageHeaderLinkProps } from '@hubspot/ui-extensions/pages';
import type { ReactNode } from 'react';
import { pathOf } from '../route.ts';
import { Menu, MenuItem, safeHref } from './actions.tsx';
import { callHandler, clickOf, useHost } from './extension-host.ts';
import { remoteChildren } from './remote-children.tsx';

type Children = { readonly children?: ReactNode };

export const PageTitle = ({ children }: Children) => <h2 className="ui-page-title">{children}</h2>;
export const PageHeader = ({ children }: Children) => <div className="ui-page-header">{children}</div>;
export const PageHeaderPrimaryAction = ({ children }: Children) => <div className="primary-action">{children}</div>;

export const PageHeaderSecondaryActions = ({ children }: Children) => {
  const { say } = useHost();
  return remoteChildren(children).length > 0 ? <Menu label={say('more')}>{children}</Menu> : null;
};

export const PageHeaderLink = ({ href, onClick, disabled, children }: PageHeaderLinkProps) => {
  const host = useHost();
  return (
    <MenuOrLink
      disabled={disabled ?? false}
      onSelect={() => {
        void callHandler(onClick, ...clickOf(host.overlays));
        const address = safeHref(href ?? null);
        if (address) host.openHref(address);
      }}
    >
      {children}
    </MenuOrLink>
  );
};

export const PageHeaderPageLink = ({ to, params, children }: PageBreadcrumbsPageLinkProps) => {
  const host = useHost();
  return (
    <MenuOrLink disabled={false} onSelect={() => host.navigateToPage({ to, params })}>
      {children}
    </MenuOrLink>
  );
};

const MenuOrLink = ({
  disabled,
  onSelect,
  children,
}: {
  disabled: boolean;
  onSelect: () => void;
  children: ReactNode;
}) =>
  disabled ? <span className="ui-link disabled">{children}</span> : <MenuItem onSelect={onSelect}>{children}</MenuItem>;

export const PageBreadcrumbs = ({ children }: Children) => (
  <nav className="ui-breadcrumbs" aria-label="breadcrumbs">
    <ol>
      {remoteChildren(children).map(({ component, element }) => (
        <li key={component.id}>{element}</li>
      ))}
    </ol>
  </nav>
);

export const PageBreadcrumbsCurrent = ({ children }: Children) => <span aria-current="page">{children}</span>;

export const PageLink = ({ to, params, children }: PageBreadcrumbsPageLinkProps) => {
  const host = useHost();
  return (
    <a
      className="ui-link primary"
      href={pathOf({ screen: 'app', path: to, params: params ?? {} })}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        host.navigateToPage({ to, params });
      }}
    >
      {children}
    </a>
  );
};
