import { Button, ErrorState, Flex, LoadingSpinner, Text } from '@hubspot/ui-extensions';
import type { Failure } from './ask.ts';
import type { Format } from './format.ts';
import { COMMON } from './words.ts';

/** While the first answer is under way. */
export function Loading({ format }: { readonly format: Format }) {
  return <LoadingSpinner label={COMMON[format.language].loading} showLabel={true} layout="centered" />;
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
