import { Flex } from '@hubspot/ui-extensions';
import type { Format } from '../common/format.ts';
import { Failed, Loading } from '../common/states.tsx';
import { COMMON, NEXT_VISIT } from '../common/words.ts';
import { AtRisk, Nothing, Summary } from './Summary.tsx';
import type { ContactState } from './use-contact.ts';

/** The sidebar's first half, without anything to press. */
export function PreviewView({
  state,
  onRetry,
  format,
}: {
  readonly state: ContactState;
  readonly onRetry: () => void;
  readonly format: Format;
}) {
  switch (state.status) {
    case 'loading':
      return <Loading format={format} labels={[NEXT_VISIT[format.language].window, COMMON[format.language].owner]} />;
    case 'failed':
      return <Failed format={format} failure={state.failure} onRetry={onRetry} />;
    case 'empty':
      return (
        <Flex direction="column" gap="small">
          <Nothing contact={state.contact} format={format} />
          <AtRisk contact={state.contact} format={format} />
        </Flex>
      );
    case 'ready':
      return <Summary contact={state.contact} visit={state.visit} format={format} />;
  }
}
