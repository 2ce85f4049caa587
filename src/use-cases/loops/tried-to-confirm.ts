import { dayText } from '../../domain/calendar/civil.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { askedOn } from '../../domain/planning/asked.ts';
import type { CustomerRecord, Ports, StoredVisit } from '../ports/ports.ts';
import { moveIssue } from './move-issue.ts';

/**
 * Notes on every loop that a visit was to confirm that somebody tried in vain: the policy's third try on a working day of its own
 * closes the loop, unconfirmed.
 *
 * The submission names the moves: sent again, nothing is counted twice. A loop that moved on meanwhile, or was tried today already,
 * is left as it is.
 */
export async function triedToConfirm(
  { pays, ownerId }: StoredVisit,
  { contactId, facts }: CustomerRecord,
  { submissionId }: { readonly submissionId: string },
  { today }: { readonly today: Day },
  ports: Ports,
): Promise<void> {
  const asked = (facts.asked ?? []).filter((each) => pays.includes(`${each.rule}@${dayText(askedOn(each))}`));
  if (asked.length === 0) return;
  for (const { loop: issueKey } of asked) {
    const issue = await ports.issues.read(issueKey);
    if (issue?.state !== 'resolved') continue;
    await moveIssue(
      {
        issueKey,
        commandId: `try:${submissionId}`,
        expected: issue.loop?.movedAt ?? 1,
        claimedBy: ownerId,
        move: { type: 'attempt_confirmation' },
      },
      { contactId, today },
      ports,
    );
  }
}
