/** Kinds of association: which types of record they join, and the number each direction goes by. */
import { standardTypes } from './types.ts';

export type AssociationCategory = 'HUBSPOT_DEFINED' | 'USER_DEFINED' | 'INTEGRATOR_DEFINED';

/** One direction of one kind. */
export interface AssociationType {
  /** Category and number in one word, `HUBSPOT_DEFINED:279`: numbers alone may repeat between categories. */
  readonly key: string;
  readonly category: AssociationCategory;
  readonly typeId: number;
  readonly fromTypeId: string;
  readonly toTypeId: string;
  readonly label: string | null;
  readonly name: string;
  /** Key of the other direction; its own key where both directions are one. */
  readonly inverseKey: string;
}

export function associationKey(category: AssociationCategory, typeId: number): string {
  return `${category}:${typeId}`;
}

type Row = readonly [from: string, to: string, forward: number, back: number, label?: string, inverseLabel?: string];

/**
 * HubSpot's own numbers. All of these stand in the `AssociationTypes` enum of HubSpot's Node client 13.5 (looked up); the
 * labels of the primary company are recorded, those of parent and child company are documented.
 */
const rows: readonly Row[] = [
  ['contact', 'company', 279, 280],
  ['contact', 'company', 1, 2, 'Primary', 'Primary'],
  ['deal', 'contact', 3, 4],
  ['deal', 'company', 341, 342],
  ['deal', 'company', 5, 6, 'Primary', 'Primary'],
  ['contact', 'ticket', 15, 16],
  ['ticket', 'company', 339, 340],
  ['ticket', 'company', 26, 25, 'Primary', 'Primary'],
  ['deal', 'line_item', 19, 20],
  ['deal', 'ticket', 27, 28],
  ['communication', 'contact', 81, 82],
  ['communication', 'ticket', 83, 84],
  ['communication', 'deal', 85, 86],
  ['communication', 'company', 87, 88],
  ['contact', 'feedback_submission', 97, 98],
  ['ticket', 'feedback_submission', 99, 100],
  ['company', 'call', 181, 182],
  ['company', 'email', 185, 186],
  ['company', 'meeting', 187, 188],
  ['company', 'note', 189, 190],
  ['company', 'task', 191, 192],
  ['contact', 'call', 193, 194],
  ['contact', 'email', 197, 198],
  ['contact', 'meeting', 199, 200],
  ['contact', 'note', 201, 202],
  ['contact', 'task', 203, 204],
  ['deal', 'call', 205, 206],
  ['deal', 'email', 209, 210],
  ['deal', 'meeting', 211, 212],
  ['deal', 'note', 213, 214],
  ['deal', 'task', 215, 216],
  ['ticket', 'call', 219, 220],
  ['ticket', 'email', 223, 224],
  ['ticket', 'meeting', 225, 226],
  ['ticket', 'note', 227, 228],
  ['ticket', 'task', 229, 230],
  ['call', 'meeting', 399, 400],
  ['contact', 'contact', 449, 449],
  ['company', 'company', 450, 450],
  ['company', 'company', 13, 14, 'Child Company', 'Parent Company'],
  ['deal', 'deal', 451, 451],
  ['ticket', 'ticket', 452, 452],
];

const idOf = new Map(standardTypes.map((type) => [type.singular, type.typeId]));

function typeIdOf(singular: string): string {
  const typeId = idOf.get(singular);
  if (typeId === undefined) throw new RangeError(`no object type is called "${singular}"`);
  return typeId;
}

/** Both directions of one kind, or the one direction where both are the same. */
export function associationPair(pair: {
  readonly category: AssociationCategory;
  readonly fromTypeId: string;
  readonly toTypeId: string;
  readonly forward: number;
  readonly back: number;
  readonly label: string | null;
  readonly inverseLabel: string | null;
  readonly name: string;
  readonly inverseName?: string;
}): AssociationType[] {
  const { category, fromTypeId, toTypeId, forward, back, name } = pair;
  const there: AssociationType = {
    key: associationKey(category, forward),
    category,
    typeId: forward,
    fromTypeId,
    toTypeId,
    label: pair.label,
    name,
    inverseKey: associationKey(category, back),
  };
  if (forward === back) return [there];
  const again: AssociationType = {
    ...there,
    key: there.inverseKey,
    typeId: back,
    fromTypeId: toTypeId,
    toTypeId: fromTypeId,
    label: pair.inverseLabel,
    name: pair.inverseName ?? name,
    inverseKey: there.key,
  };
  return [there, again];
}

/** [recorded] The v3 API's words: the plain one means the primary company where there is one. */
function wordFor(from: string, to: string, label: string | undefined): string {
  const hasPrimary =
    [from, to].includes('company') && ['contact', 'deal', 'ticket'].some((one) => [from, to].includes(one));
  if (label === undefined) return `${from}_to_${to}${hasPrimary ? '_unlabeled' : ''}`;
  return label === 'Primary' ? `${from}_to_${to}` : label.toLowerCase().replaceAll(' ', '_');
}

export const standardAssociationTypes: readonly AssociationType[] = rows.flatMap(
  ([from, to, forward, back, label, inverseLabel]) =>
    associationPair({
      category: 'HUBSPOT_DEFINED',
      fromTypeId: typeIdOf(from),
      toTypeId: typeIdOf(to),
      forward,
      back,
      label: label ?? null,
      inverseLabel: inverseLabel ?? null,
      name: wordFor(from, to, label),
      inverseName: wordFor(to, from, inverseLabel),
    }),
);

/** The primary company's kind, by the type of the record that has one: at most one company is primary. [documented] */
export const primaryCompanyKeys: ReadonlyMap<string, string> = new Map([
  ['0-1', associationKey('HUBSPOT_DEFINED', 1)],
  ['0-3', associationKey('HUBSPOT_DEFINED', 5)],
  ['0-5', associationKey('HUBSPOT_DEFINED', 26)],
]);
