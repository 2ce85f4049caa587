import { describe, expect, it } from 'vitest';
import {
  CHANNELS,
  COLLECTED_BY,
  checkForm,
  dimensionsAsked,
  FEEDBACK,
  type LogForm,
  newForm,
  OUTCOMES,
} from '../../app-extensions/ui/visit/log-form.ts';
import * as contract from '../../src/contract/log-visit.ts';
import { visit } from './answers.ts';

const at = { visitKey: '501:1', submissionId: 'submission-1', today: '2026-02-14' };
const filled = (part: Partial<LogForm>): LogForm => ({ ...newForm(visit(), at.today), ...part });
const feedback = { problem: '', need: '', suggestion: '', complaint: '', praise: '' };

describe('Q27, the marks that the form asks for', () => {
  it('are those of the visit’s form, and those that the script or a draft of 2026-02-14 gave besides', () => {
    expect(dimensionsAsked('goods', {})).toEqual(['packaging', 'logistics', 'installation']);
    expect(dimensionsAsked('goods', { service_quality: 4 })).toEqual([
      'packaging',
      'logistics',
      'installation',
      'service_quality',
    ]);
    expect(dimensionsAsked('service', {})).toHaveLength(4);
  });
});

describe('the form', () => {
  it('knows the same words as the contract', () => {
    expect(OUTCOMES).toEqual(contract.OUTCOMES);
    expect(CHANNELS).toEqual(contract.CHANNELS);
    expect(COLLECTED_BY).toEqual(contract.COLLECTED_BY);
    const parsed = contract.logVisitInput.parse({
      visitKey: '501:1',
      submissionId: 'submission-1',
      outcome: 'reached',
      channel: 'phone',
      heldOn: at.today,
      feedback: Object.fromEntries(FEEDBACK.map((field) => [field, 'x'])),
    });
    expect(Object.keys(parsed.feedback)).toEqual([...FEEDBACK]);
  });

  it('begins with the visit’s channel and today, and no outcome', () => {
    expect(newForm(visit({ channel: 'on_site' }), '2026-02-14')).toMatchObject({
      outcome: '',
      channel: 'on_site',
      heldOn: '2026-02-14',
    });
    expect(newForm(visit({ channel: 'pigeon' }), '2026-02-14').channel).toBe('');
  });

  it('sends what the contract takes, and nothing that is empty', () => {
    const checked = checkForm(
      filled({
        outcome: 'reached',
        feedback: { ...feedback, need: ' two more presses ', praise: '谢谢' },
        scores: { response_speed: 4 },
        nps: 0,
        followUpPlan: ' ',
        nextContactOn: '2026-03-01',
      }),
      at,
    );

    expect(checked).toEqual({
      ok: true,
      input: {
        visitKey: '501:1',
        submissionId: 'submission-1',
        outcome: 'reached',
        channel: 'phone',
        heldOn: '2026-02-14',
        feedback: { need: 'two more presses', praise: '谢谢' },
        scores: { response_speed: 4 },
        scoresCollectedBy: 'rep_on_phone',
        nps: 0,
        nextContactOn: '2026-03-01',
      },
    });
    if (checked.ok) expect(contract.logVisitInput.safeParse(checked.input).success).toBe(true);
  });

  it('says nothing about how scores were collected when none was', () => {
    const checked = checkForm(filled({ outcome: 'reached' }), at);

    expect(checked).toEqual({ ok: true, input: expect.not.objectContaining({ scoresCollectedBy: expect.anything() }) });
  });

  it.each(['no_answer', 'refused', 'wrong_number'] as const)(
    'keeps feedback and scores out of a visit with outcome %s, though they were typed',
    (outcome) => {
      const checked = checkForm(
        filled({ outcome, feedback: { ...feedback, need: 'x' }, scores: { professionalism: 5 }, nps: 9 }),
        at,
      );

      expect(checked).toEqual({
        ok: true,
        input: { visitKey: '501:1', submissionId: 'submission-1', outcome, channel: 'phone', heldOn: '2026-02-14' },
      });
    },
  );

  it('sends the reason of a new day', () => {
    const checked = checkForm(
      filled({ outcome: 'rescheduled', nextContactOn: '2026-02-20', rescheduleReason: ' at the fair ' }),
      at,
    );

    expect(checked.ok && contract.logVisitInput.safeParse(checked.input).success).toBe(true);
    expect(checked).toMatchObject({ input: { nextContactOn: '2026-02-20', rescheduleReason: 'at the fair' } });
  });
});

describe('the form asks for', () => {
  const errors = (part: Partial<LogForm>) => {
    const checked = checkForm(filled(part), at);
    return checked.ok ? {} : checked.errors;
  };

  it.each<[string, Partial<LogForm>, Record<string, string>]>([
    ['an outcome', {}, { outcome: 'outcome' }],
    ['a channel', { outcome: 'reached', channel: '' }, { channel: 'channel' }],
    ['a day', { outcome: 'reached', heldOn: '' }, { heldOn: 'heldOn' }],
    ['a day that has come', { outcome: 'reached', heldOn: '2026-02-15' }, { heldOn: 'heldInFuture' }],
    [
      'a next contact that is to come',
      { outcome: 'reached', nextContactOn: '2026-02-13' },
      { nextContactOn: 'nextInPast' },
    ],
    ['day and reason of a move', { outcome: 'rescheduled' }, { nextContactOn: 'newDay', rescheduleReason: 'reason' }],
    [
      'a reason that is one',
      { outcome: 'rescheduled', nextContactOn: '2026-02-14', rescheduleReason: '  ' },
      { rescheduleReason: 'reason' },
    ],
    [
      'a short reason',
      { outcome: 'rescheduled', nextContactOn: '2026-02-14', rescheduleReason: 'x'.repeat(501) },
      { rescheduleReason: 'reasonTooLong' },
    ],
    [
      'notes of a length that HubSpot keeps',
      { outcome: 'reached', feedback: { ...feedback, problem: 'x'.repeat(100_000) } },
      { 'feedback.problem': 'noteTooLong' },
    ],
    [
      'a plan of such a length',
      { outcome: 'refused', followUpPlan: 'x'.repeat(10_001) },
      { followUpPlan: 'noteTooLong' },
    ],
  ])('%s', (_, part, expected) => {
    expect(errors(part)).toEqual(expected);
  });

  it('nothing but outcome, channel and day of a customer who was reached', () => {
    expect(errors({ outcome: 'reached', nextContactOn: '2026-02-14' })).toEqual({});
  });
});
