import { Alert, Button, Flex, Heading, TableCell, TableRow, Text } from '@hubspot/ui-extensions';
import { useState } from 'react';
import { differences } from '../../../src/domain/policy/difference.ts';
import { DayField } from '../common/DayField.tsx';
import type { Format } from '../common/format.ts';
import { Rows } from '../common/Rows.tsx';
import { ADMIN } from './admin-words.ts';
import { DifferenceTable } from './DifferenceTable.tsx';
import type { PolicyScreen } from './use-policy.ts';

/** Who changed what was in force and when, and the policy of any past day. */
export function HistoryPart({ screen, format }: { readonly screen: PolicyScreen; readonly format: Format }) {
  const words = ADMIN[format.language].history;
  const [on, setOn] = useState('');
  const [asked, setAsked] = useState(false);
  if (screen.reading.status !== 'ready') return null;
  const { changes, past, inForce, today } = screen.reading.answer;
  const ask = (of: { readonly version?: number; readonly onDay?: string }) => {
    setAsked(true);
    screen.lookAt(of);
  };
  return (
    <Flex direction="column" gap="medium">
      <Heading>{words.changes}</Heading>
      <Rows titles={[words.when, words.kind, words.versions, words.approvedBy, words.note]}>
        {changes.map(({ number, at, kind, from, to, approvedBy, claimedBy, note }) => (
          <TableRow key={number}>
            <TableCell>{format.instant(at)}</TableCell>
            <TableCell>{words.kinds[kind]}</TableCell>
            <TableCell>
              <Flex direction="row" gap="small" align="center">
                <Text>{`${from || '—'} → ${to}`}</Text>
                <Button variant="secondary" size="sm" onClick={() => ask({ version: to })}>
                  {words.look(to)}
                </Button>
              </Flex>
            </TableCell>
            <TableCell>
              {[approvedBy, ...(claimedBy ? [words.claimed(claimedBy)] : [])].filter(Boolean).join(' · ')}
            </TableCell>
            <TableCell>{note}</TableCell>
          </TableRow>
        ))}
      </Rows>
      <Flex direction="row" gap="small" align="end">
        <DayField name="onDay" label={words.on} value={on} latest={today} onChange={setOn} />
        <Button variant="secondary" disabled={on === ''} onClick={() => ask({ onDay: on })}>
          {words.ask}
        </Button>
      </Flex>
      {past && (
        <Flex direction="column" gap="small">
          <Heading>{words.past(past.version)}</Heading>
          <DifferenceTable differences={differences(past.policy, inForce)} policy={past.policy} format={format} />
          <Flex direction="row">
            <Button variant="secondary" onClick={() => screen.change({ ...past.policy, version: inForce.version })}>
              {words.restart}
            </Button>
          </Flex>
        </Flex>
      )}
      {asked && !past && <Alert variant="info" title={words.noPast} />}
    </Flex>
  );
}
