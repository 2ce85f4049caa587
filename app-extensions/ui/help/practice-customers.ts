import type { Script } from '../../../src/domain/policy/policy.ts';
import { personalise } from '../../../src/domain/script/personalise.ts';
import type { OpenContact } from '../visit/use-contact.ts';

type Sample = Pick<OpenContact['contact'], 'name' | 'company' | 'tier' | 'stage' | 'products' | 'language'> & {
  readonly rule: OpenContact['others'][number]['rules'][number];
  readonly loops: OpenContact['loops'];
};

const SCRIPT: Script = {
  id: 'practice',
  version: 1,
  opening: [
    {
      zh: '{{name}}您好，我是{{rep}}，现在方便聊几分钟吗？',
      en: 'Hello {{name}}, this is {{rep}}. Do you have a few minutes?',
    },
  ],
  questions: [
    {
      id: 'last_promises',
      goal: 'care',
      text: { zh: '上次答应您的事，都落实了吗？', en: 'Is everything settled that we promised last time?' },
      answers: [
        { id: 'settled', text: { zh: '都落实了', en: 'All settled' } },
        { id: 'open', text: { zh: '还有没落实的', en: 'Something is still open' }, fills: { feedback: 'problem' } },
      ],
    },
    {
      id: 'still_open',
      goal: 'care',
      text: { zh: '具体是哪一件？希望最晚什么时候解决？', en: 'Which one is it, and by when do you need it?' },
      after: ['last_promises=open'],
    },
    { id: 'wishes', goal: 'need', text: { zh: '接下来最想推进什么？', en: 'What matters most to you next?' } },
    { id: 'one_change', goal: 'feedback', text: { zh: '最希望我们改哪里？', en: 'What should we change first?' } },
  ],
  closing: [{ zh: '谢谢您，我整理好后给您一个时间。', en: 'Thank you. I will come back to you with a date.' }],
};

const SAMPLES: readonly Sample[] = [
  {
    name: '张晓明',
    company: '示例机械有限公司',
    tier: 'A',
    stage: 'loyal',
    products: ['示例产品'],
    language: 'zh',
    rule: { id: 'P11', name: { zh: 'A 类客户月度回访', en: 'Monthly visit, tier A' } },
    loops: [
      {
        key: 'practice:1:problem',
        kind: 'problem',
        state: 'in_progress',
        description: '接口每周断一次',
        urgency: 'urgent',
        raisedOn: '2026-01-05',
        ageDays: 9,
        clock: 'overdue',
        dueAt: '2026-01-09T09:00:00Z',
        promise: { text: '周五前给出原因', dueAt: '2026-01-09T09:00:00Z' },
        because: ['said'],
      },
    ],
  },
  {
    name: 'Mary Sample',
    company: 'Sample Logistics',
    tier: 'B',
    stage: 'new',
    products: ['Sample product'],
    language: 'en',
    rule: { id: 'P08', name: { zh: '季度回访', en: 'Quarterly visit' } },
    loops: [],
  },
];

/** Customers who exist nowhere, in the shape of an answer, for people who learn the work. */
export function practiceCustomers(today: string, rep: string): readonly OpenContact[] {
  return SAMPLES.map(({ rule, loops, ...contact }, index) => ({
    ok: true,
    today,
    timeZone: 'UTC',
    contact: { ...contact, id: `practice-${index}`, preferenceTags: [] },
    visit: {
      key: `practice-${index}:1`,
      kind: 'visit',
      on: today,
      window: { earliest: today, target: today, latest: today },
      inDays: 0,
      late: false,
      provisional: false,
      rules: [rule],
      goal: 'trust',
      channel: 'phone',
      why: { zh: '练习：不会写入任何内容。', en: 'Practice: nothing is written.' },
      attempts: [],
    },
    others: [],
    later: null,
    nothing: null,
    script: personalise(SCRIPT, { name: contact.name, company: contact.company, product: contact.products[0], rep }),
    history: [],
    before: null,
    promiseAtRisk: null,
    openLoops: loops.length,
    loops,
    draft: null,
  }));
}
