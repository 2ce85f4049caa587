import type {
  AlertProps,
  DescriptionListItemProps,
  DescriptionListProps,
  EmptyStateProps,
  ErrorStateProps,
  HeadingProps,
  ListProps,
  LoadingSpinnerProps,
  ProgressBarProps,
  ScoreProps,
  StatisticsItemProps,
  StatisticsProps,
  StatisticsTrendProps,
  StatusTagProps,
  StepIndicatorProps,
  TagProps,
  TextProps,
} from '@hubspot/ui-extensions';
import type { CSSProperties, ReactNode } from 'react';
import { callHandler, clickOf, useHost } from './extension-host.ts';
import { Icon } from './icons.tsx';
import { remoteChildren } from './remote-children.tsx';
import { WithOverlay } from './with-overlay.tsx';

export const Text = ({ format, inline, variant, truncate, children }: TextProps) => {
  const style: CSSProperties = {
    ...(format?.italic ? { fontStyle: 'italic' } : {}),
    ...(format?.lineDecoration && format.lineDecoration !== 'none'
      ? { textDecoration: format.lineDecoration === 'strikethrough' ? 'line-through' : 'underline' }
      : {}),
    ...(format?.textTransform && format.textTransform !== 'none' && format.textTransform !== 'sentenceCase'
      ? { textTransform: format.textTransform }
      : {}),
    ...(typeof truncate === 'object' && truncate.maxWidth ? { maxWidth: truncate.maxWidth } : {}),
  };
  const names = [
    'ui-text',
    variant === 'microcopy' ? 'microcopy' : '',
    format?.fontWeight && format.fontWeight !== 'regular' ? format.fontWeight : '',
    truncate ? 'truncate' : '',
    inline ? 'inline' : '',
  ];
  const Tag = inline ? 'span' : 'div';
  return (
    <Tag
      className={names.filter(Boolean).join(' ')}
      style={style}
      title={typeof truncate === 'object' ? truncate.tooltipText : undefined}
    >
      {children}
    </Tag>
  );
};

export const Heading = ({ inline, children }: HeadingProps) => (
  <h3 className={inline ? 'ui-heading inline' : 'ui-heading'}>{children}</h3>
);

export const Alert = ({ title, variant = 'info', children }: AlertProps) => {
  const tone = variant === 'error' ? 'danger' : variant;
  return (
    <div className={`ui-alert tone-${tone}`} role={tone === 'danger' || tone === 'warning' ? 'alert' : 'status'}>
      <strong>{title}</strong>
      {children && <div>{children}</div>}
    </div>
  );
};

export const Tag = ({ variant, onClick, overlay, children }: TagProps) => {
  const { overlays } = useHost();
  const className = `ui-tag tone-${variant === 'error' ? 'danger' : (variant ?? 'default')}`;
  return (
    <WithOverlay overlay={overlay}>
      {(overlayProps) =>
        onClick || overlayProps.opensDialog ? (
          <button
            type="button"
            className={className}
            {...overlayProps.attributes}
            onClick={() => {
              void callHandler(onClick, ...clickOf(overlays));
              overlayProps.open();
            }}
          >
            {children}
          </button>
        ) : (
          <span className={className} {...overlayProps.attributes}>
            {children}
          </span>
        )
      }
    </WithOverlay>
  );
};

export const StatusTag = ({
  variant = 'default',
  hollow,
  onClick,
  showRemoveIcon,
  onRemoveClick,
  children,
}: StatusTagProps) => {
  const { say } = useHost();
  const label = (
    <>
      <span className={`dot${hollow ? ' hollow' : ''}`} aria-hidden="true" />
      {children}
    </>
  );
  return (
    <span className={`ui-status-tag tone-${variant}`}>
      {onClick ? (
        <button type="button" onClick={() => void callHandler(onClick)}>
          {label}
        </button>
      ) : (
        label
      )}
      {showRemoveIcon && (
        <button
          type="button"
          className="icon-button"
          aria-label={say('remove')}
          onClick={() => void callHandler(onRemoveClick)}
        >
          <span aria-hidden="true">×</span>
        </button>
      )}
    </span>
  );
};

export const EmptyState = ({ title, layout, flush, children }: EmptyStateProps) => (
  <div className={`ui-empty${layout === 'vertical' ? ' vertical' : ''}${flush ? ' flush' : ''}`}>
    <span className="ui-empty-picture" aria-hidden="true" />
    <div>
      {title && <h3>{title}</h3>}
      {children}
    </div>
  </div>
);

export const ErrorState = ({ title, type, children }: ErrorStateProps) => (
  <div className="ui-empty vertical">
    <span className="ui-empty-picture failed" aria-hidden="true">
      <Icon name={type === 'lock' ? 'locked' : 'exclamationCircle'} />
    </span>
    <div>
      {title && <h3>{title}</h3>}
      {children}
    </div>
  </div>
);

