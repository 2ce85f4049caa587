import { useEffect } from 'react';
import { usePreview } from '../preview-context.ts';

const SHOWN: readonly string[] = ['crm.record.tab', 'crm.record.sidebar'];

/** What the preview is, what it is not, and what it found in the project. */
export function HelpScreen({ isLost = false }: { isLost?: boolean }) {
  const { boot, say } = usePreview();
  useEffect(() => {
    document.title = `${say('help')} · ${boot.app.name}`;
  }, [say, boot.app.name]);
  return (
    <div className="screen">
      <h1>{isLost ? say('notFound') : say('help')}</h1>
      <div className="card prose">
        <p>{say('helpIntro')}</p>
        <p>{say('helpLooks')}</p>
        <p>{say('helpMissing')}</p>
        <h2>{say('helpFound')}</h2>
        <ul>
          {boot.cards.map((card) => (
            <li key={card.uid}>
              {say('kindCard')}: {card.title} <code>{card.location}</code>
              {!SHOWN.includes(card.location) && ` (${say('helpNotShown')})`}
            </li>
          ))}
          {boot.page && (
            <li>
              {say('appPages')}: {boot.page.title} <code>pages</code>
            </li>
          )}
          {boot.settings && (
            <li>
              {say('settings')}: {boot.settings.title} <code>settings</code>
            </li>
          )}
          {boot.bulkActions.map((action) => (
            <li key={action.uid}>
              {say('bulkActions')}: {action.title} <code>crm.bulkActions</code>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
