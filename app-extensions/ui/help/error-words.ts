import type { Bilingual, Refusal } from '../../../src/contract/common.ts';
import type { NO_ANSWER } from '../common/ask.ts';

/** Everything that a card or page can refuse with, and the one trouble that only a log shows. */
type ErrorCode = Refusal['reason'] | typeof NO_ANSWER | 'unsigned-call';

/** What errors are about, in the order in which they are listed. */
export const ABOUT = {
  hubspot: { en: 'HubSpot and the portal', zh: 'HubSpot 与门户' },
  planning: { en: 'Planning', zh: '排期' },
  visits: { en: 'Visits', zh: '回访' },
  loops: { en: 'Loops', zh: '闭环' },
  scripts: { en: 'Scripts and policy', zh: '话术与策略' },
  endpoints: { en: 'Endpoints', zh: '端点' },
} as const satisfies { readonly [about: string]: Bilingual };

/** What it means and what to do. */
interface ErrorEntry extends Bilingual {
  readonly about: keyof typeof ABOUT;
}

/** The one table of errors: the Help page shows it, `docs/errors.md` is written from it. */
export const ERRORS: { readonly [code in ErrorCode]: ErrorEntry } = {
  portal_unauthorized: {
    about: 'hubspot',
    en: 'HubSpot refused the token or a scope (401, 403). An admin installs the app again, so that it gets the scopes of the project (hs project install-app --force); where commands run, a valid token goes into HUBSPOT_TOKEN. npm run doctor names what cannot be read.',
    zh: 'HubSpot 拒绝了令牌或授权范围（401、403）。请管理员重新安装应用以取得项目所需的授权范围（hs project install-app --force）；运行命令处请在 HUBSPOT_TOKEN 中填写有效令牌。npm run doctor 会指出哪些内容读不到。',
  },
  portal_rate_limited: {
    about: 'hubspot',
    en: 'The account’s calls are used up, of ten seconds or of the day. Wait and do the same again: nothing is done twice. If it happens daily, see whether another integration uses the budget (Settings → Integrations → Connected apps), or run the planning at night.',
    zh: '账户的调用额度已用完（十秒内或当日）。请稍候再做同样的操作，不会重复写入。若每天如此，请查看是否有其他集成占用额度（设置 → 集成 → 已连接的应用），或改在夜间排期。',
  },
  portal_unavailable: {
    about: 'hubspot',
    en: 'HubSpot did not answer in time, or refused what was sent. Do the same again: every write can run twice. If it stays, npm run app:install says what differs in the portal, such as a property of another type or a choice that was deleted.',
    zh: 'HubSpot 未及时响应，或拒绝了所发内容。请再做一次，任何写入都可重复执行。若一直如此，npm run app:install 会说明门户中哪里不一致，例如属性类型不同或选项被删除。',
  },
  not_installed: {
    about: 'hubspot',
    en: 'The portal has no objects of the app, or the token is one of another portal. An admin runs npm run app:install -- --portal https://api.hubapi.com.',
    zh: '门户中没有本应用的对象，或令牌属于其他门户。请管理员运行 npm run app:install -- --portal https://api.hubapi.com。',
  },
  no_answer_from_app: {
    about: 'hubspot',
    en: 'The app’s function did not answer: it was cut off after its fifteen seconds, or was not deployed. Try again; what was written is not written twice. If it stays, see whether the last build was deployed and what hs project logs says.',
    zh: '应用的函数没有响应：可能超过十五秒被中断，或尚未部署。请重试，已写入的内容不会重复写入。若一直如此，请检查最近一次构建是否已部署，并查看 hs project logs。',
  },
  no_policy: {
    about: 'planning',
    en: 'No policy was published. npm run app:install publishes the shipped one; or publish a draft on the page Policy.',
    zh: '尚未发布策略。npm run app:install 会发布自带的策略；也可在“策略”页发布草稿。',
  },
  bad_policy: {
    about: 'planning',
    en: 'The published policy cannot be read; the fields named say why. Publish a version that can: the one before is in the history of the page Policy.',
    zh: '已发布的策略无法读取，原因见所列字段。请发布可读取的版本：上一版在“策略”页的历史中。',
  },
  paused: {
    about: 'planning',
    en: 'An admin stopped planning, with the reason shown; visits can still be recorded. It goes on with npm run app:runs -- --portal URL resume, or when “Paused because” is cleared on the record “clock” of Planning runs.',
    zh: '管理员已暂停排期，原因见提示；仍可记录回访。恢复：npm run app:runs -- --portal URL resume，或清空“Planning runs”中“clock”记录的“Paused because”。',
  },
  busy: {
    about: 'planning',
    en: 'Another run is at work. Wait the seconds it says; it goes on from there. A run that was killed gives way after half a minute.',
    zh: '另一次排期正在进行。请等待提示的秒数后再试，会从那里继续。被中断的排期半分钟后自动让出。',
  },
  no_run: {
    about: 'planning',
    en: 'There is no run of that name. npm run app:runs -- --portal URL lists them.',
    zh: '没有该名称的排期记录。npm run app:runs -- --portal URL 可列出全部。',
  },
  no_job: {
    about: 'planning',
    en: 'Nothing was begun that could be gone on with. Begin it again.',
    zh: '没有可继续的任务。请重新开始。',
  },
  not_a_contact: {
    about: 'visits',
    en: 'The card stands on no contact, or the contact was deleted or merged meanwhile. Reload the page; a deleted contact can be restored in HubSpot for ninety days, and what was open is opened again.',
    zh: '卡片不在联系人上，或联系人已被删除或合并。请刷新页面；删除的联系人九十天内可在 HubSpot 恢复，原有的未完成事项会重新打开。',
  },
  no_visit: {
    about: 'visits',
    en: 'There is no such visit, or it was withdrawn while the form was open. Reload; what you typed is kept as a draft.',
    zh: '没有此次回访，或在填写时已被撤回。请刷新；已填内容保存为草稿。',
  },
  already_recorded: {
    about: 'visits',
    en: 'Somebody recorded this visit, with another form. Look at the record; if both talks took place, write the second as a note.',
    zh: '此次回访已由他人记录。请查看该记录；若两次沟通都发生过，请把第二次写成备注。',
  },
  counted_as_held: {
    about: 'visits',
    en: 'The visit’s task was completed in HubSpot, so the visit counts as held. Record what was said; it cannot be moved any more.',
    zh: '回访任务已在 HubSpot 中完成，此次回访视为已进行。请记录沟通内容；不能再改期。',
  },
  draft_elsewhere: {
    about: 'visits',
    en: 'Another window or person has a newer draft of this visit. Take theirs, or keep yours: the card asks.',
    zh: '其他窗口或其他人有此次回访的更新草稿。采用对方的或保留自己的：卡片会询问。',
  },
  loops_unmentioned: {
    about: 'visits',
    en: 'The customer has open loops that the record does not mention. Say for each whether it was discussed, answered, or not now with the reason.',
    zh: '客户有未闭环的事，记录中未提及。请逐项说明已谈、已答复，或这次不谈及原因。',
  },
  bad_input: {
    about: 'visits',
    en: 'The fields named cannot be taken as they are. Correct them; nothing was saved.',
    zh: '所列字段不能按现在的内容保存。请修改；尚未写入任何内容。',
  },
  no_loop: {
    about: 'loops',
    en: 'There is no such loop any more: the contact was merged or erased. Reload.',
    zh: '此项已不存在：联系人已合并或已清除。请刷新。',
  },
  not_allowed_now: {
    about: 'loops',
    en: 'What stands there now does not allow it; the sentence says why. Reload and choose from what is offered.',
    zh: '当前状态不允许这样做，原因见提示。请刷新后从可选项中选择。',
  },
  moved_meanwhile: {
    about: 'loops',
    en: 'Somebody changed it while you looked at it. Reload; nothing was overwritten.',
    zh: '您查看时已被他人更改。请刷新；没有内容被覆盖。',
  },
  no_script: {
    about: 'scripts',
    en: 'There is no such script or version. Choose one from the list.',
    zh: '没有此话术或版本。请从列表中选择。',
  },
  script_changed: {
    about: 'scripts',
    en: 'Somebody saved a newer version while you edited. Your text is still on the page: open the newer one in another window and bring them together.',
    zh: '您编辑时他人保存了新版本。您的文字仍在页面上：请在另一窗口打开新版本并合并。',
  },
  no_draft: {
    about: 'scripts',
    en: 'There is no draft of the policy. Save one first.',
    zh: '没有策略草稿。请先保存一份。',
  },
  draft_changed: {
    about: 'scripts',
    en: 'The draft was saved by somebody else after you opened it. Reload it; copy your changes over.',
    zh: '您打开后草稿已被他人保存。请重新载入，再把您的修改加进去。',
  },
  policy_changed: {
    about: 'scripts',
    en: 'Another version was published meanwhile. Rehearse against that one and publish again.',
    zh: '其间已发布了另一版本。请按该版本重新试排后再发布。',
  },
  not_approved: {
    about: 'scripts',
    en: 'Publishing needs a person’s approval: set “Approval” on the record of the draft in HubSpot. The sentence says whose counts.',
    zh: '发布需要批准：请在 HubSpot 中草稿的记录上设置“Approval”。谁的批准有效见提示。',
  },
  too_big: {
    about: 'scripts',
    en: 'The document does not fit into a property of HubSpot (65,536 characters). Shorten scripts, or split a rule’s texts.',
    zh: '内容超出 HubSpot 属性的长度（65,536 字符）。请缩短话术或拆分规则文字。',
  },
  nothing_to_restore: {
    about: 'scripts',
    en: 'There is no earlier version to go back to.',
    zh: '没有可恢复的更早版本。',
  },
  'unsigned-call': {
    about: 'endpoints',
    en: 'A line in the log, not an error that people see: a call came that HubSpot did not sign for this app, and was refused with 401. “because” says why: no-secret (set HUBSPOT_CLIENT_SECRET with hs secret add), no-signature, out-of-time (a clock is off by more than five minutes, or the call is a repeated one), mismatch (another secret, another address than the one built with --portal-id or --domain, or a changed body). If every call of HubSpot’s own is refused, npm run probe -- --endpoint https://DOMAIN says what arrives.',
    zh: '仅出现在日志中，用户看不到：收到一个并非由 HubSpot 为本应用签名的调用，已以 401 拒绝。“because”说明原因：no-secret（用 hs secret add 设置 HUBSPOT_CLIENT_SECRET）、no-signature、out-of-time（时钟相差超过五分钟，或为重复调用）、mismatch（密钥不同、地址与 --portal-id 或 --domain 所建不同，或正文被改动）。若 HubSpot 的调用全被拒绝，npm run probe -- --endpoint https://DOMAIN 会说明收到了什么。',
  },
};

/** What to do about an error; undefined: no such code. */
export function errorEntry(code: string): ErrorEntry | undefined {
  return Object.entries(ERRORS).find(([known]) => known === code)?.[1];
}
