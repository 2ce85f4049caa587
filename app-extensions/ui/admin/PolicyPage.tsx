import { Flex } from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import { useReader } from '../common/use-reader.ts';
import { ADMIN } from './admin-words.ts';
import { PolicyDesk } from './PolicyDesk.tsx';

/** The policy as a page of the app. */
export function PolicyPage() {
  const format = useReader();
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{ADMIN[format.language].title}</PageTitle>
      <PolicyDesk format={format} />
    </Flex>
  );
}
