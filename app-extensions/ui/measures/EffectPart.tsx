import { Flex, Heading, Text } from '@hubspot/ui-extensions';
import type { OpenEffectAnswer } from '../../../src/contract/open-dashboard.ts';
import type { Format } from '../common/format.ts';
import { COMMON } from '../common/words.ts';
import { EFFECT } from './effect-words.ts';
import { tenth } from './measure-parts.tsx';
import { MEASURES } from './measure-words.ts';

type Answer = Extract<OpenEffectAnswer, { readonly ok: true }>;

/** Whether visits helped, with its interval, or that it cannot be told yet. */
export function EffectPart({ answer, format }: { readonly answer: Answer; readonly format: Format }) {
  const words = EFFECT[format.language];
  const { effect, waiting, outcomeDays } = answer;
  const isEmpty = effect.early + effect.late + waiting === 0;
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.title}</Heading>
      <Text>{answer.on ? words.on(segmentsText(answer, format)) : words.off}</Text>
      {!(isEmpty && !answer.on) && <Text format={{ fontWeight: 'bold' }}>{verdictText(effect, format)}</Text>}
      <Text>{words.counts(format.number(effect.early), format.number(effect.late), format.number(waiting))}</Text>
      {answer.more && <Text>{words.more}</Text>}
      <Text variant="microcopy">{words.how(format.number(outcomeDays))}</Text>
    </Flex>
  );
}

function verdictText(effect: Answer['effect'], format: Format): string {
  const words = EFFECT[format.language];
  if (effect.verdict === 'cannot_tell_yet') return words.verdicts.cannot_tell_yet(format.number(effect.wanted));
  const points = (share: number): string => tenth(100 * share, format);
  const { difference, interval, verdict } = effect;
  const by = verdict === 'not_distinguishable' ? points(difference) : points(Math.abs(difference));
  return words.verdicts[verdict](by, words.range(points(interval.low), points(interval.high)));
}

function segmentsText({ tiers, stages }: Answer, format: Format): string {
  const separator = COMMON[format.language].listSeparator;
  const { stages: names } = MEASURES[format.language];
  return EFFECT[format.language].segment(tiers.join(separator), stages.map((stage) => names[stage]).join(separator));
}
