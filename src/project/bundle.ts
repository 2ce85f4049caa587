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

/** Functions as HubSpot's runner takes them: each one CommonJS file that exports `main`. */
export function bundleFunctions(
  root: string,
  components: readonly Component[],
  hostname: string | null,
): Promise<Bundle[]> {
  return bundle(root, components, {
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
 * Cards and pages, each as one module, so that nothing outside its folder is imported and HubSpot's build sees the calls of its hooks:
 * it reads the properties of `useCrmProperties([...])` from source inside the folder only.
 */
export function bundleExtensions(root: string, components: readonly Component[]): Promise<Bundle[]> {
  return bundle(root, components, {
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    jsx: 'automatic',
    external: ['react', 'react/*', '@hubspot/*'],
  });
}

/** In one run of esbuild, which reads and parses a module once for all that hold it. */
async function bundle(root: string, components: readonly Component[], options: BuildOptions): Promise<Bundle[]> {
  const { outputFiles = [], metafile } = await build({
    ...options,
    absWorkingDir: root,
    entryPoints: components.map(({ source, entry }) => ({ in: source, out: entry.replace(/\.js$/, '') })),
    outdir: OUT,
    bundle: true,
    write: false,
    metafile: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { jsx: 'react-jsx', verbatimModuleSyntax: true } },
  });
  const codeOf = new Map(outputFiles.map((file) => [file.path, file.contents]));
  return components.map(({ uid, entry, source }) => {
    const output = metafile?.outputs[`${OUT}/${entry}`];
    const code = codeOf.get(path.join(root, OUT, entry));
    if (!metafile || !output || !code) throw new Error(`esbuild wrote nothing for ${source}`);
    const banner = Buffer.from(`// Built from ${source} by \`npm run build\`.\n`);
    return {
      uid,
      entry,
      code: Buffer.concat([banner, code]),
      modules: modulesOf(metafile, source).filter((module) => !module.includes('node_modules/')),
      packages: packagesOf(output),
    };
  });
}

const OUT = 'build';

/** Every module that is read for an entry. */
function modulesOf({ inputs }: Metafile, entry: string): string[] {
  const found = new Set([entry]);
  for (const module of found)
    for (const { path: imported, external } of inputs[module]?.imports ?? []) if (!external) found.add(imported);
  return [...found];
}

function packagesOf({ imports }: Metafile['outputs'][string]): string[] {
  const names = imports
    .filter((imported) => imported.external && !imported.path.startsWith('node:'))
    .map((imported) => packageName(imported.path));
  return [...new Set(names)].sort();
}

function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
