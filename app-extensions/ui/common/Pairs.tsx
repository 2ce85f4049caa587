import { DescriptionList, DescriptionListItem, Text } from '@hubspot/ui-extensions';

/** A label and what is said of it. */
export type Pair = readonly [label: string, text: string];

/** A list of labels with their texts, side by side unless told. */
export function Pairs({
  pairs,
  direction = 'row',
}: {
  readonly pairs: readonly Pair[];
  readonly direction?: 'row' | 'column';
}) {
  return (
    <DescriptionList direction={direction}>
      {pairs.map(([label, text]) => (
        <DescriptionListItem key={label} label={label}>
          <Text>{text}</Text>
        </DescriptionListItem>
      ))}
    </DescriptionList>
  );
}
