import { hubspot, Text, Toggle, useExtensionContext } from '@hubspot/ui-extensions';

hubspot.extend<'settings'>(() => <Settings />);

function Settings() {
  const { portal } = useExtensionContext<'settings'>();
  return (
    <>
      <Text>{`Opening hours of portal ${portal.id}`}</Text>
      <Toggle name="open" label="Open on Sundays" />
    </>
  );
}
