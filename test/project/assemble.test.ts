import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATHS } from '../../src/hubspot/paths.ts';
import { type Assembled, assembleProject } from '../../src/project/assemble.ts';
import { startFromSharedBuild } from '../support/shared-build.ts';
import { parseWithHubSpot } from './hubspot-tools.ts';
import { copyProject, type Json, outsideOf, type ProjectCopy, REPOSITORY } from './project-copy.ts';

let copy: ProjectCopy;
let built: Assembled;

beforeAll(async () => {
  copy = await copyProject();
  await startFromSharedBuild(path.join(copy.root, 'build'));
  built = await assembleProject({ root: copy.root, paths: PATHS });
});
afterAll(() => copy.remove());

const json = async (file: string) => JSON.parse(await readFile(file, 'utf8')) as Json;

describe('the assembled project', () => {
  it('is what HubSpot’s parsing library takes, with nothing skipped', async () => {
    const parsed = await parseWithHubSpot(copy.root);

    expect(parsed.refused).toBeNull();
    expect(parsed.skipped).toEqual([]);
    expect(parsed.components).toEqual({
      return_visits: 'APPLICATION',
      bulk_action: 'APP_FUNCTION',
      count_measures: 'APP_FUNCTION',
      customer_profile: 'APP_FUNCTION',
      draft_letter: 'APP_FUNCTION',
      import_sop: 'APP_FUNCTION',
      log_attempt: 'APP_FUNCTION',
      log_visit: 'APP_FUNCTION',
      move_delivery: 'APP_FUNCTION',
      move_issue: 'APP_FUNCTION',
      open_contact: 'APP_FUNCTION',
      open_dashboard: 'APP_FUNCTION',
      open_delivery: 'APP_FUNCTION',
      open_draft: 'APP_FUNCTION',
      open_board: 'APP_FUNCTION',
      open_health: 'APP_FUNCTION',
      open_history: 'APP_FUNCTION',
      open_loops: 'APP_FUNCTION',
      open_policy: 'APP_FUNCTION',
      open_records: 'APP_FUNCTION',
      open_rules: 'APP_FUNCTION',
      open_satisfaction: 'APP_FUNCTION',
      open_scripts: 'APP_FUNCTION',
      open_ticket: 'APP_FUNCTION',
      open_today: 'APP_FUNCTION',
      open_why: 'APP_FUNCTION',
      plan_visits: 'APP_FUNCTION',
      probe: 'APP_FUNCTION',
      publish_policy: 'APP_FUNCTION',
      raise_from_ticket: 'APP_FUNCTION',
      raise_issue: 'APP_FUNCTION',
      read_answers: 'APP_FUNCTION',
      readiness: 'APP_FUNCTION',
      rehearse_policy: 'APP_FUNCTION',
      repair_policy: 'APP_FUNCTION',
      repair_portal: 'APP_FUNCTION',
      reschedule_visit: 'APP_FUNCTION',
      retier: 'APP_FUNCTION',
      retier_customer: 'APP_FUNCTION',
      roll_back_policy: 'APP_FUNCTION',
      save_draft: 'APP_FUNCTION',
      save_draft_policy: 'APP_FUNCTION',
      save_script: 'APP_FUNCTION',
      survey_link: 'APP_FUNCTION',
      webhooks: 'APP_FUNCTION',
      workflow_action: 'APP_FUNCTION',
      workflow_daily_care: 'APP_FUNCTION',
      workflow_plan_visits: 'APP_FUNCTION',
      customer: 'CARD',
      delivery: 'CARD',
      next_visit: 'CARD',
      next_visit_help_desk: 'CARD',
      next_visit_preview: 'CARD',
      open_loops_card: 'CARD',
      satisfaction: 'CARD',
      visit: 'CARD',
      bulk_visits: 'CRM_BULK_ACTION',
      return_visits_pages: 'PAGE',
      return_visits_settings: 'SETTINGS',
      'hubspot-serverless-package-uid': 'SERVERLESS_PACKAGE',
      rv_webhooks: 'WEBHOOKS',
      daily_care: 'WORKFLOW_ACTION',
      plan_contact: 'WORKFLOW_ACTION',
      plan_visits_now: 'WORKFLOW_ACTION',
    });
  });

  it('is refused by HubSpot’s library when a card has an unknown location', async () => {
    const spoiled = await copyProject();
    await cp(path.join(copy.root, 'build'), path.join(spoiled.root, 'build'), { recursive: true });
    await spoiled.edit('build/hubspot/app/cards/visit-hsmeta.json', (text) =>
      text.replace('record.tab', 'record.middle'),
    );
    const { refused } = await parseWithHubSpot(spoiled.root);
    await spoiled.remove();

    expect(refused).toContain('location');
  });

  it('has one file a function, which HubSpot’s runner can load and call', async () => {
    const file = path.join(built.projectDir, 'app/functions/log_visit.js');
    const { main } = createRequire(file)(file) as { main: (context: unknown) => Promise<unknown> };

    await expect(main({ parameters: { visitKey: '7:1' } })).resolves.toEqual({
      ok: true,
      client: 'function',
      parameters: { visitKey: '7:1' },
    });
    expect(await json(path.join(built.projectDir, 'app/functions/package.json'))).toEqual({
      name: 'return-visits-functions',
      version: '0.1.0',
      private: true,
      dependencies: { '@hubspot/api-client': '13.5.0' },
    });
  });

  it('has one module a card, of which HubSpot’s build finds the properties it reads', async () => {
    const card = await readFile(path.join(built.projectDir, 'app/cards/next-visit.js'), 'utf8');
    const manifest = await json(path.join(copy.root, 'build/preview/next_visit-manifest.json'));

    expect(card).not.toMatch(/from ["']\.\.?\//);
    const read = (manifest.dataDeps as { readonly properties: unknown }[]).map(({ properties }) => properties);
    expect(read).toHaveLength(2);
    expect(read).toContainEqual({
      type: 'CrmRecordProperties',
      recordProperties: ['rv_next_visit_on', 'rv_next_visit_reason', 'rv_open_loops'],
      options: {},
    });
    expect(read).toContainEqual(
      expect.objectContaining({
        type: 'CrmRecordAssociationProperties',
        toObjectTypeId: '0-27',
        requestProperties: ['rv_task_key', 'hs_task_status'],
      }),
    );
  });

  it('leaves beside it what HubSpot’s build made of each card and page', async () => {
    expect(await json(path.join(copy.root, 'build/preview/bundles.json'))).toEqual({
      bulk_visits: 'bulk_visits.js',
      customer: 'customer.js',
      delivery: 'delivery.js',
      next_visit: 'next_visit.js',
      next_visit_help_desk: 'next_visit_help_desk.js',
      next_visit_preview: 'next_visit_preview.js',
      open_loops_card: 'open_loops_card.js',
      satisfaction: 'satisfaction.js',
      visit: 'visit.js',
      return_visits_pages: 'return_visits_pages.js',
      return_visits_settings: 'return_visits_settings.js',
    });
    expect(Object.keys(built.bundles).sort()).toEqual([
      'bulk_visits',
      'customer',
      'delivery',
      'next_visit',
      'next_visit_help_desk',
      'next_visit_preview',
      'open_loops_card',
      'return_visits_pages',
      'return_visits_settings',
      'satisfaction',
      'visit',
    ]);
    for (const [uid, file] of Object.entries(built.bundles)) {
      const script = await readFile(file, 'utf8');
      expect(script).toContain('RemoteUI');
      expect(built.sizes[uid]).toBe((await stat(file)).size);
    }
    expect(built.sizes.next_visit).toBeLessThanOrEqual(40_000);
    for (const wide of ['customer', 'delivery', 'visit', 'open_loops_card', 'satisfaction', 'next_visit_preview'])
      expect(built.sizes[wide]).toBeLessThanOrEqual(90_000);
    expect(built.sizes.return_visits_pages).toBeLessThanOrEqual(320_000);
  });

  it('asks for the scopes that the paths need and for no other', async () => {
    const { config } = await json(path.join(built.projectDir, 'app/app-hsmeta.json'));
    const needed = new Set<string>(Object.values(PATHS).flatMap(({ scopes }) => scopes));

    expect([...config.auth.requiredScopes].sort()).toEqual([...needed].sort());
  });
});

describe('this repository', () => {
  it('assembles with its real functions, and HubSpot’s library takes it', async () => {
    const outside = await outsideOf(REPOSITORY);
    await startFromSharedBuild(path.join(outside.root, 'build'));
    const parsed = await parseWithHubSpot(outside.root);
    await outside.remove();

    expect(parsed).toMatchObject({ refused: null, skipped: [] });
    const folders = [
      'serverless',
      ...['actions', 'cards', 'pages', 'settings'].map((part) => `app-extensions/${part}`),
    ];
    const files = await Promise.all(folders.map((folder) => readdir(path.join(REPOSITORY, folder))));
    const metas = files.flat().filter((file) => file.endsWith('-hsmeta.json'));
    const built = Object.values(parsed.components).filter((type) => BUILT.has(type));
    expect(built).toHaveLength(metas.length);
  });
});

/** What HubSpot makes of a file of code. */
const BUILT = new Set(['APP_FUNCTION', 'CARD', 'CRM_BULK_ACTION', 'PAGE', 'SETTINGS']);

describe('building again', () => {
  it('writes nothing when nothing has changed', async () => {
    const before = await stat(path.join(copy.root, 'build/hubspot/app/app-hsmeta.json'));
    const again = await assembleProject({ root: copy.root, paths: PATHS });
    const after = await stat(path.join(copy.root, 'build/hubspot/app/app-hsmeta.json'));

    expect(again).toEqual({ ...built, unchanged: true });
    expect(after.mtimeMs).toBe(before.mtimeMs);
  });

  it('puts back what was spoiled in the built folder', async () => {
    await copy.write('build/hubspot/app/cards/visit.js', 'export {}');
    const again = await assembleProject({ root: copy.root, paths: PATHS });

    expect(again.unchanged).toBe(false);
    expect(await copy.read('build/hubspot/app/cards/visit.js')).toContain('.extend(');
  });

  it('checks again when only the paths have changed', async () => {
    const paths = { ...PATHS, tickets: { path: '/crm/objects/2026-09/tickets', scopes: ['tickets'] } };

    await expect(assembleProject({ root: copy.root, paths })).rejects.toThrow('lacks tickets');
  });

  it('takes away what a build left that was killed', async () => {
    const killed = spawnSync(process.execPath, ['-e', '']).pid;
    await mkdir(path.join(copy.root, `build/.assembling-${killed}-1/hubspot`), { recursive: true });
    await copy.write('build/hubspot/app/cards/visit.js', '');
    await assembleProject({ root: copy.root, paths: PATHS });

    expect((await readdir(path.join(copy.root, 'build'))).sort()).toEqual(['hubspot', 'preview']);
  });

  it('keeps the last good project when the next is refused, and leaves nothing half built', async () => {
    const spoiled = await copyProject();
    await cp(path.join(copy.root, 'build'), path.join(spoiled.root, 'build'), { recursive: true });
    await assembleProject({ root: spoiled.root, paths: PATHS });
    const before = await spoiled.read('build/hubspot/app/cards/next-visit.js');
    await spoiled.edit('app-extensions/ui/visit/use-contact.ts', (text) =>
      text.replace("'open_contact'", "'open_contakt'"),
    );

    await expect(assembleProject({ root: spoiled.root, paths: PATHS })).rejects.toThrow('open_contakt');
    expect(await spoiled.read('build/hubspot/app/cards/next-visit.js')).toBe(before);
    expect((await readdir(path.join(spoiled.root, 'build'))).sort()).toEqual(['hubspot', 'preview']);
    await spoiled.remove();
  });
});

describe('the address of the workflow action', () => {
  const action = async () =>
    (await json(path.join(copy.root, 'build/hubspot/app/workflow-actions/plan-contact-hsmeta.json'))).config;

  it('is not known without flags: the action stays unpublished, and the build says so', async () => {
    const { notes } = await assembleProject({ root: copy.root, paths: PATHS });

    expect(notes).toEqual([expect.stringContaining('--portal-id')]);
    expect(await action()).toMatchObject({
      actionUrl: 'https://no-address-yet.invalid/hs/serverless/return-visits/workflow-action',
      isPublished: false,
    });
  });

  it('is the portal’s own domain when only the portal is given', async () => {
    const { notes } = await assembleProject({ root: copy.root, paths: PATHS, portalId: 4242 });

    expect(notes).toEqual([expect.stringContaining('--profile portal')]);
    expect(await action()).toMatchObject({
      actionUrl: 'https://4242.hs-sites.com/hs/serverless/return-visits/workflow-action',
      isPublished: true,
    });
    expect(await json(path.join(copy.root, 'build/hubspot/hsprofile.portal.json'))).toEqual({
      accountId: 4242,
      variables: {},
    });
  });

  it('is the domain that was given', async () => {
    await assembleProject({ root: copy.root, paths: PATHS, portalId: 4242, domain: 'www.huifang.cn' });

    expect((await action()).actionUrl).toBe('https://www.huifang.cn/hs/serverless/return-visits/workflow-action');
  });

  it.each([
    [{ domain: 'example.com' }, 'example.com, where nobody answers'],
    [{ domain: 'https://www.huifang.cn/x' }, 'expected a host name'],
    [{ portalId: 0.5 }, 'expected a portal number'],
  ])('is refused as %j', async (address, sentence) => {
    await expect(assembleProject({ root: copy.root, paths: PATHS, ...address })).rejects.toThrow(sentence);
  });
});

describe('a project without endpoints', () => {
  it('leaves out whatever HubSpot would have to call, keeps the rest, and HubSpot’s library takes it', async () => {
    const { notes, sizes } = await assembleProject({
      root: copy.root,
      paths: PATHS,
      portalId: 4242,
      without: ['endpoints'],
    });
    const whole = await everything();
    const { components, skipped, refused } = await parseWithHubSpot(copy.root);

    expect({ skipped, refused }).toEqual({ skipped: [], refused: null });
    expect(Object.keys(whole).filter((uid) => !(uid in components))).toEqual([
      'daily_care',
      'plan_contact',
      'plan_visits_now',
      'probe',
      'rv_webhooks',
      'webhooks',
      'workflow_action',
      'workflow_daily_care',
      'workflow_plan_visits',
    ]);
    expect(Object.keys(components)).toEqual(
      expect.arrayContaining(['plan_visits', 'next_visit', 'return_visits_pages']),
    );
    expect(sizes).not.toHaveProperty('webhooks');
    expect(await readdir(path.join(copy.root, 'build/hubspot/app'))).not.toContain('webhooks');
    expect(notes.join(' ')).toContain('npm run app:plan');
  });
});

/** The uids of every meta file of the repository. */
async function everything(): Promise<Json> {
  const found: Json = {};
  for (const top of ['serverless', 'app-extensions'])
    for (const file of (await readdir(path.join(copy.root, top), { recursive: true })).sort())
      if (file.endsWith('-hsmeta.json')) found[(await json(path.join(copy.root, top, file))).uid] = file;
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('scopes beyond the core', () => {
  it('are asked for only when the build is told to', async () => {
    await assembleProject({ root: copy.root, paths: PATHS, also: ['forms'] });
    const { config } = await json(path.join(copy.root, 'build/hubspot/app/app-hsmeta.json'));

    expect(config.auth.requiredScopes).toContain('forms');
  });
});
