/** How much of everything a portal may hold, by subscription. */
export type Tier = 'free' | 'professional' | 'enterprise';

export interface PortalLimits {
  /** Calls in any ten seconds, per app. [documented] */
  readonly callsPerTenSeconds: number;
  /** Calls from midnight to midnight of the portal's zone, all apps together. [documented] */
  readonly callsPerDay: number;
  /** [documented, recorded] Per account. */
  readonly searchesPerSecond: number;
  readonly customObjectTypes: number;
  /** Over all custom objects together. [documented] */
  readonly customObjectRecords: number;
  readonly customPropertiesPerObject: number;
  readonly customProperties: number;
  readonly uniquePropertiesPerObject: number;
  /** The same of tasks, calls, meetings, communications, notes and emails. */
  readonly uniquePropertiesPerActivity: number;
  readonly pipelines: number;
  readonly associationLabelsPerPair: number;
  readonly associationsPerRecord: number;
  readonly lists: number;
}

const shared = {
  searchesPerSecond: 5,
  customPropertiesPerObject: 1_000, // [observed live]
  customProperties: 10_000, // [observed live]
  uniquePropertiesPerObject: 10, // [documented]
  uniquePropertiesPerActivity: 10, // [unverified] that activities are objects like others in this
  associationLabelsPerPair: 50, // [observed live; the documentation says 10]
  associationsPerRecord: 50_000, // [documented]
} as const;

/** Numbers without a comment here are [unverified] guesses for tiers that nobody has reported. */
export const limitsOf: Readonly<Record<Tier, PortalLimits>> = {
  free: {
    ...shared,
    callsPerTenSeconds: 100,
    callsPerDay: 250_000,
    customObjectTypes: 0,
    customObjectRecords: 0,
    customPropertiesPerObject: 10,
    pipelines: 1,
    lists: 10,
  },
  professional: {
    ...shared,
    callsPerTenSeconds: 190,
    callsPerDay: 625_000, // [documented in one place, 650,000 in another]
    customObjectTypes: 0,
    customObjectRecords: 0,
    pipelines: 15,
    lists: 1_000,
  },
  enterprise: {
    ...shared,
    callsPerTenSeconds: 190,
    callsPerDay: 1_000_000,
    customObjectTypes: 20, // [observed live]
    customObjectRecords: 1_000_000, // [documented]
    pipelines: 100, // [observed live]
    lists: 1_500,
  },
};
