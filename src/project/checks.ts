import type { Bundle } from './bundle.ts';
import type { HubSpotCall } from './calls.ts';
import { type Component, isObject, type JsonObject, type Meta, type Problem } from './sources.ts';

/** The API paths that the code can call, each with the scopes it needs. */
export interface PathTable {
  readonly [name: string]: { readonly path: string; readonly scopes: readonly string[] };
}

/** What is checked: the meta files as they will be uploaded, and what became of the code. */
export interface ProjectParts {
  readonly metas: readonly Meta[];
  readonly functions: readonly Component[];
  readonly extensions: readonly Component[];
  readonly bundles: readonly Bundle[];
  /** Calls by the card's or page's uid. */
  readonly calls: { readonly [uid: string]: readonly HubSpotCall[] };
  /** Functions, by uid, whose built file exports `main`. */
  readonly withMain: ReadonlySet<string>;
  /** `app/functions/package.json`. */
  readonly functionPackage: JsonObject;
  readonly paths: PathTable;
  /** Scopes asked for on top of what the paths need. */
  readonly extraScopes: readonly string[];
  readonly hasAddress: boolean;
}

/** What HubSpot's own tools do not look at before an upload. Empty: nothing stands in the way. */
export function checkProject(parts: ProjectParts): Problem[] {
  return [
    ...checkUids(parts),
    ...checkEntrypoints(parts),
    ...checkFunctions(parts),
    ...checkCalls(parts),
    ...checkCards(parts),
    ...checkApp(parts),
    ...checkWorkflowActions(parts),
  ];
}

/**
 * The language of labels that HubSpot asks for, and the other that this app speaks.
 * `unverified` on a real portal: that `zh-cn` is among the languages it takes; its guide says only that English is required.
 * Probe: label-languages.
 */
const REQUIRED_LABELS = ['en', 'zh-cn'] as const;
/** Hosts that never answer: reserved for examples, or ours for an address that is not known yet. */
const NO_HOST = /(^|\.)(invalid|example|example\.(com|net|org)|localhost|test)$/;
const MAX_UID = 64;
export const FUNCTION_PACKAGE = 'serverless/functions-package.json';

function checkUids({ metas }: ProjectParts): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  for (const { uid, file } of metas) {
    const first = seen.get(uid);
    if (first) problems.push({ file, message: `uid "${uid}" is taken by ${first}` });
    else seen.set(uid, file);
    if (uid.length > MAX_UID) problems.push({ file, message: `uid "${uid}" is longer than ${MAX_UID} characters` });
    if (!/^[a-zA-Z0-9_\-.]+$/.test(uid)) {
      problems.push({ file, message: `uid "${uid}" may only hold letters, digits, points, hyphens and underscores` });
    }
  }
  return problems;
}

function checkEntrypoints({ functions, extensions, bundles }: ProjectParts): Problem[] {
  const problems: Problem[] = [];
  const built = new Set(bundles.map(({ entry }) => entry));
  const takenBy = new Map<string, string>();
  for (const { entry, file } of [...functions, ...extensions]) {
    if (!built.has(entry)) problems.push({ file, message: `names /${entry}, which was not built` });
    const other = takenBy.get(entry);
    if (other) problems.push({ file, message: `names /${entry}, as ${other} does` });
    takenBy.set(entry, file);
  }
  return problems;
}

/** `app/functions/package.json`: what HubSpot installs beside the functions, and how it loads them. */
export function checkFunctionPackage(functionPackage: JsonObject): Problem[] {
  const file = FUNCTION_PACKAGE;
  const problems: Problem[] = [];
  if (functionPackage.type === 'module') {
    problems.push({ file, message: '"type" is "module", but HubSpot loads functions with require' });
  }
  for (const [name, version] of Object.entries(dependenciesOf(functionPackage))) {
    if (!/^\d+\.\d+\.\d+$/.test(String(version))) {
      problems.push({ file, message: `${name} is "${String(version)}", expected one exact version` });
    }
  }
  return problems;
}

function checkFunctions({ functions, bundles, withMain, functionPackage }: ProjectParts): Problem[] {
  const problems: Problem[] = [];
  const dependencies = dependenciesOf(functionPackage);
  for (const { uid, file, source, config } of functions) {
    if (!withMain.has(uid)) problems.push({ file: source, message: 'exports no function called "main"' });
    const needed = bundles.find((bundle) => bundle.uid === uid)?.packages ?? [];
    for (const name of needed.filter((name) => !(name in dependencies))) {
      problems.push({ file: source, message: `needs ${name}, which ${FUNCTION_PACKAGE} does not list` });
    }
    const secrets = config.secretKeys;
    if (Array.isArray(secrets) && secrets.includes('PRIVATE_APP_ACCESS_TOKEN')) {
      problems.push({
        file,
        message: 'lists PRIVATE_APP_ACCESS_TOKEN, which HubSpot gives to every function and refuses here',
      });
    }
  }
  return problems;
}

