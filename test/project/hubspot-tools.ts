import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseProjectConfig } from '@hubspot/project-parsing-lib/projects';
import { isTranslationError, translate } from '@hubspot/project-parsing-lib/translate';
import { SCHEMAS } from './schemas.ts';

export interface Parsed {
  /** Types of the components found, by uid. */
  readonly components: { readonly [uid: string]: string };
  readonly skipped: readonly string[];
  /** What HubSpot's library refuses, in its words. */
  readonly refused: string | null;
}

/**
 * HubSpot's own reading and validation of a project; only the download of its schemas is replaced by ours, and each of them is
 * compiled once instead of once a component.
 */
export async function parseWithHubSpot(root: string): Promise<Parsed> {
  await handOverSchemas();
  await compileOnce();
  const { srcDir, platformVersion } = parseProjectConfig(root);
  try {
    const { intermediateRepresentation, skippedHsMetaFiles } = await translate({
      projectSourceDir: path.join(root, srcDir),
      platformVersion,
      accountId: 1,
    });
    const nodes = Object.entries(intermediateRepresentation.intermediateNodesIndexedByUid);
    return {
      components: Object.fromEntries(nodes.map(([uid, { componentType }]) => [uid, componentType])),
      skipped: skippedHsMetaFiles,
      refused: null,
    };
  } catch (cause) {
    const refused = isTranslationError(cause) ? cause.toString() : String(cause);
    return { components: {}, skipped: [], refused };
  }
}

interface SchemaHttp {
  get(account: number, request: { readonly url: string }): Promise<{ readonly data: unknown }>;
}

/** A package in the copy that HubSpot's parser uses: several versions can be installed. */
async function packageOfParser(name: string): Promise<unknown> {
  const parser = createRequire(import.meta.url).resolve('@hubspot/project-parsing-lib/translate');
  return import(pathToFileURL(createRequire(parser).resolve(name)).href);
}

async function handOverSchemas(): Promise<void> {
  const { http } = (await packageOfParser('@hubspot/local-dev-lib/http')) as { http: SchemaHttp };
  http.get = async (_account, { url }) => {
    if (!url.startsWith('project-components-external/project-schemas/v3/'))
      throw new Error(`unexpected call of ${url}`);
    return { data: SCHEMAS };
  };
}

interface Compiler {
  compile(schema: object): unknown;
}

/** The library has a new compiler, with the same settings, for every component. */
const compiled = new WeakMap<object, unknown>();
let compiles = false;

async function compileOnce(): Promise<void> {
  if (compiles) return;
  compiles = true;
  const { Ajv2020 } = (await packageOfParser('ajv/dist/2020.js')) as { Ajv2020: { readonly prototype: Compiler } };
  const { compile } = Ajv2020.prototype;
  Ajv2020.prototype.compile = function (this: Compiler, schema) {
    const validate = compiled.get(schema) ?? compile.call(this, schema);
    compiled.set(schema, validate);
    return validate;
  };
}
