import type { CompiledPolicy } from '../../domain/planning/compiled-policy.ts';
import type { Plan } from '../../domain/planning/plan.ts';
import type { CustomerRecord } from '../ports/ports.ts';
import type { TouchEnd, TouchWrite } from '../ports/touch-tasks.ts';
import { sumOf } from './sum-of.ts';

/** What is to be written of a customer's tasks besides visits. */
export interface TouchWork {
  readonly writes: readonly TouchWrite[];
  readonly ends: readonly TouchEnd[];
  /** What follows the fingerprint of the visits; empty: nothing stands. */
  readonly written: string;
}

const NOTHING: TouchWork = { writes: [], ends: [], written: '' };

/**
 * Whom to tell what, so that each debt has one task: those nobody was told of, those that changed since, and the ends of those that are
 * not to be sent any more. What the Delivery tab sends it tells of itself.
 *
 * @param isUnsure a run that died may have told somebody
 */
export function touchWork(
  { compiled, name: run }: { readonly compiled: CompiledPolicy; readonly name?: string },
  record: CustomerRecord,
  { touches, untold }: Plan,
  isUnsure: boolean,
): TouchWork {
  if (touches.length + untold.length === 0) return NOTHING;
  const { contactId, memory, company, name } = record;
  const of = { contactId, customerKey: record.facts.customerKey };
  const { taskDueAt } = compiled.policy;
  const all = touches
    .filter(({ byDelivery }) => !byDelivery)
    .map((touch): Omit<TouchWrite, 'was'> => {
      const rule = compiled.rules.find(({ id }) => id === touch.rule)?.rule;
      return {
        ...of,
        customerName: company ? `${name} (${company})` : name,
        touch,
        ruleName: rule?.name ?? { zh: touch.rule, en: touch.rule },
        taskDueAt,
      };
    });
  const written = all.length === 0 ? '' : `.${sumOf(JSON.stringify(all))}`;
  const isNew = written !== record.written.slice(visitsPart(record.written).length);
  const writes = all.flatMap((write): TouchWrite[] => {
    const before = memory.told?.find(({ debt }) => debt === write.touch.debt);
    const was = before ? 'told' : isUnsure ? 'unsure' : 'fresh';
    return before && !before.off && !isNew ? [] : [{ ...write, was, ...(run === undefined ? {} : { run }) }];
  });
  return { writes, ends: untold.map((each) => ({ ...of, ...each })), written };
}

/** The fingerprint of the visits: sums know no point. */
export function visitsPart(written: string): string {
  const point = written.indexOf('.');
  return point < 0 ? written : written.slice(0, point);
}
