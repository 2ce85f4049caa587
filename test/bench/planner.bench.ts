import { day } from '../../src/domain/calendar/day.ts';
import { EMPTY_MEMORY } from '../../src/domain/planning/plan.ts';
import { planCustomer } from '../../src/domain/planning/plan-customer.ts';
import { compiled, factsOfRow, NOBODY_BUSY, WHOLE } from '../domain/support.ts';
import { generatedBook } from '../support/generated-book.ts';

/** Microseconds a contact, all shipped rules: `tsx test/bench/planner.bench.ts [contacts]`. */
const TODAY = '2026-06-20';
const contacts = Number(process.argv[2] ?? 200_000);
const policy = compiled(TODAY, WHOLE);
const book = generatedBook(7, 5_000, TODAY).map(factsOfRow);
const memories = book.map(
  (facts) => planCustomer(facts, EMPTY_MEMORY, [], { policy, load: NOBODY_BUSY, today: day(TODAY) }).memory,
);
const quiet = memories.map((memory) => ({ ...memory, openSlots: [] }));

function perContact(count: number, known: boolean): number {
  const started = process.hrtime.bigint();
  for (let i = 0; i < count; i += 1) {
    const at = i % book.length;
    const facts = book[at];
    const memory = known ? quiet[at] : EMPTY_MEMORY;
    if (facts && memory)
      planCustomer(facts, memory, [], { policy, load: NOBODY_BUSY, today: day(TODAY), ledger: 'none' });
  }
  return Number(process.hrtime.bigint() - started) / 1_000 / count;
}

perContact(20_000, false);
const small = perContact(contacts / 10, false);
const large = perContact(contacts, false);
const exponent = 1 + Math.log10(large / small);
console.log(
  `first planning ${large.toFixed(2)} µs a contact, growth exponent ${exponent.toFixed(3)}; later planning ${perContact(contacts, true).toFixed(2)} µs`,
);
