import { Alert, Box, Button, Flex, LoadingButton, LoadingSpinner, Select, Text } from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import type { ScriptRow } from '../../../src/contract/open-scripts.ts';
import type { Format } from '../common/format.ts';
import { Failed, HelpOn } from '../common/states.tsx';
import { useReader } from '../common/use-reader.ts';
import { COMMON } from '../common/words.ts';
import { ScriptEditor } from './ScriptEditor.tsx';
import { ScriptPreview } from './ScriptPreview.tsx';
import { SCRIPTS } from './script-words.ts';
import { type Editing, type ScriptsScreen, useScripts } from './use-scripts.ts';

/** Scripts of the policy in force: read, changed, tried with a contact, saved as versions. */
export function ScriptsPage() {
  const format = useReader();
  const screen = useScripts(format);
  const words = SCRIPTS[format.language];
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{words.title}</PageTitle>
      <Alert variant="info" title={words.hint} />
      <Shown screen={screen} format={format} />
    </Flex>
  );
}

function Shown({ screen, format }: { readonly screen: ScriptsScreen; readonly format: Format }) {
  const words = SCRIPTS[format.language];
  const { list, chosen, editing, failure } = screen;
  switch (list.status) {
    case 'loading':
      return <LoadingSpinner label={COMMON[format.language].loading} showLabel={true} />;
    case 'failed':
      return <Failed format={format} failure={list.failure} onRetry={screen.reload} />;
    case 'ready':
      return (
        <Flex direction="column" gap="medium">
          <Select
            name="script"
            label={words.choose}
            value={chosen?.id ?? ''}
            options={list.answer.scripts.map(({ id, version, rules }) => ({
              value: id,
              label: words.option(
                id,
                version,
                rules.map((rule) => rule.id).join(COMMON[format.language].listSeparator),
              ),
            }))}
            onChange={(value) => screen.choose(String(value))}
          />
          {!chosen && <Text>{words.pick}</Text>}
          {failure && (
            <Alert variant="warning" title={format.say(failure.message)}>
              <HelpOn failure={failure} format={format} />
            </Alert>
          )}
          {chosen && !editing && !failure && (
            <LoadingSpinner label={COMMON[format.language].loading} showLabel={true} />
          )}
          {chosen && editing && <One key={chosen.id} row={chosen} editing={editing} screen={screen} format={format} />}
        </Flex>
      );
  }
}

function One({
  row,
  editing,
  screen,
  format,
}: {
  readonly row: ScriptRow;
  readonly editing: Editing;
  readonly screen: ScriptsScreen;
  readonly format: Format;
}) {
  const words = SCRIPTS[format.language];
  const { listSeparator } = COMMON[format.language];
  const changed = editing.script !== editing.read;
  const rules = row.rules.map(({ id, name }) => `${format.say(name)} (${id})`).join(listSeparator);
  return (
    <Flex direction="column" gap="small">
      <Text variant="microcopy">{rules ? words.usedBy(rules) : words.unused}</Text>
      {row.draft && (
        <Alert
          variant="info"
          title={words.inDraft(
            row.draft.revision,
            row.draft.savedBy || words.somebody,
            format.instant(row.draft.savedAt),
          )}
        />
      )}
      {editing.basedOn > 1 && !changed && editing.script.version <= editing.basedOn && (
        <Select
          name="version"
          label={words.version}
          value={String(editing.script.version)}
          options={Array.from({ length: editing.basedOn }, (_, index) => editing.basedOn - index).map((version) => ({
            value: String(version),
            label: words.versionOf(version, version === editing.basedOn),
          }))}
          onChange={(value) => screen.showVersion(Number(value))}
        />
      )}
      <Flex direction="row" gap="large" wrap="wrap" align="start">
        <Box flex={1}>
          <Flex direction="column" gap="medium">
            <ScriptEditor script={editing.script} faults={editing.faults} onChange={screen.change} format={format} />
            <Saving editing={editing} changed={changed} screen={screen} format={format} />
          </Flex>
        </Box>
        <Box flex={1}>
          <ScriptPreview script={editing.script} theirs={editing.theirs} format={format} />
        </Box>
      </Flex>
    </Flex>
  );
}

function Saving({
  editing,
  changed,
  screen,
  format,
}: {
  readonly editing: Editing;
  readonly changed: boolean;
  readonly screen: ScriptsScreen;
  readonly format: Format;
}) {
  const words = SCRIPTS[format.language];
  const common = COMMON[format.language];
  const { saving, notSaved, faults, theirs } = editing;
  const whole = faults[''];
  const older = editing.script.version < editing.basedOn && !theirs;
  return (
    <Flex direction="column" gap="small">
      {notSaved && (
        <Alert variant="error" title={common.notSaved}>
          {`${format.say(notSaved.message)} ${common.keptHere}`}
          <HelpOn failure={notSaved} format={format} />
        </Alert>
      )}
      {!notSaved && Object.keys(faults).length > 0 && (
        <Alert variant="warning" title={common.notSaved}>
          {whole ? words.wrongPlace(words.wholeScript, words.faults[whole]) : common.checkMarked}
        </Alert>
      )}
      {theirs && <Alert variant="info" title={words.nowBased} />}
      <Text variant="microcopy">{changed ? words.changed : words.unchanged}</Text>
      <Flex direction="row" gap="small" wrap="wrap">
        <LoadingButton
          variant="primary"
          loading={saving}
          disabled={saving || (!changed && !older)}
          onClick={screen.save}
        >
          {saving ? words.saving : words.save}
        </LoadingButton>
        {changed && (
          <Button variant="secondary" disabled={saving} onClick={screen.discard}>
            {words.discard}
          </Button>
        )}
        {notSaved && (
          <Button variant="secondary" onClick={screen.lookAtTheirs}>
            {words.lookAt}
          </Button>
        )}
      </Flex>
    </Flex>
  );
}
