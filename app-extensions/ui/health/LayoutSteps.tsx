import { Flex, Heading, Image, List, Text } from '@hubspot/ui-extensions';
import type { Format } from '../common/format.ts';
import { HEALTH } from './health-words.ts';
import { recordPicture, settingsPicture, workflowPicture } from './pictures.ts';

/** What a person does in HubSpot's own screens, each with a drawing; no app can see whether it was done. */
export function LayoutSteps({ format }: { readonly format: Format }) {
  const words = HEALTH[format.language];
  return (
    <Flex direction="column" gap="small">
      <Heading>{words.layout}</Heading>
      <Text variant="microcopy">{words.layoutHint}</Text>
      <Drawn title={words.settings} alt={words.settingsAlt} src={settingsPicture()} steps={words.settingsSteps} />
      <Drawn title={words.record} alt={words.recordAlt} src={recordPicture()} steps={words.recordSteps} />
      <Heading>{words.workflow}</Heading>
      <Text variant="microcopy">{words.workflowHint}</Text>
      <Drawn alt={words.workflowAlt} src={workflowPicture()} steps={words.workflowSteps} />
    </Flex>
  );
}

function Drawn({
  title,
  alt,
  src,
  steps,
}: {
  readonly title?: string;
  readonly alt: string;
  readonly src: string;
  readonly steps: readonly string[];
}) {
  return (
    <Flex direction="column" gap="extra-small">
      {title && <Text format={{ fontWeight: 'bold' }}>{title}</Text>}
      <Image src={src} alt={alt} width={480} />
      <List variant="ordered-styled">
        {steps.map((step) => (
          <Text key={step}>{step}</Text>
        ))}
      </List>
    </Flex>
  );
}
