import { Flex, StatusTag } from '@hubspot/ui-extensions';
import type { OpenVisit } from '../../../src/contract/open-contact.ts';
import type { Format } from './format.ts';
import { COMMON } from './words.ts';

/** How urgent a visit is, in words as well as in colour. */
export function DueTags({
  visit,
  format,
}: {
  readonly visit: Pick<OpenVisit, 'inDays' | 'late' | 'provisional'>;
  readonly format: Format;
}) {
  const words = COMMON[format.language];
  return (
    <Flex direction="row" gap="extra-small" wrap="wrap">
      <StatusTag variant={urgencyOf(visit)}>{format.due(visit.inDays)}</StatusTag>
      {visit.late && <StatusTag variant="danger">{words.late}</StatusTag>}
      {visit.provisional && <StatusTag variant="default">{words.provisional}</StatusTag>}
    </Flex>
  );
}

export function urgencyOf({ inDays, late }: Pick<OpenVisit, 'inDays' | 'late'>): 'danger' | 'warning' | 'info' {
  if (late || inDays < 0) return 'danger';
  return inDays === 0 ? 'warning' : 'info';
}

/** The rules a visit pays, by name: one conversation can pay several. */
export function whatOf(visit: Pick<OpenVisit, 'rules'>, format: Format): string {
  return visit.rules.map(({ id, name }) => `${format.say(name)} (${id})`).join(COMMON[format.language].listSeparator);
}
