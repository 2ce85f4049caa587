import { askForLoops, checkLoops, type LoopsAsked, retimeLoops } from '../loops/check-loops.ts';
import { askForTickets, mirrorTickets, type TicketsAsked } from '../loops/mirror-tickets.ts';
import type { Ports } from '../ports/ports.ts';
import type { PlanRun } from './plan-step.ts';

/** What a run does for open loops beside its visits; where nothing happened it is two searches. */
export class LoopCare {
  readonly #ports: Ports;
  #asked: Promise<{ readonly loops: LoopsAsked; readonly tickets: TicketsAsked }> | undefined;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Sends the searches that {@link look} begins with; again does nothing. */
  ask(): void {
    this.#asked ??= this.#send();
    // Told to whoever looks.
    this.#asked.catch(() => {});
  }

  /**
   * Writes down what the clocks of open loops have reached, mirrors tickets and, for a policy that is new, times open loops anew.
   *
   * @returns of whom planning was told something new; undefined: time is up before everything was looked at
   */
  async look(
    { policy, rebook }: Pick<PlanRun, 'policy' | 'rebook'>,
    goOn: () => Promise<boolean>,
  ): Promise<readonly string[] | undefined> {
    const asked = await this.#asked;
    if (rebook !== undefined) {
      const retimed = await retimeLoops(this.#ports, rebook.by, { policy, goOn });
      if (retimed.ok && retimed.more) return undefined;
    }
    const checked = await checkLoops(this.#ports, { policy, goOn, asked: asked?.loops });
    if (checked.ok && checked.more) return undefined;
    const mirrored = await mirrorTickets(this.#ports, { policy, goOn, asked: asked?.tickets });
    return mirrored.more ? undefined : [...(checked.ok ? checked.told : []), ...mirrored.told];
  }

  /** Nothing that {@link ask} sent is under way afterwards. */
  async settle(): Promise<void> {
    const asked = await this.#asked?.catch(() => undefined);
    await Promise.allSettled([asked?.loops.first, asked?.tickets.first]);
  }

  async #send() {
    const loops = await askForLoops(this.#ports);
    return { loops, tickets: await askForTickets(this.#ports) };
  }
}
