/** What a probe found of a portal that the app can adapt to; kept on the clock record, which every run reads. */
export interface PortalTraits {
  /** `YYYY-MM-DD`, in UTC. */
  readonly probedOn: string;
  /** False: HubSpot refuses keys on tasks; their ids are kept on visits and loops. */
  readonly keysOnTasks?: boolean;
  /** Calls in ten seconds, where answers do not say. */
  readonly burst?: number;
  /** Between two searches, where fewer than five a second are answered. */
  readonly searchSpacingMs?: number;
  readonly searchLagMs?: number;
  /** False: signed calls do not reach endpoint functions. */
  readonly endpoints?: boolean;
  /** Names of the probes that found something else than the app assumes. */
  readonly differs: readonly string[];
}
