import type { IconProps } from '@hubspot/ui-extensions';

/* A small set of pictures of our own on a 16-unit square; HubSpot has about 180, so related names share one. */
const PATHS = {
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  cross: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5l3.5 3.5L13 4.5',
  circleCheck: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M5 8.2l2.2 2.2L11.2 6',
  circleAlert: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M8 4.5v4.5M8 11v.6',
  circleInfo: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M8 7v4.5M8 4.4v.6',
  circle: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13',
  triangle: 'M8 2l6.5 11.5h-13zM8 6.5v3.2M8 11.4v.4',
  clock: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M8 4.5V8l2.5 2',
  calendar: 'M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3',
  mail: 'M2 3.5h12v9H2zM2 4l6 5 6-5',
  phone: 'M4 2l2.5 3-1.5 2a8 8 0 0 0 4 4l2-1.5 3 2.5-1.5 2.2C7 14 2 9 1.8 3.5z',
  person: 'M8 8a3 3 0 1 0 0-6a3 3 0 0 0 0 6M2.5 14c.5-3.5 3-4.5 5.5-4.5s5 1 5.5 4.5',
  pencil: 'M11 2.5l2.5 2.5L6 12.5l-3 .5.5-3z',
  bin: 'M3 4.5h10M6 4.5V2.5h4v2M4.5 4.5l.7 9h5.6l.7-9',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M10.3 10.3L14 14',
  left: 'M10 3L5 8l5 5',
  right: 'M6 3l5 5-5 5',
  up: 'M3 10l5-5 5 5',
  down: 'M3 6l5 5 5-5',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.5M13 2.5V5h-2.5',
  gear: 'M8 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5M8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M3.4 12.6l1.4-1.4M11.2 4.8l1.4-1.4',
  speech: 'M2 3h12v8H7l-3 2.5V11H2z',
  link: 'M6.5 9.5l3-3M7 5l2-2a2.8 2.8 0 0 1 4 4l-2 2M9 11l-2 2a2.8 2.8 0 0 1-4-4l2-2',
  external: 'M9 2.5h4.5V7M13.5 2.5L7.5 8.5M11 9v4.5H2.5V5H7',
  pin: 'M8 14.5S3.5 9.5 3.5 6a4.5 4.5 0 0 1 9 0c0 3.5-4.5 8.5-4.5 8.5M8 4.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 1 0 0-3',
  star: 'M8 1.8l1.9 4 4.3.6-3.1 3 .8 4.3L8 11.6l-3.9 2.1.8-4.3-3.1-3 4.3-.6z',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  file: 'M4 1.5h5l3 3v10H4zM9 1.5v3h3',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.5M2.5 8h.5M2.5 12h.5',
  filter: 'M2 3h12l-4.5 5.5V13l-3-1.5v-3z',
  chart: 'M2.5 13.5h11M4.5 11V7M8 11V3.5M11.5 11V6',
  happy: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M5 9.5c1.5 2 4.5 2 6 0M5.7 6v.6M10.3 6v.6',
  neutral: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M5.5 10.2h5M5.7 6v.6M10.3 6v.6',
  sad: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M5 11c1.5-2 4.5-2 6 0M5.7 6v.6M10.3 6v.6',
  dots: 'M3.5 8h.5M8 8h.5M12.5 8h.5',
  download: 'M8 2v8M5 7.5L8 10.5l3-3M2.5 13.5h11',
  upload: 'M8 11V3M5 5.5L8 2.5l3 3M2.5 13.5h11',
  home: 'M2 8l6-5.5L14 8M4 7v6.5h8V7',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8M8 6a2 2 0 1 0 0 4a2 2 0 1 0 0-4',
  bell: 'M4 11V7a4 4 0 0 1 8 0v4l1 1.5H3zM7 14h2',
} as const;

type Picture = keyof typeof PATHS;

/* The first pattern that a name fits decides. */
const BY_NAME: readonly (readonly [RegExp, Picture])[] = [
  [/^add|plus|more?Circle/i, 'plus'],
  [/external/i, 'external'],
  [/faceHappy|emoji$|emojiFillHappy|thumbsUp/i, 'happy'],
  [/faceNeutral|emojiLineNeutral/i, 'neutral'],
  [/faceSad|emojiLineSad|thumbsDown/i, 'sad'],
  [/XCircle|remove|^x$|cancel|block|^lessCircle/i, 'cross'],
  [/checkCircle|success|approvals/i, 'circleCheck'],
  [/check|tick/i, 'check'],
  [/warning|signal/i, 'triangle'],
  [/exclamation|alert/i, 'circleAlert'],
  [/info|question|help/i, 'circleInfo'],
  [/time|clock|delay|recent|sla/i, 'clock'],
  [/date|appointment|calendar|meeting/i, 'calendar'],
  [/email|send|inbox|mailbox/i, 'mail'],
  [/call|phone|mobile/i, 'phone'],
  [/contact|people|user|team|salesQuote|crm/i, 'person'],
  [/edit|pencil|description/i, 'pencil'],
  [/delete|trash/i, 'bin'],
  [/search|zoom/i, 'search'],
  [/filter/i, 'filter'],
  [/^left|previous|^prev/i, 'left'],
  [/^right|^next|forward/i, 'right'],
  [/^up|ascend/i, 'up'],
  [/^down(?!load)|descend/i, 'down'],
  [/refresh|sync|redo|undo|replace/i, 'refresh'],
  [/setting|gear|workflow|automat/i, 'gear'],
  [/comment|message|mention|reply|quote/i, 'speech'],
  [/^link|attach|association/i, 'link'],
  [/location|pin/i, 'pin'],
  [/star|favorite/i, 'star'],
  [/lock|key|notEditable/i, 'lock'],
  [/file|document|book|note|lesson|invoice|folder/i, 'file'],
  [/list|task|order|menu/i, 'list'],
  [/chart|gauge|report|goal|analytic/i, 'chart'],
  [/ellips|more/i, 'dots'],
  [/download/i, 'download'],
  [/upload|publish/i, 'upload'],
  [/home/i, 'home'],
  [/copy|duplicate/i, 'copy'],
  [/hide|view|show|eye/i, 'eye'],
  [/notification|bell/i, 'bell'],
  [/minus/i, 'minus'],
];

export function Icon({
  name,
  size = 'sm',
  color = 'inherit',
  screenReaderText,
}: Omit<IconProps, 'name'> & { name: string }) {
  const picture = BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? 'circle';
  return (
    <>
      <svg className={`ui-icon size-${size} color-${color}`} viewBox="0 0 16 16" aria-hidden="true" data-icon={name}>
        <path d={PATHS[picture]} />
      </svg>
      {screenReaderText && <span className="visually-hidden">{screenReaderText}</span>}
    </>
  );
}

export const Illustration = ({ alt, width, height }: { alt: string; width?: number; height?: number }) => (
  <svg
    className="ui-illustration"
    viewBox="0 0 120 80"
    width={width ?? 120}
    height={height ?? 80}
    role="img"
    aria-label={alt}
  >
    <rect x="10" y="14" width="100" height="56" rx="6" />
    <circle cx="40" cy="36" r="9" />
    <path d="M18 64l26-20 16 12 18-22 24 30z" />
  </svg>
);
