import { inBoth } from '../common/words.ts';

/** Raising a loop from a ticket. Kept apart: the card in the help desk has to stay light. */
export const TICKET = /* @__PURE__ */ inBoth(
  {
    raise: 'Raise a loop from this ticket',
    kind: 'Kind',
    what: 'What is it about?',
    urgent: 'Urgent',
    save: 'Raise',
    needed: 'Say what it is about.',
    raised: 'The loop is open. It ends when the customer confirms; the ticket is closed with it.',
    repeated: 'This ticket has its loop already.',
  },
  {
    raise: '由此工单建立问题',
    kind: '类型',
    what: '是什么事？',
    urgent: '紧急',
    save: '建立',
    needed: '请填写是什么事。',
    raised: '问题已建立，客户确认后闭环，工单随之关闭。',
    repeated: '此工单已建立过问题。',
  },
);
