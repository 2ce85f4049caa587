import { inBoth } from '../common/words.ts';

/** Planning that takes a while, on the page and in the panel. */
export const PLANNING = /* @__PURE__ */ inBoth(
  {
    elsewhere: 'Planning is under way elsewhere',
    elsewhereHint: 'Another page or the daily run is at work. This page follows it, and goes on if it stops.',
    answers: (n: string) => `Answers of customers by link: ${n} read.`,
    left: (time: string) => `About ${time} left.`,
    seconds: (n: string) => `${n} s`,
    minutes: (n: string) => `${n} min`,
  },
  {
    elsewhere: '别处正在安排',
    elsewhereHint: '另一个页面或每日计划正在运行。本页会跟随其进度，若其停止则接着进行。',
    answers: (n) => `已读取客户通过链接的回答 ${n} 份。`,
    left: (time) => `大约还需 ${time}。`,
    seconds: (n) => `${n} 秒`,
    minutes: (n) => `${n} 分钟`,
  },
);
