import { Alert, Button, Flex, Input, List, LoadingButton, LoadingSpinner, Select, Text } from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { Format } from '../common/format.ts';
import { Failed, HelpOn } from '../common/states.tsx';
import { COMMON } from '../common/words.ts';
import { ADMIN } from './admin-words.ts';
import { CalendarPart } from './CalendarPart.tsx';
import { DifferenceTable, placeOf } from './DifferenceTable.tsx';
import { ExclusionsPart } from './ExclusionsPart.tsx';
import { byIds } from './fields.tsx';
import { HistoryPart } from './HistoryPart.tsx';
import { PublishPart } from './PublishPart.tsx';
import { problemText } from './problem-words.ts';
import { RehearsePart } from './RehearsePart.tsx';
import { RulesPart } from './RulesPart.tsx';
import { ClocksPart, SettingsPart } from './SettingsPart.tsx';
import { StartPart } from './StartPart.tsx';
import { TeamPart } from './TeamPart.tsx';
import { type PolicyScreen, usePolicy } from './use-policy.ts';

const PARTS = [
  'rules',
  'clocks',
  'calendar',
  'team',
  'limits',
  'tiers',
  'scope',
  'start',
  'rehearse',
  'publish',
  'history',
] as const;
type PartName = (typeof PARTS)[number];

/** The policy in force and the draft that changes it; the same on the app's page and on its settings. */
export function PolicyDesk({ format }: { readonly format: Format }) {
  const screen = usePolicy(format);
  const { reading } = screen;
  switch (reading.status) {
    case 'loading':
      return <LoadingSpinner label={COMMON[format.language].loading} showLabel={true} />;
    case 'failed':
      return <Failed format={format} failure={reading.failure} onRetry={screen.reload} />;
    case 'ready':
      return screen.edit ? (
        <Desk screen={screen} format={format} />
      ) : (
        <LoadingSpinner label={COMMON[format.language].loading} showLabel={true} />
      );
  }
}

function Desk({ screen, format }: { readonly screen: PolicyScreen; readonly format: Format }) {
  const words = ADMIN[format.language];
  const [part, setPart] = useState<PartName>('rules');
  if (screen.reading.status !== 'ready') return null;
  const { inForce } = screen.reading.answer;
  const { draft, readingDraft } = screen;
  const own = { screen, format };
  return (
    <Flex direction="column" gap="medium">
      <Text>
        {[
          words.inForce(inForce.version),
          draft && words.draftOf(draft.revision, draft.savedBy || words.somebody, format.instant(draft.savedAt)),
          !draft && !readingDraft && words.noDraft,
        ]
          .filter(Boolean)
          .join(' ')}
      </Text>
      <Select
        name="part"
        label={words.parts}
        value={part}
        options={PARTS.map((value) => ({ value, label: words.part[value] }))}
        onChange={(value) => setPart(PARTS.find((each) => each === value) ?? 'rules')}
      />
      {part === 'rules' && <RulesPart {...own} />}
      {part === 'clocks' && <ClocksPart {...own} />}
      {part === 'calendar' && <CalendarPart {...own} />}
      {part === 'team' && <TeamPart {...own} />}
      {(part === 'limits' || part === 'tiers' || part === 'scope') && <SettingsPart {...own} group={part} />}
      {part === 'scope' && <ExclusionsPart {...own} />}
      {part === 'start' && <StartPart {...own} />}
      {part === 'rehearse' && <RehearsePart {...own} />}
      {part === 'publish' && <PublishPart {...own} />}
      {part === 'history' && <HistoryPart {...own} />}
      <Saving {...own} />
    </Flex>
  );
}

function Saving({ screen, format }: { readonly screen: PolicyScreen; readonly format: Format }) {
  const words = ADMIN[format.language];
  const common = COMMON[format.language];
  const { edit, problems, changed, busy, failure } = screen;
  if (!edit) return null;
  return (
    <Flex direction="column" gap="small">
      {failure && (
        <Alert variant="error" title={format.say(failure.message)}>
          {changed ? common.keptHere : ''}
          <HelpOn failure={failure} format={format} />
        </Alert>
      )}
      {problems.size > 0 && (
        <Alert variant="warning" title={words.wrong(problems.size)}>
          <List>
            {[...problems].slice(0, 8).map(([path, message]) => (
              <Text key={path}>
                {[
                  ...(path === '' ? [] : [placeOf(byIds(edit.policy, path), edit.policy, format)]),
                  problemText(message, format.language),
                ].join(': ')}
              </Text>
            ))}
          </List>
        </Alert>
      )}
      {edit.conflicts.length > 0 && (
        <Flex direction="column" gap="small">
          <Alert variant="warning" title={words.conflicts} />
          <DifferenceTable differences={edit.conflicts} policy={edit.policy} format={format} />
        </Flex>
      )}
      <Text variant="microcopy">{changed ? words.unsaved : words.saved}</Text>
      <Input name="note" label={words.note} value={edit.note} onInput={screen.note} />
      <Flex direction="row" gap="small" wrap="wrap">
        <LoadingButton
          variant="primary"
          loading={busy === 'saving'}
          disabled={busy !== null || !changed || problems.size > 0}
          onClick={screen.save}
        >
          {busy === 'saving' ? words.saving : words.save}
        </LoadingButton>
        {changed && (
          <Button variant="secondary" disabled={busy !== null} onClick={screen.discard}>
            {words.discard}
          </Button>
        )}
        {failure && (
          <Button variant="secondary" onClick={screen.takeOver}>
            {words.takeOver}
          </Button>
        )}
      </Flex>
    </Flex>
  );
}
