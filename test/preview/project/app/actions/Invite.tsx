import { Button, Flex, hubspot, Text, useExtensionActions, useExtensionContext } from '@hubspot/ui-extensions';

hubspot.extend<'crm.bulkActions'>(() => <Invite />);

function Invite() {
  const { crm } = useExtensionContext<'crm.bulkActions'>();
  const { addAlert, closeOverlay } = useExtensionActions<'crm.bulkActions'>();
  return (
    <Flex direction="column" gap="small">
      <Text>{`Invite ${crm.objectIds.length} contacts of ${crm.objectTypeId}`}</Text>
      <Button
        variant="primary"
        onClick={() => {
          addAlert({ type: 'success', message: 'Invited' });
          closeOverlay('invite');
        }}
      >
        Invite them
      </Button>
    </Flex>
  );
}
