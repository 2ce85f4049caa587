import { hashOf } from './hash.ts';
import { type Answer, isSelfCollected } from './integrity.ts';

export interface ReaskSettings {
  /** Which share of self-collected answers is asked again, 0–1. */
  readonly share: number;
  /** Makes the draw one that nobody can foresee from the answers. */
  readonly seed: string;
  readonly today: number;
  /** An older answer is not asked again: the customer would speak of something else. */
  readonly withinDays: number;
  /** Those who may ask. */
  readonly askers: readonly string[];
}

export interface Reask {
  readonly key: string;
  readonly person: string;
  /** Neither the one who asked nor the one whose work it was. */
  readonly askerId: string;
}

/** Why a drawn answer is not asked again. */
export type NotReasked = 'reasked_already' | 'too_old' | 'may_not_be_asked' | 'nobody_else';

/**
 * The self-collected answers that somebody else asks again. An item carries no mark, so that the second asker is blind to the first
 * answer. The draw depends on the answer's key and the seed alone: run twice, in any order, it draws the same ones; it is also the same
 * for a high score and a low one.
 */
export function blindReasks(
  answers: readonly (Answer & { readonly mayBeAsked: boolean })[],
  settings: ReaskSettings,
): { readonly queue: readonly Reask[]; readonly left: readonly { readonly key: string; readonly why: NotReasked }[] } {
  const reaskedOn = new Map<string, number>();
  for (const { mode, person, on } of answers) {
    if (mode === 'blind_reask') reaskedOn.set(person, Math.max(on, reaskedOn.get(person) ?? on));
  }
  const queue: Reask[] = [];
  const left: { key: string; why: NotReasked }[] = [];
  const drawn = answers
    .filter((answer) => isSelfCollected(answer) && answer.mode !== 'blind_reask' && isDrawn(answer.key, settings))
    .sort((a, b) => a.on - b.on || (a.key < b.key ? -1 : 1));
  for (const { key, person, on, collectorId, subjectId, mayBeAsked } of drawn) {
    const askerId = askerOf(key, [collectorId, subjectId], settings);
    if ((reaskedOn.get(person) ?? -1) >= on) left.push({ key, why: 'reasked_already' });
    else if (settings.today - on > settings.withinDays) left.push({ key, why: 'too_old' });
    else if (!mayBeAsked) left.push({ key, why: 'may_not_be_asked' });
    else if (askerId === undefined) left.push({ key, why: 'nobody_else' });
    else queue.push({ key, person, askerId });
  }
  return { queue, left };
}

/** Who asks again: the same one however often it is asked, and nobody whose work it was; undefined: there is nobody else. */
export function askerOf(
  key: string,
  notBy: readonly (string | undefined)[],
  { seed, askers }: Pick<ReaskSettings, 'seed' | 'askers'>,
): string | undefined {
  const others = askers.filter((id) => !notBy.includes(id)).sort();
  return others[hashOf(`${seed}/who/${key}`) % Math.max(1, others.length)];
}

function isDrawn(key: string, { share, seed }: ReaskSettings): boolean {
  return hashOf(`${seed}/${key}`) < share * 2 ** 32;
}
