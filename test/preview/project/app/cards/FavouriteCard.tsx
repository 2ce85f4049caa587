import { Button, Flex, hubspot, Text, useExtensionActions, useExtensionContext } from '@hubspot/ui-extensions';
import { useCrmProperties } from '@hubspot/ui-extensions/crm';
import { useEffect, useState } from 'react';

hubspot.extend<'crm.record.sidebar'>(() => <FavouriteCard />);

function FavouriteCard() {
  const { user } = useExtensionContext<'crm.record.sidebar'>();
  const { refreshObjectProperties, fetchCrmObjectProperties, onCrmPropertiesUpdate, addAlert } =
    useExtensionActions<'crm.record.sidebar'>();
  const { properties } = useCrmProperties(['jobtitle']);
  const [updates, setUpdates] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: subscribes once; the actions are new functions at every render
  useEffect(() => {
    onCrmPropertiesUpdate(['jobtitle'], () => setUpdates((before) => before + 1));
  }, []);
  return (
    <Flex direction="column" gap="small">
      <Text>{user.language?.startsWith('zh') ? '最爱的面包' : 'Favourite bread'}</Text>
      <Text>{`job ${properties.jobtitle ?? 'unknown'}, updates ${updates}`}</Text>
      <Button size="sm" onClick={() => refreshObjectProperties()}>
        Refresh
      </Button>
      <Button
        size="sm"
        onClick={async () => {
          const all = await fetchCrmObjectProperties('*');
          addAlert({ type: 'info', message: `email is ${all.email}` });
        }}
      >
        Read all
      </Button>
    </Flex>
  );
}
