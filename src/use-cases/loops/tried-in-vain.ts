import { dayText } from '../../domain/calendar/civil.ts';
import type { Day } from '../../domain/calendar/day.ts';
import type { OpenLoop } from '../../domain/loop/loop-state.ts';
import { type Asked, askedOn } from '../../domain/planning/asked.ts';
import type { CustomerRecord, Ports, StoredVisit } from '../ports/ports.ts';
import { moveIssue } from './move-issue.ts';

/**
 * Notes on every loop that a visit was to talk about that somebody tried in vain: the policy's third try on a working day of its own
 * closes a loop that waits for confirmation, unconfirmed; an exception or a low score counts as called about in time.
 *
 * The submission names the moves: sent again, nothing is counted twice. A loop that moved on meanwhile, or was tried today already,
 * is left as it is.
 */
export async function triedInVain(
  { pays, ownerId }: StoredVisit,
  { contactId, facts }: CustomerRecord,
  { submissionId }: { readonly submissionId: string },
  { today }: { readonly today: Day },
  ports: Ports,
): Promise<void> {
  const asked = (facts.asked ?? []).filter((each) => pays.includes(`${each.rule}@${dayText(askedOn(each))}`));
  for (const each of asked) {
    const issue = await ports.issues.read(each.loop);
    const move = issue?.loop && tryOf(each, issue.loop);
    if (!issue || !move) continue;
    await moveIssue(
      {
        issueKey: each.loop,
        commandId: `try:${submissionId}`,
        expected: issue.loop?.movedAt ?? 1,
        claimedBy: ownerId,
        move,
      },
      { contactId, today },
      ports,
    );
  }
}

function tryOf(
  { rule }: Asked,
  { state, repliedAt }: OpenLoop,
):
  | { readonly type: 'attempt_confirmation' }
  | { readonly type: 'tell'; readonly text: ''; readonly reached: false }
  | undefined {
  if (rule === 'P22' || rule === 'P23') return state === 'resolved' ? { type: 'attempt_confirmation' } : undefined;
  const isOwed = (rule === 'P34' || rule === 'P42') && repliedAt === undefined;
  return isOwed ? { type: 'tell', text: '', reached: false } : undefined;
}
