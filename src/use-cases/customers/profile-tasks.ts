import { countryCalendar } from '../../domain/calendar/country-calendar.ts';
import { addDays, type Day, formatDay } from '../../domain/calendar/day.ts';
import type { CompiledPolicy } from '../../domain/planning/compiled-policy.ts';
import { isOf, ownerOf } from '../../domain/planning/debts.ts';
import { compilePolicy } from '../../domain/planning/plan-customer.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { PROFILE_DAYS } from '../../domain/readiness/checks.ts';
import type { Ports } from '../ports/ports.ts';
import type { ProfileTask, StoredProfile } from '../ports/profiles.ts';
import { quarterOf } from './customer-profile.ts';

/** P47 looks a profile through; what is overdue at once is spread over so many working days (ours, as for visits). */
const RULE = 'P47';
const SPREAD_DAYS = 20;

export interface ProfileTasksMade {
  readonly made: number;
  /** The rule is off, the profile was looked through in time, a planning run has asked for it, or nobody can be asked. */
  readonly passedOver: number;
  readonly failures: readonly { readonly key: string; readonly message: string }[];
}

/** Makes the tasks of looking through the profiles of these contacts, one a customer and quarter however often it is asked for. */
export async function askForProfiles(
  contactIds: readonly string[],
  policy: Policy,
  today: Day,
  ports: Pick<Ports, 'profiles' | 'clock'>,
): Promise<ProfileTasksMade> {
  const compiled = compilePolicy(
    { ...policy, goLiveOn: policy.goLiveOn ?? formatDay(today) },
    countryCalendar(policy.calendar),
  );
  const rule = compiled.rules.find(({ id }) => id === RULE);
  const roles = rule?.owners ?? [];
  const tasks: ProfileTask[] = [];
  for (const stored of rule ? await ports.profiles.read(contactIds) : []) {
    const { profileCheckedOn } = stored.facts;
    if (profileCheckedOn !== undefined && today - profileCheckedOn <= PROFILE_DAYS) continue;
    // A planning run has asked for it already.
    if (stored.told?.some(({ debt, off }) => !off && isOf(RULE, debt))) continue;
    const owner = ownerOf(roles, stored.facts, compiled, []);
    if (owner) tasks.push(await taskOf(stored, owner.id, compiled, today, ports));
  }
  const { made, failures } = await ports.profiles.makeTasks(tasks);
  return { made, failures, passedOver: contactIds.length - tasks.length };
}

async function taskOf(
  { contactId, name, facts }: StoredProfile,
  ownerId: string,
  { calendar, policy }: CompiledPolicy,
  today: Day,
  { clock }: Pick<Ports, 'clock'>,
): Promise<ProfileTask> {
  const { customerKey, profileCheckedOn } = facts;
  const dueOn = calendar.addWorking(today, 1 + (Number(contactId) % SPREAD_DAYS));
  const since = profileCheckedOn === undefined ? undefined : formatDay(profileCheckedOn);
  const by = profileCheckedOn === undefined ? undefined : formatDay(addDays(profileCheckedOn, PROFILE_DAYS));
  return {
    contactId,
    customerKey,
    customerName: name,
    quarter: quarterOf(today),
    ownerId,
    dueAt: await clock.instantAt(dueOn, policy.taskDueAt),
    why: since
      ? {
          zh: `画像上次核对于 ${since}，应于 ${by} 前再次核对（${RULE}）`,
          en: `The profile was last looked through on ${since} and was to be again by ${by} (${RULE})`,
        }
      : { zh: `画像从未核对（${RULE}）`, en: `The profile was never looked through (${RULE})` },
  };
}