function dependenciesOf({ dependencies }: JsonObject): JsonObject {
  return isObject(dependencies) ? dependencies : {};
}

function checkCalls({ extensions, functions, metas, calls }: ProjectParts): Problem[] {
  const problems: Problem[] = [];
  const privateFunctions = new Set(functions.filter(({ config }) => !config.endpoint).map(({ uid }) => uid));
  const allowed = fetchUrlsOf(metas);
  for (const { uid, source } of extensions) {
    for (const { method, target, at } of calls[uid] ?? []) {
      const file = at || source;
      if (target === null) {
        problems.push({
          file,
          message: `calls hubspot.${method} with something put together at run time: write it out`,
        });
      } else if (method === 'serverless') {
        if (privateFunctions.has(target)) continue;
        const known = [...privateFunctions].sort().join(', ');
        problems.push({
          file,
          message: `calls the function "${target}", which is not there; private functions are ${known}`,
        });
      } else if (!allowed.some((url) => target === url || target.startsWith(`${url}/`))) {
        problems.push({ file, message: `fetches ${target}, which permittedUrls.fetch does not allow` });
      }
    }
  }
  return problems;
}

function checkCards({ metas }: ProjectParts): Problem[] {
  const locations = ['crm.record.tab', 'crm.record.sidebar', 'crm.preview', 'helpdesk.sidebar'];
  return metas
    .filter(({ type }) => type === 'card')
    .flatMap(({ file, config }) => {
      const problems: Problem[] = [];
      const location = config.location;
      if (typeof location !== 'string' || !locations.includes(location)) {
        problems.push({ file, message: `"location" is ${JSON.stringify(location)}, expected ${locations.join(', ')}` });
      }
      if (!Array.isArray(config.objectTypes) || config.objectTypes.length === 0) {
        problems.push({ file, message: 'names no "objectTypes"' });
      }
      return problems;
    });
}

function checkApp({ metas, paths, extraScopes }: ProjectParts): Problem[] {
  const apps = metas.filter(({ type }) => type === 'app');
  const [app] = apps;
  if (!app || apps.length > 1) {
    return [{ file: 'app-extensions', message: `expected one meta file of type "app", found ${apps.length}` }];
  }
  const { file, config } = app;
  const problems: Problem[] = [];
  const auth = isObject(config.auth) ? config.auth : {};
  if (auth.type !== 'static' || config.distribution !== 'private') {
    problems.push({
      file,
      message: 'functions exist only for "distribution": "private" with "auth": { "type": "static" }',
    });
  }

  const asked = new Set(strings(auth.requiredScopes));
  const needed = new Map<string, string>();
  for (const { path, scopes } of Object.values(paths))
    for (const scope of scopes) if (!needed.has(scope)) needed.set(scope, path);
  for (const [scope, path] of needed) {
    if (!asked.has(scope)) problems.push({ file, message: `requiredScopes lacks ${scope}, which ${path} needs` });
  }
  for (const scope of asked) {
    if (!needed.has(scope) && !extraScopes.includes(scope)) {
      problems.push({
        file,
        message: `requiredScopes asks for ${scope}, which no path of this app needs: a scope that an account cannot grant fails its whole install`,
      });
    }
  }

  const permitted = isObject(config.permittedUrls) ? config.permittedUrls : {};
  for (const kind of ['fetch', 'iframe', 'img'] as const) {
    if (!Array.isArray(permitted[kind]))
      problems.push({ file, message: `permittedUrls.${kind} is missing; HubSpot wants all three lists` });
    for (const url of strings(permitted[kind])) {
      if (!isHttpsOrigin(url))
        problems.push({
          file,
          message: `permittedUrls.${kind} holds ${url}, expected an origin such as https://api.hubapi.com`,
        });
    }
  }
  return problems;
}

function checkWorkflowActions({ metas, functions, hasAddress }: ProjectParts): Problem[] {
  return metas
    .filter(({ type }) => type === 'workflow-action')
    .flatMap(({ file, config }) => [
      ...checkActionUrl(file, String(config.actionUrl), functions, hasAddress),
      ...checkLabels(file, config),
    ]);
}

