import {
  Alert,
  Box,
  DescriptionList,
  DescriptionListItem,
  Divider,
  Flex,
  Heading,
  List,
  LoadingButton,
  TableCell,
  TableRow,
  Tag,
  Text,
  TextArea,
  Tile,
  ToggleGroup,
} from '@hubspot/ui-extensions';
import { type ReactNode, useState } from 'react';
import type { OpenVisit, PastVisit, ScriptText } from '../../../src/contract/open-contact.ts';
import { dimensionNames } from '../../../src/domain/satisfaction/dimensions.ts';
import { STAGE_NAMES } from '../../../src/domain/segmentation/stage-names.ts';
import { DueTags, whatOf } from '../common/due.tsx';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { Failed, HelpOn, Loading } from '../common/states.tsx';
import { COMMON, type Language, VISIT } from '../common/words.ts';
import { type ScriptAnswerText, ScriptSegments } from '../scripts/ScriptSegments.tsx';
import { LogFormView } from './LogFormView.tsx';
import { asksFeedback, formAfterAnswer, type LogForm, NOTES_OF } from './log-form.ts';
import type { OpenContact } from './use-contact.ts';
import type { Elsewhere } from './use-elsewhere.ts';
import type { History } from './use-history.ts';
import type { Log, Visit } from './use-visit.ts';

/** What stands beside the form: the history, and what HubSpot knows of this customer besides. */
export interface Beside {
  readonly history: History;
  readonly elsewhere: readonly Elsewhere[];
  /** The task was completed in HubSpot, and nothing is recorded. */
  readonly taskDone: boolean;
}

export function VisitView({
  card,
  beside,
  onRecord,
  format,
}: {
  readonly card: Visit;
  readonly beside: Beside;
  /** What only stands on a contact's record: the rules behind the visit, and what HubSpot can do after it. */
  readonly onRecord?: { readonly why: ReactNode; readonly followOn: ReactNode; readonly survey: ReactNode };
  readonly format: Format;
}) {
  switch (card.status) {
    case 'loading':
      return <Loading format={format} labels={labelsOf(format)} />;
    case 'failed':
      return <Failed format={format} failure={card.failure} onRetry={card.retry} />;
    case 'empty':
      return (
        <Flex direction="column" gap="medium">
          <Brief contact={card.contact} format={format} />
          <Nothing contact={card.contact} format={format} />
          {onRecord?.why}
          <OpenFirst contact={card.contact} format={format} />
          <Past beside={beside} format={format} />
          {onRecord?.survey}
        </Flex>
      );
    case 'ready':
      return (
        <Flex direction="column" gap="medium">
          <Brief contact={card.contact} format={format} />
          {card.log.stage === 'filling' && <Due visit={card.visit} taskDone={beside.taskDone} format={format} />}
          {card.log.stage === 'filling' && onRecord?.why}
          <Flex direction="row" gap="large" wrap="wrap" align="start">
            <Box flex={1}>
              <Script contact={card.contact} log={card.log} format={format} />
            </Box>
            <Box flex={1}>
              <LogFormView log={card.log} today={card.contact.today} followOn={onRecord?.followOn} format={format} />
            </Box>
          </Flex>
          <Past beside={beside} format={format} />
          {onRecord?.survey}
        </Flex>
      );
  }
}

function labelsOf({ language }: Format): string[] {
  const { company, customerSince, products, lastTouch, script, record } = VISIT[language];
  return [company, customerSince, products, lastTouch, script, record];
}

