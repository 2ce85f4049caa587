import {
  Alert,
  Button,
  Divider,
  Flex,
  Heading,
  Link,
  LoadingButton,
  LoadingSpinner,
  Select,
  Text,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import type { Format } from '../common/format.ts';
import { COMMON } from '../common/words.ts';
import { ADMIN } from './admin-words.ts';
import { DifferenceTable } from './DifferenceTable.tsx';
import { changesOf, type PolicyScreen } from './use-policy.ts';

/** What the draft changes, what becomes of what is open, who has to approve where, and the way back. */
export function PublishPart({ screen, format }: { readonly screen: PolicyScreen; readonly format: Format }) {
  const words = ADMIN[format.language];
  const { publish: say } = words;
  const { portal } = useExtensionContext<'pages'>();
  const { edit, draft, readingDraft, reading, busy } = screen;
  if (!edit || reading.status !== 'ready') return null;
  const { answer } = reading;
  const { goBackTo } = answer;
  const link = (record: { readonly objectType: string; readonly id: string }): string =>
    `https://app.hubspot.com/contacts/${portal.id}/record/${record.objectType}/${record.id}`;
  const { loops } = edit.policy;
  return (
    <Flex direction="column" gap="medium">
      <Heading>{words.difference.title}</Heading>
      <DifferenceTable differences={changesOf(answer, edit)} policy={edit.policy} format={format} />
      <Text>{say.step1}</Text>
      <Flex direction="row" gap="small" wrap="wrap">
        <Select
          name="openVisits"
          label={say.openVisits}
          value={edit.policy.openVisits ?? 'move'}
          options={Object.entries(say.openVisitsHow).map(([value, label]) => ({ value, label }))}
          onChange={(value) => screen.set('openVisits', value)}
        />
        {loops && (
          <Select
            name="runningClocks"
            label={say.clocks}
            value={loops.newTermsFor.value}
            options={Object.entries(say.clocksHow).map(([value, label]) => ({ value, label }))}
            onChange={(value) => screen.set('loops.newTermsFor.value', value)}
          />
        )}
      </Flex>
      <Text>{say.step2}</Text>
      {readingDraft && <LoadingSpinner label={COMMON[format.language].loading} showLabel={true} />}
      {draft && (
        <Flex direction="column" gap="small">
          <Alert variant={draft.approval === 'approved' ? 'success' : 'warning'} title={say.approval[draft.approval]} />
          <Flex direction="row" gap="small" align="center">
            <Link href={{ url: link(draft.record), external: true }}>{say.record}</Link>
            <Button variant="secondary" onClick={screen.reload}>
              {say.look}
            </Button>
          </Flex>
          <Text>{say.step3}</Text>
          <Flex direction="row">
            <LoadingButton
              variant="primary"
              loading={busy === 'publishing'}
              disabled={busy !== null || screen.changed}
              onClick={screen.publish}
            >
              {say.button}
            </LoadingButton>
          </Flex>
        </Flex>
      )}
      {!draft && !readingDraft && <Text>{say.nothing}</Text>}
      <Text variant="microcopy">{say.apply}</Text>
      <Divider />
      {goBackTo && (
        <Flex direction="column" gap="small">
          <Heading>{say.back}</Heading>
          <Text>{say.backHow(goBackTo.version)}</Text>
          <Flex direction="row" gap="small" align="center">
            <Link href={{ url: link(goBackTo.record), external: true }}>{say.record}</Link>
            <LoadingButton
              variant="secondary"
              loading={busy === 'going_back'}
              disabled={busy !== null}
              onClick={() => screen.goBack(goBackTo.version)}
            >
              {say.backButton(goBackTo.version)}
            </LoadingButton>
          </Flex>
        </Flex>
      )}
      {screen.restoring && (
        <Text>{say.restored(format.number(screen.restoring.restored), format.number(screen.restoring.replanned))}</Text>
      )}
    </Flex>
  );
}
