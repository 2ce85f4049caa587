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

/** HubSpot's own reading and validation of a project; only the download of its schemas is replaced by ours. */
export async function parseWithHubSpot(root: string): Promise<Parsed> {
  await handOverSchemas();
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

async function handOverSchemas(): Promise<void> {
  // The copy of HubSpot's library that its parser uses: several versions can be installed.
  const parser = createRequire(import.meta.url).resolve('@hubspot/project-parsing-lib/translate');
  const required = createRequire(parser);
  const module: unknown = await import(pathToFileURL(required.resolve('@hubspot/local-dev-lib/http')).href);
  const { http } = module as { http: SchemaHttp };
  http.get = async (_account, { url }) => {
    if (!url.startsWith('project-components-external/project-schemas/v3/'))
      throw new Error(`unexpected call of ${url}`);
    return { data: SCHEMAS };
  };
}
