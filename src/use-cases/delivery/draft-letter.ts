import type { DraftAsked, DraftLetterAnswer } from '../../contract/draft-letter.ts';
import { addDays, type Day, day } from '../../domain/calendar/day.ts';
import { dayIn } from '../../domain/calendar/zone.ts';
import type { Delivery } from '../../domain/delivery/delivery.ts';
import { happeningsOf, letterDraft, reportDraft } from '../../domain/delivery/letter.ts';
import { cut } from '../loops/loop-lines.ts';
import { badField } from '../visiting/log-visit-refusals.ts';
import { lastSlots } from '../visiting/open-contact.ts';
import { type DeliveryPorts, deliveryContext } from './delivery-context.ts';
import { deliveryRefusal } from './delivery-refusals.ts';

/** Visits looked at for talks of the stretch: more than anybody holds in two weeks. */
const VISITS = 10;
/** Open matters named in a letter, and how much of each. */
const MOST_OPEN = 5;
const LENGTH = 120;

/** Drafts a report or a letter from what is on record since the last one; nothing is written. */
export async function draftLetter(
  asked: DraftAsked,
  where: { readonly contactId: string; readonly today: Day },
  ports: DeliveryPorts,
): Promise<DraftLetterAnswer> {
  const context = await deliveryContext(where, ports);
  if (!context.ok) return context;
  const { customer, today } = context;
  const { delivery } = await ports.deliveries.read(context.contactId);
  if (!delivery) return deliveryRefusal({ reason: 'not_begun' });
  const of = day(asked.of);
  if (of < addDays(delivery.startedOn, -6) || of > addDays(today, 31))
    return badField('of', '不是这个项目的日期 · not a day of this project');
  const from = asked.what === 'report' ? of : sinceLast(delivery, of);
  const { customerKey } = customer.facts;
  const { timeZone } = await ports.account();
  const slots = lastSlots(customer.memory.nextSlot - 1, VISITS).map((slot) => ({ customerKey, slot }));
  const [visits, { issues }] = await Promise.all([
    slots.length > 0 ? ports.visits.readSlots(slots) : [],
    ports.issues.open(customerKey),
  ]);
  const happened = happeningsOf(delivery, {
    from,
    to: today,
    dayOf: (at) => dayIn(timeZone, at),
    talks: visits
      .flatMap(({ record, status }) =>
        status === 'held' && record?.outcome === 'reached'
          ? [
              {
                on: record.heldOn,
                channel: record.channel,
                ...(record.followUpPlan ? { followUp: cut(record.followUpPlan, LENGTH) } : {}),
              },
            ]
          : [],
      )
      .sort((a, b) => a.on - b.on),
    open: issues
      .filter(({ kind }) => kind === 'problem' || kind === 'complaint')
      .slice(0, MOST_OPEN)
      .map(({ description }) => cut(description, LENGTH)),
  });
  if (asked.what === 'report') return { ok: true, draft: { what: 'report', ...reportDraft(happened, asked.language) } };
  const draft = letterDraft(happened, {
    kind: asked.what,
    language: asked.language,
    customer: customer.name,
    from,
    to: today,
  });
  return { ok: true, draft: { what: 'letter', ...draft } };
}

/** The day after the last letter of the grid, or the project's first. */
function sinceLast({ letters, startedOn }: Delivery, slot: Day): Day {
  const before = letters.filter((letter) => letter.slot < slot).map(({ on }) => on);
  return before.length > 0 ? addDays(Math.max(...before) as Day, 1) : startedOn;
}
