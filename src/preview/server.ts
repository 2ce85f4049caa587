import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { stream } from 'hono/streaming';
import { type BrowserAssets, buildBrowserAssets } from './browser-assets.ts';
import { createBundles, finishedBundlesBeside } from './bundles.ts';
import { type CrmReads, createCrmReads, onlyNamed } from './crm-reads.ts';
import { formatProperties } from './format-properties.ts';
import { createFunctionRunner, type FunctionRunner, functionError } from './function-runner.ts';
import { fetchOutbound } from './outbound-fetch.ts';
import { createPortalClient, type PortalClient, PortalRefusal } from './portal-client.ts';
import { type AppFunction, type HubSpotProject, readProject } from './project.ts';
import type {
  AssociationsRequest,
  Boot,
  ClockReading,
  ClockStep,
  ContactColumn,
  ContactQuery,
  FormatRequest,
  Formatting,
  FunctionCall,
  JsonValue,
  Language,
  OutboundRequest,
  Properties,
  PropertiesRequest,
  PropertyGroup,
  RecordEdit,
  SearchRequest,
  TaskQuery,
} from './protocol.ts';
import { dayInZone } from './zoned-day.ts';

export interface PreviewOptions {
  /** The folder that holds `app/`. */
  readonly projectDir: string;
  /** Finished worker scripts with a `bundles.json`; by default a folder `preview` beside `projectDir`, if there is one. */
  readonly bundlesDir?: string;
  readonly portalUrl: string;
  readonly token: string;
  /** On 127.0.0.1; 0 takes any free one. */
  readonly port: number;
  /** More environment for functions; PRIVATE_APP_ACCESS_TOKEN is always given. */
  readonly functionEnv?: Record<string, string>;
  /** Where functions' external dependencies come from; this repository's by default. */
  readonly nodeModulesDir?: string;
  readonly contactColumns?: readonly ContactColumn[];
  readonly contactPropertyGroup?: PropertyGroup;
  readonly clock?: PreviewClock;
  /** Changes a record as that user in HubSpot's own form; only whoever started the portal can make it believe so. */
  readonly editRecord?: (record: { readonly objectType: string; readonly id: string } & RecordEdit) => Promise<void>;
}

/** The portal's clock as whoever started the portal can move it. */
export interface PreviewClock {
  now(): Promise<ClockReading>;
  moveTo(day: string, onProgress: (line: string) => void): Promise<{ summary: string[] }>;
}

export interface Preview {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a HubSpot look-alike that runs the project's own cards and functions over a portal. */
export async function startPreview(options: PreviewOptions): Promise<Preview> {
  const project = readProject(options.projectDir);
  const [assets, runner] = await Promise.all([
    buildBrowserAssets(),
    createFunctionRunner({
      env: { ...options.functionEnv, PRIVATE_APP_ACCESS_TOKEN: options.token },
      nodeModulesDir: options.nodeModulesDir ?? repositoryModules(),
      onPrinted: (uid, text) => process.stderr.write(text.replace(/^(?=.)/gm, `[${uid}] `)),
    }),
  ]);
  const portal = createPortalClient(options.portalUrl, options.token);
  const bundles = createBundles(options.bundlesDir ?? finishedBundlesBeside(options.projectDir));
  const crm = createCrmReads(portal);
  const app = previewApp({ options, project, assets, runner, portal, crm, scriptOf: bundles.scriptOf });
  const { server, port } = await listen(app, options.port);
  bundles.prepare(extensionsOf(project));
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      await Promise.all([runner.close(), bundles.close()]);
    },
  };
}

interface Surroundings {
  readonly options: PreviewOptions;
  readonly project: HubSpotProject;
  readonly assets: BrowserAssets;
  readonly runner: FunctionRunner;
  readonly portal: PortalClient;
  readonly crm: CrmReads;
  readonly scriptOf: ReturnType<typeof createBundles>['scriptOf'];
}

function extensionsOf(project: HubSpotProject) {
  return [...project.cards, project.page, project.settings, ...project.bulkActions].filter(
    (extension) => extension !== null,
  );
}

