import { Alert, Button, Divider, EmptyState, Flex, Heading, StatusTag, Text } from '@hubspot/ui-extensions';
import type { ReactNode } from 'react';
import type { DeliveryPage, OpenDeliveryAnswer } from '../../../src/contract/open-delivery.ts';
import { dimensionNames } from '../../../src/domain/satisfaction/dimensions.ts';
import type { Format } from '../common/format.ts';
import { Failed, Loading } from '../common/states.tsx';
import type { useAnswer } from '../common/use-answer.ts';
import { COMMON } from '../common/words.ts';
import { SurveyLink } from '../survey/SurveyLink.tsx';
import { DeliveryForm, NotSaved } from './DeliveryForm.tsx';
import { DELIVERY } from './delivery-words.ts';
import { type Delivering, type DeliveryAction, type Opened, useDelivery } from './use-delivery.ts';

type Ready = Extract<OpenDeliveryAnswer, { readonly ok: true }>;
type Card = ReturnType<typeof useAnswer<OpenDeliveryAnswer>>;

/** A customer's project: needs, plan, reports, exceptions, acceptance and its survey. */
export function DeliveryView({ card, format }: { readonly card: Card; readonly format: Format }) {
  const words = DELIVERY[format.language];
  const { reading } = card;
  switch (reading.status) {
    case 'loading':
      return <Loading format={format} labels={[words.due, words.needs, words.plan, words.reports]} />;
    case 'failed':
      return <Failed format={format} failure={reading.failure} onRetry={card.reload} />;
    case 'ready':
      return <Project shown={reading.answer} card={card} format={format} />;
  }
}

function Project({ shown, card, format }: { readonly shown: Ready; readonly card: Card; readonly format: Format }) {
  const words = DELIVERY[format.language];
  const delivering = useDelivery(shown, format, (page) => card.change((before) => ({ ...before, page })));
  const { page } = shown;
  const part = { page, delivering, shown, format };
  return (
    <Flex direction="column" gap="medium">
      <Flex direction="column" gap="flush">
        <Heading>{words.title}</Heading>
        {page.startedOn && <Text>{words.since(words.stages[page.stage], format.day(page.startedOn))}</Text>}
      </Flex>
      {delivering.wrote && <Alert variant="success" title={delivering.wrote} />}
      {delivering.opened === null && <NotSaved delivering={delivering} format={format} />}
      {page.stage === 'none' ? (
        <EmptyState title={words.none} layout="vertical">
          <Text>{words.noneHint}</Text>
        </EmptyState>
      ) : (
        <>
          <Due {...part} />
          <Needs {...part} />
          <Plan {...part} />
          <Exceptions {...part} />
          <Reports {...part} />
          <Acceptance {...part} />
          <Survey {...part} onAsked={card.reload} />
        </>
      )}
      <Buttons {...part} actions={['begin']} />
      {delivering.opened?.action === 'begin' && (
        <DeliveryForm delivering={delivering} owners={shown.owners} format={format} />
      )}
    </Flex>
  );
}

interface Part {
  readonly page: DeliveryPage;
  readonly shown: Ready;
  readonly delivering: Delivering;
  readonly format: Format;
}

/** Buttons of what can be done, each told by what it is about. */
function Buttons({
  page,
  delivering,
  format,
  actions,
  of = '',
  name = '',
}: Part & { readonly actions: readonly DeliveryAction[]; readonly of?: string; readonly name?: string }) {
  const words = DELIVERY[format.language];
  const offered = actions.filter((action) => page.allowed.includes(action));
  if (offered.length === 0) return null;
  return (
    <Flex direction="row" gap="extra-small" wrap="wrap">
      {offered.map((action) => (
        <Button
          key={action}
          variant="secondary"
          size="xs"
          disabled={delivering.saving}
          onClick={() => delivering.open({ action, of, name })}
        >
          {name === '' ? words.actions[action] : words.of(words.actions[action], name)}
        </Button>
      ))}
    </Flex>
  );
}

