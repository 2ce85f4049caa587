import {
  Alert,
  Box,
  DescriptionList,
  DescriptionListItem,
  Divider,
  Flex,
  Heading,
  List,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Tag,
  Text,
  TextArea,
  Tile,
  ToggleGroup,
} from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { OpenVisit, PastVisit, ScriptText } from '../../src/contract/open-contact.ts';
import type { Format } from './format.ts';
import { LogFormView } from './LogFormView.tsx';
import { asksFeedback, GOALS, type LogForm, NOTES_OF } from './log-form.ts';
import { DueTags, whatOf } from './NextVisitView.tsx';
import { Failed, Loading } from './states.tsx';
import type { OpenContact } from './use-contact.ts';
import type { Log, Visit } from './use-visit.ts';
import { COMMON, type Language, VISIT } from './words.ts';

export function VisitView({ card, format }: { readonly card: Visit; readonly format: Format }) {
  switch (card.status) {
    case 'loading':
      return <Loading format={format} />;
    case 'failed':
      return <Failed format={format} failure={card.failure} onRetry={card.retry} />;
    case 'empty':
      return (
        <Flex direction="column" gap="medium">
          <Brief contact={card.contact} format={format} />
          <Nothing contact={card.contact} format={format} />
          <Past visits={card.contact.history} format={format} />
        </Flex>
      );
    case 'ready':
      return (
        <Flex direction="column" gap="medium">
          <Brief contact={card.contact} format={format} />
          {card.log.stage === 'filling' && <Due visit={card.visit} format={format} />}
          <Flex direction="row" gap="large" wrap="wrap" align="start">
            <Box flex={1}>
              <Script contact={card.contact} log={card.log} format={format} />
            </Box>
            <Box flex={1}>
              <LogFormView log={card.log} today={card.contact.today} format={format} />
            </Box>
          </Flex>
          <Past visits={card.contact.history} format={format} />
        </Flex>
      );
  }
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
            {`${contact.tier ?? common.none} / ${format.name(common.stages, contact.stage)}`}
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

function Due({ visit, format }: { readonly visit: OpenVisit; readonly format: Format }) {
  return (
    <Flex direction="column" gap="extra-small">
      <DueTags visit={visit} format={format} />
      <Text format={{ fontWeight: 'bold' }}>{`${whatOf(visit, format)}: ${format.weekday(visit.on)}`}</Text>
      <Text>{format.say(visit.why)}</Text>
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

/** The script in the customer's language; what the rep notes beside a goal is the form's own field. */
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
  if (!script) return <Text>{words.noScript}</Text>;
  const filling = log.stage === 'filling' ? log : null;
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
      <Lines title={words.opening} lines={script.opening.map((line) => line[language])} />
      {GOALS.map((goal) => {
        const questions = script.questions.filter((question) => question.goal === goal);
        if (questions.length === 0) return null;
        return (
          <Flex key={goal} direction="column" gap="extra-small">
            <Lines title={words.goals[goal]} lines={questions.map(({ text }) => text[language])} />
            {filling && <GoalNotes goal={goal} form={filling.form} change={filling.change} format={format} />}
          </Flex>
        );
      })}
      <Lines title={words.closing} lines={script.closing.map((line) => line[language])} />
      <Text variant="microcopy">{words.scriptVersion(script.id, script.version)}</Text>
    </Flex>
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

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  return (
    <Flex direction="column" gap="extra-small">
      <Text format={{ fontWeight: 'demibold' }}>{title}</Text>
      <List variant="unordered-styled">
        {lines.map((line) => (
          <Text key={line}>{line}</Text>
        ))}
      </List>
    </Flex>
  );
}

function Past({ visits, format }: { readonly visits: readonly PastVisit[]; readonly format: Format }) {
  const words = VISIT[format.language];
  const common = COMMON[format.language];
  const columns = words.historyColumns;
  const scoresOf = ({ scores }: PastVisit) =>
    Object.entries(scores)
      .map(([dimension, score]) => `${format.name(common.dimensions, dimension)} ${score}`)
      .join(common.listSeparator) || common.none;
  return (
    <Flex direction="column" gap="small">
      <Divider />
      <Heading>{words.history}</Heading>
      {visits.length === 0 ? (
        <Text>{words.noHistory}</Text>
      ) : (
        <Table density="condensed">
          <TableHead>
            <TableRow>
              {[columns.on, columns.outcome, columns.channel, columns.scores, columns.nps, columns.summary].map(
                (title) => (
                  <TableHeader key={title}>{title}</TableHeader>
                ),
              )}
            </TableRow>
          </TableHead>
          <TableBody>
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
          </TableBody>
        </Table>
      )}
    </Flex>
  );
}