export const LoadingSpinner = ({ label, showLabel, size, layout }: LoadingSpinnerProps) => (
  <div className={`ui-spinner size-${size ?? 'sm'}${layout === 'centered' ? ' centered' : ''}`} role="status">
    <span className="spinner" aria-hidden="true" />
    <span className={showLabel ? '' : 'visually-hidden'}>{label}</span>
  </div>
);

export const ProgressBar = ({
  title,
  showPercentage,
  value = 0,
  maxValue,
  valueMax,
  valueDescription,
  variant,
  ...rest
}: ProgressBarProps) => {
  const max = maxValue ?? valueMax ?? 100;
  const percent = max > 0 ? Math.round((Math.min(Math.max(value, 0), max) / max) * 100) : 0;
  return (
    <div className="ui-progress">
      {(title || showPercentage) && (
        <div className="ui-progress-head">
          <span>{title}</span>
          {showPercentage && <span>{percent}%</span>}
        </div>
      )}
      <div
        role="progressbar"
        className={`ui-progress-track tone-${variant ?? 'default'}`}
        aria-label={rest['aria-label'] ?? title ?? `${percent}%`}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={max}
      >
        <div style={{ width: `${percent}%` }} />
      </div>
      {valueDescription && <div className="ui-text microcopy">{valueDescription}</div>}
    </div>
  );
};

export const ScoreCircle = ({ score }: ScoreProps) => {
  const { say } = useHost();
  const rounded = Math.round(score);
  const tone = rounded >= 70 ? 'success' : rounded >= 40 ? 'warning' : 'danger';
  const around = 2 * Math.PI * 20;
  return (
    <svg className={`ui-score tone-${tone}`} viewBox="0 0 48 48" role="img" aria-label={`${say('score')} ${rounded}`}>
      <circle cx="24" cy="24" r="20" className="track" />
      <circle
        cx="24"
        cy="24"
        r="20"
        className="value"
        strokeDasharray={`${(around * Math.min(Math.max(rounded, 0), 100)) / 100} ${around}`}
      />
      <text x="24" y="25" dominantBaseline="middle" textAnchor="middle">
        {rounded}
      </text>
    </svg>
  );
};

export const Statistics = ({ children }: StatisticsProps) => <div className="ui-statistics">{children}</div>;

export const StatisticsItem = ({ label, number, children }: StatisticsItemProps) => (
  <div className="ui-statistic">
    <div className="label">{label}</div>
    <div className="number">{number}</div>
    {children}
  </div>
);

export const StatisticsTrend = ({ value, direction, color }: StatisticsTrendProps) => {
  const { say } = useHost();
  const isGood = color ? color === 'green' : direction === 'increase';
  return (
    <div className={`ui-trend ${isGood ? 'good' : 'bad'}`}>
      <span className={`arrow ${direction}`} aria-hidden="true" />
      <span className="visually-hidden">{say(direction === 'increase' ? 'increased' : 'decreased')}</span>
      {value}
    </div>
  );
};

export const DescriptionList = ({ direction, children }: DescriptionListProps) => (
  <dl className={`ui-description-list ${direction === 'row' ? 'row' : 'column'}`}>{children}</dl>
);

export const DescriptionListItem = ({ label, children }: DescriptionListItemProps) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

export const List = ({ variant = 'unordered', children }: ListProps) => {
  const items = remoteChildren(children);
  const Tag = variant.startsWith('ordered') ? 'ol' : 'ul';
  const entries: { key: string; node: ReactNode }[] =
    items.length > 0
      ? items.map(({ component, element }) => ({ key: component.id, node: element }))
      : [{ key: 'text', node: children }];
  return (
    <Tag className={`ui-list ${variant}`}>
      {entries.map(({ key, node }) => (
        <li key={key}>{node}</li>
      ))}
    </Tag>
  );
};

export const StepIndicator = ({ stepNames, direction, currentStep = 0, variant, onClick }: StepIndicatorProps) => {
  const { say } = useHost();
  return (
    <ol
      className={`ui-steps ${direction ?? 'horizontal'} ${variant ?? 'default'}`}
      aria-label={say('step', { n: currentStep + 1, total: stepNames.length })}
    >
      {stepNames.map((name, index) => {
        const state = index < currentStep ? 'past' : index === currentStep ? 'current' : 'ahead';
        const content = (
          <>
            <span className="circle" aria-hidden="true">
              {state === 'past' ? '✓' : index + 1}
            </span>
            <span className={variant === 'compact' && state !== 'current' ? 'visually-hidden' : 'name'}>{name}</span>
          </>
        );
        return (
          <li key={name} className={state} aria-current={state === 'current' ? 'step' : undefined}>
            {onClick ? (
              <button type="button" onClick={() => void callHandler(onClick, index)}>
                {content}
              </button>
            ) : (
              <span>{content}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
};
