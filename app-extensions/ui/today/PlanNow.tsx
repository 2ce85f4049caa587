import { Alert, Button, Flex, LoadingButton, ProgressBar, Text } from '@hubspot/ui-extensions';
import type { Format } from '../common/format.ts';
import { HelpOn } from '../common/states.tsx';
import { timeLeft } from '../common/time-left.ts';
import { PAGES } from '../common/words.ts';
import { PLANNING } from './planning-words.ts';
import { type Planning, type Progress, usePlanning } from './use-planning.ts';

/** The button that plans everyone who is due, with what it has done so far. */
export function PlanNow({ format, onDone }: { readonly format: Format; readonly onDone: () => void }) {
  const { planning, start, stop } = usePlanning(onDone);
  const words = PAGES[format.language];
  const running = planning.status === 'running';
  const busy = running || planning.status === 'elsewhere';
  return (
    <Flex direction="column" gap="small">
      <Flex direction="row" gap="small">
        <LoadingButton variant="primary" loading={busy} disabled={busy} onClick={start}>
          {planning.status === 'stopped' ? words.planGoOn : words.planNow}
        </LoadingButton>
        {busy && (
          <Button variant="secondary" onClick={stop}>
            {words.planStop}
          </Button>
        )}
      </Flex>
      <State planning={planning} format={format} />
    </Flex>
  );
}

function State({ planning, format }: { readonly planning: Planning; readonly format: Format }) {
  const words = PAGES[format.language];
  switch (planning.status) {
    case 'idle':
      return null;
    case 'running':
      return <Bar progress={planning.progress} format={format} />;
    case 'elsewhere':
      return (
        <>
          {planning.progress.of > 0 && <Bar progress={planning.progress} format={format} />}
          <Alert variant="info" title={PLANNING[format.language].elsewhere}>
            {PLANNING[format.language].elsewhereHint}
          </Alert>
        </>
      );
    case 'stopped':
      return (
        <>
          <Bar progress={planning.progress} format={format} />
          <Alert variant={planning.failure || planning.stuck ? 'warning' : 'info'} title={words.planStopped}>
            {planning.failure ? format.say(planning.failure.message) : planning.stuck ? words.planStuck : null}
            {planning.failure && <HelpOn failure={planning.failure} format={format} />}
          </Alert>
        </>
      );
    case 'done':
      return (
        <Alert variant="success" title={words.planDone}>
          {[
            planning.progress.counts.decided === 0 ? words.planNobody : countsText(planning.progress, format),
            ...(planning.answers > 0 ? [PLANNING[format.language].answers(format.number(planning.answers))] : []),
          ].join(' ')}
        </Alert>
      );
  }
}

function Bar({ progress, format }: { readonly progress: Progress; readonly format: Format }) {
  const words = PAGES[format.language];
  const { decided } = progress.counts;
  const left = timeLeft(progress.secondsLeft, format);
  return (
    <Flex direction="column" gap="extra-small">
      <ProgressBar
        title={words.planning}
        aria-label={words.planning}
        value={decided}
        maxValue={Math.max(progress.of, 1)}
        valueDescription={words.planWaiting(format.number(decided), format.number(progress.of))}
      />
      <Text variant="microcopy">{[countsText(progress, format), left].filter(Boolean).join(' ')}</Text>
    </Flex>
  );
}

function countsText({ counts }: Progress, format: Format): string {
  return PAGES[format.language].planCounts({
    decided: format.number(counts.decided),
    opened: format.number(counts.opened),
    changed: format.number(counts.changed),
    withdrawn: format.number(counts.withdrawn),
    unchanged: format.number(counts.unchanged),
  });
}
