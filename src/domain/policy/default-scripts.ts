import type { Script, ScriptAnswer, ScriptQuestion } from './policy.ts';

const ask = (
  id: string,
  goal: ScriptQuestion['goal'],
  zh: string,
  en: string,
  branch: Pick<ScriptQuestion, 'answers' | 'after'> = {},
): ScriptQuestion => ({
  id,
  goal,
  text: { zh, en },
  ...branch,
});

/** One to five, written to the dimension that the question is about. */
const marks = (dimension: string): readonly ScriptAnswer[] =>
  [1, 2, 3, 4, 5].map((value) => ({
    id: `mark_${value}`,
    text: { zh: `${value} 分`, en: `${value}` },
    fills: { score: { dimension, value } },
  }));

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
        { answers: marks('service_quality') },
      ),
      ask(
        'overall_low',
        'feedback',
        '谢谢您直说。最让您不满意的是哪一次、哪件事？',
        'Thank you for being frank. Which occasion or which thing disappointed you most?',
        { after: ['overall=mark_1', 'overall=mark_2'] },
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
        {
          answers: [
            { id: 'settled', text: { zh: '都落实了', en: 'All settled' } },
            {
              id: 'open',
              text: { zh: '还有没落实的', en: 'Something is still open' },
              fills: { feedback: 'problem' },
            },
          ],
        },
      ),
      ask(
        'still_open',
        'care',
        '具体是哪一件？您希望最晚什么时候解决？',
        'Which one is it, and by when do you need it settled at the latest?',
        { after: ['last_promises=open'] },
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
  {
    id: 'first_guidance',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。{{product}}已经到您这边了，我来陪您装好、调好，大约一刻钟，现在方便吗？',
        en: 'Hello {{name}}, this is {{rep}}. {{product}} has reached you. I would like to walk you through setting it up; it takes about a quarter of an hour. Is now a good time?',
      },
    ],
    questions: [
      ask('set_up', 'care', '安装和调试做到哪一步了？', 'How far are you with setting it up?'),
      ask(
        'who_learns',
        'need',
        '谁会用它，需要我给哪几位讲一遍基本操作？',
        'Who will use it, and whom shall I show the basics?',
      ),
      ask(
        'guide_clear',
        'feedback',
        '发给您的上手资料，哪一处看不明白？',
        'Which part of the starter guide we sent is unclear?',
      ),
    ],
    closing: [
      {
        zh: '资料我再发您一份，照着做遇到问题直接找我。',
        en: 'I will send you the guide once more. If you get stuck, come straight to me.',
      },
    ],
  },
  {
    id: 'day_thirty',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。{{product}}用满一个月了，今天想和您聊聊更深一层的用法。',
        en: 'Hello {{name}}, this is {{rep}}. You have had {{product}} for a month, so today I would like to look at using it in more depth.',
      },
    ],
    questions: [
      ask('used_parts', 'care', '这一个月主要用了哪些功能？', 'Which parts have you used in this month?'),
      ask(
        'unused_parts',
        'need',
        '哪些事您还在用老办法做？也许可以换个做法。',
        'What do you still do the old way? It may be worth changing.',
      ),
      ask(
        'month_score',
        'feedback',
        '这一个月 1 到 5 分打几分，扣分扣在哪里？',
        'How would you score this month from 1 to 5, and what cost points?',
      ),
    ],
    closing: [
      {
        zh: '进阶教程我发给您，您挑一个先试，下次告诉我效果。',
        en: 'I will send the advanced tutorial. Pick one thing to try and tell me next time how it went.',
      },
    ],
  },
  {
    id: 'product_follow_up',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。您一个月前又买了{{product}}，想听听用得怎么样。',
        en: 'Hello {{name}}, this is {{rep}}. You bought {{product}} again a month ago, and I would like to hear how it works for you.',
      },
    ],
    questions: [
      ask('fits', 'care', '这次的产品和之前的配合得好吗？', 'Does it work well with what you had before?'),
      ask('more_help', 'need', '还需要我们在哪方面搭把手？', 'Where else could we lend a hand?'),
      ask('product_score', 'feedback', '这款产品您 1 到 5 分打几分？', 'How would you score this product from 1 to 5?'),
    ],
    closing: [
      { zh: '您说的我都记下了，会转给产品同事。', en: 'I have noted it all and will pass it on to the product team.' },
    ],
  },
  {
    id: 'new_monthly',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。每个月跟您问声好，看看最近用得顺不顺。',
        en: 'Hello {{name}}, this is {{rep}}. I check in once a month to see whether all is going smoothly.',
      },
    ],
    questions: [
      ask('month_ok', 'care', '这个月用起来有没有不方便的地方？', 'Was anything inconvenient this month?'),
      ask(
        'coming_up',
        'need',
        '下个月有什么安排是我们可以提前准备的？',
        'Is anything coming up next month that we could prepare for?',
      ),
      ask('service_ok', 'feedback', '我们的响应您觉得够快吗？', 'Do we respond fast enough for you?'),
    ],
    closing: [
      {
        zh: '好的，有事随时找我，下个月再联系您。',
        en: 'Good. Reach me any time; I will be in touch again next month.',
      },
    ],
  },
  {
    id: 'programme',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。按约定半个月跟您碰一次，今天先听您的。',
        en: 'Hello {{name}}, this is {{rep}}. We agreed to talk twice a month. Today I would like to listen first.',
      },
    ],
    questions: [
      ask(
        'relations',
        'care',
        '团队最近怎么样，有什么变化我该知道？',
        'How is the team, and is there a change I should know of?',
      ),
      ask(
        'plans',
        'need',
        '接下来两周最重要的事是什么，我们怎么配合？',
        'What matters most in the next two weeks, and how can we support it?',
      ),
      ask(
        'value',
        'feedback',
        '我们的服务给您带来的价值，哪一点最明显、哪一点还不够？',
        'Where do you see most value from us, and where too little?',
      ),
    ],
    closing: [
      {
        zh: '我整理成几条行动发给您，下次逐条对。',
        en: 'I will send you a short list of actions, and we go through it next time.',
      },
    ],
  },
  {
    id: 'project_weekly',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。这是本周的项目沟通，先过进度，再看需要您拍板的事。',
        en: 'Hello {{name}}, this is {{rep}}. This is our weekly project talk: progress first, then what needs your decision.',
      },
    ],
    questions: [
      ask(
        'week_view',
        'feedback',
        '这一周的推进，您满意和不满意的各是什么？',
        'What pleased you this week, and what did not?',
      ),
      ask(
        'blocked',
        'need',
        '有没有需要您这边或我们协调的地方？',
        'Is there anything that either side has to sort out?',
      ),
      ask('people', 'care', '参与的同事有没有调整？', 'Has anyone on the team changed?'),
    ],
    closing: [{ zh: '纪要今天发出，下周同一时间再碰。', en: 'The minutes go out today. Same time next week.' }],
  },
  {
    id: 'monthly_call',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。做个例行回访，几分钟就好。',
        en: 'Hello {{name}}, this is {{rep}}. This is a routine call and takes only a few minutes.',
      },
    ],
    questions: [
      ask('use', 'care', '最近用得怎么样？', 'How is it going?'),
      ask('help', 'need', '有需要我们帮忙的吗？', 'Can we help with anything?'),
      ask('advice', 'feedback', '对我们有什么建议？', 'What would you suggest to us?'),
    ],
    closing: [{ zh: '谢谢您的时间。', en: 'Thank you for your time.' }],
  },
  {
    id: 'on_site',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。谢谢您抽时间见我们，今天想当面了解{{company}}的情况。',
        en: 'Hello {{name}}, this is {{rep}}. Thank you for receiving us. We would like to hear in person how {{company}} is doing.',
      },
    ],
    questions: [
      ask('state', 'care', '公司最近的经营重点是什么？', 'What is the business focusing on now?'),
      ask('together', 'need', '合作上还有哪些可以一起做？', 'What else could we do together?'),
      ask('face', 'feedback', '有什么话当面说更方便？', 'Is there something easier said in person?'),
    ],
    closing: [
      {
        zh: '带来的资料留给您，谈到的事我回去落实后给您答复。',
        en: 'I leave you the material, and I will answer on what we discussed once it is settled.',
      },
    ],
  },
  {
    id: 'first_use',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。您买的{{product}}到手几天了，用上了吗？',
        en: 'Hello {{name}}, this is {{rep}}. You have had {{product}} for a few days. Have you tried it?',
      },
    ],
    questions: [
      ask('tried', 'care', '第一次用顺利吗？', 'Did the first use go well?'),
      ask('question', 'need', '有没有不会用的地方？', 'Is there anything you are not sure how to use?'),
      ask('as_told', 'feedback', '和您买之前想的一样吗？', 'Is it what you expected when you bought it?'),
    ],
    closing: [{ zh: '用的时候有问题，随时联系我们。', en: 'If anything comes up, contact us at any time.' }],
  },
  {
    id: 'acceptance',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。约定的工作都做完了，今天对照确认表逐项验收。',
        en: 'Hello {{name}}, this is {{rep}}. The agreed work is complete, so today we go through the confirmation form point by point.',
      },
    ],
    questions: [
      ask(
        'items',
        'feedback',
        '逐项看下来，有哪一项还不符合约定？',
        'Point by point, is there one that does not meet what we agreed?',
      ),
      ask('rest', 'need', '遗留的事您希望什么时候处理完？', 'By when should what is left be done?'),
      ask(
        'handover',
        'care',
        '之后由谁负责日常使用，需要交接哪些内容？',
        'Who takes over daily use, and what has to be handed over?',
      ),
    ],
    closing: [
      {
        zh: '验收报告请您确认签字，之后转入服务阶段，还是由我跟进。',
        en: 'Please confirm and sign the report. We move on to service from here, and I stay your contact.',
      },
    ],
  },
  {
    id: 'churn_risk',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。注意到您这边最近有些变化，想直接听听您的想法。',
        en: 'Hello {{name}}, this is {{rep}}. We have noticed a change on your side and would like to hear from you directly.',
      },
    ],
    questions: [
      ask('what_changed', 'care', '最近发生了什么？', 'What has happened?'),
      ask('what_wrong', 'feedback', '我们哪里没有做到位？', 'Where did we fall short?'),
      ask('what_now', 'need', '现在做什么对您最有帮助？', 'What would help you most now?'),
    ],
    closing: [
      {
        zh: '这件事我和主管一起跟，约定的时间前一定给您答复。',
        en: 'My team lead and I take this up together, and you will hear from us by the time we agreed.',
      },
    ],
  },
  {
    id: 'win_back',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。好久没有合作了，今天只想问问近况。',
        en: 'Hello {{name}}, this is {{rep}}. It has been a while since we worked together, and I only want to ask how you are.',
      },
    ],
    questions: [
      ask('now', 'care', '{{company}}现在怎么样？', 'How is {{company}} now?'),
      ask('why_left', 'feedback', '当时是什么让您停下来的？', 'What made you stop back then?'),
      ask('again', 'need', '什么情况下您会再考虑我们？', 'When would you consider us again?'),
    ],
    closing: [
      { zh: '谢谢您愿意聊，有需要随时找我。', en: 'Thank you for talking to me. Come to me whenever you need us.' },
    ],
  },
  {
    id: 'agreed',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。按合同约定的频次给您回访，先把上次的事交代一下。',
        en: 'Hello {{name}}, this is {{rep}}. This is the visit our contract provides for. Let me first report on last time.',
      },
    ],
    questions: [
      ask('since', 'care', '上次之后一切正常吗？', 'Has all been well since last time?'),
      ask('asks', 'need', '这个周期内有什么要我们做的？', 'What should we do in this period?'),
      ask('service_level', 'feedback', '服务有没有达到约定的标准？', 'Does the service meet what was agreed?'),
    ],
    closing: [{ zh: '记录会发给您，下次按约定时间见。', en: 'You will get the record. Until next time, as agreed.' }],
  },
  {
    id: 'survey_after_sales',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，想请您花两分钟评一评我们的售后：响应快不快，问题解决得好不好。',
        en: 'Hello {{name}}, may we ask two minutes of you to rate our after-sales service: how fast we answer and how well problems are solved?',
      },
    ],
    questions: [],
    closing: [{ zh: '您的建议我们会逐条看，谢谢。', en: 'We read every suggestion. Thank you.' }],
  },
  {
    id: 'survey_acceptance',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，项目已经验收，请您为这次服务打分。',
        en: 'Hello {{name}}, the project has been accepted. Please rate our service.',
      },
    ],
    questions: [],
    closing: [{ zh: '结果会用来改进服务，谢谢您。', en: 'Your answers help us improve. Thank you.' }],
  },
  {
    id: 'brief',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，这是本周的服务进度：已完成、下一步、需要您知道的事。',
        en: 'Hello {{name}}, here is this week in brief: what is done, what comes next, what you should know.',
      },
    ],
    questions: [],
    closing: [{ zh: '有疑问直接回复我。', en: 'If you have a question, just reply.' }],
  },
  {
    id: 'letter',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，向您同步近两周的服务进度。',
        en: 'Hello {{name}}, this is where we stand after the last two weeks.',
      },
    ],
    questions: [],
    closing: [{ zh: '有需要调整的，请告诉我。', en: 'Please tell me if something should change.' }],
  },
  {
    id: 'greeting',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，节日将至，祝您和家人平安顺遂。',
        en: 'Dear {{name}}, with the festival near, we wish you and your family well.',
      },
    ],
    questions: [],
    closing: [{ zh: '{{rep}} 敬上', en: 'With regards, {{rep}}' }],
  },
  {
    id: 'birthday',
    version: 1,
    opening: [{ zh: '{{name}}您好，提前祝您生日快乐。', en: 'Dear {{name}}, an early happy birthday to you.' }],
    questions: [],
    closing: [{ zh: '{{rep}} 敬上', en: 'With regards, {{rep}}' }],
  },
  {
    id: 'content',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，有一项新的内容可能对您有用。',
        en: 'Hello {{name}}, here is something new that may be useful to you.',
      },
    ],
    questions: [],
    closing: [{ zh: '不想再收到可以告诉我们。', en: 'Tell us if you would rather not receive this.' }],
  },
  {
    id: 'invitation',
    version: 1,
    opening: [
      { zh: '{{name}}您好，想邀请您参加我们的活动。', en: 'Hello {{name}}, we would like to invite you to our event.' },
    ],
    questions: [],
    closing: [{ zh: '期待您的回复。', en: 'We look forward to your answer.' }],
  },
  {
    id: 'profile_check',
    version: 1,
    opening: [
      {
        zh: '核对这位客户的资料：人员、职位、联系方式、产品、偏好。',
        en: "Check this customer's details: people, positions, contact, products, preferences.",
      },
    ],
    questions: [],
    closing: [{ zh: '改动写回客户资料。', en: 'Write what changed back to the record.' }],
  },
  {
    id: 'milestone',
    version: 1,
    opening: [
      {
        zh: '项目节点将到期：核对交付标准和剩余工作。',
        en: 'A milestone falls due: check the delivery standard and what is left.',
      },
    ],
    questions: [],
    closing: [
      { zh: '来不及就提前说明，并登记异常。', en: 'If it cannot be met, say so early and record the exception.' },
    ],
  },
  {
    id: 'confirm_solved',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。您上次提的问题我们已经处理并回复过，想跟您确认一下现在是不是真的好了，两分钟就够。',
        en: 'Hello {{name}}, this is {{rep}}. We dealt with what you raised and told you so; I would like to hear whether it really works now. It takes two minutes.',
      },
    ],
    questions: [
      ask('works_now', 'care', '现在用起来正常了吗？', 'Does it work now?', {
        answers: [
          { id: 'works', text: { zh: '正常了', en: 'It works' } },
          { id: 'partly', text: { zh: '好了一部分', en: 'In part' }, fills: { feedback: 'problem' } },
          { id: 'not_yet', text: { zh: '还没好', en: 'Not yet' }, fills: { feedback: 'problem' } },
        ],
      }),
      ask(
        'still_missing',
        'need',
        '还差在哪里，您希望什么时候处理好？',
        'What is still missing, and by when do you need it?',
        {
          after: ['works_now=partly', 'works_now=not_yet'],
        },
      ),
      ask(
        'result_mark',
        'feedback',
        '这次处理的结果，1 到 5 分您给几分？',
        'From 1 to 5, how satisfied are you with the outcome?',
        {
          answers: marks('solution_effect'),
          after: ['works_now=works', 'works_now=partly'],
        },
      ),
    ],
    closing: [
      {
        zh: '谢谢您，我记下来了。再有问题随时找我。',
        en: 'Thank you, I have noted it. If anything comes up again, call me.',
      },
    ],
  },
  {
    id: 'ask_again',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}，没有参与上次问题的处理。我们会抽一部分客户由其他同事再问一次，占用您一分钟。',
        en: 'Hello {{name}}, this is {{rep}}. I had no part in your last matter. We ask some customers once more, through somebody else; it takes a minute.',
      },
    ],
    questions: [
      ask(
        'result_again',
        'feedback',
        '上次问题的处理结果，1 到 5 分您给几分？',
        'From 1 to 5, how satisfied were you with the outcome of your last matter?',
        {
          answers: marks('solution_effect'),
        },
      ),
      ask(
        'told_freely',
        'feedback',
        '有没有当时不方便直说的地方？',
        'Is there anything you would rather not have said at the time?',
      ),
    ],
    closing: [{ zh: '谢谢您的坦率。', en: 'Thank you for being frank.' }],
  },
  {
    id: 'explain_exception',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。项目上出现了和原计划不一样的情况，我想第一时间跟您说明，并一起商量怎么办。',
        en: 'Hello {{name}}, this is {{rep}}. Something in the project differs from the plan; I want you to hear it from me at once, and to agree with you what we do.',
      },
    ],
    questions: [
      ask(
        'effect_on_you',
        'need',
        '这个变化对您那边影响最大的是什么？',
        'What does this change affect most on your side?',
      ),
      ask(
        'new_plan_fits',
        'feedback',
        '我们建议这样调整，新的时间您能接受吗？',
        'This is what we propose; does the new date work for you?',
        {
          answers: [
            { id: 'agreed', text: { zh: '可以', en: 'It does' } },
            { id: 'not_agreed', text: { zh: '不行', en: 'It does not' }, fills: { feedback: 'problem' } },
          ],
        },
      ),
    ],
    closing: [
      {
        zh: '商量好的新计划我马上写下来发给您，并更新项目状态。',
        en: 'I will write down what we agreed, send it to you and update the plan at once.',
      },
    ],
  },
  {
    id: 'make_good',
    version: 1,
    opening: [
      {
        zh: '{{name}}您好，我是{{rep}}。您给我们打的分让我们知道这次没有做好，我想先听您讲讲，不辩解。',
        en: 'Hello {{name}}, this is {{rep}}. Your score tells us that we did not do well. I would like to listen first, without arguing.',
      },
    ],
    questions: [
      ask('what_went_wrong', 'feedback', '哪件事最让您不满意？', 'What disappointed you most?'),
      ask(
        'what_makes_it_good',
        'need',
        '很抱歉给您添了麻烦。您希望我们怎样补救？',
        'I am sorry for the trouble. What would make it good for you?',
      ),
      ask(
        'by_when',
        'need',
        '我把它记下来转给负责的同事。您希望什么时候得到答复？',
        'I am writing it down and passing it on. By when do you want an answer?',
      ),
    ],
    closing: [
      {
        zh: '我承诺的时间到了之前我会主动给您结果，处理完再回来问您是否满意。',
        en: 'You will hear from me before the time I promised, and once it is done I will come back and ask whether you are content.',
      },
    ],
  },
];
