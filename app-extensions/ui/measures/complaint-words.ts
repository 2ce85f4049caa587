import { inBoth } from '../common/words.ts';

/** What complaints came from. */
export const COMPLAINTS = /* @__PURE__ */ inBoth(
  {
    title: 'Complaints by cause',
    none: 'No complaint was raised this month.',
    summary: (n: string, without: string, prevented: string) =>
      `Complaints: ${n}. Cause not noted yet: ${without}. Prevention noted: ${prevented}.`,
    measures: (n: string, checked: string, done: string, effective: string) =>
      `Improvement measures: ${n}; looked at once due: ${checked}; done: ${done}; effective: ${effective}.`,
    hint: 'Of the complaints whose cause is known. A rank is given only where no other interval overlaps.',
    cause: 'Root cause',
    share: 'Share of complaints',
    rank: 'Rank',
    again: 'Again within 90 days',
    records: 'Records',
    show: (name: string, n: string) => `Show ${n}: ${name}`,
    other: (name: string, cause: string) => `${name}: ${cause}`,
    more: 'There are more complaints than can be read here: these are the newest ones.',
  },
  {
    title: '投诉原因',
    none: '本月没有投诉。',
    summary: (n, without, prevented) => `投诉 ${n} 件；未注明原因 ${without} 件；已写明预防措施 ${prevented} 件。`,
    measures: (n, checked, done, effective) =>
      `改进措施 ${n} 项；到期后已复查 ${checked} 项；完成 ${done} 项；有效 ${effective} 项。`,
    hint: '以已注明原因的投诉为分母；区间互不重叠时才给名次。',
    cause: '根因',
    share: '占比',
    rank: '名次',
    again: '90 天内再次发生',
    records: '记录',
    show: (name, n) => `查看 ${n} 条：${name}`,
    other: (name, cause) => `${name}：${cause}`,
    more: '投诉多于此处可读取的数量：以上为最近的投诉。',
  },
);
