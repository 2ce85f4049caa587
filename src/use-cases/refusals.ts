import type { Refusal } from '../contract/common.ts';
import { PortalError } from './ports/ports.ts';

/** Trouble with HubSpot as an answer that says what to do; anything else is ours and goes on up. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof PortalError)) throw error;
  const facts = error.correlationId ? { correlationId: error.correlationId } : {};
  switch (error.kind) {
    case 'unauthorized':
    case 'forbidden':
      return {
        ok: false,
        reason: 'portal_unauthorized',
        message: {
          zh: 'HubSpot 拒绝了本应用的权限：请管理员检查应用的令牌和授权范围。',
          en: 'HubSpot refused the app’s permission: ask an admin to check its token and scopes.',
        },
        ...facts,
      };
    case 'rate-limited':
      return {
        ok: false,
        reason: 'portal_rate_limited',
        message: {
          zh: 'HubSpot 的请求额度暂时用完，请稍等片刻再试；没有内容丢失。',
          en: 'HubSpot’s request limit is used up for the moment; wait a little and try again. Nothing was lost.',
        },
        ...facts,
      };
    case 'not-found':
      return {
        ok: false,
        reason: 'not_installed',
        message: {
          zh: '这个门户还没有安装客户回访的对象：请管理员先运行安装。',
          en: 'This portal does not have the app’s objects yet: ask an admin to run the installer.',
        },
        ...facts,
      };
    case 'conflict':
    case 'refused':
    case 'unavailable':
      return {
        ok: false,
        reason: 'portal_unavailable',
        message: {
          zh: 'HubSpot 暂时没有完成这个请求，请再试一次；没有内容丢失。',
          en: 'HubSpot did not complete this request; try again. Nothing was lost.',
        },
        ...facts,
      };
  }
}
