/** What customers of the demo said, by what it is, in the language they speak. */
export const SAID: {
  readonly [language in 'zh' | 'en']: {
    readonly [kind in 'problem' | 'need' | 'suggestion' | 'complaint' | 'praise']: readonly string[];
  };
} = {
  zh: {
    problem: [
      '报表导出偶尔超时',
      '移动端登录要重试两三次',
      '备件到货比约定晚了两天',
      '新员工不会用批量录入',
      '月底对账数据要手工核对',
    ],
    need: ['想了解多仓库版本的报价', '需要一次操作培训', '希望增加两个账号', '想看同行的使用案例'],
    suggestion: [
      '希望能在手机上看工单进度',
      '建议到期前一个月提醒续约',
      '希望报表能自动发到邮箱',
      '建议把常用备件放到本地仓',
    ],
    complaint: ['报修后三天才有人回复', '同一个问题要重复说给三个人听', '工程师迟到半天没有事先通知'],
    praise: ['新来的工程师很专业', '上次的问题当天就解决了', '回访很及时，讲得清楚'],
  },
  en: {
    problem: [
      'The export times out now and then',
      'Spare parts came two days later than agreed',
      'New colleagues cannot find the batch entry',
      'The month-end numbers have to be checked by hand',
    ],
    need: ['Would like a quote for a second site', 'Needs a short training', 'Wants two more seats'],
    suggestion: [
      'Show the progress of a ticket on the phone',
      'Remind us of the renewal a month ahead',
      'Send the report by e-mail every Monday',
    ],
    complaint: ['It took three days until somebody answered', 'Had to explain the same thing to three people'],
    praise: ['The new engineer knows what she is doing', 'Solved on the same day, thank you', 'Clear and to the point'],
  },
};

/** What became of loops, as the person who handled them wrote it. */
export const HANDLED: {
  readonly [language in 'zh' | 'en']: {
    readonly done: string;
    readonly declined: string;
    readonly rootCause: string;
    readonly prevention: string;
    readonly answer: string;
    readonly promise: string;
  };
} = {
  zh: {
    done: '已处理，并把结果告知客户',
    declined: '评估后暂不采纳，已向客户说明原因',
    rootCause: '交接时没有写清联系人',
    prevention: '派工单必须填写联系人和到达时间',
    answer: '客户确认已经解决',
    promise: '三个工作日内给出处理结果',
  },
  en: {
    done: 'Done, and told the customer what came of it',
    declined: 'Looked at and not taken up for now; the customer knows why',
    rootCause: 'The handover did not name whom to call',
    prevention: 'A dispatch names whom to call and the hour of arrival',
    answer: 'The customer says it works',
    promise: 'An answer within three working days',
  },
};
