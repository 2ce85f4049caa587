import type { Day } from '../calendar/day.ts';
import type { CompiledPolicy } from '../planning/compiled-policy.ts';
import type { RuleId } from '../planning/plan.ts';
import {
  type CheckedCustomer,
  FINDINGS,
  type FindingKind,
  findingsOf,
  type PhoneReader,
  type ReadinessFinding,
  type RuleGap,
  ruleGaps,
  STOPS,
} from './checks.ts';
import { csvText } from './csv.ts';
import { type DuplicateKeys, duplicateKeys } from './duplicates.ts';
import { withoutPrivate } from './private-data.ts';

/** One contact and what was found on it. */
export interface ReadinessLine {
  readonly id: string;
  readonly name: string;
  readonly findings: readonly ReadinessFinding[];
}

/** Contacts for whom a rule plans nothing, and why. */
export interface RuleStop {
  readonly rule: RuleId;
  readonly because: RuleGap['because'];
  readonly customers: number;
}

/** Adds up what is found on one contact after another; holds counts, not contacts. */
export class ReadinessReport {
  readonly #policy: CompiledPolicy;
  readonly #settings: { readonly today: Day; readonly country: string; readonly readPhone?: PhoneReader };
  readonly #counts = new Map<FindingKind, number>();
  readonly #stops = new Map<string, RuleStop>();
  #customers = 0;
  #stopped = 0;

  constructor(policy: CompiledPolicy, today: Day, readPhone?: PhoneReader) {
    this.#policy = policy;
    this.#settings = { today, country: policy.policy.calendar.country, ...(readPhone ? { readPhone } : {}) };
  }

  get customers(): number {
    return this.#customers;
  }

  /** Contacts with at least one finding that stops planning or spoils it. */
  get stopped(): number {
    return this.#stopped;
  }

  /** Checks a contact; what it is compared with others by comes with its line. */
  add(customer: CheckedCustomer): ReadinessLine & { readonly keys: DuplicateKeys } {
    const findings = findingsOf(customer, this.#settings);
    this.#customers += 1;
    // A contact with two wrong dates is one contact with wrong dates.
    for (const kind of new Set(findings.map((each) => each.kind))) {
      this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    }
    if (findings.some(({ kind }) => STOPS.includes(kind))) this.#stopped += 1;
    for (const { rule, because } of ruleGaps(customer.facts, this.#policy, this.#settings.today)) {
      const key = `${rule} ${because}`;
      const known = this.#stops.get(key);
      this.#stops.set(key, { rule, because, customers: (known?.customers ?? 0) + 1 });
    }
    const { readPhone, country } = this.#settings;
    const reading = customer.phone === undefined ? undefined : readPhone?.(customer.phone, country);
    const phone = reading?.ok ? reading.e164 : customer.phone;
    const keys = duplicateKeys({ ...customer, phone });
    return { id: customer.id, name: withoutPrivate(customer.name), findings, keys };
  }

  /** Contacts by finding, in the order of {@link FINDINGS}. */
  counts(): readonly { readonly kind: FindingKind; readonly customers: number }[] {
    return FINDINGS.flatMap((kind) => {
      const customers = this.#counts.get(kind);
      return customers === undefined ? [] : [{ kind, customers }];
    });
  }

  /** By rule. */
  stops(): readonly RuleStop[] {
    return [...this.#stops.values()].sort((a, b) =>
      a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : b.customers - a.customers,
    );
  }
}

/** Lines as a CSV: one row a finding. */
export function readinessCsv(lines: readonly ReadinessLine[]): string {
  return csvText([
    ['contact', 'name', 'finding', 'field', '说明', 'explanation'],
    ...lines.flatMap(({ id, name, findings }) =>
      findings.map(({ kind, field = '', why }) => [id, name, kind, field, why.zh, why.en]),
    ),
  ]);
}