function previewApp(surroundings: Surroundings): Hono {
  const { options, project, assets, portal, crm } = surroundings;
  const app = new Hono();

  app.onError((error, c) => {
    const status = error instanceof PortalRefusal && error.httpStatus < 500 ? 502 : 500;
    return c.json({ message: error.message }, status);
  });

  // The page's own calls carry no token, so another site's page must not be able to make them for the visitor.
  app.use('/api/*', async (c, next) => {
    const host = c.req.header('host') ?? '';
    const origin = c.req.header('origin');
    const isOurPage =
      /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) && (origin === undefined || origin === `http://${host}`);
    if (!isOurPage || c.req.header('sec-fetch-site') === 'cross-site')
      return c.json({ message: 'only the preview page may ask this' }, 403);
    return await next();
  });

  serveFiles(app, assets, project);
  app.get('/extensions/:uid', async (c) => {
    const uid = c.req.param('uid').replace(/\.js$/, '');
    const extension = extensionsOf(project).find((candidate) => candidate.uid === uid);
    if (!extension) return c.text('no such extension', 404);
    return c.body(await surroundings.scriptOf(extension), 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-store',
    });
  });

  const now = () => readClock(options, portal, crm);
  app.get('/api/boot', async (c) => {
    const [account, owners, clock] = await Promise.all([crm.account(), crm.owners(), now()]);
    const boot: Boot = {
      app: { name: project.app.name, uid: project.app.uid, imageHosts: project.app.imageUrls },
      cards: project.cards.map(({ file: _, ...card }) => card),
      page: project.page && { uid: project.page.uid, title: project.page.title },
      settings: project.settings && { uid: project.settings.uid, title: project.settings.title },
      bulkActions: project.bulkActions.map(({ file: _, ...action }) => action),
      contactColumns: options.contactColumns ?? [],
      contactPropertyGroup: options.contactPropertyGroup ?? null,
      portal: account,
      owners,
      clock,
      canMoveClock: options.clock !== undefined,
      canEditRecords: options.editRecord !== undefined,
    };
    return c.json(boot);
  });
  app.get('/api/clock', async (c) => c.json(await now()));
  app.post('/api/clock', async (c) => {
    const { day } = await c.req.json<{ day: string }>();
    const { clock } = options;
    if (!clock) return c.json({ message: 'this portal runs on its own clock' }, 409);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return c.json({ message: `a day is written YYYY-MM-DD, got ${day}` }, 400);
    return streamSteps(c, async (step) => {
      const { summary } = await clock.moveTo(day, (line) => step({ line }));
      step({ summary });
    });
  });

  app.get('/api/definitions/:type', async (c) => c.json(await crm.definitions(c.req.param('type'))));
  app.post('/api/contacts', async (c) => {
    const columns = (options.contactColumns ?? []).map(({ property }) => property);
    return c.json(await crm.contacts(await c.req.json<ContactQuery>(), columns));
  });
  app.get('/api/contacts/:id', async (c) => {
    const record = await crm.contactRecord(Number(c.req.param('id')));
    return record ? c.json(record) : c.json({ message: `the portal has no contact ${c.req.param('id')}` }, 404);
  });
  app.get('/api/records/:type/:id', async (c) => {
    const form = await crm.recordForm(c.req.param('type'), Number(c.req.param('id')));
    return form ? c.json(form) : c.json({ message: `the portal has no record ${c.req.param('id')}` }, 404);
  });
  app.post('/api/records/:type/:id', async (c) => {
    const { editRecord } = options;
    if (!editRecord) return c.json({ message: 'records of this portal are changed in HubSpot itself' }, 409);
    await editRecord({ objectType: c.req.param('type'), id: c.req.param('id'), ...(await c.req.json<RecordEdit>()) });
    return c.json({ ok: true });
  });
  app.get('/api/timeline/:type/:id', async (c) =>
    c.json(await crm.timeline(c.req.param('type'), Number(c.req.param('id')))),
  );
  app.post('/api/tasks', async (c) => c.json(await crm.tasks(await c.req.json<TaskQuery>(), await now())));
  app.post('/api/tasks/:id', async (c) => {
    const { isCompleted } = await c.req.json<{ isCompleted: boolean }>();
    await crm.completeTask(Number(c.req.param('id')), isCompleted);
    return c.json({ ok: true });
  });

  const formatted = async (objectType: string, rows: readonly Properties[], wanted: Formatting, language: Language) => {
    if (!wanted.propertiesToFormat) return rows;
    const [definitions, owners, account, clock] = await Promise.all([
      crm.definitions(objectType),
      crm.owners(),
      crm.account(),
      now(),
    ]);
    const around = { definitions, owners, timeZone: account.timeZone, language, nowMs: Date.parse(clock.at) };
    return rows.map((row) => formatProperties(row, wanted, around));
  };
  const languageOf = (c: Context): Language => (c.req.query('lang') === 'zh' ? 'zh' : 'en');

  app.post('/api/crm/properties', async (c) => {
    const request = await c.req.json<PropertiesRequest>();
    const record = await crm.record(request.objectTypeId, request.objectId, request.properties);
    if (!record)
      return c.json({ message: `the portal has no record ${request.objectTypeId}/${request.objectId}` }, 404);
    const wanted = request.properties === '*' ? record.properties : onlyNamed(record.properties, request.properties);
    const [properties] = await formatted(request.objectTypeId, [wanted], request, languageOf(c));
    return c.json(properties);
  });
  app.post('/api/crm/associations', async (c) => {
    const request = await c.req.json<AssociationsRequest>();
    const answer = await crm.associations(request);
    const rows = answer.results.map(({ properties }) => properties);
    const shown = await formatted(request.toObjectType, rows, request, languageOf(c));
    return c.json({
      ...answer,
      results: answer.results.map((result, index) => ({ ...result, properties: shown[index] ?? {} })),
    });
  });
  app.post('/api/crm/search', async (c) => {
    const request = await c.req.json<SearchRequest>();
    const answer = await crm.search(request);
    const rows = answer.results.map(({ properties }) => properties);
    const shown = await formatted(request.objectType, rows, request, languageOf(c));
    return c.json({
      ...answer,
      results: answer.results.map((result, index) => ({ ...result, properties: shown[index] ?? {} })),
    });
  });
  app.post('/api/crm/format', async (c) => {
    const { propertiesList, objectType, formattingOptions } = await c.req.json<FormatRequest>();
    const wanted: Formatting = { propertiesToFormat: 'all', ...(formattingOptions ? { formattingOptions } : {}) };
    return c.json(await formatted(objectType, propertiesList, wanted, languageOf(c)));
  });

  app.post('/api/functions/:uid', async (c) =>
    c.json(await callFunction(surroundings, c.req.param('uid'), await c.req.json<FunctionCall>())),
  );
  app.post('/api/fetch', async (c) => {
    const account = await crm.account();
    const request = await c.req.json<OutboundRequest>();
    return c.json(
      await fetchOutbound(request, project.app.fetchUrls, { portalId: account.id, appId: project.app.uid }),
    );
  });
  app.all('/hs/serverless/*', async (c) => await callEndpoint(surroundings, c));
  return app;
}