function Brief({ contact: { contact }, format }: { readonly contact: OpenContact; readonly format: Format }) {
  const words = VISIT[format.language];
  const common = COMMON[format.language];
  const joined = (texts: readonly string[]) => texts.join(common.listSeparator) || common.none;
  const dayOr = (day: string | undefined, otherwise: string) => (day ? format.day(day) : otherwise);
  return (
    <Tile compact={true}>
      <Flex direction="column" gap="small">
        <Heading>{contact.name}</Heading>
        <DescriptionList direction="row">
          <DescriptionListItem label={words.company}>{contact.company ?? common.none}</DescriptionListItem>
          <DescriptionListItem label={`${common.tier} / ${common.stage}`}>
            {`${contact.tier ?? common.none} / ${format.name(STAGE_NAMES[format.language], contact.stage) || common.none}`}
          </DescriptionListItem>
          <DescriptionListItem label={words.customerSince}>
            {dayOr(contact.customerSince, common.none)}
          </DescriptionListItem>
          <DescriptionListItem label={words.products}>{joined(contact.products)}</DescriptionListItem>
          <DescriptionListItem label={words.lastTouch}>{dayOr(contact.lastTouchOn, words.never)}</DescriptionListItem>
          <DescriptionListItem label={common.owner}>{contact.ownerName ?? common.none}</DescriptionListItem>
        </DescriptionList>
        {contact.preferenceTags.length > 0 && (
          <Flex direction="row" gap="extra-small" wrap="wrap" align="center">
            <Text variant="microcopy">{words.tags}</Text>
            {contact.preferenceTags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </Flex>
        )}
      </Flex>
    </Tile>
  );
}

function Due({
  visit,
  taskDone,
  format,
}: {
  readonly visit: OpenVisit;
  readonly taskDone: boolean;
  readonly format: Format;
}) {
  const words = VISIT[format.language];
  return (
    <Flex direction="column" gap="extra-small">
      <DueTags visit={visit} format={format} />
      <Text format={{ fontWeight: 'bold' }}>{`${whatOf(visit, format)}: ${format.weekday(visit.on)}`}</Text>
      <Text>{format.say(visit.why)}</Text>
      {taskDone && (
        <Alert variant="warning" title={words.taskDone}>
          {words.taskDoneHint}
        </Alert>
      )}
    </Flex>
  );
}

function Nothing({ contact: { later, nothing }, format }: { readonly contact: OpenContact; readonly format: Format }) {
  const words = VISIT[format.language];
  const next = later ? `${words.nextIs(format.weekday(later.on))} ${format.say(later.why)}` : null;
  return (
    <Alert variant="info" title={words.nothingToLog}>
      {next ?? (nothing ? format.say(nothing) : words.noNext)}
    </Alert>
  );
}

/** What is still open comes before anything else: the customer remembers it. */
function OpenFirst({
  contact: { loops, history },
  format,
}: {
  readonly contact: OpenContact;
  readonly format: Format;
}) {
  const words = VISIT[format.language];
  const common = COMMON[format.language];
  const raisedIn = (visitKey: string | undefined): string => {
    const visit = visitKey && history.find(({ key }) => key === visitKey);
    return visit ? words.raisedIn(format.day(visit.on)) : '';
  };
  if (loops.length === 0) return null;
  return (
    <Flex direction="column" gap="extra-small">
      <Text format={{ fontWeight: 'demibold' }}>{words.loopsFirst}</Text>
      <List variant="unordered-styled">
        {loops.map((loop) => (
          <Flex key={loop.key} direction="column" gap="flush">
            <Text>
              {`${format.name(common.loopKinds, loop.kind)} (${format.day(loop.raisedOn)}, ${format.name(common.loopStates, loop.state)}): ${loop.description}`}
            </Text>
            {raisedIn(loop.visitKey) && <Text variant="microcopy">{raisedIn(loop.visitKey)}</Text>}
            {loop.promise && (
              <Text format={{ fontWeight: 'demibold' }}>
                {(loop.clock === 'overdue' ? words.brokenPromise : words.promisedFor)(
                  loop.promise.text,
                  format.instant(loop.promise.dueAt),
                )}
              </Text>
            )}
          </Flex>
        ))}
      </List>
    </Flex>
  );
}

/**
 * The script in the customer's language; what the rep notes beside a goal is the form's own field. A branch opens when its
 * answer is clicked, and the answer fills the form.
 */
function Script({
  contact,
  log,
  format,
}: {
  readonly contact: OpenContact;
  readonly log: Log;
  readonly format: Format;
}) {
  const [language, setLanguage] = useState<Language>(contact.contact.language ?? format.language);
  const words = VISIT[format.language];
  const { script } = contact;
  const filling = log.stage === 'filling' ? log : null;
  if (!script) {
    return (
      <Flex direction="column" gap="small">
        <OpenFirst contact={contact} format={format} />
        <Text>{words.noScript}</Text>
      </Flex>
    );
  }
  const answer = (questionId: string, chosen: ScriptAnswerText) =>
    filling?.change(formAfterAnswer(filling.form, questionId, chosen, format.say(chosen.text)));
  return (
    <Flex direction="column" gap="small">
      <Heading>{words.script}</Heading>
      <ToggleGroup
        toggleType="radioButtonList"
        name="scriptLanguage"
        label={words.showIn}
        inline={true}
        value={language}
        options={(['zh', 'en'] as const).map((value) => ({ value, label: words.languages[value] }))}
        onChange={(value: string) => setLanguage(value === 'zh' ? 'zh' : 'en')}
      />
      <Materials format={format} />
      <OpenFirst contact={contact} format={format} />
      <ScriptSegments
        script={script}
        language={language}
        chosen={filling?.form.scriptAnswers ?? {}}
        onAnswer={filling && answer}
        notes={(goal) =>
          filling && <GoalNotes goal={goal} form={filling.form} change={filling.change} format={format} />
        }
        format={format}
      />
    </Flex>
  );
}

/** What a rep has at hand before the call; a reminder, kept nowhere. */
function Materials({ format }: { readonly format: Format }) {
  const [ready, setReady] = useState<readonly string[]>([]);
  const words = VISIT[format.language];
  return (
    <ToggleGroup
      toggleType="checkboxList"
      name="materials"
      label={words.materials}
      inline={true}
      value={[...ready]}
      options={Object.entries(words.materialsList).map(([value, label]) => ({ value, label }))}
      onChange={(values: string[]) => setReady(values)}
    />
  );
}

function GoalNotes({
  goal,
  form,
  change,
  format,
}: {
  readonly goal: ScriptText['questions'][number]['goal'];
  readonly form: LogForm;
  readonly change: (part: Partial<LogForm>) => void;
  readonly format: Format;
}) {
  const words = VISIT[format.language];
  const field = NOTES_OF[goal];
  const note = (text: string) =>
    change({
      feedback: { ...form.feedback, [field]: text },
      // Who gives an answer was reached.
      ...(form.outcome === '' && text !== '' ? { outcome: 'reached' as const } : {}),
    });
  if (form.outcome !== '' && !asksFeedback(form.outcome)) return null;
  return (
    <TextArea
      name={`notes.${goal}`}
      label={words.notesKeptAs(words.feedbackFields[field])}
      rows={2}
      value={form.feedback[field]}
      onInput={note}
    />
  );
}

function Past({ beside: { history, elsewhere }, format }: { readonly beside: Beside; readonly format: Format }) {
  const { visits } = history;
  const words = VISIT[format.language];
  const common = COMMON[format.language];
  const columns = words.historyColumns;
  const scoresOf = ({ scores }: PastVisit) =>
    Object.entries(scores)
      .map(([dimension, score]) => `${format.name(dimensionNames(format.language), dimension)} ${score}`)
      .join(common.listSeparator) || common.none;
  return (
    <Flex direction="column" gap="small">
      <Divider />
      <Heading>{words.history}</Heading>
      {visits.length === 0 ? (
        <Text>{words.noHistory}</Text>
      ) : (
        <Rows titles={[columns.on, columns.outcome, columns.channel, columns.scores, columns.nps, columns.summary]}>
          {visits.map((visit) => (
            <TableRow key={visit.key}>
              <TableCell>{format.day(visit.on)}</TableCell>
              <TableCell>{format.name(common.outcomes, visit.outcome)}</TableCell>
              <TableCell>{format.name(common.channels, visit.channel)}</TableCell>
              <TableCell>{scoresOf(visit)}</TableCell>
              <TableCell>{visit.nps === undefined ? common.none : format.number(visit.nps)}</TableCell>
              <TableCell>{visit.summary ?? common.none}</TableCell>
            </TableRow>
          ))}
        </Rows>
      )}
      {history.failure && (
        <Alert variant="warning" title={words.earlierFailed}>
          {format.say(history.failure.message)}
          <HelpOn failure={history.failure} format={format} />
        </Alert>
      )}
      {history.earlier && (
        <LoadingButton
          variant="secondary"
          size="sm"
          loading={history.loading}
          disabled={history.loading}
          onClick={history.earlier}
        >
          {words.earlier}
        </LoadingButton>
      )}
      {elsewhere.length > 0 && <ElsewhereList rows={elsewhere} format={format} />}
    </Flex>
  );
}

function ElsewhereList({ rows, format }: { readonly rows: readonly Elsewhere[]; readonly format: Format }) {
  const words = VISIT[format.language];
  const columns = words.elsewhereColumns;
  return (
    <Flex direction="column" gap="extra-small">
      <Heading>{words.elsewhere}</Heading>
      <Rows titles={[columns.on, columns.kind, columns.title]}>
        {rows.map(({ key, at, kind, title }) => (
          <TableRow key={key}>
            <TableCell>{format.instant(at)}</TableCell>
            <TableCell>{words.elsewhereKinds[kind]}</TableCell>
            <TableCell>{title || COMMON[format.language].none}</TableCell>
          </TableRow>
        ))}
      </Rows>
    </Flex>
  );
}
