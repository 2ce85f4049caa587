import { Flex, Heading, hubspot } from '@hubspot/ui-extensions';
import { ADMIN } from '../ui/admin/admin-words.ts';
import { PolicyDesk } from '../ui/admin/PolicyDesk.tsx';
import { useReader } from '../ui/common/use-reader.ts';

hubspot.extend<'settings'>(() => <Settings />);

/** The same as the policy page: settings may not render for private apps. */
export function Settings() {
  const format = useReader();
  return (
    <Flex direction="column" gap="medium">
      <Heading>{ADMIN[format.language].title}</Heading>
      <PolicyDesk format={format} />
    </Flex>
  );
}
