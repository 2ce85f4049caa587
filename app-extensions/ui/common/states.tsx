import {
  Button,
  DescriptionList,
  DescriptionListItem,
  ErrorState,
  Flex,
  LoadingSpinner,
  Text,
  useExtensionActions,
} from '@hubspot/ui-extensions';
import type { Failure } from './ask.ts';
import type { Format } from './format.ts';
import { COMMON } from './words.ts';

/** While the first answer is under way: the labels of what comes stand already, so that nothing jumps when it is there. */
export function Loading({ format, labels = [] }: { readonly format: Format; readonly labels?: readonly string[] }) {
  const words = COMMON[format.language];
  return (
    <Flex direction="column" gap="small">
      <LoadingSpinner label={words.loading} showLabel={true} layout="inline" />
      {labels.length > 0 && (
        <DescriptionList direction="column">
          {labels.map((label) => (
            <DescriptionListItem key={label} label={label}>
              <Text>{words.pending}</Text>
            </DescriptionListItem>
          ))}
        </DescriptionList>
      )}
    </Flex>
  );
}

/** What went wrong, in the function's own words where it has any, and the way on. */
export function Failed({
  format,
  failure,
  onRetry,
}: {
  readonly format: Format;
  readonly failure: Failure;
  readonly onRetry: () => void;
}) {
  const words = COMMON[format.language];
  return (
    <ErrorState title={words.failedTitle}>
      <Flex direction="column" align="center" gap="small">
        <Text>{format.say(failure.message)}</Text>
        {failure.correlationId && <Text variant="microcopy">{words.supportId(failure.correlationId)}</Text>}
        <Button variant="secondary" onClick={onRetry}>
          {words.retry}
        </Button>
        <HelpOn failure={failure} format={format} />
      </Flex>
    </ErrorState>
  );
}

/**
 * Leads to what the Help page says of an error.
 *
 * `unverified` on a real portal: that a card may open a page of its app, as its actions are typed. Probe: page-from-card.
 */
export function HelpOn({ format, failure }: { readonly format: Format; readonly failure: Pick<Failure, 'code'> }) {
  const { navigateToPage } = useExtensionActions<'crm.record.tab'>();
  const { code } = failure;
  return (
    <Button variant="transparent" size="xs" onClick={() => navigateToPage({ to: '/help', params: { code } })}>
      {COMMON[format.language].helpOn(code)}
    </Button>
  );
}
