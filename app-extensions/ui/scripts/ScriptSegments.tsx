import { Flex, List, Text, ToggleGroup } from '@hubspot/ui-extensions';
import type { ReactNode } from 'react';
import type { ScriptText } from '../../../src/contract/open-contact.ts';
import { type Chosen, questionsToAsk } from '../../../src/domain/script/flow.ts';
import type { Format } from '../common/format.ts';
import { type Language, VISIT } from '../common/words.ts';
import { GOALS, type Goal } from '../visit/log-form.ts';

type QuestionText = ScriptText['questions'][number];
export type ScriptAnswerText = NonNullable<QuestionText['answers']>[number];

/** A script as it is spoken: opening, questions by goal along the branches that the answers open, closing. */
export function ScriptSegments({
  script,
  language,
  chosen,
  onAnswer,
  notes,
  format,
}: {
  readonly script: ScriptText;
  /** The language that is spoken, the customer's as a rule. */
  readonly language: Language;
  readonly chosen: Chosen;
  /** Null: it is only read. */
  readonly onAnswer: ((questionId: string, answer: ScriptAnswerText) => void) | null;
  /** What stands below the questions of a goal. */
  readonly notes?: (goal: Goal) => ReactNode;
  readonly format: Format;
}) {
  const words = VISIT[format.language];
  const asked = questionsToAsk(script, chosen);
  return (
    <>
      <Lines title={words.opening} lines={script.opening.map((line) => line[language])} />
      {GOALS.map((goal) => {
        const questions = asked.filter((question) => question.goal === goal);
        if (questions.length === 0) return null;
        return (
          <Flex key={goal} direction="column" gap="extra-small">
            <Text format={{ fontWeight: 'demibold' }}>{words.goals[goal]}</Text>
            {questions.map((question) => (
              <Question
                key={question.id}
                question={question}
                language={language}
                chosen={chosen[question.id] ?? ''}
                onAnswer={onAnswer}
              />
            ))}
            {notes?.(goal)}
          </Flex>
        );
      })}
      <Lines title={words.closing} lines={script.closing.map((line) => line[language])} />
      <Text variant="microcopy">{words.scriptVersion(script.id, script.version)}</Text>
    </>
  );
}

function Question({
  question: { id, text, answers },
  language,
  chosen,
  onAnswer,
}: {
  readonly question: QuestionText;
  readonly language: Language;
  readonly chosen: string;
  readonly onAnswer: ((questionId: string, answer: ScriptAnswerText) => void) | null;
}) {
  if (!onAnswer || !answers || answers.length === 0) {
    return (
      <List variant="unordered-styled">
        <Text>{text[language]}</Text>
      </List>
    );
  }
  const choose = (value: string) => {
    const answer = answers.find((known) => known.id === value);
    if (answer) onAnswer(id, answer);
  };
  return (
    <ToggleGroup
      toggleType="radioButtonList"
      name={`answer.${id}`}
      label={text[language]}
      inline={true}
      value={chosen}
      options={answers.map((answer) => ({ value: answer.id, label: answer.text[language] }))}
      onChange={choose}
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