async function readClock(options: PreviewOptions, portal: PortalClient, crm: CrmReads): Promise<ClockReading> {
  if (options.clock) return await options.clock.now();
  const [{ timeZone }, offsetMs] = await Promise.all([crm.account(), portal.clockOffsetMs()]);
  const atMs = Date.now() + offsetMs;
  return { at: new Date(atMs).toISOString(), day: dayInZone(atMs, timeZone), timeZone };
}

async function clockOffsetMs({ options, portal }: Surroundings): Promise<number> {
  if (!options.clock) return await portal.clockOffsetMs();
  return Date.parse((await options.clock.now()).at) - Date.now();
}

async function callFunction(surroundings: Surroundings, uid: string, call: FunctionCall) {
  const { project, runner, crm, options } = surroundings;
  const appFunction = project.functions.find((candidate) => candidate.uid === uid);
  if (!appFunction) return functionError(uid, `The serverless function ${uid} doesn't exist in this project`);
  const names = call.propertiesToSend ?? [];
  const record =
    names.length > 0 && call.objectTypeId && call.objectId
      ? await crm.record(call.objectTypeId, call.objectId, names)
      : null;
  return await runner.run({
    uid,
    file: appFunction.file,
    clockOffsetMs: await clockOffsetMs(surroundings),
    context: {
      propertiesToSend: record ? onlyNamed(record.properties, names) : {},
      parameters: call.parameters,
      event: call.payload === undefined ? undefined : { type: 'SERVERLESS_ACTION_HOOK', payload: call.payload },
      secrets: { PRIVATE_APP_ACCESS_TOKEN: options.token },
    },
  });
}

/** A function with a path of its own, called as a web site or a webhook would call it. */
async function callEndpoint(surroundings: Surroundings, c: Context): Promise<Response> {
  const { project, runner, crm, options } = surroundings;
  const wanted = c.req.path.replace(/^\/hs\/serverless\/+/, '');
  const endpoints = project.functions.filter(
    (candidate): candidate is AppFunction & { endpoint: object } => candidate.endpoint?.path === wanted,
  );
  const [first] = endpoints;
  if (!first) return c.json({ status: 'error', message: `no function has the path /${wanted}` }, 404);
  const appFunction = endpoints.find(({ endpoint }) => endpoint.methods.includes(c.req.method));
  if (!appFunction)
    return c.json({ status: 'error', message: `/${wanted} takes ${first.endpoint.methods.join(', ')}` }, 405);

  const text = await c.req.text();
  const isJson = (c.req.header('content-type') ?? '').startsWith('application/json');
  if (text && !isJson) return c.json({ status: 'error', message: 'endpoint functions take application/json' }, 415);
  const body = parseJson(text);
  if (body === undefined) return c.json({ status: 'error', message: 'the body is not JSON' }, 400);

  const answer = await runner.run({
    uid: appFunction.uid,
    file: appFunction.file,
    clockOffsetMs: await clockOffsetMs(surroundings),
    context: {
      method: c.req.method,
      params: c.req.queries(),
      body,
      headers: c.req.header(),
      accountId: (await crm.account()).id,
      secrets: { PRIVATE_APP_ACCESS_TOKEN: options.token },
    },
  });
  if (!answer.ok) return c.json(answer.body, 500);
  return endpointResponse(answer.response);
}

