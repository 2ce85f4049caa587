import { chinaCalendar } from '../../../src/domain/calendar/china-calendar.ts';
import { termsOf } from '../../../src/domain/loop/clocks-of.ts';
import { decide, type LoopContext } from '../../../src/domain/loop/decide.ts';
import { type Desk, deskOf } from '../../../src/domain/loop/desk.ts';
import { evolve } from '../../../src/domain/loop/evolve.ts';
import type { LoopCommand, LoopEvent, LoopRefusal, NewLoop, OpenLoop } from '../../../src/domain/loop/loop-state.ts';
import type { LoopSettings } from '../../../src/domain/loop/settings.ts';
import { DEFAULT_DUTIES } from '../../../src/domain/policy/default-duties.ts';
import { DEFAULT_LOOPS } from '../../../src/domain/policy/default-loops.ts';
import type { Team } from '../../../src/domain/policy/policy.ts';

/** Nine to twelve and one to six, as shipped. */
export const SHIFTS = [
  { from: '09:00', to: '12:00' },
  { from: '13:00', to: '18:00' },
];
const CALENDAR = chinaCalendar([]);

export function desk(zone = 'Asia/Shanghai', team: Partial<Team> = {}): Desk {
  return deskOf({
    calendar: CALENDAR,
    team: { portal: { shifts: SHIFTS }, ...team },
    ownerId: 'amy',
    portalZone: zone,
    opensAt: '10:00',
    years: { from: 2025, to: 2028 },
  });
}

type Values = { readonly [K in keyof LoopSettings]?: LoopSettings[K]['value'] };

export function context(values: Values = {}, at: Desk = desk()): LoopContext {
  const settings = Object.fromEntries(
    Object.entries(DEFAULT_LOOPS).map(([key, setting]) => [
      key,
      { ...setting, value: values[key as keyof LoopSettings] ?? setting.value },
    ]),
  ) as unknown as LoopSettings;
  return { desk: at, settings, terms: termsOf(DEFAULT_DUTIES, settings) };
}

/** An instant written with its offset, as milliseconds. */
export const ms = (text: string): number => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new RangeError(`expected an instant, got ${text}`);
  return at;
};

/** Milliseconds as an instant with Shanghai's offset, unless another desk reads it. */
const shanghai = desk();
export const at = (instant: number | undefined, by: Desk = shanghai): string | undefined =>
  instant === undefined ? undefined : by.text(instant / 60_000);

type Rest<C> = C extends LoopCommand ? Omit<C, 'id' | 'at' | 'by'> : never;
export type Said = Rest<LoopCommand> & { readonly by?: string };

/** One loop from its raising on: every command is decided and carried out, or its refusal is thrown. */
export class Story {
  loop: OpenLoop | undefined;
  readonly events: LoopEvent[] = [];
  readonly context: LoopContext;
  #commands = 0;

  constructor(values: Values = {}, by: Desk = shanghai) {
    this.context = context(values, by);
  }

  raise(when: string, more: Partial<NewLoop> = {}): this {
    return this.do(when, {
      type: 'raise',
      loop: {
        key: '501:1:problem',
        kind: 'problem',
        description: 'the printer loses its connection',
        urgency: 'normal',
        because: ['said'],
        complexity: 'simple',
        highValue: false,
        ownerRole: 'account_manager',
        ownerId: 'amy',
        promises: [],
        ...more,
      },
    });
  }

  do(when: string, said: Said): this {
    const refusal = this.try(when, said);
    if (refusal) throw new Error(`${said.type} at ${when}: ${JSON.stringify(refusal)}`);
    return this;
  }

  try(when: string, said: Said, id?: string): LoopRefusal | undefined {
    this.#commands += 1;
    const command = { by: 'amy', ...said, id: id ?? `command-${this.#commands}`, at: ms(when) } as LoopCommand;
    const decision = decide(command, this.loop, this.context);
    if (!decision.ok) return decision.refusal;
    for (const event of decision.events) {
      this.events.push(event);
      this.loop = evolve(this.loop, event);
    }
    return undefined;
  }

  get now(): OpenLoop {
    if (!this.loop) throw new Error('expected a loop');
    return this.loop;
  }
}
