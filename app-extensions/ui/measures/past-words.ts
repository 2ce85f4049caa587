import { inBoth } from '../common/words.ts';

/** Numbers of a past day. */
export const PAST = /* @__PURE__ */ inBoth(
  {
    day: 'As of a past day',
    now: 'Back to now',
    title: (day: string) => `Numbers as they were at the end of ${day}`,
    policy: (version: string, name: string, since: string) =>
      `Policy then in force: version ${version}, ${name}, since ${since}.`,
    noPolicy:
      'No policy was in force on that day, or it cannot be read any more: the numbers are counted by the one in force now.',
    calendar: (country: string, exceptions: string) => `Calendar: ${country} with ${exceptions} days of its own.`,
    working: 'A working day.',
    off: 'A day off.',
    owners:
      'Each visit is counted for its owner, tier and stage of then. What was recorded or handed over since changes nothing.',
    trend: 'Of a past day only its month and the one before are counted; nothing kept is changed.',
  },
  {
    day: '查看过去某日',
    now: '回到现在',
    title: (day) => `${day} 日终时的数据`,
    policy: (version, name, since) => `当日生效的策略：第 ${version} 版（${name}），自 ${since} 起。`,
    noPolicy: '当日没有生效的策略，或已无法读取：按现行策略计算。',
    calendar: (country, exceptions) => `日历：${country}，另有 ${exceptions} 个自定日期。`,
    working: '当日为工作日。',
    off: '当日为休息日。',
    owners: '每次回访按当时的负责人、分层和阶段统计；此后的记录和交接不影响结果。',
    trend: '过去某日只统计当月和上月，不改动已存数据。',
  },
);
