import { inBoth } from '../common/words.ts';

/** A link by which a customer answers. */
export const SURVEY_LINK = /* @__PURE__ */ inBoth(
  {
    make: {
      csat: 'Link to the satisfaction survey',
      nps: 'Link to the recommendation question',
      solved: 'Link: “Is it solved?”',
    },
    making: 'Making the link…',
    until: (at: string) => `Works once, until ${at}.`,
    copyLink: 'Copy the link',
    copyMessage: 'Copy the message',
    compose: 'Write in HubSpot',
    copied: 'Copied.',
    notCopied: 'It could not be copied; select the text and copy it.',
    language: 'Language of the message',
    languages: { zh: '中文', en: 'English' },
  },
  {
    make: { csat: '满意度问卷链接', nps: '推荐意愿问卷链接', solved: '“解决了吗？”链接' },
    making: '正在生成链接…',
    until: (at) => `只能提交一次，有效期至 ${at}。`,
    copyLink: '复制链接',
    copyMessage: '复制消息',
    compose: '在 HubSpot 中写邮件',
    copied: '已复制。',
    notCopied: '未能复制，请选中文字后复制。',
    language: '消息语言',
    languages: { zh: '中文', en: 'English' },
  },
);
