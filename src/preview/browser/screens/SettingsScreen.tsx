import { useEffect } from 'react';
import { ExtensionFrame } from '../extension/ExtensionFrame.tsx';
import { usePreview } from '../preview-context.ts';

export function SettingsScreen() {
  const { boot, say } = usePreview();
  useEffect(() => {
    document.title = `${say('settings')} · ${boot.app.name}`;
  }, [say, boot.app.name]);
  return (
    <div className="screen">
      <h1>{say('settings')}</h1>
      {boot.settings ? (
        <div className="card">
          <h2 className="card-title">{boot.settings.title}</h2>
          <ExtensionFrame uid={boot.settings.uid} title={boot.settings.title} location="settings" />
        </div>
      ) : (
        <p>{say('noSettings')}</p>
      )}
    </div>
  );
}
