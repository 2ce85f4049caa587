import { useEffect, useMemo } from 'react';
import { ExtensionFrame } from '../extension/ExtensionFrame.tsx';
import { usePreview } from '../preview-context.ts';

/** The app's own pages: one extension with its own router, whose place is in the address bar. */
export function AppPageScreen({ path, params }: { path: string; params: Readonly<Record<string, string>> }) {
  const { boot, say } = usePreview();
  const key = JSON.stringify(params);
  const pageLocation = useMemo(() => ({ path, params: JSON.parse(key) as Record<string, string> }), [path, key]);
  useEffect(() => {
    document.title = boot.app.name;
  }, [boot.app.name]);
  return (
    <div className="screen">
      <h1 className="app-title">{boot.app.name}</h1>
      {boot.page ? (
        <div className="card">
          <ExtensionFrame uid={boot.page.uid} title={boot.page.title} location="pages" pageLocation={pageLocation} />
        </div>
      ) : (
        <p>{say('noPages')}</p>
      )}
    </div>
  );
}
