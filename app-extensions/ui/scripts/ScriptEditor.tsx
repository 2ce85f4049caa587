import { Button, Flex, Heading, Input, MultiSelect, Select, Text, TextArea, Tile } from '@hubspot/ui-extensions';
import type { Bilingual } from '../../../src/contract/common.ts';
import type { Script, ScriptAnswer, ScriptQuestion } from '../../../src/domain/policy/policy.ts';
import { DIMENSION_NAMES, DIMENSIONS } from '../../../src/domain/satisfaction/dimensions.ts';
import type { Format } from '../common/format.ts';
import { VISIT } from '../common/words.ts';
import { FEEDBACK, GOALS } from '../visit/log-form.ts';
import * as edit from './script-edit.ts';
import { SCRIPTS } from './script-words.ts';
import type { Editing } from './use-scripts.ts';

interface EditorProps {
  readonly script: Script;
  readonly faults: Editing['faults'];
  readonly onChange: (script: Script) => void;
  readonly format: Format;
}

/** Every text of a script in both languages, its questions with their answers and branches. */
export function ScriptEditor(props: EditorProps) {
  const { script, faults, onChange, format } = props;
  const words = SCRIPTS[format.language];
  return (
    <Flex direction="column" gap="medium">
      <Text variant="microcopy">{words.tokens}</Text>
      <SegmentEditor {...props} segment="opening" />
      <Heading>{words.questions}</Heading>
      {script.questions.map((question, at) => (
        <QuestionEditor key={question.id} {...props} question={question} at={at} />
      ))}
      {faults.questions && <Text>{words.faults[faults.questions]}</Text>}
      <Flex direction="row">
        <Button variant="secondary" size="xs" onClick={() => onChange(edit.addQuestion(script))}>
          {words.addQuestion}
        </Button>
      </Flex>
      <SegmentEditor {...props} segment="closing" />
    </Flex>
  );
}

function SegmentEditor({
  script,
  faults,
  onChange,
  format,
  segment,
}: EditorProps & { readonly segment: edit.Segment }) {
  const words = SCRIPTS[format.language];
  const name = words.segments[segment];
  const whole = faults[segment];
  return (
    <Flex direction="column" gap="small">
      <Heading>{name}</Heading>
      {script[segment].map((line, at) => {
        const path = `${segment}.${at}`;
        const label = words.line(name, at + 1);
        return (
          <Flex key={path} direction="column" gap="extra-small">
            <BothLanguages
              path={path}
              label={label}
              value={line}
              faults={faults}
              onChange={(text) => onChange(edit.withLine(script, segment, at, text))}
              format={format}
            />
            <Flex direction="row">
              <Button variant="secondary" size="xs" onClick={() => onChange(edit.removeLine(script, segment, at))}>
                {words.remove(label)}
              </Button>
            </Flex>
          </Flex>
        );
      })}
      {whole && <Text>{words.faults[whole]}</Text>}
      <Flex direction="row">
        <Button variant="secondary" size="xs" onClick={() => onChange(edit.addLine(script, segment))}>
          {words.add(name)}
        </Button>
      </Flex>
    </Flex>
  );
}

function QuestionEditor({
  script,
  faults,
  onChange,
  format,
  question,
  at,
}: EditorProps & { readonly question: ScriptQuestion; readonly at: number }) {
  const words = SCRIPTS[format.language];
  const path = `questions.${at}`;
  const n = at + 1;
  const label = words.question(n);
  return (
    <Tile compact={true}>
      <Flex direction="column" gap="small">
        <BothLanguages
          path={`${path}.text`}
          label={label}
          value={question.text}
          faults={faults}
          onChange={(text) => onChange(edit.withQuestion(script, at, { text }))}
          format={format}
        />
        <Select
          name={`${path}.goal`}
          label={words.goal(n)}
          value={question.goal}
          options={GOALS.map((value) => ({ value, label: VISIT[format.language].goals[value] }))}
          onChange={(value) =>
            onChange(edit.withQuestion(script, at, { goal: GOALS.find((goal) => goal === value) ?? question.goal }))
          }
        />
        <After script={script} faults={faults} onChange={onChange} format={format} question={question} at={at} />
        {question.answers?.map((answer, answerAt) => (
          <AnswerEditor
            key={answer.id}
            path={`${path}.answers.${answerAt}`}
            label={words.answer(n, answerAt + 1)}
            answer={answer}
            faults={faults}
            onChange={(next) => onChange(edit.withAnswer(script, at, answerAt, next))}
            onRemove={() => onChange(edit.removeAnswer(script, at, answerAt))}
            format={format}
          />
        ))}
        <Flex direction="row" gap="extra-small" wrap="wrap">
          <Button variant="secondary" size="xs" onClick={() => onChange(edit.addAnswer(script, at))}>
            {words.addAnswer(n)}
          </Button>
          <Button
            variant="secondary"
            size="xs"
            disabled={at === 0}
            onClick={() => onChange(edit.moveQuestion(script, at, -1))}
          >
            {words.up(label)}
          </Button>
          <Button
            variant="secondary"
            size="xs"
            disabled={n === script.questions.length}
            onClick={() => onChange(edit.moveQuestion(script, at, 1))}
          >
            {words.down(label)}
          </Button>
          <Button variant="secondary" size="xs" onClick={() => onChange(edit.removeQuestion(script, at))}>
            {words.remove(label)}
          </Button>
        </Flex>
      </Flex>
    </Tile>
  );
}

