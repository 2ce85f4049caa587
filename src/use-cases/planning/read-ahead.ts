import { parsePolicy } from '../../contract/policy.ts';
import { DEFAULT_POLICY } from '../../domain/policy/default-policy.ts';
import type { Ports } from '../ports/ports.ts';
import { stepsUnderWay } from './steps-under-way.ts';
import { talksAhead } from './talks-ahead.ts';

/** What a run does ahead of need, for a process that has the memory; a function, which has not, does not carry it either. */
export interface ReadAhead {
  /** Called when the first look at the portal was sent. */
  readonly getReady: (clock: Ports['clock']) => void;
  readonly talksAhead: typeof talksAhead;
  readonly stepsUnderWay: typeof stepsUnderWay;
}

export const READ_AHEAD: ReadAhead = { getReady, talksAhead, stepsUnderWay };

/** By then a call that was just asked for is on its way. */
const IS_SENT_AFTER_MS = 20;
let isReady = false;

/** The first policy that a process reads takes ten times what the next one does: it practises on another while the first answer travels. */
function getReady({ sleep }: Ports['clock']): void {
  if (isReady) return;
  isReady = true;
  const practise = (): void => void parsePolicy(DEFAULT_POLICY);
  // Whoever stops waits no more.
  sleep(IS_SENT_AFTER_MS).then(practise, () => {});
}
