import type { Script, ScriptQuestion } from './policy.ts';

const ask = (id: string, goal: ScriptQuestion['goal'], zh: string, en: string): ScriptQuestion => ({
  id,
  goal,
  text: { zh, en },
});

/**
 * What a rep may say on each kind of visit, in our own words. `{{name}}`, `{{company}}`, `{{product}}` and `{{rep}}` are filled
 * in per customer. Question ids are kept for ever: answers are compared across visits by them.
 */
export const DEFAULT_SCRIPTS: readonly Script[] = [
  {
    id: 'first_after_signing',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}，接下来由我负责贵公司的服务。合同刚签好，想先跟您打个招呼，占用您五分钟，现在方便吗？',
        en: 'Hello {{name}}, this is {{rep}}. I will be looking after {{company}} from here on. We have just signed, so I wanted to say hello first. Do you have five minutes?',
      },
    ],
    questions: [
      ask(
        'start_ok',
        'care',
        '{{product}}现在走到哪一步了，有没有卡住的地方？',
        'Where do you stand with {{product}} now? Is anything holding you up?',
      ),
      ask(
        'who_uses',
        'need',
        '平时主要是哪几位同事在用，他们最想先解决什么？',
        'Who on your team will use it day to day, and what do they want sorted out first?',
      ),
      ask(
        'contact_way',
        'need',
        '以后有事，您更习惯电话、微信还是邮件？什么时间段联系您合适？',
        'If something comes up, do you prefer a call, WeChat or e-mail, and what time of day suits you?',
      ),
      ask(
        'first_impression',
        'feedback',
        '到目前为止，从谈合同到开通，有哪里让您觉得不顺的？',
        'From the talks to getting started, did anything feel less smooth than it should?',
      ),
    ],
    closing: [
      {
        zh: '我把您说的几点记下来了，{{rep}}的电话您随时可以打。过几天我再跟您确认一次使用情况，谢谢您。',
        en: 'I have noted what you told me. You can reach me directly at any time, and I will check in again in a few days. Thank you.',
      },
    ],
  },
  {
    id: 'day_seven',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。{{product}}您用了大约一周，想听听实际用下来怎么样，几分钟就好。',
        en: 'Hello {{name}}, this is {{rep}}. You have had {{product}} for about a week, and I would like to hear how it is going. It only takes a few minutes.',
      },
    ],
    questions: [
      ask(
        'in_use',
        'care',
        '这一周用起来了吗？最常用的是哪一块？',
        'Have you been using it this week? Which part do you use most?',
      ),
      ask(
        'first_doubts',
        'need',
        '有没有不太明白、或者用着不放心的地方？',
        'Is there anything you are unsure about or do not quite trust yet?',
      ),
      ask(
        'delivery_score',
        'feedback',
        '包装、物流和安装，1 到 5 分您各打几分？低于 4 分的话是因为什么？',
        'From 1 to 5, how would you rate packaging, delivery and installation? If anything is below 4, what was the reason?',
      ),
      ask(
        'one_change',
        'feedback',
        '如果只能改一处，您最希望我们改哪里？',
        'If we could change just one thing, what should it be?',
      ),
    ],
    closing: [
      {
        zh: '您提的问题我来跟进，有结果第一时间告诉您。满一个月时我再来聊聊更深入的用法。',
        en: 'I will follow up on what you raised and let you know as soon as there is a result. After a month I will call again to go into more advanced use.',
      },
    ],
  },
  {
    id: 'quarterly',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。这个季度还没跟您好好聊过，今天打来不为推销，就想了解一下近况。',
        en: 'Hello {{name}}, this is {{rep}}. We have not had a proper talk this quarter. I am not calling to sell anything, I just want to hear how things are.',
      },
    ],
    questions: [
      ask(
        'business_news',
        'care',
        '{{company}}最近有什么新变化？人员、业务重点有调整吗？',
        'What is new at {{company}}? Any change in people or priorities?',
      ),
      ask(
        'open_wishes',
        'need',
        '接下来一个季度，您最想推进的是哪件事，我们能帮上什么？',
        'What matters most to you in the coming quarter, and where can we help?',
      ),
      ask(
        'overall',
        'feedback',
        '整体用下来，1 到 5 分您打几分，差在哪里？',
        'Overall, from 1 to 5, how satisfied are you, and what is missing?',
      ),
    ],
    closing: [
      {
        zh: '谢谢您说得这么具体。我整理一下，需要跟进的会给您一个时间，下个季度再联系您。',
        en: 'Thank you for being so specific. I will sort out what needs follow-up, give you a date for it, and be in touch again next quarter.',
      },
    ],
  },
  {
    id: 'tier_a_monthly',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}，这个月跟您例行对一次。上次说的事我先给您一个交代，再听听您这边的情况。',
        en: 'Hello {{name}}, {{rep}} here for our monthly talk. Let me first report on what we agreed last time, then I would like to hear from you.',
      },
    ],
    questions: [
      ask(
        'last_promises',
        'care',
        '上次答应您的几件事，结果您满意吗？还有没落实的吗？',
        'Are you happy with how the points from last time turned out? Is anything still open?',
      ),
      ask(
        'plans_ahead',
        'need',
        '未来一两个月有什么安排，会不会影响到{{product}}的使用？',
        'What is coming up in the next month or two that may affect how you use {{product}}?',
      ),
      ask(
        'decision_people',
        'need',
        '需要我们跟贵公司哪位负责人也沟通一下吗？',
        'Is there someone else at {{company}} we should be talking to as well?',
      ),
      ask(
        'team_rating',
        'feedback',
        '这个月我们的响应和专业程度，您怎么评价？',
        'How would you judge our response and expertise this month?',
      ),
    ],
    closing: [
      {
        zh: '我重复一下今天说定的事项和时间，您看有没有遗漏。下个月我再主动联系您，有急事随时找我。',
        en: 'Let me repeat what we agreed and by when; tell me if I missed anything. I will call you again next month, and do reach out if something is urgent.',
      },
    ],
  },
  {
    id: 'tier_b_needs',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。隔一段时间就想跟您了解一下，看看有没有哪里我们可以做得更多。',
        en: 'Hello {{name}}, this is {{rep}}. I like to check in from time to time and see whether there is more we can do for you.',
      },
    ],
    questions: [
      ask('how_goes', 'care', '最近用得顺手吗？团队反馈如何？', 'Is everything running well? What does your team say?'),
      ask(
        'need_change',
        'need',
        '跟上次相比，您的需求有变化吗？有没有新的场景？',
        'Have your needs changed since we last spoke? Any new use you have in mind?',
      ),
      ask(
        'fit',
        'need',
        '除了{{product}}，现在还有哪件事占用您最多精力？',
        'Apart from {{product}}, what takes up most of your energy at the moment?',
      ),
      ask(
        'suggestion',
        'feedback',
        '有什么建议是您一直想提、还没来得及说的？',
        'Is there a suggestion you have been meaning to make?',
      ),
    ],
    closing: [
      {
        zh: '明白了，有适合您的做法我整理好发给您，不合适的不打扰。谢谢您的时间。',
        en: 'Understood. If we have something that fits, I will put it together and send it; otherwise I will not bother you. Thank you for your time.',
      },
    ],
  },
  {
    id: 'tier_c_care',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。好久没联系了，给您问个好，顺便看看您这边有没有需要。',
        en: 'Hello {{name}}, this is {{rep}}. It has been a while, so I wanted to say hello and see whether you need anything.',
      },
    ],
    questions: [
      ask(
        'all_well',
        'care',
        '{{product}}还在正常使用吗？一切都好吧？',
        'Are you still using {{product}}, and is all well with it?',
      ),
      ask(
        'news_wanted',
        'need',
        '行业动态和使用技巧，您愿意定期收到吗？',
        'Would you like to receive industry news and usage tips now and then?',
      ),
      ask(
        'anything_wrong',
        'feedback',
        '有没有什么不满意、一直没跟我们说的？',
        'Is there anything you were unhappy with and never told us?',
      ),
    ],
    closing: [
      {
        zh: '那就不多打扰了，需要的时候直接找我。祝您一切顺利。',
        en: 'I will leave it there. Just call me when you need something. All the best to you.',
      },
    ],
  },
  {
    id: 'dormant',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。有一阵子没有您的消息了，想问问是不是我们哪里没做好，您直说就行。',
        en: 'Hello {{name}}, this is {{rep}}. We have not heard from you for some time, and I wonder whether we let you down somewhere. Please be frank with me.',
      },
    ],
    questions: [
      ask(
        'still_in_use',
        'care',
        '{{product}}现在还在用吗？从什么时候开始用得少了？',
        'Are you still using {{product}}? When did you start using it less?',
      ),
      ask(
        'why_silent',
        'feedback',
        '用得少了，主要是业务变了、换了别家，还是服务上有不满意？',
        'Is it that your business changed, that you use someone else, or that our service disappointed you?',
      ),
      ask(
        'what_would_help',
        'need',
        '如果要重新用起来，最需要我们先解决什么？',
        'If you were to pick it up again, what would we have to solve first?',
      ),
    ],
    closing: [
      {
        zh: '谢谢您愿意说这些。我先去落实您提的问题，有结果再回您；如果暂时不需要，我也尊重您的安排。',
        en: 'Thank you for telling me. I will see to the point you raised and come back to you. If you do not need us for now, I respect that too.',
      },
    ],
  },
  {
    id: 'renewal',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。合同还有几个月到期，想提前跟您回顾一下这段合作，给您留足时间考虑。',
        en: 'Hello {{name}}, this is {{rep}}. Our contract ends in a few months, and I would like to look back at the work so far early enough for you to decide in peace.',
      },
    ],
    questions: [
      ask(
        'value_seen',
        'care',
        '这一期合作里，哪些地方真正帮到了{{company}}？',
        'In this term, what has really helped {{company}}?',
      ),
      ask(
        'risks',
        'feedback',
        '有没有让您犹豫是否继续的地方？',
        'Is there anything that makes you hesitate to continue?',
      ),
      ask(
        'next_term',
        'need',
        '下一期您希望范围、价格或服务方式有什么调整？',
        'For the next term, what would you change in scope, price or service?',
      ),
      ask(
        'decision',
        'need',
        '贵公司内部续约怎么走流程，大概什么时候定？',
        'How is a renewal decided at {{company}}, and about when?',
      ),
    ],
    closing: [
      {
        zh: '我按您说的准备一份方案，约定时间前发给您。期间有变化，您随时告诉我。',
        en: 'I will prepare a proposal along these lines and send it by the date we agreed. If anything changes meanwhile, please let me know.',
      },
    ],
  },
];
