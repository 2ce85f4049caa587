import type { Pool } from 'pg';
import { dailySpent, FRESH_PACE, heed, type Pace, type Pacer, reserve } from '../hubspot/pacing.ts';

/** Searches of several processes arrive less evenly than those of one. */
const SEARCH_SPACING_MS = 250;
const FRESH: Pace = { ...FRESH_PACE, searchSpacingMs: SEARCH_SPACING_MS, searchFloorMs: SEARCH_SPACING_MS };

/**
 * One portal's budget for everybody who uses this database: the pace of a lone process, kept in one row.
 *
 * Instants are the database's, so that workers whose clocks differ agree. A change is written only onto the state it was
 * worked out from; whoever was slower looks again. Nothing is locked while a worker thinks, so a dead one holds up nobody.
 *
 * @param endOfDay when the portal's day ends that `now` is in
 */
export function sharedPacer(pool: Pool, portalId: number, endOfDay: (now: number) => number): Pacer {
  // One change at a time in this process: only other workers can be in the way.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };

  async function change<T>(work: (pace: Pace, now: number) => { readonly pace: Pace; readonly answer: T }): Promise<T> {
    for (;;) {
      const { rows } = await pool.query<{ state: Pace | null; turn: string | null; now: string }>(
        `SELECT pace.state, pace.turn, extract(epoch FROM clock_timestamp()) * 1000 AS now
         FROM (SELECT 1) AS one LEFT JOIN return_visits.pace ON portal_id = $1`,
        [portalId],
      );
      const [row] = rows;
      if (row === undefined) throw new Error('expected one row of the pace');
      const known = row.state ?? FRESH;
      const { pace, answer } = work(known, Math.round(Number(row.now)));
      if (pace === known) return answer;
      const { rowCount } =
        row.turn === null
          ? await pool.query(
              'INSERT INTO return_visits.pace (portal_id, turn, state) VALUES ($1, 1, $2) ON CONFLICT DO NOTHING',
              [portalId, JSON.stringify(pace)],
            )
          : await pool.query(
              'UPDATE return_visits.pace SET state = $3, turn = turn + 1 WHERE portal_id = $1 AND turn = $2',
              [portalId, row.turn, JSON.stringify(pace)],
            );
      if (rowCount === 1) return answer;
    }
  }

  return {
    reserve: (kind, attempting) =>
      inTurn(() =>
        change((pace, now) => {
          const place = reserve(pace, kind, now);
          if ('spentUntil' in place) throw dailySpent(attempting);
          return { pace: place.pace, answer: place.at - now };
        }),
      ),
    heed: (signs) =>
      inTurn(() => change((pace, now) => ({ pace: heed(pace, signs, now, endOfDay), answer: undefined }))),
  };
}
