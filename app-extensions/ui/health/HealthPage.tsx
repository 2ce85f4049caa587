import {
  Alert,
  Button,
  Flex,
  Heading,
  type JsonValue,
  Link,
  List,
  LoadingButton,
  StatusTag,
  TableCell,
  TableRow,
  Text,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import type { HealthState, InstalledParts } from '../../../src/contract/open-health.ts';
import type { Format } from '../common/format.ts';
import { type Pair, Pairs } from '../common/Pairs.tsx';
import { Rows } from '../common/Rows.tsx';
import { Failed, HelpOn, Loading } from '../common/states.tsx';
import { useAnswer } from '../common/use-answer.ts';
import { useReader } from '../common/use-reader.ts';
import { PlanNow } from '../today/PlanNow.tsx';
import { askPart, type Part } from './ask-part.ts';
import { HEALTH } from './health-words.ts';
import { LayoutSteps } from './LayoutSteps.tsx';
import { RunsPart } from './RunsPart.tsx';
import { useRepair } from './use-repair.ts';

/** What of the app is in the portal, whether it runs, what it uses, and what to do about the rest. */
export function HealthPage() {
  const format = useReader();
  const words = HEALTH[format.language];
  const { reading, reload } = useAnswer<Part<'state'>>(readState);
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{words.title}</PageTitle>
      <Text variant="microcopy">{words.hint}</Text>
      {reading.status === 'loading' && <Loading format={format} labels={[words.installed, words.lastRun]} />}
      {reading.status === 'failed' && <Failed format={format} failure={reading.failure} onRetry={reload} />}
      {reading.status === 'ready' && !reading.answer.isInstalled && <NotInstalled format={format} />}
      {reading.status === 'ready' && (
        <>
          <State state={reading.answer} format={format} onAgain={reload} />
          {reading.answer.isInstalled && <RunsPart format={format} />}
        </>
      )}
      <LayoutSteps format={format} />
    </Flex>
  );
}

function readState(parameters: JsonValue) {
  return askPart(parameters, { part: 'state' });
}

/** What to do first, for whoever has the token. */
function NotInstalled({ format }: { readonly format: Format }) {
  const words = HEALTH[format.language];
  const { probe, install, plan } = words.installSteps;
  const portal = '-- --portal https://api.hubapi.com';
  return (
    <Flex direction="column" gap="small">
      <Alert variant="warning" title={words.notInstalled}>
        {words.notInstalledHint}
      </Alert>
      <List variant="ordered-styled">
        <Text>{`${probe}: npm run probe ${portal}`}</Text>
        <Text>{`${install}: npm run app:install ${portal}`}</Text>
        <Text>{`${plan}: npm run app:plan ${portal} --dry-run`}</Text>
      </List>
    </Flex>
  );
}

function State({
  state,
  format,
  onAgain,
}: {
  readonly state: HealthState;
  readonly format: Format;
  readonly onAgain: () => void;
}) {
  const words = HEALTH[format.language];
  const { symptoms, pausedBecause } = state;
  const ill = symptoms.filter(({ isWell }) => !isWell);
  return (
    <Flex direction="column" gap="small">
      {state.isInstalled && (
        <Alert
          variant={ill.length === 0 ? 'success' : 'warning'}
          title={ill.length === 0 ? words.well : words.ill(format.number(ill.length))}
        >
          {ill.length === 0 ? null : words.illHint}
        </Alert>
      )}
      {pausedBecause !== null && <Paused state={state} because={pausedBecause} format={format} />}
      <Rows titles={[words.check, words.state, words.seen, words.todo]}>
        {symptoms.map(({ what, isWell, seen, command }) => (
          <TableRow key={what}>
            <TableCell>{format.name(words.names, what)}</TableCell>
            <TableCell>
              <StatusTag variant={isWell ? 'success' : 'warning'}>{isWell ? words.fine : words.look}</StatusTag>
            </TableCell>
            <TableCell>{format.say(seen)}</TableCell>
            <TableCell>{command === undefined ? '' : words.command(command)}</TableCell>
          </TableRow>
        ))}
      </Rows>
      <Repairs state={state} format={format} onAgain={onAgain} />
      {state.isInstalled && <Facts state={state} format={format} />}
    </Flex>
  );
}

