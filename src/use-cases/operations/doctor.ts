import type { Bilingual } from '../../contract/common.ts';
import type { Repair, Symptom } from '../../contract/open-health.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { recordLevel } from '../planning/record-limit.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { CallsOfDay, Installation, PortalHealth } from '../ports/health.ts';
import type { PortalTraits } from '../ports/portal-traits.ts';
import {
  type PastRun,
  type PastRuns,
  type PlanClock,
  PortalError,
  type Ports,
  type RecordUse,
} from '../ports/ports.ts';
import { refusalOf } from '../refusals.ts';

/** What was seen of a portal, for `npm run doctor` and the page "Install and health" alike. */
export interface Examined {
  readonly symptoms: readonly Symptom[];
  /** Absent where it cannot be looked into. */
  readonly installation?: Installation;
  readonly policyVersion?: number;
  readonly lastRun?: PastRun;
  /** The newest runs of a week; absent where the app is not there, or cannot be looked into. */
  readonly week?: readonly PastRun[];
  readonly clock?: PlanClock;
  readonly records?: RecordUse;
  readonly calls?: CallsOfDay;
}

export type HealthPorts = Pick<Ports, 'clock' | 'customers' | 'jobs' | 'policies' | 'recordUse' | 'runs'> & {
  readonly health: PortalHealth;
  readonly pastRuns: PastRuns;
};

const HOUR_MS = 3_600_000;
/** A daily run is late after this. */
const LATE_MS = 36 * HOUR_MS;
/** Fewer calls than this left on a day may not be enough for the next run. */
const FEW_CALLS = 10_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const MOST_RUNS = 200;
const DOORS = ['webhooks', 'workflow'] as const;
/** Parts named in one sentence. */
const MOST_NAMED = 5;

/** Commands as an operator types them, who holds the token. */
const npm = (words: string): string => `npm run ${words.replace(/^([\w:]+)/, '$1 -- --portal https://api.hubapi.com')}`;
export const COMMANDS = {
  install: npm('app:install'),
  plan: npm('app:plan'),
  resume: npm('app:runs resume'),
  retain: npm('app:retain --out DIR'),
  probe: npm('probe'),
  undo: (run: string): string => npm(`app:runs undo ${run}`),
} as const;

/** Looks at what the app has, needs and leaves in a portal; it only reads. */
export async function examine(ports: HealthPorts, today: Day): Promise<Examined> {
  const symptoms: Symptom[] = [];
  const note = (
    what: Symptom['what'],
    isWell: boolean,
    seen: Bilingual,
    more: { readonly command?: string; readonly repair?: Repair } = {},
  ): void => {
    symptoms.push({ what, isWell, seen, ...(isWell ? {} : more) });
  };
  const examined: { -readonly [K in keyof Examined]: Examined[K] } = { symptoms };

  const [access, calls, installation] = await Promise.all([
    ports.health.access(),
    ports.health.callsToday(),
    // What stands in the way of looking is a symptom too.
    ports.health.installation().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
  ]);
  const refused = access.refused.map(({ what, scopes }) => `${what} (${scopes.join(', ')})`).join('; ');
  note(
    'scopes',
    refused === '',
    refused === ''
      ? {
          zh: '需要读取的内容都能读取；写入权限要到写入时才知道',
          en: 'all that is read may be read; a scope to write shows when it is used',
        }
      : {
          zh: `缺少授权：${refused}。在应用的 app-hsmeta.json 中加上这些授权，再重新安装应用`,
          en: `missing for ${refused}: add the scopes to the app and install it again; docs/errors.md#portal_unauthorized`,
        },
    { command: 'hs project install-app --force' },
  );

  if (calls !== undefined) examined.calls = calls;
  const left = calls ? calls.limit - calls.used : access.leftToday;
  if (left !== undefined)
    note(
      'calls',
      left > FEW_CALLS,
      left > FEW_CALLS
        ? { zh: `今天还可调用 ${left} 次`, en: `${left} left today` }
        : {
            zh: `今天只剩 ${left} 次调用：查看是否有其他集成占用额度，或改在夜间计划`,
            en: `${left} left today: see whether another integration uses them, or plan at night`,
          },
    );

  try {
    if (installation instanceof Error) throw installation;
    examined.installation = installation;
    // Without the app's own objects there is nothing else to look at.
    if (noteInstallation(installation, note)) await examineInstalled(ports, today, note, examined);
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    note('app', false, refusalOf(error).message, error.kind === 'not-found' ? { command: COMMANDS.install } : {});
  }
  return examined;
}