/** A part of the page with the form of its own actions below it. */
function Section({
  title,
  has,
  part,
  children,
}: {
  readonly title: string;
  /** Whether the form that is open belongs here. */
  readonly has: (opened: Opened) => boolean;
  readonly part: Part;
  readonly children: ReactNode;
}) {
  const { delivering, shown, format } = part;
  return (
    <Flex direction="column" gap="small">
      <Divider />
      <Text format={{ fontWeight: 'demibold' }}>{title}</Text>
      {children}
      {delivering.opened && has(delivering.opened) && (
        <DeliveryForm delivering={delivering} owners={shown.owners} format={format} />
      )}
    </Flex>
  );
}

const among =
  (...actions: readonly DeliveryAction[]) =>
  ({ action }: Opened): boolean =>
    actions.includes(action);

function Due(part: Part) {
  const { page, format } = part;
  const words = DELIVERY[format.language];
  return (
    <Section title={words.due} has={() => false} part={part}>
      {page.due.length === 0 && <Text>{words.nothingDue}</Text>}
      {page.due.map(({ what, of, on, latest, late }) => (
        <Flex key={`${what} ${of}`} direction="row" gap="extra-small" align="center" wrap="wrap">
          <StatusTag variant={late ? 'danger' : 'info'}>{late ? words.late : words.due}</StatusTag>
          <Text>{`${words.duties[what]}: ${words.by(format.day(on), format.day(latest))}`}</Text>
        </Flex>
      ))}
    </Section>
  );
}

function Needs(part: Part) {
  const { page, format } = part;
  const words = DELIVERY[format.language];
  return (
    <Section title={words.needs} has={among('add_need', 'confirm_needs', 'judge_need')} part={part}>
      {page.needs.length === 0 && <Text>{words.noNeeds}</Text>}
      {page.needs.map(({ id, text, priority, expectedOn, judged }) => (
        <Flex key={id} direction="column" gap="flush">
          <Text>{text}</Text>
          <Text variant="microcopy">{words.needLine(words.priorities[priority], format.day(expectedOn))}</Text>
          {(page.stage !== 'delivering' || judged) && (
            <Text variant="microcopy">
              {[judged === undefined ? words.open : judged.met ? words.met : words.notMet, judged?.remark]
                .filter(Boolean)
                .join(COMMON[format.language].listSeparator)}
            </Text>
          )}
          <Buttons {...part} actions={['judge_need', 'drop_need']} of={id} name={text} />
        </Flex>
      ))}
      {page.needs.length > 0 && (
        <Text variant="microcopy">
          {page.confirmed
            ? words.confirmed(page.confirmed.by, page.confirmed.ours, format.day(page.confirmed.on))
            : words.notConfirmed}
        </Text>
      )}
      <Buttons {...part} actions={['add_need', 'confirm_needs']} />
    </Section>
  );
}

function Plan(part: Part) {
  const { page, format } = part;
  const words = DELIVERY[format.language];
  return (
    <Section
      title={words.plan}
      has={(opened) =>
        among('add_milestone', 'move_milestone', 'hand_milestone', 'finish_milestone')(opened) ||
        (opened.action === 'raise_exception' && opened.of !== '')
      }
      part={part}
    >
      {page.milestones.length === 0 && <Text>{words.noPlan}</Text>}
      {page.milestones.map(({ id, text, standard, ownerName, dueOn, firstDueOn, doneOn, late }) => (
        <Flex key={id} direction="column" gap="flush">
          <Flex direction="row" gap="extra-small" align="center" wrap="wrap">
            <StatusTag variant={doneOn ? 'success' : late ? 'danger' : 'info'}>
              {doneOn ? words.done(format.day(doneOn)) : late ? words.late : words.due}
            </StatusTag>
            <Text>{text}</Text>
          </Flex>
          <Text variant="microcopy">
            {[
              words.milestoneLine(ownerName, format.day(dueOn)),
              ...(firstDueOn ? [words.was(format.day(firstDueOn))] : []),
              ...(standard ? [standard] : []),
            ].join(COMMON[format.language].listSeparator)}
          </Text>
          {doneOn === undefined && (
            <Buttons
              {...part}
              actions={['finish_milestone', 'move_milestone', 'hand_milestone', 'raise_exception']}
              of={id}
              name={text}
            />
          )}
        </Flex>
      ))}
      <Buttons {...part} actions={['add_milestone']} />
    </Section>
  );
}