/** Only what is harmless whoever presses it: a page is not told who does. */
function Repairs({
  state,
  format,
  onAgain,
}: {
  readonly state: HealthState;
  readonly format: Format;
  readonly onAgain: () => void;
}) {
  const words = HEALTH[format.language];
  const { repairing, repair } = useRepair(onAgain);
  const offers = (kind: 'missing_parts' | 'plan') => state.symptoms.some((symptom) => symptom.repair === kind);
  return (
    <Flex direction="column" gap="small">
      {offers('missing_parts') && (
        <Flex direction="column" gap="extra-small">
          <Text variant="microcopy">{words.repairHint}</Text>
          <Flex direction="row">
            <LoadingButton variant="primary" loading={repairing.status === 'working'} onClick={repair}>
              {words.repair}
            </LoadingButton>
          </Flex>
        </Flex>
      )}
      {repairing.status === 'failed' && (
        <Alert variant="danger" title={format.say(repairing.failure.message)}>
          <HelpOn failure={repairing.failure} format={format} />
          {repairing.failure.correlationId ? words.correlation(repairing.failure.correlationId) : null}
        </Alert>
      )}
      {repairing.status === 'done' && (
        <Alert variant="success" title={words.repaired(repairing.made.join(', ') || words.nothing)} />
      )}
      {offers('plan') && state.pausedBecause === null && (
        <Flex direction="column" gap="extra-small">
          <Heading>{words.goOn}</Heading>
          <Text variant="microcopy">{words.goOnHint}</Text>
          <PlanNow format={format} onDone={onAgain} />
        </Flex>
      )}
      <Flex direction="row">
        <Button variant="secondary" onClick={onAgain}>
          {words.again}
        </Button>
      </Flex>
    </Flex>
  );
}

function Paused({
  state,
  because,
  format,
}: {
  readonly state: HealthState;
  readonly because: string;
  readonly format: Format;
}) {
  const words = HEALTH[format.language];
  const { portal } = useExtensionContext<'pages'>();
  const { clockRecord } = state;
  return (
    <Alert variant="warning" title={words.paused(because)}>
      <Flex direction="column" gap="extra-small">
        <Text>{words.pausedHint}</Text>
        {clockRecord && (
          <Link href={`/contacts/${portal.id}/record/${clockRecord.objectTypeId}/${clockRecord.id}`}>
            {words.openClock}
          </Link>
        )}
      </Flex>
    </Alert>
  );
}

function Facts({ state, format }: { readonly state: HealthState; readonly format: Format }) {
  const words = HEALTH[format.language];
  const { policyVersion, lastRunAt, next, calls, records, installation, callsByDay } = state;
  const used = (use: { readonly used: number; readonly limit: number } | null): string =>
    use === null
      ? words.unknown
      : words.used(
          format.number(use.used),
          format.number(use.limit),
          format.number(use.limit > 0 ? Math.round((use.used / use.limit) * 1_000) / 10 : 100),
        );
  const nextText =
    next === null ? words.noHabit : next.isLate ? words.late(format.instant(next.at)) : format.instant(next.at);
  const facts: readonly Pair[] = [
    [words.policyVersion, policyVersion === null ? words.nothing : format.number(policyVersion)],
    [words.model, words.modelText(state.apiVersion, state.node)],
    [words.lastRun, lastRunAt === null ? words.never : format.instant(lastRunAt)],
    [words.nextRun, nextText],
    [words.callsToday, used(calls)],
    [words.records, used(records)],
    ...(installation ? partsOf(installation, format) : []),
  ];
  return (
    <>
      <Heading>{words.facts}</Heading>
      <Pairs pairs={facts} />
      {installation?.surveys === 'not_granted' && <Text variant="microcopy">{words.noForms}</Text>}
      {callsByDay.length > 0 && (
        <>
          <Heading>{words.callsByDay}</Heading>
          <Rows titles={[words.day, words.runs, words.calls]}>
            {callsByDay.map(({ on, runs, calls: sent }) => (
              <TableRow key={on}>
                <TableCell>{format.weekday(on)}</TableCell>
                <TableCell>{format.number(runs)}</TableCell>
                <TableCell>{format.number(sent)}</TableCell>
              </TableRow>
            ))}
          </Rows>
        </>
      )}
      <Heading>{words.events}</Heading>
      <List variant="unordered-styled">
        {words.eventLines.map((line) => (
          <Text key={line}>{line}</Text>
        ))}
      </List>
    </>
  );
}

function partsOf({ present, missing }: InstalledParts, format: Format): readonly Pair[] {
  const words = HEALTH[format.language];
  const there = Object.entries(present).map(([kind, n]) => `${format.number(n)} ${format.name(words.kinds, kind)}`);
  const lacking = missing.map(
    ({ kind, name, isOptional }) =>
      `${name} (${format.name(words.kinds, kind)}${isOptional ? `; ${words.optional}` : ''})`,
  );
  return [
    [words.installed, there.join(', ')],
    [words.missing, lacking.join(', ') || words.nothing],
  ];
}
