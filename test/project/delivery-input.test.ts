import { describe, expect, it } from 'vitest';
import { main as draftLetter } from '../../serverless/draft_letter.ts';
import { main as moveDelivery } from '../../serverless/move_delivery.ts';
import { main as openDelivery } from '../../serverless/open_delivery.ts';
import { main as surveyLink } from '../../serverless/survey_link.ts';

const PORTAL = { id: 146_000_001, timeZone: 'Asia/Shanghai' };
const LONG = 'ش'.repeat(100_000);
const RIGHT_TO_LEFT = '\u202eمرحبا\u202c';
const MOVE = { commandId: 'command-1', expected: 0, move: { type: 'begin', startedOn: '2026-09-01' } };
const LINK = { about: 'visit', key: '1:1', survey: 'csat' };
const DRAFT = { what: 'letter', of: '2026-09-01', language: 'zh' };
const need = (more: object) => ({
  ...MOVE,
  move: { type: 'add_need', text: 'x', priority: 'high', expectedOn: '2026-09-01', ...more },
});

/** Whatever a browser may send; none of it reaches HubSpot, which these tests have none of. */
const BAD: readonly (readonly [string, (context: object) => Promise<unknown>, unknown])[] = [
  ...['text', 7, [], [LINK], true].flatMap((value) =>
    ([openDelivery, moveDelivery, draftLetter, surveyLink] as const).map(
      (main) => [`parameters ${JSON.stringify(value)}`, main as (context: object) => Promise<unknown>, value] as const,
    ),
  ),
  ['an unknown field', openDelivery, { contactId: '1' }],
  ['a portal that is none', openDelivery, { portal: { id: -1, timeZone: 'Mars/Olympus' } }],
  ['a move that is none', moveDelivery, { ...MOVE, move: { type: 'explode' } }],
  ['a system’s own move', moveDelivery, { ...MOVE, move: { type: 'survey_answered', scores: { a: 5 } } }],
  ['a day that does not exist', moveDelivery, { ...MOVE, move: { type: 'begin', startedOn: '2026-02-30' } }],
  ['a version that is text', moveDelivery, { ...MOVE, expected: '0' }],
  ['a command without its name', moveDelivery, { ...MOVE, commandId: '' }],
  ['a name of 100,000 characters', moveDelivery, { ...MOVE, commandId: LONG }],
  ['a need of 100,000 characters, right to left', moveDelivery, need({ text: LONG })],
  ['a need of blanks', moveDelivery, need({ text: ' \n\t ' })],
  ['a priority that is none', moveDelivery, need({ priority: RIGHT_TO_LEFT })],
  [
    'an owner who is no number',
    moveDelivery,
    { ...MOVE, move: { type: 'hand_milestone', milestoneId: 'm1', ownerId: RIGHT_TO_LEFT } },
  ],
  [
    'a letter of 100,000 characters',
    moveDelivery,
    {
      ...MOVE,
      move: { type: 'send_letter', kind: 'letter', slot: '2026-09-01', language: 'zh', subject: 's', body: LONG },
    },
  ],
  ['a letter in another language', draftLetter, { ...DRAFT, language: 'fr' }],
  ['a draft of no day', draftLetter, { ...DRAFT, of: RIGHT_TO_LEFT }],
  ['a draft of something else', draftLetter, { ...DRAFT, what: 'poem' }],
  ['a link about nothing', surveyLink, { ...LINK, about: 'person' }],
  ['a link with a key of 100,000 characters', surveyLink, { ...LINK, key: LONG }],
  ['a survey that is none', surveyLink, { ...LINK, survey: '__proto__' }],
];

describe('what a page may send', () => {
  it.each(BAD)('is refused in both languages: %s', async (_, main, parameters) => {
    const answer = (await main({ parameters, propertiesToSend: { hs_object_id: '1' } })) as {
      readonly ok: boolean;
      readonly reason: string;
      readonly message: { readonly zh: string; readonly en: string };
      readonly fields?: readonly { readonly path: string }[];
    };
    expect(answer).toMatchObject({ ok: false, reason: 'bad_input' });
    expect(answer.message.zh).toMatch(/\p{Script=Han}/u);
    expect(answer.message.en).toMatch(/[a-z]{3}/);
    expect(answer.fields?.length).toBeGreaterThan(0);
  });

  it.each([
    ['no record', undefined],
    ['a record that is no number', { hs_object_id: RIGHT_TO_LEFT }],
    ['a record of code', { hs_object_id: '1 OR 1=1' }],
  ])('is about the record the card stands on, or nothing: %s', async (_, propertiesToSend) => {
    const on = { ...(propertiesToSend ? { propertiesToSend } : {}) };
    const answers = await Promise.all([
      openDelivery({ ...on, parameters: { portal: PORTAL } }),
      moveDelivery({ ...on, parameters: { ...MOVE, portal: PORTAL } }),
      draftLetter({ ...on, parameters: { ...DRAFT, portal: PORTAL } }),
      surveyLink({ ...on, parameters: { ...LINK, portal: PORTAL } }),
    ]);
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, reason: 'not_a_contact' });
  });
});
