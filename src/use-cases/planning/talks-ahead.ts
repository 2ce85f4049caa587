import { SWEEP_SOURCES, type SweepMark, type SweepSource, type TouchLog } from '../ports/ports.ts';

export interface TalksAhead extends TouchLog {
  /** Nothing of what was sent before is under way afterwards. */
  settle(): Promise<void>;
}

/**
 * A log of talks whose first pages, of every source that a sweep goes on with, are on their way before it asks for them. What goes wrong
 * with one is thrown where it is asked for; other questions go to the log itself.
 *
 * @param mark of a sweep before: the first one of a portal finds too much to keep
 */
export function talksAhead(log: TouchLog, mark: SweepMark): TalksAhead {
  const { since, source: current = SWEEP_SOURCES[0] } = mark;
  const sources = SWEEP_SOURCES.slice(SWEEP_SOURCES.indexOf(current));
  const afterOf = (source: SweepSource): string | undefined => (source === current ? mark.after : undefined);
  const queryOf = (source: SweepSource) => {
    const after = afterOf(source);
    return { since, ...(after === undefined ? {} : { after }) };
  };
  const touches = new Map<SweepSource, ReturnType<TouchLog['touches']>>();
  let finished: ReturnType<TouchLog['finishedTasks']> | undefined;
  for (const source of sources) {
    if (source === 'tasks') finished = log.finishedTasks(queryOf(source));
    else touches.set(source, log.touches(source, queryOf(source)));
  }
  // Told to whoever asks.
  const settled = Promise.allSettled([...touches.values(), finished]);
  const isAsked = (source: SweepSource, query: { readonly since: number; readonly after?: string }): boolean =>
    query.since === since && query.after === afterOf(source);

  return {
    settle: async () => void (await settled),
    touches(source, query) {
      const page = isAsked(source, query) ? touches.get(source) : undefined;
      touches.delete(source);
      return page ?? log.touches(source, query);
    },
    finishedTasks(query) {
      const page = isAsked('tasks', query) ? finished : undefined;
      finished = undefined;
      return page ?? log.finishedTasks(query);
    },
  };
}
