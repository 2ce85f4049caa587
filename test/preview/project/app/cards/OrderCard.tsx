import {
  Alert,
  Button,
  ButtonRow,
  Dropdown,
  Flex,
  Form,
  Heading,
  hubspot,
  Input,
  LoadingButton,
  Modal,
  ModalBody,
  ModalFooter,
  Panel,
  PanelBody,
  PanelFooter,
  Select,
  Tab,
  Tabs,
  Text,
  TextArea,
  useExtensionActions,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import { useAssociations, useCrmProperties } from '@hubspot/ui-extensions/crm';
import { useState } from 'react';

hubspot.extend<'crm.record.tab'>(() => <OrderCard />);

interface Greeting {
  readonly greeting: string;
  readonly now: string;
}

function OrderCard() {
  const context = useExtensionContext<'crm.record.tab'>();
  const actions = useExtensionActions<'crm.record.tab'>();
  const { properties, isLoading } = useCrmProperties(['firstname', 'jobtitle', 'createdate'], {
    propertiesToFormat: ['createdate'],
  });
  const companies = useAssociations({ toObjectType: '0-2', properties: ['name'], pageLength: 5 });
  const [count, setCount] = useState(0);
  const [bread, setBread] = useState('');
  const [size, setSize] = useState<string | number | boolean>('small');
  const [greeting, setGreeting] = useState<Greeting | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isCalling, setIsCalling] = useState(false);
  const [submitted, setSubmitted] = useState<string | null>(null);
  const isChinese = context.user.language?.startsWith('zh') ?? false;

  async function greet() {
    setIsCalling(true);
    try {
      const answer = await hubspot.serverless<Greeting>('bakery_greet', {
        propertiesToSend: ['firstname'],
        parameters: { count },
      });
      setGreeting(answer);
      actions.addAlert({ type: 'success', title: 'Greeted', message: answer.greeting });
    } catch (error) {
      setFailure(String(error));
    } finally {
      setIsCalling(false);
    }
  }

  async function misbehave(how: string) {
    try {
      await hubspot.serverless('bakery_misbehave', { parameters: { how } });
    } catch (error) {
      const { message, status, responseJSON } = error as Error & {
        status: number;
        responseJSON: { errors: { message: string }[] };
      };
      setFailure(`${status}: ${message} ${responseJSON.errors[0]?.message ?? ''}`);
      actions.addAlert({ type: 'danger', message: 'The function failed' });
    }
  }

  async function fetchFar(url: string) {
    const response = await hubspot.fetch(url, { method: 'GET' });
    const body = (await response.json()) as { message?: string };
    setFailure(`fetch ${response.status}: ${body.message ?? ''}`);
  }

  return (
    <Flex direction="column" gap="medium">
      <Heading>{isChinese ? '面包订单' : 'Bread order'}</Heading>
      <Text>
        {isLoading
          ? 'reading'
          : `For ${properties.firstname} (${properties.jobtitle ?? 'no job'}), since ${properties.createdate}`}
      </Text>
      <Text>
        {companies.isLoading
          ? 'companies…'
          : `Works at ${companies.results.map((company) => company.properties.name).join(', ') || 'nowhere'}`}
      </Text>
      <Text>{`user ${context.user.id} locale ${context.user.locale} zone ${context.portal.timezone} record ${context.crm.objectId} on ${new Date().toISOString().slice(0, 10)}`}</Text>
      {failure && (
        <Alert title="Failed" variant="error">
          {failure}
        </Alert>
      )}
      {greeting && (
        <Alert title="Answer" variant="success">
          {`${greeting.greeting} on ${greeting.now.slice(0, 10)}`}
        </Alert>
      )}
      <ButtonRow>
        <Button variant="primary" onClick={() => setCount((before) => before + 1)}>
          {`Loaves: ${count}`}
        </Button>
        <LoadingButton loading={isCalling} onClick={greet}>
          Greet
        </LoadingButton>
        <Button onClick={() => misbehave('throw')}>Fail</Button>
        <Button onClick={() => fetchFar('https://elsewhere.example/x')}>Fetch elsewhere</Button>
        <Button onClick={() => actions.copyTextToClipboard('a loaf')}>Copy</Button>
        <Button
          onClick={() =>
            actions.openIframeModal(
              { uri: 'https://bakery.example/menu', height: 300, width: 400, title: 'Menu' },
              () => setCount(100),
            )
          }
        >
          Menu
        </Button>
        <Dropdown
          buttonText="Kinds"
          options={[
            { label: 'Rye', onClick: () => setBread('Rye') },
            { label: 'Wheat', onClick: () => setBread('Wheat') },
          ]}
        />
      </ButtonRow>
      <Flex gap="small" wrap>
        <Button
          overlay={
            <Modal id="confirm-modal" title="Confirm order" width="small">
              <ModalBody>
                <Flex direction="column" gap="small">
                  <Text>{`You order ${count} loaves of ${bread || 'anything'}`}</Text>
                  <Input name="note" label="Note in modal" />
                </Flex>
              </ModalBody>
              <ModalFooter>
                <Button variant="primary" onClick={() => setCount((before) => before + 10)}>
                  Ten more
                </Button>
                <Button
                  onClick={() => {
                    actions.addAlert({ type: 'info', message: 'Ordered' });
                    actions.closeOverlay('confirm-modal');
                  }}
                >
                  Confirm
                </Button>
              </ModalFooter>
            </Modal>
          }
        >
          Review order
        </Button>
        <Button
          overlay={
            <Panel id="notes-panel" title="Baker's notes">
              <PanelBody>
                <Text>Keep the oven warm.</Text>
              </PanelBody>
              <PanelFooter>
                <Button onClick={(_event, reactions) => reactions.closePanel('notes-panel')}>Done reading</Button>
              </PanelFooter>
            </Panel>
          }
        >
          Notes
        </Button>
      </Flex>
      <Form onSubmit={({ targetValue }) => setSubmitted(JSON.stringify(targetValue))}>
        <Input
          name="bread"
          label="Bread"
          required
          value={bread}
          error={bread === 'stone'}
          validationMessage={bread === 'stone' ? 'Not edible' : bread ? `${bread.length} letters` : ''}
          onInput={setBread}
        />
        <TextArea name="wish" label="Wish" description="Anything you like" />
        <Select
          name="size"
          label="Size"
          value={size}
          options={[
            { label: 'Small', value: 'small' },
            { label: 'Large', value: 'large' },
          ]}
          onChange={setSize}
        />
        <Button type="submit">Send</Button>
      </Form>
      {submitted && <Text>{`sent ${submitted} size ${String(size)}`}</Text>}
      <Tabs defaultSelected="today">
        <Tab tabId="today" title="Today">
          <Text>Baked today</Text>
        </Tab>
        <Tab tabId="tomorrow" title="Tomorrow">
          <Text>Baked tomorrow</Text>
        </Tab>
      </Tabs>
    </Flex>
  );
}
