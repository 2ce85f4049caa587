import { stepsUnderWay } from './steps-under-way.ts';
import { talksAhead } from './talks-ahead.ts';

/** What a run does ahead of need, for a process that has the memory; a function, which has not, does not carry it either. */
export interface ReadAhead {
  readonly talksAhead: typeof talksAhead;
  readonly stepsUnderWay: typeof stepsUnderWay;
}

export const READ_AHEAD: ReadAhead = { talksAhead, stepsUnderWay };
