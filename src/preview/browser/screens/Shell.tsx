import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import type { Language } from '../../protocol.ts';
import { ownerName } from '../format.ts';
import { usePreview } from '../preview-context.ts';
import { goTo, pathOf, type Route, useRoute } from '../route.ts';
import type { WordKey } from '../words.ts';
import { ClockControl } from './ClockControl.tsx';

/** Top bar, navigation and footer around every screen. */
export function Shell({
  onLanguage,
  onActAs,
  children,
}: {
  onLanguage: (language: Language) => void;
  onActAs: (ownerId: string) => void;
  children: ReactNode;
}) {
  const { boot, language, say, actingAs } = usePreview();
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows to a new screen, for readers who cannot see it change
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [route.screen]);

  const links: readonly { route: Route; label: string; key: Route['screen'] }[] = [
    { route: { screen: 'contacts' }, label: say('contacts'), key: 'contacts' },
    { route: { screen: 'tasks' }, label: say('tasks'), key: 'tasks' },
    ...(boot.page
      ? [{ route: { screen: 'app', path: '/', params: {} } as const, label: boot.app.name, key: 'app' as const }]
      : []),
    ...(boot.settings
      ? [{ route: { screen: 'settings' } as const, label: say('settings'), key: 'settings' as const }]
      : []),
    { route: { screen: 'help' }, label: say('help'), key: 'help' },
  ];
  const current = route.screen === 'contact' ? 'contacts' : route.screen;
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        {say('skipToContent')}
      </a>
      <header className="top-bar">
        <div className="brand">
          {boot.app.name}
          <span className="badge">preview</span>
        </div>
        <ClockControl />
        <div className="top-controls">
          {boot.owners.length > 0 && (
            <label>
              <span className="visually-hidden">{say('actingAs')}</span>
              <select
                aria-label={say('actingAs')}
                value={actingAs?.id ?? ''}
                onChange={(event) => onActAs(event.target.value)}
              >
                {boot.owners.map((owner) => (
                  <option key={owner.id} value={owner.id}>
                    {ownerName(boot.owners, owner.id)}
                  </option>
                ))}
              </select>
            </label>
          )}
          <fieldset className="language-switch">
            <legend className="visually-hidden">{say('language')}</legend>
            {(['zh', 'en'] as const).map((choice) => (
              <button
                key={choice}
                type="button"
                lang={choice === 'zh' ? 'zh-CN' : 'en'}
                aria-pressed={language === choice}
                onClick={() => onLanguage(choice)}
              >
                {choice === 'zh' ? '中文' : 'English'}
              </button>
            ))}
          </fieldset>
        </div>
      </header>
      <div className="body">
        <nav className="side-nav" aria-label={say('showMenu')}>
          <ul>
            {links.map((link) => (
              <li key={link.key}>
                <RouteLink route={link.route} isCurrent={link.key === current}>
                  {link.label}
                </RouteLink>
              </li>
            ))}
          </ul>
        </nav>
        <main id="main" ref={main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <footer className="page-footer">{say('footer')}</footer>
    </div>
  );
}

/** A link to another screen; a modified click opens a new tab as any link does. */
export function RouteLink({
  route,
  isCurrent = false,
  className,
  children,
}: {
  route: Route;
  isCurrent?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(route);
  };
  return (
    <a href={pathOf(route)} className={className} aria-current={isCurrent ? 'page' : undefined} onClick={onClick}>
      {children}
    </a>
  );
}

export function Problem({ title, message, onRetry }: { title: WordKey; message: string; onRetry: () => void }) {
  const { say } = usePreview();
  return (
    <div className="ui-alert tone-danger" role="alert">
      <strong>{say(title)}</strong>
      <div>{message}</div>
      <button type="button" className="ui-button secondary size-sm" onClick={onRetry}>
        {say('tryAgain')}
      </button>
    </div>
  );
}
