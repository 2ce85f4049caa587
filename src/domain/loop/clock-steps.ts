import type { Words } from '../planning/plan.ts';

/** One step of a clock's arithmetic. Instants are local text with their offset: `2026-09-30T17:50+08:00`. */
export type ClockStep =
  | { readonly do: 'start'; readonly at: string }
  /** Worked up to `at`. */
  | { readonly do: 'work'; readonly minutes: number; readonly at: string }
  /** Nobody works until `at`; `days` free days lie between, from `first` to `last`. */
  | {
      readonly do: 'off';
      readonly at: string;
      readonly days?: number;
      readonly first?: string;
      readonly last?: string;
    }
  /** The rest of a long clock in one step. */
  | { readonly do: 'rest'; readonly minutes: number; readonly at: string }
  /** So many minutes by the clock. */
  | { readonly do: 'clock'; readonly minutes: number; readonly at: string }
  | { readonly do: 'days'; readonly n: number; readonly unit: 'C' | 'W'; readonly at: string }
  | { readonly do: 'promised'; readonly at: string }
  /** Stood still from `at`; without `to` it still does. */
  | {
      readonly do: 'pause';
      readonly at: string;
      readonly to?: string;
      readonly minutes?: number;
      readonly days?: number;
    }
  /** Fell outside working time, moved to `at`. */
  | { readonly do: 'moved'; readonly at: string }
  /** Falls outside working time and stays. */
  | { readonly do: 'kept'; readonly at: string }
  /** The customer agreed to a later instant. */
  | { readonly do: 'agreed'; readonly at: string }
  /** Its year's holidays are not announced. */
  | { readonly do: 'provisional' };

/**
 * A step in words.
 *
 * @example stepText({ do: 'work', minutes: 10, at: '2026-09-30T18:00+08:00' }).en // '+ 10 min worked, until 2026-09-30 18:00 (+08:00)'
 */
export function stepText(step: ClockStep): Words {
  switch (step.do) {
    case 'start':
      return { zh: `${when(step.at)} 起计`, en: `starts ${when(step.at)}` };
    case 'work':
      return {
        zh: `+ ${spanZh(step.minutes)}工作时间，至 ${when(step.at)}`,
        en: `+ ${spanEn(step.minutes)} worked, until ${when(step.at)}`,
      };
    case 'off':
      return step.days === undefined
        ? { zh: `非工作时间，至 ${when(step.at)}`, en: `not worked until ${when(step.at)}` }
        : {
            zh: `${range(step.first, step.last)} 共 ${step.days} 天不上班，至 ${when(step.at)}`,
            en: `${step.days} ${step.days === 1 ? 'day' : 'days'} off (${range(step.first, step.last)}), until ${when(step.at)}`,
          };
    case 'rest':
      return {
        zh: `其余 ${spanZh(step.minutes)}工作时间，至 ${when(step.at)}`,
        en: `the remaining ${spanEn(step.minutes)} worked, until ${when(step.at)}`,
      };
    case 'clock':
      return {
        zh: `+ ${spanZh(step.minutes)}（自然时间），至 ${when(step.at)}`,
        en: `+ ${spanEn(step.minutes)} by the clock, until ${when(step.at)}`,
      };
    case 'days':
      return {
        zh: `+ ${step.n} 个${step.unit === 'C' ? '自然日' : '工作日'}，${when(step.at)} 下班前`,
        en: `+ ${step.n} ${step.unit === 'C' ? 'calendar' : 'working'} ${step.n === 1 ? 'day' : 'days'}, by the end of work ${when(step.at)}`,
      };
    case 'promised':
      return { zh: `承诺 ${when(step.at)}`, en: `promised for ${when(step.at)}` };
    case 'pause':
      if (step.to === undefined)
        return {
          zh: `${when(step.at)} 起等待客户，暂停计时`,
          en: `stands still since ${when(step.at)}, waiting for the customer`,
        };
      return {
        zh: `${when(step.at)} 至 ${when(step.to)} 等待客户，不计 ${amountZh(step)}`,
        en: `${when(step.at)} to ${when(step.to)} waiting for the customer: ${amountEn(step)} not counted`,
      };
    case 'moved':
      return {
        zh: `不在工作时间，顺延至 ${when(step.at)}`,
        en: `outside working time, moved to ${when(step.at)}`,
      };
    case 'kept':
      return {
        zh: `${when(step.at)} 不在工作时间，仍按此计`,
        en: `${when(step.at)} is outside working time and stays`,
      };
    case 'agreed':
      return { zh: `客户同意延至 ${when(step.at)}`, en: `extended to ${when(step.at)}, agreed with the customer` };
    case 'provisional':
      return { zh: '该年放假安排尚未公布，暂定', en: 'provisional: the holidays of that year are not announced' };
    default:
      return step satisfies never;
  }
}

function when(text: string): string {
  return `${text.slice(0, 10)} ${text.slice(11, 16)} (${text.slice(16)})`;
}

function range(first = '', last = ''): string {
  return first === last ? first : `${first}…${last}`;
}

function amountZh({ minutes, days }: { readonly minutes?: number; readonly days?: number }): string {
  return days === undefined ? spanZh(minutes ?? 0).trimEnd() : `${days} 天`;
}

function amountEn({ minutes, days }: { readonly minutes?: number; readonly days?: number }): string {
  return days === undefined ? spanEn(minutes ?? 0) : `${days} ${days === 1 ? 'day' : 'days'}`;
}

function spanZh(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return `${hours > 0 ? `${hours} 小时` : ''}${hours > 0 && rest > 0 ? ' ' : ''}${rest > 0 || hours === 0 ? `${rest} 分钟` : ''}`;
}

function spanEn(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 ? `${hours} h` : '', rest > 0 || hours === 0 ? `${rest} min` : ''].filter(Boolean).join(' ');
}
