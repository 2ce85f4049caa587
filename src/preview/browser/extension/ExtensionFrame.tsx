import { RemoteRenderer } from '@remote-ui/react/host';
import { Component, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Language, Owner } from '../../protocol.ts';
import type {
  ExtensionContext,
  ExtensionLocation,
  HostApi,
  IframeModal,
  Outcome,
  PageLocation,
} from '../../worker/extension-protocol.ts';
import { safeHref } from '../components/actions.tsx';
import { componentController } from '../components/component-map.tsx';
import { type ExtensionHost, ExtensionHostContext } from '../components/extension-host.ts';
import { createOverlays } from '../components/overlay-registry.ts';
import { Dialog } from '../components/overlays.tsx';
import { type PreviewState, usePreview } from '../preview-context.ts';
import { goTo, routeOfHref } from '../route.ts';
import { serverApi } from '../server-api.ts';
import { showToast } from '../toasts.tsx';
import { localeOf } from '../words.ts';
import { copyText } from './copy-text.ts';
import { recordChanges } from './record-changes.ts';
import { type ExtensionSession, startSession } from './session.ts';

export interface ExtensionFrameProps {
  readonly uid: string;
  readonly title: string;
  readonly location: ExtensionLocation;
  readonly record?: { readonly objectTypeId: string; readonly objectId: number };
  readonly selection?: { readonly objectTypeId: string; readonly objectIds: readonly number[] };
  readonly pageLocation?: PageLocation;
  readonly onCloseOverlay?: (id: string) => void;
}

type Handed = { readonly title: string; readonly handedOver: unknown; readonly onClose: () => void };
const FIRST_PAGE: PageLocation = { path: '/', params: {} };

/** Draws one extension of the app and contains what goes wrong in it. A new language, user or day starts it afresh. */
export function ExtensionFrame(props: ExtensionFrameProps) {
  const preview = usePreview();
  const [attempt, setAttempt] = useState(0);
  const key = [
    props.uid,
    props.record?.objectId,
    props.selection?.objectIds.join(),
    preview.language,
    preview.actingAs?.id,
    preview.epoch,
    attempt,
  ].join('/');
  return <RunningExtension key={key} {...props} preview={preview} onRetry={() => setAttempt((before) => before + 1)} />;
}

function RunningExtension(props: ExtensionFrameProps & { preview: PreviewState; onRetry: () => void }) {
  const { uid, title, location, record, preview, onRetry } = props;
  const { say } = preview;
  const [crash, setCrash] = useState<string | null>(null);
  const [isDrawn, setIsDrawn] = useState(false);
  const [handed, setHanded] = useState<Handed | null>(null);
  const [session, setSession] = useState<ExtensionSession | null>(null);
  const current = useRef(props);
  current.current = props;

  const host = useMemo(() => createHost(() => current.current, setHanded), []);
  useEffect(() => {
    const now = current.current;
    const started = startSession({
      scriptUrl: `/extensions/${encodeURIComponent(uid)}.js`,
      clockOffsetMs: now.preview.clockOffsetMs,
      context: contextOf(now),
      pageLocation: now.pageLocation ?? FIRST_PAGE,
      hostApi: createHostApi(() => current.current, host, setCrash),
      onDrawn: () => setIsDrawn(true),
    });
    setSession(started);
    const stop = recordChanges.subscribe(() => started.recordChanged());
    return () => {
      stop();
      started.end();
    };
  }, [uid, host]);

  const pageKey = JSON.stringify(props.pageLocation ?? FIRST_PAGE);
  useEffect(() => {
    if (isDrawn) session?.navigate(JSON.parse(pageKey) as PageLocation);
  }, [pageKey, session, isDrawn]);

  if (crash !== null) return <CrashBox title={title} message={crash} say={say} onRetry={onRetry} />;
  return (
    <section
      className="extension"
      data-extension={uid}
      data-location={location}
      data-state={isDrawn ? 'drawn' : 'loading'}
      data-record={record?.objectId}
    >
      {!isDrawn && <Skeleton label={say('cardLoading', { name: title })} />}
      {session && (
        <ExtensionHostContext.Provider value={host}>
          <DrawingBoundary onCrash={setCrash}>
            <RemoteRenderer receiver={session.receiver} controller={componentController} />
          </DrawingBoundary>
        </ExtensionHostContext.Provider>
      )}
      {handed && (
        <Dialog
          title={handed.title}
          closeLabel={say('close')}
          onClose={() => {
            setHanded(null);
            handed.onClose();
          }}
        >
          <div className="dialog-body">
            <p>{say('inPreviewOnly')}</p>
            <HandedOver value={handed.handedOver} />
          </div>
        </Dialog>
      )}
    </section>
  );
}

