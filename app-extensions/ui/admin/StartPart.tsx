import {
  Alert,
  Button,
  Flex,
  Heading,
  hubspot,
  List,
  LoadingButton,
  Select,
  Text,
  TextArea,
} from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { ImportSopAnswer } from '../../../src/contract/import-sop.ts';
import { PRESETS, withPreset } from '../../../src/domain/policy/presets.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { HelpOn } from '../common/states.tsx';
import { ADMIN } from './admin-words.ts';
import type { PolicyScreen } from './use-policy.ts';

type Report = Extract<ImportSopAnswer, { readonly ok: true }>;

/** Where a policy can start from: an industry, or a written procedure. */
export function StartPart({ screen, format }: { readonly screen: PolicyScreen; readonly format: Format }) {
  const words = ADMIN[format.language].start;
  const [id, setId] = useState('');
  const [used, setUsed] = useState(false);
  const preset = PRESETS.find((each) => each.id === id);
  const policy = screen.edit?.policy;
  if (!policy) return null;
  return (
    <Flex direction="column" gap="medium">
      <Heading>{words.presets}</Heading>
      <Select
        name="preset"
        label={words.preset}
        value={id}
        options={PRESETS.map(({ id: value, name }) => ({ value, label: format.say(name) }))}
        onChange={(value) => {
          setId(String(value));
          setUsed(false);
        }}
      />
      {preset && <Text>{format.say(preset.about)}</Text>}
      <Flex direction="row">
        <Button
          variant="secondary"
          disabled={!preset}
          onClick={() => {
            if (preset) screen.change(withPreset(policy, preset));
            setUsed(true);
          }}
        >
          {words.usePreset}
        </Button>
      </Flex>
      {used && <Alert variant="info" title={words.used} />}
      <SopImport screen={screen} format={format} />
    </Flex>
  );
}

function SopImport({ screen, format }: { readonly screen: PolicyScreen; readonly format: Format }) {
  const words = ADMIN[format.language].start;
  const [text, setText] = useState('');
  const [reading, setReading] = useState(false);
  const [report, setReport] = useState<Report | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const read = async () => {
    setReading(true);
    setFailure(null);
    const parameters = asJson({ text, policy: screen.edit?.policy });
    const answer = await ask(() => hubspot.serverless<ImportSopAnswer>('import_sop', { parameters }));
    setReading(false);
    if (!answer.ok) {
      setFailure(answer);
      return;
    }
    setReport(answer);
    screen.change(answer.policy);
  };
  return (
    <Flex direction="column" gap="small">
      <Heading>{words.sop}</Heading>
      <TextArea name="sop" label={words.sopText} rows={10} value={text} onInput={setText} />
      <Flex direction="row">
        <LoadingButton
          variant="secondary"
          loading={reading}
          disabled={reading || text.trim() === ''}
          onClick={() => void read()}
        >
          {reading ? words.reading : words.read}
        </LoadingButton>
      </Flex>
      {failure && (
        <Alert variant="error" title={format.say(failure.message)}>
          <HelpOn failure={failure} format={format} />
        </Alert>
      )}
      {report && <SopReport report={report} format={format} />}
    </Flex>
  );
}

function SopReport({ report, format }: { readonly report: Report; readonly format: Format }) {
  const words = ADMIN[format.language].start;
  return (
    <Flex direction="column" gap="small">
      <Alert variant="info" title={words.rules(report.rules.length)} />
      <List>
        {report.rules.map(({ id, line, name, on, assumed }) => (
          <Text key={id}>
            {[
              `${id}. ${words.ruleLine(line, format.say(name))}`,
              ...(on ? [] : [words.offBecause]),
              ...assumed.map((each) => words.assumed(format.say(each))),
            ].join(' · ')}
          </Text>
        ))}
      </List>
      {report.contradictions.length > 0 && (
        <>
          <Heading>{words.conflicts(report.contradictions.length)}</Heading>
          <List>
            {report.contradictions.map(({ lines, what, resolution }) => (
              <Text key={`${lines.join()} ${what.en}`}>
                {`${words.lines(lines.join(', '))}: ${format.say(what)} → ${format.say(resolution)}`}
              </Text>
            ))}
          </List>
        </>
      )}
      {report.left.length > 0 && (
        <>
          <Heading>{words.left}</Heading>
          <List>
            {report.left.map(({ line, text, why }) => (
              <Text key={`${line} ${text}`}>{`${words.ruleLine(line, text)} · ${format.say(why)}`}</Text>
            ))}
          </List>
        </>
      )}
      {report.notUnderstood.length > 0 && (
        <>
          <Heading>{words.notUnderstood}</Heading>
          <List>
            {report.notUnderstood.map(({ line, text }) => (
              <Text key={`${line} ${text}`}>{words.ruleLine(line, text)}</Text>
            ))}
          </List>
        </>
      )}
    </Flex>
  );
}
