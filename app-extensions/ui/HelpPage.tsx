import {
  Flex,
  Heading,
  List,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import { RULES } from './rule-help.ts';
import { useReader } from './use-reader.ts';
import { PAGES } from './words.ts';

/** What the app does and the rules it follows as shipped. */
export function HelpPage() {
  const format = useReader();
  const words = PAGES[format.language];
  const { ruleColumns } = words;
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{words.help}</PageTitle>
      <Heading>{words.helpWhat}</Heading>
      <List variant="unordered-styled">
        {words.helpLines.map((line) => (
          <Text key={line}>{line}</Text>
        ))}
      </List>
      <Heading>{words.helpRules}</Heading>
      <Text>{words.helpRulesHint}</Text>
      <Table density="condensed">
        <TableHead>
          <TableRow>
            {[ruleColumns.id, ruleColumns.who, ruleColumns.when, ruleColumns.how].map((title) => (
              <TableHeader key={title}>{title}</TableHeader>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {RULES.map(({ id, who, when, how }) => (
            <TableRow key={id}>
              <TableCell>{id}</TableCell>
              <TableCell>{format.say(who)}</TableCell>
              <TableCell>{format.say(when)}</TableCell>
              <TableCell>{format.say(how)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Flex>
  );
}