type Note = (
  what: Symptom['what'],
  isWell: boolean,
  seen: Bilingual,
  more?: { readonly command?: string; readonly repair?: Repair },
) => void;

/** False: none of the app is there. */
function noteInstallation({ isThere, missing, differing }: Installation, note: Note): boolean {
  if (!isThere) {
    note(
      'installation',
      false,
      { zh: '还没有安装：这个门户里没有本应用的对象', en: 'not installed: the portal has none of the app’s objects' },
      { command: COMMANDS.install },
    );
    return false;
  }
  const needed = missing.filter(({ isOptional }) => !isOptional).map(({ kind, name }) => `${kind} ${name}`);
  const more = needed.length > MOST_NAMED ? ` +${needed.length - MOST_NAMED}` : '';
  const named = `${needed.slice(0, MOST_NAMED).join(', ')}${more}`;
  note(
    'installation',
    needed.length === 0,
    needed.length === 0
      ? { zh: '对象、属性和关联齐全', en: 'objects, properties and associations are all there' }
      : { zh: `缺少 ${needed.length} 项：${named}`, en: `${needed.length} missing: ${named}` },
    { command: COMMANDS.install, repair: 'missing_parts' },
  );
  if (differing.length > 0)
    note('differing', false, {
      zh: `${differing.map(({ zh }) => zh).join('；')}：本应用不会改动，请在 HubSpot 中另存后删除该属性，再补建`,
      en: `${differing.map(({ en }) => en).join('; ')}: the app leaves it as it is; keep its values elsewhere, delete the property in HubSpot and install again`,
    });
  return true;
}

async function examineInstalled(
  ports: HealthPorts,
  today: Day,
  note: Note,
  examined: { -readonly [K in keyof Examined]: Examined[K] },
): Promise<void> {
  const now = ports.clock.now();
  const [inForce, clock, { runs: week }, due, records, ...doors] = await Promise.all([
    policyInForce(ports.policies),
    ports.runs.readClock(),
    ports.pastRuns.latest({ since: now - WEEK_MS, limit: MOST_RUNS }),
    ports.customers.due({ today, after: undefined, lifecycleStages: [], anyTier: false }),
    ports.recordUse(),
    ...DOORS.map((door) => ports.jobs.read(`door:${door}`)),
  ]);
  const last = week[0] ?? (await ports.pastRuns.latest({ limit: 1 })).runs[0];
  Object.assign(examined, { clock, week, ...(last ? { lastRun: last } : {}), ...(records ? { records } : {}) });
  if (inForce.ok) examined.policyVersion = inForce.policy.version;
  note(
    'policy',
    inForce.ok,
    inForce.ok
      ? { zh: `第 ${inForce.policy.version} 版有效`, en: `version ${inForce.policy.version} is in force` }
      : inForce.message,
    { command: COMMANDS.install },
  );

  note(
    'planning',
    clock.pausedBecause === undefined,
    clock.pausedBecause === undefined
      ? { zh: '没有暂停', en: 'is not paused' }
      : {
          zh: '已暂停，不再安排回访；在时钟记录上清空“暂停原因”即可恢复',
          en: 'is paused; clear “Paused because” on the clock record, or run the command',
        },
    { command: COMMANDS.resume },
  );

  const isLate = noteLastRun(last, now, note);
  noteStep(clock, last, now, note);

  note(
    'queue',
    due.total === 0 || !isLate,
    { zh: `${due.total} 位客户等待安排`, en: `${due.total} customers wait to be decided` },
    { command: COMMANDS.plan, repair: 'plan' },
  );

  noteRecords(records, note);
  noteProbe(clock.portal, note);

  for (const [index, door] of DOORS.entries()) {
    const at = /"at":"([^"]+)"/.exec(doors[index] ?? '')?.[1];
    // Whoever plans from a scheduler needs neither.
    note(
      door,
      true,
      at === undefined
        ? { zh: '还没有收到过带签名的调用', en: 'no signed call came in yet' }
        : { zh: `最近一次由新进程接到带签名的调用：${at}`, en: `last process that took a signed call: ${at}` },
    );
  }
}

