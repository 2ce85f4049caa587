import { Button, Flex, hubspot, Text } from '@hubspot/ui-extensions';
import { useState } from 'react';

hubspot.extend<'crm.record.sidebar'>(() => <OvenCard />);

/** A card that breaks when asked to. */
function OvenCard() {
  const [isHot, setIsHot] = useState(false);
  if (isHot) throw new Error('the oven is too hot');
  return (
    <Flex direction="column" gap="small">
      <Text>The oven is fine</Text>
      <Button size="sm" onClick={() => setIsHot(true)}>
        Overheat
      </Button>
    </Flex>
  );
}
