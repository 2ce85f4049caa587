import type { Bilingual, Refusal } from '../../contract/common.ts';
import { formatDay } from '../../domain/calendar/day.ts';
import type { CommandType, LoopRefusal } from '../../domain/loop/loop-state.ts';
import { badField } from '../visiting/log-visit-refusals.ts';

export const NO_LOOP: Refusal = {
  ok: false,
  reason: 'no_loop',
  message: {
    zh: '找不到这个问题，可能已合并或删除，请刷新卡片。您输入的内容仍在表单里。',
    en: 'This loop cannot be found; it may have been merged or deleted. Refresh the card. What you typed is still in the form.',
  },
};

export const LOOP_BUSY: Refusal = {
  ok: false,
  reason: 'moved_meanwhile',
  message: {
    zh: '有人正在处理这个问题，请稍后再试。您输入的内容仍在表单里。',
    en: 'Somebody is moving this loop right now; try again in a moment. What you typed is still in the form.',
  },
};

const STATES: { readonly [state: string]: Bilingual } = {
  none: { zh: '尚未建立', en: 'not raised yet' },
  raised: { zh: '已提出', en: 'raised' },
  accepted: { zh: '已受理', en: 'accepted' },
  in_progress: { zh: '处理中', en: 'in progress' },
  resolved: { zh: '已解决并告知', en: 'resolved and told' },
  confirmed: { zh: '客户已确认', en: 'confirmed' },
  closed_unconfirmed: { zh: '未确认关闭', en: 'closed, not confirmed' },
};

const MOVES: { readonly [type in CommandType]: Bilingual } = {
  raise: { zh: '提出', en: 'raise' },
  accept: { zh: '受理', en: 'accept' },
  start: { zh: '开始处理', en: 'start' },
  tell: { zh: '告知进展', en: 'tell progress' },
  promise: { zh: '承诺', en: 'promise' },
  extend: { zh: '约定延期', en: 'extend by agreement' },
  keep: { zh: '兑现承诺', en: 'keep a promise' },
  break: { zh: '承诺落空', en: 'break a promise' },
  wait_for_customer: { zh: '等待客户', en: 'wait for the customer' },
  customer_answered: { zh: '客户已回复', en: 'the customer answered' },
  resolve: { zh: '解决并告知', en: 'resolve and tell' },
  attempt_confirmation: { zh: '记录一次未联系上', en: 'note an attempt in vain' },
  confirm: { zh: '客户确认', en: 'confirm' },
  close_unconfirmed: { zh: '未确认关闭', en: 'close unconfirmed' },
  reopen: { zh: '重新打开', en: 'reopen' },
  reassign: { zh: '转派', en: 'hand over' },
  offer: { zh: '提出补救', en: 'offer a solution' },
  set_root_cause: { zh: '记录根因', en: 'record the root cause' },
  set_prevention: { zh: '记录预防措施', en: 'record the prevention' },
  set_measure: { zh: '记录改进措施', en: 'record a measure' },
  check_measure: { zh: '检查改进措施', en: 'check the measure' },
  score: { zh: '评分', en: 'score' },
  reask: { zh: '复问评分', en: 'ask for the score again' },
  discuss: { zh: '标记已谈及', en: 'mark as discussed' },
  close_ticket: { zh: '关闭工单', en: 'close the ticket' },
  set_by_hand: { zh: '在记录上改状态', en: 'set the state on the record' },
  check_clocks: { zh: '检查时限', en: 'check the clocks' },
  change_terms: { zh: '更新时限', en: 'change the terms' },
};

/** What people could do instead; the rest is not done by hand. */
const OFFERED: readonly CommandType[] = [
  'accept',
  'start',
  'tell',
  'promise',
  'wait_for_customer',
  'customer_answered',
  'resolve',
  'attempt_confirmation',
  'confirm',
  'reopen',
];

