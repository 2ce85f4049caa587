import type {
  AccordionProps,
  AutoGridProps,
  BoxProps,
  CardProps,
  DividerProps,
  FlexProps,
  InlineProps,
  SpacerProps,
  StackProps,
  TileProps,
} from '@hubspot/ui-extensions';
import { type CSSProperties, useState } from 'react';
import { callHandler } from './extension-host.ts';

const DISTANCES: Readonly<Record<string, number>> = {
  flush: 0,
  'extra-small': 4,
  xs: 4,
  small: 8,
  sm: 8,
  medium: 16,
  md: 16,
  large: 24,
  lg: 24,
  'extra-large': 32,
  xl: 32,
};

const JUSTIFY: Readonly<Record<string, CSSProperties['justifyContent']>> = {
  start: 'flex-start',
  center: 'center',
  end: 'flex-end',
  around: 'space-around',
  between: 'space-between',
};

const ALIGN: Readonly<Record<string, CSSProperties['alignItems']>> = {
  start: 'flex-start',
  center: 'center',
  end: 'flex-end',
  baseline: 'baseline',
  stretch: 'stretch',
};

/** Leaves out what an extension did not set, so that the style sheet decides. */
function styleOf(style: { readonly [Key in keyof CSSProperties]: CSSProperties[Key] | undefined }): CSSProperties {
  return Object.fromEntries(Object.entries(style).filter(([, value]) => value !== undefined)) as CSSProperties;
}

const distance = (name: string | undefined) => (name === undefined ? undefined : DISTANCES[name]);

export const Flex = ({ direction, gap, justify, align, alignSelf, wrap, children }: FlexProps) => (
  <div
    className={`ui-flex ${direction === 'column' ? 'column' : 'row'}`}
    style={styleOf({
      gap: distance(gap),
      justifyContent: justify && JUSTIFY[justify],
      alignItems: align && ALIGN[align],
      alignSelf: alignSelf && ALIGN[alignSelf],
      flexWrap: wrap === true || wrap === 'wrap' ? 'wrap' : undefined,
    })}
  >
    {children}
  </div>
);

export const Stack = ({ direction, distance: gap, justify, align, width, children }: StackProps) => (
  <div
    className={`ui-flex ${direction === 'row' ? 'row' : 'column'}`}
    style={styleOf({
      gap: distance(gap ?? 'small'),
      justifyContent: justify && JUSTIFY[justify],
      alignItems: align && ALIGN[align],
      width,
    })}
  >
    {children}
  </div>
);

export const Inline = ({ justify, align, gap, children }: InlineProps) => (
  <div
    className="ui-flex row wrap"
    style={styleOf({
      gap: distance(gap ?? 'small'),
      justifyContent: justify && JUSTIFY[justify],
      alignItems: ALIGN[align ?? 'center'],
    })}
  >
    {children}
  </div>
);

export const Box = ({ alignSelf, flex, children }: BoxProps) => {
  const grow = flex === 'auto' ? '1 1 auto' : flex === 'none' ? '0 0 auto' : flex === 'initial' ? '0 1 auto' : flex;
  return (
    <div className="ui-box" style={styleOf({ flex: grow, alignSelf: alignSelf && (ALIGN[alignSelf] ?? alignSelf) })}>
      {children}
    </div>
  );
};

export const AutoGrid = ({ columnWidth, gap, flexible, children }: AutoGridProps) => (
  <div
    className="ui-auto-grid"
    style={styleOf({
      gap: distance(gap),
      gridTemplateColumns: `repeat(${flexible ? 'auto-fit' : 'auto-fill'}, minmax(min(100%, ${columnWidth}px), ${flexible ? '1fr' : `${columnWidth}px`}))`,
    })}
  >
    {children}
  </div>
);

export const Tile = ({ compact, flush, children }: TileProps) => (
  <div className={`ui-tile${compact ? ' compact' : ''}${flush ? ' flush' : ''}`}>{children}</div>
);

export const Card = ({ children }: CardProps) => <div className="ui-tile">{children}</div>;

export const Divider = ({ distance: around, size }: DividerProps) => (
  <hr className="ui-divider" style={styleOf({ marginBlock: distance(around ?? size ?? 'small') })} />
);

export const Spacer = ({ size }: SpacerProps) => (
  <div aria-hidden="true" style={styleOf({ height: distance(size ?? 'small') })} />
);

export const Accordion = ({ title, defaultOpen, disabled, open, size, onClick, children }: AccordionProps) => {
  const [ownOpen, setOwnOpen] = useState(defaultOpen ?? false);
  const isOpen = open ?? ownOpen;
  return (
    <div className={`ui-accordion size-${size ?? 'md'}`}>
      <button
        type="button"
        aria-expanded={isOpen}
        disabled={disabled}
        onClick={() => {
          setOwnOpen(!isOpen);
          void callHandler(onClick);
        }}
      >
        <span className="chevron" aria-hidden="true" />
        {title}
      </button>
      {isOpen && <div className="ui-accordion-body">{children}</div>}
    </div>
  );
};
