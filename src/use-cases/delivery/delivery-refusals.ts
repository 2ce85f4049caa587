import type { Bilingual, Refusal } from '../../contract/common.ts';
import { formatDay } from '../../domain/calendar/day.ts';
import type { DeliveryCommandType, DeliveryRefusal, DeliveryStage } from '../../domain/delivery/delivery.ts';
import { badField } from '../visiting/log-visit-refusals.ts';

export const STAGE_WORDS: { readonly [stage in DeliveryStage]: Bilingual } = {
  delivering: { zh: '交付中', en: 'delivering' },
  delivered: { zh: '已交付，待验收', en: 'delivered, to be accepted' },
  in_service: { zh: '服务中', en: 'in service' },
};

const MOVES: { readonly [type in DeliveryCommandType]: Bilingual } = {
  begin: { zh: '开始项目', en: 'begin a project' },
  add_need: { zh: '添加需求', en: 'add a need' },
  drop_need: { zh: '删除需求', en: 'drop a need' },
  confirm_needs: { zh: '确认需求', en: 'confirm the needs' },
  add_milestone: { zh: '添加里程碑', en: 'add a milestone' },
  move_milestone: { zh: '调整里程碑日期', en: 'move a milestone' },
  hand_milestone: { zh: '更换里程碑负责人', en: 'hand a milestone over' },
  finish_milestone: { zh: '完成里程碑', en: 'finish a milestone' },
  report: { zh: '内部周报', en: 'weekly report' },
  send_letter: { zh: '进度简报或同步函', en: 'brief or letter' },
  skip_letter: { zh: '本期不发', en: 'leave a letter out' },
  raise_exception: { zh: '记录异常', en: 'raise an exception' },
  agree_exception: { zh: '与客户商定', en: 'agree with the customer' },
  judge_need: { zh: '逐项验收', en: 'judge a need' },
  accept: { zh: '验收', en: 'accept' },
  survey_sent: { zh: '发送问卷', en: 'send the survey' },
  survey_answered: { zh: '记录问卷', en: 'record the survey' },
};

export const DELIVERY_BUSY: Refusal = {
  ok: false,
  reason: 'moved_meanwhile',
  message: {
    zh: '有人正在更新这个项目，请稍后再试。您输入的内容仍在表单里。',
    en: 'Somebody is changing this project right now; try again in a moment. What you typed is still in the form.',
  },
};

export const DELIVERY_TOO_BIG: Refusal = {
  ok: false,
  reason: 'bad_input',
  message: {
    zh: '这个项目的记录太长，HubSpot 存不下：请缩短文字，或删去不再需要的需求。',
    en: 'What is on record of this project is more than HubSpot keeps: shorten the texts, or drop needs that are not wanted any more.',
  },
};

/** A refusal of the project as an answer for people: it says what is so, and what can be done. */
export function deliveryRefusal(refusal: DeliveryRefusal): Refusal {
  switch (refusal.reason) {
    case 'not_begun':
      return notNow('这位客户还没有项目：请先开始项目。', 'This customer has no project yet: begin one first.');
    case 'begun':
      return notNow(
        `项目已于 ${formatDay(refusal.startedOn)} 开始；验收后才能开始下一个。`,
        `A project began on ${formatDay(refusal.startedOn)}; the next one begins when it is accepted.`,
      );
    case 'wrong_stage': {
      const stage = STAGE_WORDS[refusal.stage];
      const allowed = refusal.allowed.map((type) => MOVES[type]);
      return notNow(
        `项目现在是“${stage.zh}”，可以：${allowed.map(({ zh }) => zh).join('、') || '无'}。`,
        `The project is “${stage.en}”; possible now: ${allowed.map(({ en }) => en).join(', ') || 'nothing'}.`,
      );
    }
    case 'moved_meanwhile':
      return {
        ok: false,
        reason: 'moved_meanwhile',
        message: {
          zh: '有人刚刚更新了这个项目，已显示最新状态。您输入的内容仍在表单里，请核对后再提交。',
          en: 'Somebody has just changed this project; it is shown as it is now. What you typed is still in the form: look again, then send it.',
        },
      };
    case 'needs_text':
      return badField(refusal.field, '请填写 · this is needed');
    case 'in_past':
      return badField(refusal.field, '日期太早或太远 · the day is too early, or too far ahead');
    case 'in_future':
      return badField(refusal.field, '日期不能在将来 · the day cannot be in the future');
    case 'unknown_need':
    case 'unknown_milestone':
    case 'unknown_exception':
      return notNow('找不到这一项，请刷新卡片。', 'There is no such item; refresh the card.');
    case 'no_needs':
      return notNow('还没有需求：请先添加需求。', 'There are no needs yet: add them first.');
    case 'not_confirmed':
      return notNow(
        '需求还没有双方确认：请先确认需求。',
        'The needs are not confirmed by both sides: confirm them first.',
      );
    case 'milestone_done':
      return notNow(
        `这个里程碑已于 ${formatDay(refusal.on)} 完成。`,
        `This milestone was done on ${formatDay(refusal.on)}.`,
      );
    case 'needs_agreement':
      return badField(
        refusal.field,
        '推迟须经客户同意：写明与谁商定 · a later day is agreed with the customer: say with whom',
      );
    case 'reported':
      return notNow(
        `这一周的周报已于 ${formatDay(refusal.on)} 提交。`,
        `The report of this week was handed in on ${formatDay(refusal.on)}.`,
      );
    case 'letter_kept':
      return notNow(
        `这一期已于 ${formatDay(refusal.on)} 处理，不重复发送。`,
        `This letter was settled on ${formatDay(refusal.on)}; it does not go out twice.`,
      );
    case 'agreed_already':
      return notNow('这个异常已与客户商定。', 'This exception was agreed with the customer already.');
    case 'unmet':
      return notNow(
        `还有 ${refusal.needs.length} 项需求没有验收通过：${refusal.needs.slice(0, 3).join('、')}。请逐项验收，或添加里程碑补做。`,
        `${refusal.needs.length} ${refusal.needs.length === 1 ? 'need is' : 'needs are'} not accepted: ${refusal.needs.slice(0, 3).join(', ')}. Judge each one, or add a milestone for what is missing.`,
      );
    case 'survey_answered':
      return notNow('客户已回答问卷，不重复询问。', 'The customer answered the survey already; nobody is asked twice.');
    case 'too_many':
      return notNow(`最多 ${refusal.most} 项：请合并。`, `At most ${refusal.most}: put some of them together.`);
    default:
      return refusal satisfies never;
  }
}

function notNow(zh: string, en: string): Refusal {
  return { ok: false, reason: 'not_allowed_now', message: { zh, en } };
}
