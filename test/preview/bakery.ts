import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { remoteBuild } from '@hubspot/ui-extensions-dev-server/build';
import { createPortal, type Portal } from '../../src/portal/portal.ts';
import { servePortal } from '../../src/portal/server.ts';
import { type Preview, type PreviewOptions, startPreview } from '../../src/preview/server.ts';
import { underContract } from '../support/under-contract.ts';

/** A small project of the tests' own, a portal with a few customers, and the preview over both. */

export const SOURCE_PROJECT = fileURLToPath(new URL('./project', import.meta.url));
export const START = '2026-11-20T02:00:00.000Z';
const DAY_MS = 86_400_000;

export interface BuiltProject {
  readonly dir: string;
  remove(): Promise<void>;
}

/** Builds every card, page and action with HubSpot's own build, as HubSpot does after an upload. */
export async function buildProject(): Promise<BuiltProject> {
  const dir = await mkdtemp(path.join(tmpdir(), 'bakery-'));
  // HubSpot builds for production.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  await cp(SOURCE_PROJECT, dir, { recursive: true });
  for (const folder of ['cards', 'pages', 'settings', 'actions']) {
    const source = path.join(SOURCE_PROJECT, 'app', folder);
    const target = path.join(dir, 'app', folder);
    for (const name of (await readdir(source)).filter((file) => file.endsWith('-hsmeta.json'))) {
      const meta = JSON.parse(await readFile(path.join(source, name), 'utf8')) as { config: { entrypoint: string } };
      const entry = path.join(SOURCE_PROJECT, meta.config.entrypoint);
      const outputDir = path.join(dir, 'built', folder, name);
      await remoteBuild({ root: path.dirname(entry), entryPoint: entry, outputDir, logLevel: 'silent' });
      const bundle = `${path.parse(entry).name}.js`;
      await cp(path.join(outputDir, bundle), path.join(target, bundle));
      meta.config.entrypoint = `/app/${folder}/${bundle}`;
      await writeFile(path.join(target, name), JSON.stringify(meta));
    }
  }
  if (NODE_ENV === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = NODE_ENV;
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

export interface Bakery {
  readonly portal: Portal;
  readonly portalUrl: string;
  readonly preview: Preview;
  readonly contacts: readonly { readonly id: number; readonly email: string }[];
  readonly taskIds: readonly string[];
  close(): Promise<void>;
}

const TOKEN = 'pat-test';

/** Fifty-two customers, the first of them Chinese with markup in a note; three tasks; one company. */
export async function openBakery(projectDir: string, more: Partial<PreviewOptions> = {}): Promise<Bakery> {
  const portal = createPortal({
    now: () => Date.parse(START),
    timeZone: 'Asia/Shanghai',
    portalId: 7,
    rateLimits: false,
  });
  const served = await servePortal(underContract(portal), { port: 0 });
  const call = async <T>(method: string, address: string, body?: unknown): Promise<T> => {
    const response = await fetch(served.url + address, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? null : await response.json()) as T;
  };
  type Created = { results: { id: string; properties: Record<string, string> }[] };

  await call('POST', '/__portal/owners', [
    {
      id: '70',
      email: 'li@bakery.example',
      firstName: '丽',
      lastName: '王',
      userId: 700,
      teams: [{ id: '1', name: 'East', primary: true }],
    },
    {
      id: '71',
      email: 'bo@bakery.example',
      firstName: 'Bo',
      lastName: 'Berg',
      userId: 710,
      teams: [{ id: '1', name: 'East', primary: true }],
    },
  ]);
  const people = [
    {
      email: 'zhang@example.com',
      firstname: '伟',
      lastname: '张',
      company: '晨光面包店',
      jobtitle: '店长',
      hubspot_owner_id: '70',
      lifecyclestage: 'customer',
    },
    {
      email: 'ada@example.com',
      firstname: 'Ada',
      lastname: 'Lovelace',
      company: 'Engines',
      hubspot_owner_id: '71',
      lifecyclestage: 'lead',
    },
    ...Array.from({ length: 50 }, (_, index) => ({
      email: `guest${String(index).padStart(2, '0')}@example.com`,
      firstname: `Guest${String(index).padStart(2, '0')}`,
      lastname: 'Visitor',
      lifecyclestage: 'subscriber',
    })),
  ];
  const created = await call<Created>('POST', '/crm/objects/2026-09/contacts/batch/create', {
    inputs: people.map((properties) => ({ properties })),
  });
  const idOf = (email: string) => Number(created.results.find(({ properties }) => properties.email === email)?.id);
  const contacts = people.map(({ email }) => ({ id: idOf(email), email }));
  const zhang = String(contacts[0]?.id);

  const company = await call<{ id: string }>('POST', '/crm/objects/2026-09/companies', {
    properties: { name: '晨光面包店', domain: 'chenguang.example', city: '上海' },
  });
  await call('PUT', `/crm/objects/2026-09/contacts/${zhang}/associations/default/companies/${company.id}`);
  const taskIds: string[] = [];
  for (const [subject, due] of [
    ['Call Zhang back', '2026-11-18T02:00:00Z'],
    ['Bring samples', '2026-11-20T08:00:00Z'],
    ['Plan the tasting', '2026-12-15T02:00:00Z'],
  ] as const) {
    const task = await call<{ id: string }>('POST', '/crm/objects/2026-09/tasks', {
      properties: {
        hs_task_subject: subject,
        hs_timestamp: due,
        hs_task_status: 'NOT_STARTED',
        hubspot_owner_id: '70',
        hs_task_priority: 'HIGH',
        hs_task_type: 'TODO',
      },
    });
    await call('PUT', `/crm/objects/2026-09/tasks/${task.id}/associations/default/contacts/${zhang}`);
    taskIds.push(task.id);
  }
  const note = await call<{ id: string }>('POST', '/crm/objects/2026-09/notes', {
    properties: {
      hs_timestamp: '2026-11-19T02:00:00Z',
      hs_note_body:
        '<p>喜欢<b>黑麦</b></p><img src=x onerror="window.hacked = true"><script>window.hacked = true</script>',
    },
  });
  await call('PUT', `/crm/objects/2026-09/notes/${note.id}/associations/default/contacts/${zhang}`);

  const preview = await startPreview({
    projectDir,
    portalUrl: served.url,
    token: TOKEN,
    port: 0,
    functionEnv: { BAKERY: 'open' },
    contactColumns: [
      { property: 'lifecyclestage', label: { zh: '阶段', en: 'Stage' }, options: ['customer', 'lead', 'subscriber'] },
    ],
    contactPropertyGroup: { label: { zh: '面包店', en: 'Bakery' }, properties: ['jobtitle', 'lifecyclestage'] },
    clock: {
      now: async () => ({
        at: new Date(portal.now()).toISOString(),
        day: dayOf(portal.now()),
        timeZone: 'Asia/Shanghai',
      }),
      async moveTo(day, onProgress) {
        if (day > '2027-12-31') throw new RangeError('the bakery closes in 2028');
        while (dayOf(portal.now()) < day) {
          portal.setNow(portal.now() + DAY_MS);
          onProgress(`baked on ${dayOf(portal.now())}`);
          await new Promise((resolve) => setTimeout(resolve, 30));
        }
        return { summary: [`it is ${dayOf(portal.now())}`] };
      },
    },
    ...more,
  });
  return {
    portal,
    portalUrl: served.url,
    preview,
    contacts,
    taskIds,
    async close() {
      await preview.close();
      await served.close();
      await portal.close();
    },
  };
}

function dayOf(atMs: number): string {
  return new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 10);
}
