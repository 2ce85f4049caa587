import {
  Button,
  DescriptionList,
  DescriptionListItem,
  ErrorState,
  Flex,
  LoadingSpinner,
  Text,
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
      </Flex>
    </ErrorState>
  );
}