function checkActionUrl(
  file: string,
  actionUrl: string,
  functions: readonly Component[],
  hasAddress: boolean,
): Problem[] {
  let url: URL;
  try {
    url = new URL(actionUrl);
  } catch {
    return [{ file, message: `"actionUrl" is ${actionUrl}, which is no address` }];
  }
  const problems: Problem[] = [];
  if (url.protocol !== 'https:') problems.push({ file, message: `"actionUrl" is ${actionUrl}, expected https` });
  if (hasAddress && NO_HOST.test(url.hostname)) {
    problems.push({
      file,
      message: `"actionUrl" goes to ${url.hostname}, where nobody answers: give --portal-id or --domain`,
    });
  }
  const endpoints = functions.flatMap(({ config }) =>
    isObject(config.endpoint) ? [String(config.endpoint.path)] : [],
  );
  if (!endpoints.some((endpoint) => url.pathname === `/hs/serverless/${endpoint.replace(/^\//, '')}`)) {
    problems.push({
      file,
      message: `"actionUrl" calls ${url.pathname}, but the endpoints are ${endpoints.map((e) => `/hs/serverless/${e.replace(/^\//, '')}`).join(', ') || 'none'}`,
    });
  }
  return problems;
}

function checkLabels(file: string, config: JsonObject): Problem[] {
  const labels = isObject(config.labels) ? config.labels : {};
  const problems: Problem[] = [];
  for (const language of REQUIRED_LABELS) {
    if (!isObject(labels[language])) problems.push({ file, message: `"labels" lacks ${language}` });
  }
  for (const [language, words] of Object.entries(labels)) {
    if (!isObject(words)) continue;
    if (!words.actionName) problems.push({ file, message: `labels.${language} lacks actionName` });
    for (const [labelled, fields] of [
      ['inputFieldLabels', config.inputFields],
      ['outputFieldLabels', config.outputFields],
    ] as const) {
      const named = isObject(words[labelled]) ? Object.keys(words[labelled]) : [];
      const there = fieldNames(fields);
      for (const name of there.filter((field) => !named.includes(field))) {
        problems.push({ file, message: `labels.${language}.${labelled} lacks ${name}` });
      }
      for (const name of named.filter((field) => !there.includes(field))) {
        problems.push({ file, message: `labels.${language}.${labelled} names ${name}, which is no field` });
      }
    }
  }
  return problems;
}

function fieldNames(fields: unknown): string[] {
  if (!Array.isArray(fields)) return [];
  return fields.flatMap((field: unknown) => {
    const definition = isObject(field) && isObject(field.typeDefinition) ? field.typeDefinition : {};
    return typeof definition.name === 'string' ? [definition.name] : [];
  });
}

/**
 * How heavy a minified file may be, in bytes. A function that plans holds the planner and its steps (85 kB), its calendar (40), loops
 * (35), the policy and its check (20), our HubSpot client (100) and zod (80); what a start costs is measured by `npm run bench -- cold-start`.
 */
const LIMITS = {
  function: 415_000,
  sidebar: 40_000,
  tab: 90_000,
  /** HubSpot allows one entry for all pages of an app. */
  pages: 320_000,
} as const;

/** `bytes` by uid: a function's built file, a card's or page's bundle as HubSpot's build minifies it. */
export function checkSizes(
  { functions, extensions }: Pick<ProjectParts, 'functions' | 'extensions'>,
  bytes: { readonly [uid: string]: number },
): Problem[] {
  const limited = [
    ...functions.map((component) => ({ component, limit: LIMITS.function })),
    ...extensions.map((component) => ({
      component,
      limit: extensionLimit(component.config.location),
    })),
  ];
  return limited.flatMap(({ component: { uid, source }, limit }) => {
    const size = bytes[uid] ?? 0;
    return size > limit
      ? [{ file: source, message: `weighs ${size} bytes when built, at most ${limit} are allowed` }]
      : [];
  });
}

function extensionLimit(location: unknown): number {
  if (typeof location !== 'string') return LIMITS.pages;
  return location.endsWith('.sidebar') ? LIMITS.sidebar : LIMITS.tab;
}

function fetchUrlsOf(metas: readonly Meta[]): string[] {
  const permitted = metas.find(({ type }) => type === 'app')?.config.permittedUrls;
  return isObject(permitted) ? strings(permitted.fetch) : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function isHttpsOrigin(text: string): boolean {
  try {
    return new URL(text).origin === text && text.startsWith('https://');
  } catch {
    return false;
  }
}
