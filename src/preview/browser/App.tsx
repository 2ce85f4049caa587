import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Boot, ClockReading, Language } from '../protocol.ts';
import { PreviewContext, type PreviewState } from './preview-context.ts';
import { useRoute } from './route.ts';
import { AppPageScreen } from './screens/AppPageScreen.tsx';
import { CardsScreen } from './screens/CardsScreen.tsx';
import { ContactScreen } from './screens/ContactScreen.tsx';
import { ContactsScreen } from './screens/ContactsScreen.tsx';
import { HelpScreen } from './screens/HelpScreen.tsx';
import { RecordScreen } from './screens/RecordScreen.tsx';
import { SettingsScreen } from './screens/SettingsScreen.tsx';
import { Shell } from './screens/Shell.tsx';
import { TasksScreen } from './screens/TasksScreen.tsx';
import { serverApi } from './server-api.ts';
import { remember, remembered } from './settings.ts';
import { Toasts } from './toasts.tsx';
import { localeOf, wordsOf } from './words.ts';

export function App() {
  const [boot, setBoot] = useState<Boot | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [clock, setClock] = useState<{ readonly reading: ClockReading; readonly offsetMs: number } | null>(null);
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const [ownerId, setOwnerId] = useState(() => remembered('owner'));
  const [epoch, setEpoch] = useState(0);

  const takeClock = useCallback((reading: ClockReading) => {
    setClock({ reading, offsetMs: Date.parse(reading.at) - Date.now() });
  }, []);
  useEffect(() => {
    serverApi.boot().then(
      (answer) => {
        takeClock(answer.clock);
        setBoot(answer);
      },
      (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
    );
  }, [takeClock]);
  const refreshAll = useCallback(() => {
    // First the clock: what is read again afterwards starts from it.
    serverApi
      .clock()
      .then(takeClock, () => undefined)
      .finally(() => setEpoch((before) => before + 1));
  }, [takeClock]);
  useEffect(() => {
    document.documentElement.lang = localeOf(language);
    remember('language', language);
    const url = new URL(location.href);
    if (!url.searchParams.has('lang')) return;
    url.searchParams.set('lang', language);
    history.replaceState(null, '', url);
  }, [language]);

  const state = useMemo<PreviewState | null>(() => {
    if (!boot || !clock) return null;
    return {
      boot,
      language,
      say: wordsOf(language),
      clock: clock.reading,
      clockOffsetMs: clock.offsetMs,
      actingAs: boot.owners.find(({ id }) => id === ownerId) ?? boot.owners[0] ?? null,
      epoch,
      refreshAll,
    };
  }, [boot, language, clock, ownerId, epoch, refreshAll]);

  const say = wordsOf(language);
  if (!state) {
    return (
      <main className="starting">
        {failure === null ? (
          <p role="status">{say('loading')}</p>
        ) : (
          <div role="alert">
            <h1>{say('loadFailed')}</h1>
            <p>{failure}</p>
            <button type="button" className="ui-button primary size-md" onClick={() => window.location.reload()}>
              {say('tryAgain')}
            </button>
          </div>
        )}
      </main>
    );
  }
  return (
    <PreviewContext.Provider value={state}>
      <Shell
        onLanguage={setLanguage}
        onActAs={(id) => {
          remember('owner', id);
          setOwnerId(id);
        }}
      >
        <Screen />
      </Shell>
      <Toasts />
    </PreviewContext.Provider>
  );
}

function Screen() {
  const route = useRoute();
  switch (route.screen) {
    case 'contacts':
      return <ContactsScreen />;
    case 'contact':
      return <ContactScreen key={route.id} id={route.id} tab={route.tab} />;
    case 'cards':
      return <CardsScreen key={`${route.location}/${route.id}`} location={route.location} id={route.id} />;
    case 'record':
      return <RecordScreen key={`${route.objectType}/${route.id}`} objectType={route.objectType} id={route.id} />;
    case 'tasks':
      return <TasksScreen />;
    case 'app':
      return <AppPageScreen path={route.path} params={route.params} />;
    case 'settings':
      return <SettingsScreen />;
    case 'help':
      return <HelpScreen />;
    case 'unknown':
      return <HelpScreen isLost />;
    default:
      return route satisfies never;
  }
}

function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? remembered('language') ?? navigator.language;
  return asked.startsWith('zh') ? 'zh' : 'en';
}