/** A refusal of the loop as an answer for people: it says what is so, and what can be done. */
export function loopRefusal(refusal: LoopRefusal, instant: (at: number) => string): Refusal {
  switch (refusal.reason) {
    case 'not_in_state': {
      const state = STATES[refusal.state] ?? { zh: refusal.state, en: refusal.state };
      const allowed = OFFERED.filter((type) => refusal.allowed.includes(type)).map((type) => MOVES[type]);
      return notNow(
        `这个问题现在是“${state.zh}”，可以：${allowed.map(({ zh }) => zh).join('、') || '无'}。`,
        `This loop is “${state.en}”; possible now: ${allowed.map(({ en }) => en).join(', ') || 'nothing'}.`,
      );
    }
    case 'moved_meanwhile':
      return {
        ok: false,
        reason: 'moved_meanwhile',
        message: {
          zh: '有人刚刚处理了这个问题，已显示最新状态。您输入的内容仍在表单里，请核对后再提交。',
          en: 'Somebody has just moved this loop; it is shown as it is now. What you typed is still in the form: look again, then send it.',
        },
      };
    case 'in_past':
      return badField('due', 'it must fall due in the future');
    case 'not_later':
      return badField('due', `it must be later than ${instant(refusal.than)}`);
    case 'needs_text':
      return badField(refusal.field, 'say it in a few words');
    case 'needs_due':
      return badField('due', 'a promise needs a time');
    case 'unknown_promise':
      return notNow('没有这项承诺，请刷新。', 'There is no such promise; refresh the card.');
    case 'promise_closed':
      return refusal.state === 'kept'
        ? notNow('这项承诺已兑现。', 'This promise is kept already.')
        : notNow(
            '这项承诺已失约，不能再延期。',
            'This promise is broken already; it can be fulfilled late, not extended.',
          );
    case 'promise_twice':
      return notNow('这项承诺已存在。', 'This promise was made already.');
    case 'not_simple':
      return notNow(
        '只有简单问题可以当场答复关闭；投诉和复杂问题要经过受理和处理。',
        'Only a simple matter is settled in the same talk; a complaint or a complex matter is accepted and looked into first.',
      );
    case 'needs_contact_by':
      return badField('promise', 'a complex matter needs the time at which a specialist calls');
    case 'already_breached':
      return notNow(
        `时限已在 ${instant(refusal.at)} 超时，不能再延期。`,
        `The clock was breached at ${instant(refusal.at)}; it cannot be extended any more.`,
      );
    case 'already_waiting':
      return notNow('已经在等待客户。', 'It waits for the customer already.');
    case 'not_waiting':
      return notNow('没有在等待客户。', 'It does not wait for the customer.');
    case 'attempted_today':
      return notNow(
        `今天（${formatDay(refusal.on)}）已经尝试过，请换一个工作日。`,
        `An attempt was made today (${formatDay(refusal.on)}) already; try on another working day.`,
      );
    case 'too_few_attempts':
      return notNow(
        `需要在 ${refusal.needed} 个不同工作日尝试，目前 ${refusal.attempts} 次。`,
        `Attempts on ${refusal.needed} working days are needed; there are ${refusal.attempts}.`,
      );
    case 'already_scored':
      return notNow(
        `客户已评过分（${refusal.value}），不重复询问。`,
        `The customer gave a score already (${refusal.value}); nobody is asked twice.`,
      );
    case 'bad_score':
      return badField('score', 'a whole number from 1 to 5');
    case 'nothing_to_ask_again':
      return notNow('这个评分不需要复问。', 'This score is not asked again.');
    case 'same_person':
      return notNow('复问要由未参与处理的人进行。', 'Somebody who did not work on it asks again.');
    case 'no_measure':
      return notNow('没有改进措施。', 'There is no measure to check.');
    default:
      return refusal satisfies never;
  }
}

function notNow(zh: string, en: string): Refusal {
  return { ok: false, reason: 'not_allowed_now', message: { zh, en } };
}
