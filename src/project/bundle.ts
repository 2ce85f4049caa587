import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import type { Component } from './sources.ts';

export interface Bundle {
  readonly uid: string;
  /** Below the project's source folder. */
  readonly entry: string;
  readonly code: Uint8Array;
  /** Modules of this repository in it, below the repository. */
  readonly modules: readonly string[];
  /** Packages that it leaves to HubSpot to provide. */
  readonly packages: readonly string[];
}

/** The one package a function does not carry: bundled it weighs megabytes, HubSpot installs it from `app/functions/package.json`. */
const FUNCTION_PACKAGE = '@hubspot/api-client';

/** A function as HubSpot's runner takes it: one CommonJS file that exports `main`. */
export function bundleFunction(root: string, component: Component, hostname: string | null): Promise<Bundle> {
  return bundle(root, component, {
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: [FUNCTION_PACKAGE, `${FUNCTION_PACKAGE}/*`],
    // An endpoint checks signatures over the address it was published under, never one rebuilt from headers.
    define: { __ENDPOINT_ORIGIN__: JSON.stringify(hostname === null ? '' : `https://${hostname}`) },
    // A function starts cold on a small share of a processor: every kilobyte is parsed before the first answer.
    minify: true,
    plugins: [WITHOUT_JSON_SCHEMAS],
  });
}

/** zod can describe a schema as JSON Schema, which no function does, and every schema refers to it: 18 kB of each file. */
const WITHOUT_JSON_SCHEMAS: Plugin = {
  name: 'without-json-schemas',
  setup({ onLoad }) {
    onLoad(
      { filter: /zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/ },
      async ({ path: file }) => {
        const names = [...(await readFile(file, 'utf8')).matchAll(/^export (?:const|function|class) (\w+)/gm)];
        return { contents: names.map(([, name]) => `export const ${name} = () => undefined;`).join('\n') };
      },
    );
  },
};

/**
 * A card or page as one module, so that nothing outside its folder is imported and HubSpot's build sees the calls of its hooks:
 * it reads the properties of `useCrmProperties([...])` from source inside the folder only.
 */
export function bundleExtension(root: string, component: Component): Promise<Bundle> {
  return bundle(root, component, {
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    jsx: 'automatic',
    external: ['react', 'react/*', '@hubspot/*'],
  });
}

async function bundle(root: string, component: Component, options: BuildOptions): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...options,
    absWorkingDir: root,
    entryPoints: [component.source],
    outfile: path.join('build', component.entry),
    bundle: true,
    write: false,
    metafile: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    banner: { js: `// Built from ${component.source} by \`npm run build\`.` },
    tsconfigRaw: { compilerOptions: { jsx: 'react-jsx', verbatimModuleSyntax: true } },
  });
  const [output] = outputFiles ?? [];
  if (!output || !metafile) throw new Error(`esbuild wrote nothing for ${component.source}`);
  return {
    uid: component.uid,
    entry: component.entry,
    code: output.contents,
    modules: Object.keys(metafile.inputs).filter((input) => !input.includes('node_modules/')),
    packages: packagesOf(metafile),
  };
}

function packagesOf(metafile: Metafile): string[] {
  const names = Object.values(metafile.outputs)
    .flatMap((output) => output.imports)
    .filter((imported) => imported.external && !imported.path.startsWith('node:'))
    .map((imported) => packageName(imported.path));
  return [...new Set(names)].sort();
}

function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
