import {
  Alert,
  Button,
  Flex,
  hubspot,
  LoadingButton,
  Select,
  Text,
  useExtensionActions,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import { CrmActionButton } from '@hubspot/ui-extensions/crm';
import { useState } from 'react';
import type { SurveyLinkAnswer, SurveyLinkInput } from '../../../src/contract/survey-link.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { HelpOn } from '../common/states.tsx';
import { usePortal } from '../common/use-portal.ts';
import type { Language } from '../common/words.ts';
import { SURVEY_LINK } from './survey-words.ts';

type Link = Extract<SurveyLinkAnswer, { readonly ok: true }>;

/** Makes a link to a survey, to be copied for WeChat or sent from HubSpot's composer. */
export function SurveyLink({
  about,
  format,
  onMade,
}: {
  readonly about: Omit<SurveyLinkInput, 'portal'>;
  readonly format: Format;
  readonly onMade?: () => void;
}) {
  const words = SURVEY_LINK[format.language];
  const portal = usePortal();
  const [making, setMaking] = useState(false);
  const [link, setLink] = useState<Link | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const make = async () => {
    if (making) return;
    setMaking(true);
    setFailure(null);
    const answer = await ask(() =>
      hubspot.serverless<SurveyLinkAnswer>('survey_link', {
        propertiesToSend: ['hs_object_id'],
        parameters: asJson({ portal, ...about }),
      }),
    );
    setMaking(false);
    if (!answer.ok) setFailure(answer);
    else {
      setLink(answer);
      onMade?.();
    }
  };
  return (
    <Flex direction="column" gap="extra-small">
      {link === null && (
        <LoadingButton variant="secondary" size="sm" loading={making} disabled={making} onClick={() => void make()}>
          {words.make[about.survey]}
        </LoadingButton>
      )}
      {failure && (
        <Alert variant="warning" title={format.say(failure.message)}>
          <HelpOn failure={failure} format={format} />
        </Alert>
      )}
      {link && <Made link={link} format={format} />}
    </Flex>
  );
}

function Made({ link, format }: { readonly link: Link; readonly format: Format }) {
  const words = SURVEY_LINK[format.language];
  const [language, setLanguage] = useState<Language>(link.language);
  return (
    <Flex direction="column" gap="extra-small">
      <Text>{link.url}</Text>
      <Text variant="microcopy">{words.until(format.instant(link.expiresAt))}</Text>
      <Select
        name="survey.language"
        label={words.language}
        value={language}
        options={(['zh', 'en'] as const).map((value) => ({ value, label: words.languages[value] }))}
        onChange={(value) => setLanguage(value === 'en' ? 'en' : 'zh')}
      />
      <Outgoing
        subject={link.subject[language]}
        body={link.body[language]}
        copies={[
          { label: words.copyLink, text: link.url },
          { label: words.copyMessage, text: link.body[language] },
        ]}
        format={format}
      />
    </Flex>
  );
}

/** Buttons that copy, and one that opens HubSpot's composer filled in. `unverified`: whether its body is plain text or HTML. Probe: card-windows. */
export function Outgoing({
  subject,
  body,
  copies,
  format,
}: {
  readonly subject: string;
  readonly body: string;
  readonly copies: readonly { readonly label: string; readonly text: string }[];
  readonly format: Format;
}) {
  const words = SURVEY_LINK[format.language];
  const actions = useExtensionActions<'crm.record.tab'>();
  const { crm } = useExtensionContext<'crm.record.tab'>();
  const copy = async (text: string) => {
    try {
      await actions.copyTextToClipboard(text);
      actions.addAlert({ type: 'success', message: words.copied });
    } catch {
      actions.addAlert({ type: 'warning', message: words.notCopied });
    }
  };
  return (
    <Flex direction="row" gap="extra-small" wrap="wrap">
      {copies.map(({ label, text }) => (
        <Button key={label} variant="secondary" size="xs" onClick={() => void copy(text)}>
          {label}
        </Button>
      ))}
      <CrmActionButton
        actionType="SEND_EMAIL"
        actionContext={{
          objectTypeId: crm.objectTypeId,
          objectId: crm.objectId,
          initialEmailSubject: subject,
          initialEmailBody: body,
        }}
        size="xs"
        variant="secondary"
      >
        {words.compose}
      </CrmActionButton>
    </Flex>
  );
}