function endpointResponse(answer: JsonValue): Response {
  const { statusCode, headers, body } = (answer ?? {}) as {
    statusCode?: number;
    headers?: Record<string, string>;
    body?: JsonValue;
  };
  const payload = typeof body === 'string' ? body : JSON.stringify(body ?? null);
  return new Response(payload, {
    status: statusCode ?? 200,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

function parseJson(text: string): JsonValue | undefined {
  if (text === '') return null;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function serveFiles(app: Hono, assets: BrowserAssets, project: HubSpotProject): void {
  const images = ["'self'", 'data:', ...project.app.imageUrls].join(' ');
  const pagePolicy = `default-src 'self'; img-src ${images}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`;
  // An extension reaches the world through HubSpot's functions alone.
  const workerPolicy = "default-src 'none'; script-src 'self'";
  const script = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' };

  app.get('/assets/page.js', (c) => c.body(assets['page.js'], 200, script));
  app.get('/assets/page.css', (c) =>
    c.body(assets['page.css'], 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' }),
  );
  app.get('/assets/extension-worker.js', (c) =>
    c.body(assets['extension-worker.js'], 200, { ...script, 'content-security-policy': workerPolicy }),
  );
  app.get('/favicon.ico', (c) => c.body(null, 204));
  app.get('/fonts/:file{.+}', async (c) => {
    const file = c.req.param('file');
    if (!/^(\d00\.css|files\/[\w-]+\.woff2)$/.test(file)) return c.text('no such font', 404);
    const type = file.endsWith('.css') ? 'text/css; charset=utf-8' : 'font/woff2';
    const bytes = await readFile(path.join(fontFolder(), file)).catch(() => null);
    return bytes
      ? c.body(new Uint8Array(bytes), 200, { 'content-type': type, 'cache-control': 'max-age=86400' })
      : c.text('no such font', 404);
  });
  for (const screen of [
    '/',
    '/contacts',
    '/contacts/*',
    '/tickets/*',
    '/tasks',
    '/app',
    '/app/*',
    '/settings',
    '/help',
  ]) {
    app.get(screen, (c) => c.html(PAGE, 200, { 'content-security-policy': pagePolicy, 'cache-control': 'no-store' }));
  }
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Preview</title>
<link rel="stylesheet" href="/assets/page.css">
<link rel="preload" href="/api/boot" as="fetch" crossorigin="anonymous">
</head>
<body>
<div id="root"></div>
<script src="/assets/page.js"></script>
</body>
</html>
`;

/** Sends each step as a line of JSON, while the work goes on. */
function streamSteps(c: Context, work: (step: (step: ClockStep) => void) => Promise<void>): Response {
  c.header('content-type', 'application/x-ndjson; charset=utf-8');
  return stream(c, async (output) => {
    let sent: Promise<unknown> = Promise.resolve();
    const step = (next: ClockStep) => {
      sent = sent.then(() => output.write(`${JSON.stringify(next)}\n`));
    };
    try {
      await work(step);
    } catch (error) {
      step({ failed: error instanceof Error ? error.message : String(error) });
    }
    await sent;
  });
}

function listen(app: Hono, port: number): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (address) =>
      resolve({ server, port: address.port }),
    );
    server.once('error', (error) => reject(notListening(port, error)));
  });
}

/** @throws when somebody has the port: to be said before a portal is filled for it, not after */
export async function expectFreePort(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: Error) => {
    throw notListening(port, error);
  });
  server.close();
  await once(server, 'close');
}

function notListening(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code !== 'EADDRINUSE') return error;
  const sentence = `port ${port} is in use: end the program that has it, or choose another with --port N`;
  return new Error(sentence, { cause: error });
}

function repositoryModules(): string {
  const manifest = createRequire(import.meta.url).resolve('hono');
  return manifest.slice(0, manifest.lastIndexOf(`node_modules${path.sep}hono`) + 'node_modules'.length);
}

function fontFolder(): string {
  return path.dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans-sc/400.css'));
}