function createHost(
  props: () => ExtensionFrameProps & { preview: PreviewState },
  setHanded: (handed: Handed | null) => void,
): ExtensionHost {
  const { preview, record } = props();
  const { language, say, boot } = preview;
  const overlays = createOverlays();
  const show = (title: string, handedOver: unknown) =>
    new Promise<void>((resolve) =>
      setHanded({ title: `${say('hubspotWouldOpen')} ${title}`, handedOver, onClose: resolve }),
    );
  const host: ExtensionHost = {
    say,
    language,
    boot,
    today: preview.clock.day,
    overlays,
    record: record ?? null,
    navigateToPage({ to, params = {} }) {
      const [path = '/', query = ''] = to.split('?');
      goTo({
        screen: 'app',
        path: path.startsWith('/') ? path : `/${path}`,
        params: { ...Object.fromEntries(new URLSearchParams(query)), ...params },
      });
    },
    openHref(href) {
      const address = safeHref(href);
      if (!address) return void show(href, { href });
      const route = routeOfHref(address);
      if (route) return goTo(route);
      const url = new URL(address, window.location.origin);
      // An address inside HubSpot that this preview has no screen for.
      if (url.origin === window.location.origin) return void show(href, { href });
      window.open(url.href, '_blank', 'noopener');
    },
    showHandedOver: (title, handedOver) => void show(title, handedOver),
    openIframeModal: (action: IframeModal) => show(action.title ?? action.uri, action),
    definitions: serverApi.definitions,
    properties: (objectTypeId, objectId, properties) =>
      serverApi.properties({ objectTypeId, objectId, properties }, language),
    async associations(request) {
      if (!record) throw new Error('associations can be read on a record only');
      return await serverApi.associations({ ...record, ...request }, language);
    },
  };
  return host;
}

function createHostApi(
  props: () => ExtensionFrameProps & { preview: PreviewState },
  host: ExtensionHost,
  onCrash: (message: string) => void,
): HostApi {
  const { uid, record, preview } = props();
  const { language } = preview;
  const user = contextOf(props()).user;
  return {
    serverless: (name, options) =>
      serverApi.callFunction(name, {
        ...options,
        ...(record ? { objectTypeId: record.objectTypeId, objectId: record.objectId } : {}),
      }),
    fetchOutbound: (url, options) =>
      serverApi.fetchOutbound({ url, ...options, userId: user.id, userEmail: user.email }),
    crmProperties: (properties, formatting) =>
      outcomeOf(async () => {
        if (!record) throw new Error('properties can be read on a record only');
        return await serverApi.properties({ ...record, properties, ...formatting }, language);
      }),
    crmAssociations: (request) => outcomeOf(() => host.associations(request)),
    crmSearch: (request) => outcomeOf(() => serverApi.search(request, language)),
    formatCrmProperties: (request) => outcomeOf(() => serverApi.format(request, language)),
    addAlert: (alert) => showToast(alert),
    reloadPage: () => window.location.reload(),
    refreshObjectProperties: () => recordChanges.tell(),
    copyTextToClipboard: (text) => outcomeOf(() => copyText(text)),
    closeOverlay(id) {
      host.overlays.close(id);
      props().onCloseOverlay?.(id);
    },
    navigateToPage: (to) => host.navigateToPage(to),
    openIframeModal: (action) => host.openIframeModal(action),
    crashed: onCrash,
    log: (level, text) => console[level](`[${uid}] ${text}`),
  };
}

async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function contextOf({
  location,
  title,
  record,
  selection,
  preview,
}: ExtensionFrameProps & { preview: PreviewState }): ExtensionContext {
  const { boot, actingAs, language } = preview;
  const crm = record ?? selection;
  return {
    location,
    user: userOf(actingAs, boot.owners, language),
    portal: { id: boot.portal.id, timezone: boot.portal.timeZone },
    variables: {},
    ...(crm ? { crm } : {}),
    extension: { appId: 1, appName: boot.app.name, cardTitle: title },
  };
}

function userOf(owner: Owner | null, owners: readonly Owner[], language: Language): ExtensionContext['user'] {
  return {
    id: owner?.userId ?? 1,
    emails: owner ? [owner.email] : [],
    email: owner?.email ?? '',
    firstName: owner?.firstName ?? '',
    lastName: owner?.lastName ?? '',
    roles: [],
    teams: (owner?.teams ?? []).map((team) => ({
      ...team,
      teammates: owners.filter((other) => other.teams.some(({ id }) => id === team.id)).map(({ userId }) => userId),
    })),
    locale: localeOf(language).toLowerCase(),
    language: language === 'zh' ? 'zh-cn' : 'en',
    permissions: [],
  };
}

export function Skeleton({ label }: { label: string }) {
  return (
    <div className="skeleton-block" role="status" aria-label={label}>
      <div className="skeleton" />
      <div className="skeleton short" />
      <div className="skeleton" />
    </div>
  );
}

function CrashBox({
  title,
  message,
  say,
  onRetry,
}: {
  title: string;
  message: string;
  say: PreviewState['say'];
  onRetry: () => void;
}) {
  return (
    <div className="crash-box" role="alert">
      <strong>{say('cardFailed', { name: title })}</strong>
      <p>{say('cardFailedHint')}</p>
      <pre>{message}</pre>
      <button type="button" className="ui-button secondary size-sm" onClick={onRetry}>
        {say('tryAgain')}
      </button>
    </div>
  );
}

function HandedOver({ value }: { value: unknown }) {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [['value', value] as const];
  return (
    <dl className="ui-description-list column">
      {entries.map(([name, entry]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="pre-line">{typeof entry === 'object' ? JSON.stringify(entry) : String(entry)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A component of the preview itself may fail on what a card hands it: then the card's box says so. */
class DrawingBoundary extends Component<
  { onCrash: (message: string) => void; children: ReactNode },
  { hasFailed: boolean }
> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidCatch(error: unknown) {
    this.props.onCrash(error instanceof Error ? error.message : String(error));
  }

  override render() {
    return this.state.hasFailed ? null : this.props.children;
  }
}
