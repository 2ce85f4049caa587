import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface BrowserAssets {
  readonly 'page.js': string;
  readonly 'page.css': string;
  readonly 'extension-worker.js': string;
}

let assets: Promise<BrowserAssets> | null = null;

/** Bundles the page, its style and the extensions' worker in memory, once for all previews of this process. */
export function buildBrowserAssets(): Promise<BrowserAssets> {
  assets ??= bundleAll();
  return assets;
}

async function bundleAll(): Promise<BrowserAssets> {
  const source = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
  const result = await build({
    entryPoints: {
      page: source('./browser/main.tsx'),
      style: source('./browser/style.css'),
      'extension-worker': source('./worker/extension-worker.ts'),
    },
    bundle: true,
    write: false,
    outdir: '/',
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const textOf = (name: string) => {
    const file = result.outputFiles.find((output) => output.path.endsWith(`/${name}`));
    if (!file) throw new Error(`esbuild gave no ${name}`);
    return file.text;
  };
  return {
    'page.js': textOf('page.js'),
    'page.css': textOf('style.css'),
    'extension-worker.js': textOf('extension-worker.js'),
  };
}
