import {
  Accordion,
  Alert,
  Button,
  Flex,
  Heading,
  hubspot,
  type JsonValue,
  List,
  LoadingSpinner,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from '@hubspot/ui-extensions';
import { PageTitle, usePageRoute } from '@hubspot/ui-extensions/pages';
import type { OpenRulesAnswer, RuleLine } from '../../../src/contract/open-rules.ts';
import type { Format } from '../common/format.ts';
import { type Pair, Pairs } from '../common/Pairs.tsx';
import { Failed, HelpOn } from '../common/states.tsx';
import { useAnswer } from '../common/use-answer.ts';
import { useReader } from '../common/use-reader.ts';
import { COMMON, PAGES } from '../common/words.ts';
import { ABOUT, ERRORS, errorEntry } from './error-words.ts';
import { howOf, RULES, whenOf, whoOf } from './rule-words.ts';

/** What the app does, what to do about each error, and the rules it follows: those of the policy in force. */
export function HelpPage() {
  const format = useReader();
  const words = PAGES[format.language];
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{words.help}</PageTitle>
      <Heading>{words.helpWhat}</Heading>
      <List variant="unordered-styled">
        {words.helpLines.map((line) => (
          <Text key={line}>{line}</Text>
        ))}
      </List>
      <Heading>{words.helpErrors}</Heading>
      <Errors format={format} />
      <Heading>{words.helpRules}</Heading>
      <Text>{words.helpRulesHint}</Text>
      <Rules format={format} />
    </Flex>
  );
}

/** The entry that an error led to comes first; all of them follow, by what they are about. */
function Errors({ format }: { readonly format: Format }) {
  const { code } = usePageRoute().params;
  const entry = typeof code === 'string' ? errorEntry(code) : undefined;
  return (
    <Flex direction="column" gap="small">
      {entry && (
        <Alert variant="info" title={String(code)}>
          {format.say(entry)}
        </Alert>
      )}
      <Text>{PAGES[format.language].helpErrorsHint}</Text>
      {Object.entries(ABOUT).map(([about, title]) => (
        <Accordion key={about} title={format.say(title)} size="sm">
          <Pairs
            direction="column"
            pairs={Object.entries(ERRORS)
              .filter(([, one]) => one.about === about)
              .map(([known, one]): Pair => [known, format.say(one)])}
          />
        </Accordion>
      ))}
    </Flex>
  );
}

function Rules({ format }: { readonly format: Format }) {
  const { reading, reload, more, loadingMore, moreFailed } = useAnswer(read);
  const words = RULES[format.language];
  switch (reading.status) {
    case 'loading':
      return <LoadingSpinner label={COMMON[format.language].loading} showLabel={true} />;
    case 'failed':
      return <Failed format={format} failure={reading.failure} onRetry={reload} />;
    case 'ready': {
      const { rules, off, next, policyVersion } = reading.answer;
      return (
        <Flex direction="column" gap="small">
          <RuleTable rules={rules} format={format} />
          {moreFailed && (
            <Alert variant="warning" title={format.say(moreFailed.message)}>
              <HelpOn failure={moreFailed} format={format} />
            </Alert>
          )}
          {next !== null && (
            <Button
              variant="secondary"
              size="sm"
              disabled={loadingMore}
              onClick={() =>
                void more({ from: next }, (shown, answer) => ({ ...answer, rules: [...shown.rules, ...answer.rules] }))
              }
            >
              {PAGES[format.language].more}
            </Button>
          )}
          <Text variant="microcopy">{`${words.source(format.number(policyVersion))} ${words.off(format.number(off))}`}</Text>
        </Flex>
      );
    }
  }
}

function RuleTable({ rules, format }: { readonly rules: readonly RuleLine[]; readonly format: Format }) {
  const { ruleColumns } = PAGES[format.language];
  return (
    <Table density="condensed">
      <TableHead>
        <TableRow>
          <TableHeader width={70}>{ruleColumns.id}</TableHeader>
          {[ruleColumns.name, ruleColumns.who, ruleColumns.when, ruleColumns.how].map((title) => (
            <TableHeader key={title}>{title}</TableHeader>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {rules.map((rule) => (
          <TableRow key={rule.id}>
            <TableCell>{rule.id}</TableCell>
            <TableCell>{format.say(rule.name)}</TableCell>
            <TableCell>{whoOf(rule, format)}</TableCell>
            <TableCell>{whenOf(rule, format)}</TableCell>
            <TableCell>{howOf(rule, format)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function read(parameters: JsonValue) {
  return hubspot.serverless<OpenRulesAnswer>('open_rules', { parameters });
}
