import type { Team } from '../policy/policy.ts';

/** Who leads an owner: the lead of his team, else the one the policy names for everybody; undefined: nobody is named. */
export function leadOf(
  team: Team | undefined,
  ownerId: string,
  isPresent: (ownerId: string) => boolean = () => true,
): string | undefined {
  const group = team?.users?.[ownerId]?.team;
  const leads = [group === undefined ? undefined : team?.teams?.[group]?.lead, team?.lead];
  return leads.find((lead) => lead !== undefined && isPresent(lead));
}