/** True: there was no run in time. */
function noteLastRun(last: PastRun | undefined, now: number, note: Note): boolean {
  if (last === undefined) {
    note(
      'last_run',
      false,
      { zh: '还没有运行过计划', en: 'there was none' },
      { command: COMMANDS.plan, repair: 'plan' },
    );
    return true;
  }
  const age = now - last.startedAt;
  const isLate = age > LATE_MS;
  const hours = Math.round(age / HOUR_MS);
  const states = { running: '运行中', died: '中断', done: '完成', failed: '失败' };
  note(
    'last_run',
    !isLate && last.status !== 'failed' && last.status !== 'died',
    {
      zh: `${last.name}，${states[last.status]}，${hours} 小时前${isLate ? '：请检查定时任务是否每天早上运行' : ''}`,
      en: `${last.name} ${last.status}, ${hours} hours ago${isLate ? ': see that the scheduler runs the command every morning' : ''}`,
    },
    { command: COMMANDS.plan, repair: 'plan' },
  );
  return isLate;
}

/** A step stands on the clock while a run is at work, too. */
function noteStep({ step }: PlanClock, last: PastRun | undefined, now: number, note: Note): void {
  if (last?.status === 'running') {
    const seconds = Math.max(1, Math.ceil(((last.holdsUntil ?? now) - now) / 1_000));
    note('unfinished_step', true, {
      zh: `一次计划正在运行；若它已中断，${seconds} 秒后可以接着做`,
      en: `a run is at work; should it have been killed, the next can go on in ${seconds} s`,
    });
    return;
  }
  if (step === undefined) return;
  note(
    'unfinished_step',
    false,
    { zh: '有一次计划被中断；现在就可以从中断处接着做', en: 'a run was killed; the next one goes on from there, now' },
    { command: COMMANDS.plan, repair: 'plan' },
  );
}

function noteRecords(records: RecordUse | undefined, note: Note): void {
  if (records === undefined) {
    note('records', true, { zh: '门户不告知记录用量', en: 'the portal does not say how many it holds' });
    return;
  }
  const { used, limit } = records;
  const isWell = recordLevel(records) === 'fine';
  note(
    'records',
    isWell,
    {
      zh: `自定义对象记录 ${used} / ${limit}${isWell ? '' : '：请存档旧的回访记录'}`,
      en: `${used} of ${limit}${isWell ? '' : ': archive old visits'}`,
    },
    { command: COMMANDS.retain },
  );
}

function noteProbe(traits: PortalTraits | undefined, note: Note): void {
  const differs = traits?.differs ?? [];
  note(
    'probe',
    traits !== undefined && differs.length === 0,
    traits === undefined
      ? { zh: '还没有探测过这个门户', en: 'never probed' }
      : differs.length === 0
        ? { zh: `${traits.probedOn} 探测，与预期一致`, en: `on ${traits.probedOn}, as assumed` }
        : {
            zh: `${traits.probedOn} 探测，与预期不同：${differs.join('、')}；影响见 docs/operator.md`,
            en: `on ${traits.probedOn}: differs in ${differs.join(', ')}; docs/operator.md says what follows`,
          },
    { command: COMMANDS.probe },
  );
}