function Exceptions(part: Part) {
  const { page, format } = part;
  const words = DELIVERY[format.language];
  if (page.exceptions.length === 0 && !page.allowed.includes('raise_exception')) return null;
  return (
    <Section
      title={words.exceptions}
      has={(opened) => opened.action === 'agree_exception' || (opened.action === 'raise_exception' && opened.of === '')}
      part={part}
    >
      {page.exceptions.map(({ id, text, solution, raisedAt, agreed }) => (
        <Flex key={id} direction="column" gap="flush">
          <Text>{text}</Text>
          {solution && <Text variant="microcopy">{solution}</Text>}
          <Text variant="microcopy">
            {agreed
              ? words.agreed(agreed.with, format.day(agreed.on), agreed.plan)
              : `${format.instant(raisedAt)}. ${words.notAgreed}`}
          </Text>
          {!agreed && <Buttons {...part} actions={['agree_exception']} of={id} name={text} />}
        </Flex>
      ))}
      <Buttons {...part} actions={['raise_exception']} />
    </Section>
  );
}

function Reports(part: Part) {
  const { page, format } = part;
  const words = DELIVERY[format.language];
  const report = page.due.find(({ what }) => what === 'report');
  const letter = page.due.find(({ what }) => what === 'brief' || what === 'letter');
  return (
    <Section title={words.reports} has={among('report', 'send_letter', 'skip_letter')} part={part}>
      {page.reports.length + page.letters.length === 0 && <Text>{words.noReports}</Text>}
      {page.reports.map(({ week, done }) => (
        <Text key={`report ${week}`} variant="microcopy">
          {words.reportOf(format.day(week), done)}
        </Text>
      ))}
      {page.letters.map(({ kind, slot, subject, skippedBecause }) => (
        <Text key={`letter ${slot}`} variant="microcopy">
          {words.letterOf(words.duties[kind], format.day(slot), subject ?? words.leftOut(skippedBecause ?? ''))}
        </Text>
      ))}
      {report && <Buttons {...part} actions={['report']} of={report.of} />}
      {letter && <Buttons {...part} actions={['send_letter', 'skip_letter']} of={letter.of} />}
    </Section>
  );
}

function Acceptance(part: Part) {
  const { page, format } = part;
  const words = DELIVERY[format.language];
  if (!page.accepted && page.stage !== 'delivered') return null;
  return (
    <Section title={words.acceptance} has={among('accept')} part={part}>
      {page.accepted && <Text>{words.accepted(page.accepted.by, format.day(page.accepted.on))}</Text>}
      <Buttons {...part} actions={['accept']} />
    </Section>
  );
}

function Survey({ onAsked, ...part }: Part & { readonly onAsked: () => void }) {
  const { page, format } = part;
  const words = DELIVERY[format.language];
  const common = COMMON[format.language];
  const { survey } = page;
  if (page.stage !== 'in_service') return null;
  const marks = Object.entries(survey.scores ?? {}).map(
    ([dimension, mark]) => `${format.name(dimensionNames(format.language), dimension)} ${mark}/5`,
  );
  return (
    <Section title={words.survey} has={() => false} part={part}>
      {survey.sentOn && !survey.answeredOn && <Text>{words.surveySent(format.day(survey.sentOn))}</Text>}
      {survey.answeredOn && (
        <Text>{words.surveyAnswered(format.day(survey.answeredOn), marks.join(common.listSeparator))}</Text>
      )}
      {survey.comment && <Text>{words.commentOf(survey.comment)}</Text>}
      {survey.key && (
        <SurveyLink
          about={{ about: 'delivery', key: survey.key, survey: 'csat' }}
          format={format}
          {...(survey.sentOn ? {} : { onMade: onAsked })}
        />
      )}
    </Section>
  );
}
