export interface PortalSettings {
  readonly portalId: number;
  /** Kept in memory only: never in a job, a table or a log. */
  readonly accessToken: string;
  /** When the day's run begins, `HH:MM` in the portal's zone. */
  readonly planAt: string;
  /** Checks answers by link; kept as the token is. Absent: they are not read. */
  readonly clientSecret?: string;
}

export interface WorkerSettings {
  readonly databaseUrl: string;
  /** HubSpot's own address unless told. */
  readonly basePath?: string;
  readonly portals: readonly PortalSettings[];
  /** Portals that one process plans at once. */
  readonly atOnce: number;
}

export type Environment = { readonly [name: string]: string | undefined };

const PLAN_AT = '06:00';
const AT_ONCE = 4;

/** The worker's settings from the environment, or the first thing that is missing or off, in one line. */
export function workerSettings(
  env: Environment,
): { readonly ok: true; readonly settings: WorkerSettings } | { readonly ok: false; readonly problem: string } {
  const refuse = (problem: string) => ({ ok: false, problem }) as const;
  const databaseUrl = env.DATABASE_URL;
  if (!databaseUrl) return refuse('DATABASE_URL is missing: set it to postgresql://user:password@host:5432/database');
  if (!/^postgres(ql)?:\/\//.test(databaseUrl)) return refuse('DATABASE_URL must begin with postgresql://');
  const listed = (env.WORKER_PORTALS ?? '').split(/[,\s]+/).filter(Boolean);
  if (listed.length === 0)
    return refuse('WORKER_PORTALS is missing: list the portal ids, such as WORKER_PORTALS=146000001,146000002');
  const portals: PortalSettings[] = [];
  for (const text of new Set(listed)) {
    if (!/^[1-9]\d{0,14}$/.test(text)) return refuse(`WORKER_PORTALS takes portal ids, got ${JSON.stringify(text)}`);
    const accessToken = env[`HUBSPOT_TOKEN_${text}`];
    if (!accessToken)
      return refuse(`HUBSPOT_TOKEN_${text} is missing: set it to the app's access token of that portal`);
    const named = env[`WORKER_PLAN_AT_${text}`] === undefined ? 'WORKER_PLAN_AT' : `WORKER_PLAN_AT_${text}`;
    const planAt = env[named] ?? PLAN_AT;
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(planAt))
      return refuse(`${named} takes a time of day as HH:MM, got ${JSON.stringify(planAt)}`);
    const clientSecret = env[`HUBSPOT_CLIENT_SECRET_${text}`];
    portals.push({ portalId: Number(text), accessToken, planAt, ...(clientSecret ? { clientSecret } : {}) });
  }
  const atOnce = Number(env.WORKER_AT_ONCE ?? AT_ONCE);
  if (!Number.isInteger(atOnce) || atOnce < 1 || atOnce > 100)
    return refuse(`WORKER_AT_ONCE takes a number from 1 to 100, got ${JSON.stringify(env.WORKER_AT_ONCE)}`);
  const basePath = env.HUBSPOT_API_BASE?.replace(/\/$/, '');
  return { ok: true, settings: { databaseUrl, portals, atOnce, ...(basePath ? { basePath } : {}) } };
}