/** The answers that open a branch; one that is not there any more stays listed, so that it can be taken out. */
function After({
  script,
  faults,
  onChange,
  format,
  question,
  at,
}: EditorProps & { readonly question: ScriptQuestion; readonly at: number }) {
  const words = SCRIPTS[format.language];
  const before = edit.answersBefore(script, at);
  const after = question.after ?? [];
  const gone = after.filter((id) => !before.some((answer) => answer.id === id));
  if (before.length === 0 && gone.length === 0) return null;
  const dangling = after.findIndex((_, index) => faults[`questions.${at}.after.${index}`] !== undefined);
  return (
    <MultiSelect
      name={`questions.${at}.after`}
      label={words.after(at + 1)}
      description={words.afterHint}
      value={[...after]}
      options={[
        ...before.map(({ id, question: asked, answer }) => ({
          value: id,
          label: `${format.say(asked)} → ${format.say(answer)}`,
        })),
        ...gone.map((id) => ({ value: id, label: words.gone(id) })),
      ]}
      onChange={(values) => onChange(edit.withAfter(script, at, values.map(String)))}
      {...(dangling >= 0 ? { error: true, validationMessage: words.faults.dangling } : {})}
    />
  );
}

const NOTHING = '';

function AnswerEditor({
  path,
  label,
  answer,
  faults,
  onChange,
  onRemove,
  format,
}: {
  readonly path: string;
  readonly label: string;
  readonly answer: ScriptAnswer;
  readonly faults: Editing['faults'];
  readonly onChange: (answer: ScriptAnswer) => void;
  readonly onRemove: () => void;
  readonly format: Format;
}) {
  const words = SCRIPTS[format.language];
  const { feedback, score } = answer.fills ?? {};
  const fill = (fills: NonNullable<ScriptAnswer['fills']>) => {
    const { fills: _, ...plain } = answer;
    onChange(fills.feedback || fills.score ? { ...plain, fills } : plain);
  };
  return (
    <Flex direction="column" gap="extra-small">
      <BothLanguages
        path={`${path}.text`}
        label={label}
        short={true}
        value={answer.text}
        faults={faults}
        onChange={(text) => onChange({ ...answer, text })}
        format={format}
      />
      <Flex direction="row" gap="small" wrap="wrap" align="end">
        <Select
          name={`${path}.feedback`}
          label={words.fills(label)}
          value={feedback ?? NOTHING}
          options={[
            { value: NOTHING, label: words.fillsNothing },
            ...FEEDBACK.map((value) => ({ value, label: VISIT[format.language].feedbackFields[value] })),
          ]}
          onChange={(value) => {
            const field = FEEDBACK.find((known) => known === value);
            fill({ ...(field ? { feedback: field } : {}), ...(score ? { score } : {}) });
          }}
        />
        <Select
          name={`${path}.score`}
          label={words.scores(label)}
          value={score ? `${score.dimension}=${score.value}` : NOTHING}
          options={[
            { value: NOTHING, label: words.scoresNothing },
            ...DIMENSIONS.flatMap((dimension) =>
              [1, 2, 3, 4, 5].map((value) => ({
                value: `${dimension}=${value}`,
                label: words.score(format.say(DIMENSION_NAMES[dimension]), value),
              })),
            ),
          ]}
          onChange={(value) => {
            const [dimension = '', mark = ''] = String(value).split('=');
            fill({
              ...(feedback ? { feedback } : {}),
              ...(mark ? { score: { dimension, value: Number(mark) } } : {}),
            });
          }}
        />
        <Button variant="secondary" size="xs" onClick={onRemove}>
          {words.remove(label)}
        </Button>
      </Flex>
    </Flex>
  );
}

/** One text in Chinese and in English, each with what is wrong with it. */
function BothLanguages({
  path,
  label,
  short = false,
  value,
  faults,
  onChange,
  format,
}: {
  readonly path: string;
  readonly label: string;
  readonly short?: boolean;
  readonly value: Bilingual;
  readonly faults: Editing['faults'];
  readonly onChange: (value: Bilingual) => void;
  readonly format: Format;
}) {
  const words = SCRIPTS[format.language];
  return (
    <>
      {(['zh', 'en'] as const).map((language) => {
        const name = `${path}.${language}`;
        const fault = faults[name];
        const field = {
          name,
          label: words.text(label, words.languages[language]),
          value: value[language],
          onInput: (text: string) => onChange({ ...value, [language]: text }),
          ...(fault ? { error: true, validationMessage: words.faults[fault] } : {}),
        };
        return short ? <Input key={language} {...field} /> : <TextArea key={language} rows={2} {...field} />;
      })}
    </>
  );
}
