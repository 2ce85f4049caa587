import { addDays, type Day, formatDay } from '../calendar/day.ts';
import type { Delivery, LetterKind } from './delivery.ts';
import { openMilestones } from './due.ts';

/** What happened in a stretch of a project, as far as it is on record. */
export interface Happenings {
  readonly done: readonly { readonly on: Day; readonly text: string }[];
  readonly moved: readonly { readonly text: string; readonly from: Day; readonly to: Day; readonly with: string }[];
  readonly exceptions: readonly {
    readonly on: Day;
    readonly text: string;
    readonly solution: string;
    readonly plan?: string;
  }[];
  readonly talks: readonly { readonly on: Day; readonly channel: string; readonly followUp?: string }[];
  readonly next: readonly { readonly on: Day; readonly text: string; readonly standard: string }[];
  readonly coordinate: readonly string[];
  /** Matters of the customer that are still open. */
  readonly open: readonly string[];
}

export interface Draft {
  readonly subject: string;
  readonly body: string;
  /** There is nothing to tell but what is planned: it may be left out. */
  readonly empty: boolean;
}

/** Milestones this many days ahead are named as next. */
const AHEAD_DAYS = 14;
const MOST_NEXT = 5;

/** What is on record of a project from a day on, up to and with another. */
export function happeningsOf(
  delivery: Delivery,
  others: {
    readonly from: Day;
    readonly to: Day;
    readonly dayOf: (at: number) => Day;
    readonly talks: Happenings['talks'];
    readonly open: readonly string[];
  },
): Happenings {
  const { from, to, dayOf } = others;
  const within = (on: Day): boolean => on >= from && on <= to;
  const coming = openMilestones(delivery);
  const soon = coming.filter(({ dueOn }) => dueOn <= addDays(to, AHEAD_DAYS));
  return {
    done: delivery.milestones
      .flatMap(({ text, doneOn }) => (doneOn !== undefined && within(doneOn) ? [{ on: doneOn, text }] : []))
      .sort((a, b) => a.on - b.on),
    moved: delivery.milestones.flatMap(({ text, firstDueOn, dueOn, agreedWith, doneOn }) =>
      firstDueOn !== undefined && doneOn === undefined && agreedWith !== undefined
        ? [{ text, from: firstDueOn, to: dueOn, with: agreedWith }]
        : [],
    ),
    exceptions: delivery.exceptions.flatMap(({ raisedAt, text, solution, agreed }) => {
      const on = dayOf(raisedAt);
      if (!within(on) && !(agreed && within(agreed.on))) return [];
      return [{ on, text, solution, ...(agreed ? { plan: agreed.plan } : {}) }];
    }),
    talks: others.talks.filter(({ on }) => within(on)),
    next: (soon.length > 0 ? soon : coming.slice(0, 1))
      .slice(0, MOST_NEXT)
      .map(({ dueOn, text, standard }) => ({ on: dueOn, text, standard })),
    coordinate: delivery.reports
      .filter(({ on, coordinate }) => within(on) && coordinate !== '')
      .map((r) => r.coordinate),
    open: others.open,
  };
}

const CHANNELS: { readonly [channel: string]: { readonly zh: string; readonly en: string } } = {
  phone: { zh: '电话沟通', en: 'a call' },
  on_site: { zh: '上门拜访', en: 'a visit on site' },
  video: { zh: '视频会议', en: 'a video meeting' },
  email: { zh: '邮件往来', en: 'e-mail' },
  sms: { zh: '短信', en: 'a text message' },
  wechat: { zh: '微信沟通', en: 'WeChat' },
  survey: { zh: '问卷', en: 'a survey' },
};

/** A draft for the customer: only what is on record, nothing that is not; a person reads and changes it before it goes out. */
export function letterDraft(
  happened: Happenings,
  about: {
    readonly kind: LetterKind;
    readonly language: 'zh' | 'en';
    readonly customer: string;
    readonly from: Day;
    readonly to: Day;
  },
): Draft {
  const { kind, language, customer, from, to } = about;
  const zh = language === 'zh';
  const span = zh ? `${formatDay(from)} 至 ${formatDay(to)}` : `${formatDay(from)} to ${formatDay(to)}`;
  const subject = zh
    ? `${kind === 'brief' ? '服务进度简报' : '服务进度同步函'}（${span}）`
    : `${kind === 'brief' ? 'Weekly progress brief' : 'Progress letter'} (${span})`;
  const sections = [
    section(
      zh ? '已完成' : 'Done',
      happened.done.map(({ on, text }) => `${formatDay(on)} ${text}`),
    ),
    section(
      zh ? '沟通' : 'We spoke',
      happened.talks.map(({ on, channel, followUp }) => {
        const how = (CHANNELS[channel] ?? { zh: channel, en: channel })[language];
        return [`${formatDay(on)} ${how}`, followUp].filter(Boolean).join(zh ? '：' : ': ');
      }),
    ),
    section(
      zh ? '异常与处理' : 'What went otherwise, and what we do',
      happened.exceptions.map(({ on, text, solution, plan }) =>
        [
          `${formatDay(on)} ${text}`,
          ...(solution ? [zh ? `处理：${solution}` : `what we do: ${solution}`] : []),
          ...(plan ? [zh ? `已与您商定：${plan}` : `agreed with you: ${plan}`] : []),
        ].join(zh ? '；' : '; '),
      ),
    ),
    section(
      zh ? '已商定的新日期' : 'Days agreed anew',
      happened.moved.map(({ text, from: before, to: now }) => `${text}: ${formatDay(before)} → ${formatDay(now)}`),
    ),
    section(
      zh ? '下一步' : 'Next',
      happened.next.map(({ on, text, standard }) =>
        [`${formatDay(on)} ${text}`, standard].filter(Boolean).join(zh ? '；交付标准：' : '; standard: '),
      ),
    ),
    section(zh ? '仍在处理的问题' : 'Still open', happened.open),
  ].filter((lines) => lines !== '');
  const empty = happened.done.length + happened.talks.length + happened.exceptions.length + happened.moved.length === 0;
  const body = [
    zh ? `${customer}，您好：` : `Dear ${customer},`,
    zh ? `以下是 ${span} 的项目进展。` : `this is how the project stands, ${span}.`,
    ...sections,
    zh ? '如有问题，请随时联系我们。' : 'Please tell us at any time if something is unclear.',
  ].join('\n\n');
  return { subject, body, empty };
}

/** A draft of the internal report: done, next, and what needs coordination. */
export function reportDraft(
  happened: Happenings,
  language: 'zh' | 'en',
): { readonly done: string; readonly next: string; readonly coordinate: string } {
  const zh = language === 'zh';
  return {
    done: [
      ...happened.done.map(({ on, text }) => `${formatDay(on)} ${text}`),
      ...happened.talks.map(
        ({ on, channel }) => `${formatDay(on)} ${(CHANNELS[channel] ?? { zh: channel, en: channel })[language]}`,
      ),
    ].join('\n'),
    next: happened.next.map(({ on, text }) => `${formatDay(on)} ${text}`).join('\n'),
    coordinate: happened.exceptions
      .filter(({ plan }) => plan === undefined)
      .map(({ text }) => (zh ? `异常待客户同意：${text}` : `exception, not agreed yet: ${text}`))
      .join('\n'),
  };
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `- ${line}`)].join('\n');
}
