import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldHistory, loopAt, replay } from '../../../src/domain/loop/evolve.ts';
import { leadOf } from '../../../src/domain/loop/lead.ts';
import { Story } from './support.ts';

function longStory(tells: number): Story {
  const story = new Story().raise('2026-03-03T09:00+08:00').do('2026-03-03T09:01+08:00', { type: 'accept' });
  for (let n = 0; n < tells; n += 1)
    story.do('2026-03-03T10:00+08:00', { type: 'tell', text: `step ${n}`, reached: n % 3 !== 0 });
  return story;
}

describe('a long history', () => {
  it('folded at any point, as often as it likes, replays to the loop as it stands', () => {
    const { events, now } = longStory(25);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), (keeps) => {
        let history: ReturnType<typeof foldHistory> = { events, folded: [] };
        const gone: number[] = [];
        for (const keep of keeps) {
          history = foldHistory(history, keep);
          gone.push(...history.folded.map(({ seq }) => seq));
          expect(history.events.length).toBeLessThanOrEqual(keep);
        }
        expect(replay(history.events, history.base)).toEqual(now);
        // None is told twice or left out.
        expect([...gone, ...history.events.map(({ seq }) => seq)]).toEqual(events.map(({ seq }) => seq));
      }),
      { numRuns: 100 },
    );
  });

  it('that is short has nothing folded', () => {
    const { events } = longStory(3);
    expect(foldHistory({ events }, 50)).toEqual({ events, folded: [] });
  });
});

describe('a loop as it was on a past day', () => {
  const story = new Story()
    .raise('2026-03-03T09:00+08:00', { kind: 'complaint' })
    .do('2026-03-03T10:00+08:00', { type: 'set_root_cause', category: 'communication', text: '' })
    .do('2026-03-05T10:00+08:00', { type: 'set_root_cause', category: 'response_speed', text: '' })
    .do('2026-03-05T10:01+08:00', { type: 'set_prevention', text: 'a rota' });
  const { events, now } = story;
  const at = (text: string): number => Date.parse(text);

  it('has what was noted by then, and nothing that was noted since', () => {
    const then = loopAt({ events }, at('2026-03-04T00:00+08:00'));
    expect(then).toMatchObject({ rootCategory: 'communication' });
    expect(then?.prevention).toBeUndefined();
    // The instant itself is known.
    expect(loopAt({ events }, at('2026-03-05T10:00+08:00'))).toMatchObject({ rootCategory: 'response_speed' });
    expect(loopAt({ events }, at('2026-03-05T10:01+08:00'))).toEqual(now);
    expect(loopAt({ events }, at('2026-03-03T08:59+08:00'))).toBeUndefined();
  });

  it('is not known where what happened since is folded, and is where only older things are', () => {
    const { base, events: newest } = foldHistory({ events }, 1);
    if (!base) throw new Error('expected older events to be folded');
    expect(loopAt({ base, events: newest }, at('2026-03-04T00:00+08:00'))).toBeUndefined();
    expect(loopAt({ base, events: newest }, at('2026-03-05T10:00+08:00'))).toEqual(base);
    expect(loopAt({ base, events: newest }, at('2026-03-06T00:00+08:00'))).toEqual(now);
  });
});

describe('who is told when a clock is long overdue', () => {
  const team = {
    lead: 'lin',
    teams: { north: { lead: 'bai' }, south: {} },
    users: { amy: { team: 'north' }, eve: { team: 'south' } },
  };

  it('is the lead of the owner’s team, else the one named for everybody, else nobody', () => {
    expect(leadOf(team, 'amy')).toBe('bai');
    expect(leadOf(team, 'eve')).toBe('lin');
    expect(leadOf(team, 'bob')).toBe('lin');
    expect(leadOf({ users: team.users, teams: team.teams }, 'eve')).toBeUndefined();
    expect(leadOf(undefined, 'amy')).toBeUndefined();
    // Nothing but the one lead, nobody in a team, or in one that is not described.
    expect(leadOf({ lead: 'lin' }, 'amy')).toBe('lin');
    expect(leadOf({ lead: 'lin', teams: {}, users: team.users }, 'amy')).toBe('lin');
    expect(leadOf({ lead: 'lin', users: team.users }, 'amy')).toBe('lin');
  });

  it('is somebody who is there', () => {
    expect(leadOf(team, 'amy', (id) => id !== 'bai')).toBe('lin');
    expect(leadOf(team, 'amy', () => false)).toBeUndefined();
  });
});
