import type { CustomerProfileAnswer, CustomerProfileCommand } from '../../contract/customer-profile.ts';
import { civilOf } from '../../domain/calendar/civil.ts';
import { addDays, type Day, formatDay } from '../../domain/calendar/day.ts';
import { periodStart } from '../../domain/calendar/months.ts';
import type { OptionalField, Policy } from '../../domain/policy/policy.ts';
import { PROFILE_DAYS } from '../../domain/readiness/checks.ts';
import {
  faultOf,
  isOptional,
  missingOf,
  OPTIONAL_PROFILE_FIELDS,
  type OptionalProfileField,
  type Profile,
  type ProfileFault,
  type ProfileField,
  removedOn,
} from '../../domain/readiness/profile.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { Ports } from '../ports/ports.ts';
import type { StoredProfile } from '../ports/profiles.ts';

/** What is kept of one customer: shows it with what is missing, keeps what was found out, notes that it was looked through. */
export async function customerProfile(
  command: CustomerProfileCommand,
  contactId: string,
  today: Day,
  ports: Ports,
): Promise<CustomerProfileAnswer> {
  const inForce = await policyInForce(ports.policies);
  const fields = keptFields(inForce.ok ? inForce.policy : {});
  const [stored] = await ports.profiles.read(
    [contactId],
    fields.map(({ field }) => field),
  );
  if (!stored) {
    return {
      ok: false,
      reason: 'not_a_contact',
      message: { zh: '找不到这位联系人。', en: 'There is no such contact.' },
    };
  }
  switch (command.command) {
    case 'open':
      return answerOf(stored, today, fields);
    case 'save': {
      const faults = faultsOf(command.changes, fields);
      if (Object.keys(faults).length > 0) {
        return {
          ok: false,
          reason: 'bad_input',
          message: {
            zh: '有些内容不能保存，已标出；其余也尚未保存。',
            en: 'Some of it cannot be kept; it is marked. Nothing was saved yet.',
          },
          fields: Object.entries(faults).map(([path, message]) => ({ path, message })),
          faults,
        };
      }
      const changes = Object.fromEntries(
        Object.entries(command.changes).filter(
          ([field, value]) => (stored.profile[field as ProfileField] ?? '') !== value,
        ),
      ) as Profile;
      if (Object.keys(changes).length > 0) await ports.profiles.save(contactId, changes, today);
      const noted = fields
        .filter(({ field }) => changes[field] !== undefined)
        .map(({ field }) => [field, today] as const);
      return answerOf(
        {
          ...stored,
          profile: { ...stored.profile, ...changes },
          notedOn: { ...stored.notedOn, ...Object.fromEntries(noted) },
        },
        today,
        fields,
      );
    }
    case 'checked': {
      const { customerKey } = stored.facts;
      // A task made late in one quarter is often done in the next.
      const quarters = [today, addDays(periodStart(today, 'quarter'), -1)].map(quarterOf);
      await ports.profiles.markChecked(contactId, customerKey, today, quarters);
      return answerOf({ ...stored, facts: { ...stored.facts, profileCheckedOn: today } }, today, fields);
    }
    default: {
      const never: never = command;
      throw new RangeError(`unknown command ${JSON.stringify(never)}`);
    }
  }
}

/** `2026Q4`. */
export function quarterOf(on: Day): string {
  const { year, month } = civilOf(on);
  return `${year}Q${Math.ceil(month / 3)}`;
}

interface KeptField extends OptionalField {
  readonly field: OptionalProfileField;
}

/** The optional fields that are switched on. */
function keptFields({ optionalFields }: Pick<Policy, 'optionalFields'>): readonly KeptField[] {
  return OPTIONAL_PROFILE_FIELDS.flatMap((field) => {
    const setting = optionalFields?.[field];
    return setting?.on ? [{ field, ...setting }] : [];
  });
}

function faultsOf(changes: Profile, kept: readonly KeptField[]): { readonly [field in ProfileField]?: ProfileFault } {
  const faults: { [field in ProfileField]?: ProfileFault } = {};
  for (const [field, value] of Object.entries(changes) as [ProfileField, string][]) {
    const isKept = !isOptional(field) || kept.some((each) => each.field === field);
    const fault = isKept ? faultOf(field, value) : 'not_kept';
    if (fault) faults[field] = fault;
  }
  return faults;
}

function answerOf(stored: StoredProfile, today: Day, kept: readonly KeptField[]): CustomerProfileAnswer {
  const { profile, facts, orders, notedOn = {} } = stored;
  const { count, cents, growthPercent } = orders;
  const { profileCheckedOn, orderGapDays, lastPurchaseOn, lastTouch } = facts;
  const checkBy = profileCheckedOn === undefined ? undefined : addDays(profileCheckedOn, PROFILE_DAYS);
  return {
    ok: true,
    today: formatDay(today),
    profile: Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== '')),
    missing: missingOf(profile),
    ...(kept.length === 0
      ? {}
      : {
          optional: kept.map(({ field, purpose, keepMonths }) => {
            const on = notedOn[field];
            return {
              field,
              purpose,
              keepMonths,
              ...(on === undefined || !profile[field] ? {} : { removedOn: formatDay(removedOn(on, keepMonths)) }),
            };
          }),
        }),
    ...(profileCheckedOn === undefined ? {} : { checkedOn: formatDay(profileCheckedOn) }),
    ...(checkBy === undefined || checkBy < today ? {} : { checkBy: formatDay(checkBy) }),
    orders: {
      ...(count === undefined ? {} : { count, repeats: Math.max(0, count - 1) }),
      ...(cents === undefined ? {} : { total: (cents / 100).toFixed(2) }),
      ...(cents === undefined || !count ? {} : { average: (cents / count / 100).toFixed(2) }),
      ...(orderGapDays === undefined ? {} : { everyDays: orderGapDays }),
      ...(growthPercent === undefined ? {} : { growthPercent }),
      ...(lastPurchaseOn === undefined ? {} : { lastOn: formatDay(lastPurchaseOn) }),
    },
    ...(lastTouch === undefined
      ? {}
      : { lastTouch: { on: formatDay(lastTouch.on), kind: lastTouch.kind, direction: lastTouch.direction } }),
  };
}
