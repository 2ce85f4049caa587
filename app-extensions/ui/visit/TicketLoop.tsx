import {
  Alert,
  Button,
  Checkbox,
  Flex,
  Form,
  hubspot,
  LoadingButton,
  Select,
  TextArea,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import { useRef, useState } from 'react';
import type { RaiseFromTicketInput, RaiseIssueAnswer } from '../../../src/contract/raise-issue.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { HelpOn } from '../common/states.tsx';
import { newSubmissionId } from '../common/submission.ts';
import { usePortal } from '../common/use-portal.ts';
import { COMMON } from '../common/words.ts';
import { TICKET } from './ticket-words.ts';

const KINDS = ['problem', 'complaint', 'need', 'suggestion'] as const;

/** Raises the loop of the ticket; sent again after a lost answer it is the same one. */
export function TicketLoop({ contactId, format }: { readonly contactId: string; readonly format: Format }) {
  const words = TICKET[format.language];
  const common = COMMON[format.language];
  const portal = usePortal();
  const { user } = useExtensionContext<'helpdesk.sidebar'>();
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<(typeof KINDS)[number]>('problem');
  const [description, setDescription] = useState('');
  const [urgent, setUrgent] = useState(false);
  const [wrong, setWrong] = useState(false);
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [wrote, setWrote] = useState<string | null>(null);
  const submissionId = useRef(newSubmissionId());

  const save = async () => {
    setWrong(description.trim() === '');
    if (saving || description.trim() === '') return;
    setSaving(true);
    setFailure(null);
    const input: RaiseFromTicketInput = {
      portal,
      submissionId: submissionId.current,
      contactId,
      kind,
      description: description.trim(),
      urgency: urgent ? 'urgent' : 'normal',
      claimedBy: user.email || String(user.id),
    };
    const answer = await ask(() =>
      hubspot.serverless<RaiseIssueAnswer>('raise_from_ticket', {
        propertiesToSend: ['hs_object_id'],
        parameters: asJson(input),
      }),
    );
    setSaving(false);
    if (!answer.ok) {
      setFailure(answer);
      return;
    }
    setOpen(false);
    setWrote(answer.repeated ? words.repeated : words.raised);
  };

  if (wrote) return <Alert variant="success" title={wrote} />;
  if (!open)
    return (
      <Button variant="secondary" size="sm" onClick={() => setOpen(true)}>
        {words.raise}
      </Button>
    );
  return (
    <Form preventDefault={true} onSubmit={() => void save()}>
      <Flex direction="column" gap="small">
        <Select
          name="ticket.kind"
          label={words.kind}
          value={kind}
          options={KINDS.map((value) => ({ value, label: common.loopKinds[value] }))}
          onChange={(value) => setKind(KINDS.find((each) => each === value) ?? 'problem')}
        />
        <TextArea
          name="ticket.description"
          label={words.what}
          required={true}
          rows={3}
          value={description}
          onInput={setDescription}
          error={wrong}
          validationMessage={wrong ? words.needed : ''}
        />
        <Checkbox name="ticket.urgent" checked={urgent} onChange={setUrgent}>
          {words.urgent}
        </Checkbox>
        {failure && (
          <Alert variant="error" title={common.notSaved}>
            {format.say(failure.message)}
            <HelpOn failure={failure} format={format} />
          </Alert>
        )}
        <LoadingButton type="submit" variant="primary" size="sm" loading={saving} disabled={saving}>
          {words.save}
        </LoadingButton>
      </Flex>
    </Form>
  );
}
