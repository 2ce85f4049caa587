import { Alert, Button, Flex, Heading, hubspot, LoadingButton, Text } from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { OpenPolicyAnswer, ScopeCounts } from '../../../src/contract/open-policy.ts';
import { EXCLUSION_FIELDS } from '../../../src/domain/planning/facts.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { HelpOn } from '../common/states.tsx';
import { usePortal } from '../common/use-portal.ts';
import { ADMIN } from './admin-words.ts';
import { ChoiceField, ListField } from './fields.tsx';
import type { PolicyScreen } from './use-policy.ts';

/** Who is not in the book whatever else is true of them, and how many that leaves out. */
export function ExclusionsPart({ screen, format }: { readonly screen: PolicyScreen; readonly format: Format }) {
  const words = ADMIN[format.language].exclude;
  const portal = usePortal();
  const [counting, setCounting] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [counted, setCounted] = useState<{ readonly of: Policy['scope']; readonly counts: ScopeCounts } | null>(null);
  const scope = screen.edit?.policy.scope;
  if (!scope) return null;
  const { exclude = [] } = scope;
  // What was changed since is not what was counted.
  const counts = counted?.of === scope ? counted.counts : null;
  const isWrong = [...screen.problems.keys()].some((path) => path.startsWith('scope'));
  const put = (next: typeof exclude) => screen.set('scope.exclude', next.length === 0 ? undefined : next);
  const count = async () => {
    setCounting(true);
    const parameters = asJson({ portal, count: scope });
    const answer = await ask(() => hubspot.serverless<OpenPolicyAnswer>('open_policy', { parameters }));
    setCounting(false);
    setFailure(answer.ok ? null : answer);
    if (answer.ok && answer.counted) setCounted({ of: scope, counts: answer.counted });
  };
  return (
    <Flex direction="column" gap="small">
      <Heading>{words.title}</Heading>
      <Text>{words.hint}</Text>
      {exclude.map(({ field }, place) => {
        const own = { screen, format };
        const path = `scope.exclude.${place}`;
        const left = counts?.excluded[place];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: an exclusion is its place, which is in its fields' names too
          <Flex key={place} direction="row" gap="small" wrap="wrap" align="end">
            <ChoiceField
              {...own}
              path={`${path}.field`}
              label={words.field(place + 1)}
              options={EXCLUSION_FIELDS.map((value) => ({ value, label: words.fields[value] }))}
            />
            {field !== 'opted_out' && <ListField {...own} path={`${path}.values`} label={words.values(place + 1)} />}
            <Button variant="secondary" onClick={() => put(exclude.filter((_, each) => each !== place))}>
              {words.remove(place + 1)}
            </Button>
            {left !== undefined && <Text>{words.leftOut(format.number(left))}</Text>}
          </Flex>
        );
      })}
      <Flex direction="row" gap="small">
        <Button variant="secondary" onClick={() => put([...exclude, { field: 'email_domain', values: [] }])}>
          {words.add}
        </Button>
        <LoadingButton
          variant="secondary"
          loading={counting}
          disabled={counting || isWrong}
          onClick={() => void count()}
        >
          {words.count}
        </LoadingButton>
      </Flex>
      {counts && <Text>{words.contacts(format.number(counts.contacts))}</Text>}
      {failure && (
        <Alert variant="error" title={format.say(failure.message)}>
          <HelpOn failure={failure} format={format} />
        </Alert>
      )}
    </Flex>
  );
}
