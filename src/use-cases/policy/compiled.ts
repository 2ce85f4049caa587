import { countryCalendar } from '../../domain/calendar/country-calendar.ts';
import type { WorkingCalendar } from '../../domain/calendar/working-calendar.ts';
import type { CompiledPolicy } from '../../domain/planning/compiled-policy.ts';
import { compilePolicy } from '../../domain/planning/plan-customer.ts';
import type { Policy } from '../../domain/policy/policy.ts';

/** Compiling reads the calendar of forty years: the last policies' are kept while the process lives. */
let last: readonly { readonly text: string; readonly compiled: CompiledPolicy }[] = [];
/** The one in force, the one before, and a draft. */
const MOST_COMPILED = 3;

/** Policies that differ in their rules share one calendar of forty years. */
function calendarOf({ calendar }: Policy, known: typeof last): WorkingCalendar {
  const text = JSON.stringify(calendar);
  const same = known.find(({ compiled }) => JSON.stringify(compiled.policy.calendar) === text);
  return same?.compiled.calendar ?? countryCalendar(calendar);
}

export function compile(policy: Policy): CompiledPolicy {
  const text = JSON.stringify(policy);
  const known = last.find((each) => each.text === text) ?? {
    text,
    compiled: compilePolicy(policy, calendarOf(policy, last)),
  };
  last = [known, ...last.filter((each) => each !== known)].slice(0, MOST_COMPILED);
  return known.compiled;
}
