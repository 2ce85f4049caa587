import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { prepareWorker } from './extension/session.ts';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
prepareWorker();
createRoot(root).render(<App />);

// Chinese glyphs are fetched by the browser only for characters that occur and that no local font has.
for (const weight of [400, 700]) {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = `/fonts/${weight}.css`;
  document.head.append(link);
}
