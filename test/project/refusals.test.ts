import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PATHS } from '../../src/hubspot/paths.ts';
import { assembleProject, ProjectError } from '../../src/project/assemble.ts';
import { checkSizes } from '../../src/project/checks.ts';
import { copyProject, type ProjectCopy } from './project-copy.ts';

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await copyProject();
});
afterEach(() => copy.restore());
afterAll(() => copy.remove());

/** What a build says that is refused. */
async function refusal(): Promise<readonly string[]> {
  try {
    await assembleProject({ root: copy.root, paths: PATHS });
  } catch (cause) {
    if (cause instanceof ProjectError) return cause.problems.map(({ file, message }) => `${file}: ${message}`);
    throw cause;
  }
  return [];
}

describe('a build is refused', () => {
  it('when a card calls a function that is not there', async () => {
    await copy.edit('app-extensions/ui/visit/use-next-visit.ts', (text) => text.replace("'log_visit'", "'log_visits'"));

    expect(await refusal()).toEqual([
      expect.stringMatching(
        /^app-extensions\/ui\/visit\/use-next-visit\.ts:\d+: calls the function "log_visits", which is not there; private functions are bulk_action, .*log_attempt, log_visit, .*open_contact, /,
      ),
    ]);
  });

  it('when a card calls an endpoint, which only answers by its address', async () => {
    await copy.edit('app-extensions/ui/today/use-planning.ts', (text) =>
      text.replace("'plan_visits'", "'workflow_action'"),
    );

    expect(await refusal()).toEqual([
      expect.stringContaining('calls the function "workflow_action", which is not there'),
    ]);
  });

  it('when the name of a function is put together at run time', async () => {
    await copy.edit('app-extensions/ui/today/use-planning.ts', (text) =>
      text.replace("'plan_visits'", "['plan', 'visits'].join('_')"),
    );

    expect(await refusal()).toEqual([expect.stringContaining('put together at run time')]);
  });

  it('when a page fetches from a place that is not permitted', async () => {
    await copy.edit(
      'app-extensions/ui/help/HelpPage.tsx',
      (text) =>
        `import { hubspot } from '@hubspot/ui-extensions';\n${text}\nexport const news = () => hubspot.fetch('https://news.huifang.cn/latest');\n`,
    );
    await copy.edit(
      'app-extensions/pages/Pages.tsx',
      (text) => `${text}\nexport { news } from '../ui/help/HelpPage.tsx';\n`,
    );

    expect(await refusal()).toEqual([expect.stringContaining('fetches https://news.huifang.cn/latest')]);
  });

  it('when an entrypoint has no module', async () => {
    await copy.editJson('app-extensions/cards/visit-hsmeta.json', (meta) => {
      meta.config.entrypoint = '/app/cards/visits.js';
    });

    expect(await refusal()).toEqual([
      'app-extensions/cards/visit-hsmeta.json: names /app/cards/visits.js, but no module in app-extensions/cards is called visits or visits-card',
    ]);
  });

  it('when an entrypoint lies in another folder', async () => {
    await copy.editJson('serverless/log_visit-hsmeta.json', (meta) => {
      meta.config.entrypoint = '/app/functions/dist/log_visit.js';
    });

    expect(await refusal()).toEqual([expect.stringContaining('expected /app/functions/NAME.js')]);
  });

  it('when a scope is missing', async () => {
    await copy.editJson('app-extensions/app-hsmeta.json', (meta) => {
      meta.config.auth.requiredScopes = meta.config.auth.requiredScopes.filter(
        (scope: string) => scope !== 'crm.objects.owners.read',
      );
    });

    expect(await refusal()).toEqual([
      'app-extensions/app-hsmeta.json: requiredScopes lacks crm.objects.owners.read, which /crm/owners/2026-09 needs',
    ]);
  });

  it('when a scope is asked for that nothing needs', async () => {
    await copy.editJson('app-extensions/app-hsmeta.json', (meta) => {
      meta.config.auth.requiredScopes.push('automation');
    });

    expect(await refusal()).toEqual([expect.stringContaining('asks for automation, which no path of this app needs')]);
  });

  it('when a uid is taken twice', async () => {
    await copy.editJson('app-extensions/cards/visit-hsmeta.json', (meta) => {
      meta.uid = 'next_visit';
    });

    expect(await refusal()).toContain(
      'app-extensions/cards/visit-hsmeta.json: uid "next_visit" is taken by app-extensions/cards/next-visit-hsmeta.json',
    );
  });

  it.each([
    ['日程', 'may only hold letters'],
    ['v'.repeat(65), 'longer than 64'],
  ])('when a uid is %s', async (uid, sentence) => {
    await copy.editJson('app-extensions/cards/visit-hsmeta.json', (meta) => {
      meta.uid = uid;
    });

    expect(await refusal()).toEqual([expect.stringContaining(sentence)]);
  });

  it('when a meta file lies in a folder that HubSpot skips', async () => {
    await mkdir(path.join(copy.root, 'app-extensions/cards/drafts'));
    await copy.write(
      'app-extensions/cards/drafts/old-hsmeta.json',
      await copy.read('app-extensions/cards/visit-hsmeta.json'),
    );

    expect(await refusal()).toEqual([
      'app-extensions/cards/drafts/old-hsmeta.json: HubSpot skips a meta file in this folder: move it to app-extensions/cards',
    ]);
  });

  it.each([
    ['not JSON', '{ "uid": ', 'not JSON'],
    ['a list', '[]', 'expected a JSON object'],
    ['without uid', '{ "type": "card", "config": {} }', 'has no "uid"'],
    ['of another type', '{ "uid": "x", "type": "settings", "config": {} }', 'holds card'],
    ['without config', '{ "uid": "x", "type": "card" }', 'has no "config"'],
  ])('when a meta file is %s', async (_, text, sentence) => {
    await copy.write('app-extensions/cards/visit-hsmeta.json', text);

    expect(await refusal()).toEqual([expect.stringContaining(sentence)]);
  });

  it('when a function exports no main', async () => {
    await copy.write('serverless/open_today.ts', 'export async function open() { return { ok: true }; }');

    expect(await refusal()).toEqual(['serverless/open_today.ts: exports no function called "main"']);
  });

  it('when a function cannot be loaded', async () => {
    await copy.write(
      'serverless/open_today.ts',
      'throw new Error("no settings"); export const main = async () => null;',
    );

    expect(await refusal()).toEqual(['serverless/open_today.ts: cannot be loaded: no settings']);
  });

  it('when a function needs a package that HubSpot is not told to install', async () => {
    await copy.editJson('serverless/functions-package.json', (json) => {
      json.dependencies = {};
    });

    expect(await refusal()).toContain(
      'serverless/open_today.ts: needs @hubspot/api-client, which serverless/functions-package.json does not list',
    );
  });

  it('when the functions’ package asks for a range of versions or for modules', async () => {
    await copy.editJson('serverless/functions-package.json', (json) => {
      json.dependencies = { '@hubspot/api-client': '^13.5.0' };
      json.type = 'module';
    });

    expect(await refusal()).toEqual([
      expect.stringContaining('HubSpot loads functions with require'),
      expect.stringContaining('expected one exact version'),
    ]);
  });

  it('when code does not build, with the place', async () => {
    await copy.edit('app-extensions/ui/today/queue.ts', (text) => text.replace('calendar/day.ts', 'calendar/days.ts'));

    expect(await refusal()).toEqual([expect.stringContaining('calendar/days.ts')]);
  });

  it('when a permitted address is no https origin', async () => {
    await copy.editJson('app-extensions/app-hsmeta.json', (meta) => {
      meta.config.permittedUrls.fetch = ['http://api.hubapi.com'];
    });

    expect(await refusal()).toEqual([expect.stringContaining('holds http://api.hubapi.com, expected an origin')]);
  });

  it('when a label of the workflow action is missing in one language', async () => {
    await copy.editJson('app-extensions/workflow-actions/plan-contact-hsmeta.json', (meta) => {
      delete meta.config.labels['zh-cn'].outputFieldLabels.reason;
    });

    expect(await refusal()).toEqual([expect.stringContaining('labels.zh-cn.outputFieldLabels lacks reason')]);
  });

  it('when the workflow action has no Chinese labels', async () => {
    await copy.editJson('app-extensions/workflow-actions/plan-contact-hsmeta.json', (meta) => {
      delete meta.config.labels['zh-cn'];
    });

    expect(await refusal()).toEqual([expect.stringContaining('"labels" lacks zh-cn')]);
  });

  it('when the workflow action calls an endpoint that is not there', async () => {
    await copy.editJson('serverless/workflow_action-hsmeta.json', (meta) => {
      meta.config.endpoint.path = '/return-visits/plan';
    });

    expect(await refusal()).toEqual([
      expect.stringMatching(/but the endpoints are .*\/hs\/serverless\/return-visits\/plan/),
    ]);
  });
});

describe('sizes', () => {
  const component = (uid: string, location?: string) => ({
    uid,
    source: `${uid}.tsx`,
    entry: '',
    file: '',
    target: '',
    type: 'card',
    config: location ? { location } : {},
  });

  it('are limited by where a bundle is shown', () => {
    const parts = {
      functions: [component('log')],
      extensions: [component('side', 'crm.record.sidebar'), component('tab', 'crm.record.tab'), component('page')],
    };

    expect(checkSizes(parts, { log: 415_000, side: 40_000, tab: 90_000, page: 320_000 })).toEqual([]);
    expect(
      checkSizes(parts, { log: 415_001, side: 40_001, tab: 90_001, page: 320_001 }).map(({ file }) => file),
    ).toEqual(['log.tsx', 'side.tsx', 'tab.tsx', 'page.tsx']);
  });
});
