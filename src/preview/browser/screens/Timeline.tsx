import { useState } from 'react';
import type { Activity } from '../../protocol.ts';
import { Icon } from '../components/icons.tsx';
import { Skeleton } from '../extension/ExtensionFrame.tsx';
import { formatInstant, ownerName, plainText, shownValue } from '../format.ts';
import { usePreview } from '../preview-context.ts';

const SHOWN_AT_FIRST = 30;
const ICONS = {
  task: 'task',
  call: 'calling',
  meeting: 'meetings',
  note: 'file',
  email: 'email',
  communication: 'comments',
  record: 'star',
} as const;

/** Everything that happened with a record, newest first. */
export function Timeline({ activities }: { activities: readonly Activity[] | null }) {
  const { say } = usePreview();
  const [shown, setShown] = useState(SHOWN_AT_FIRST);
  if (!activities) return <Skeleton label={say('loading')} />;
  if (activities.length === 0) {
    return (
      <div className="ui-empty vertical">
        <div>
          <h2>{say('noActivities')}</h2>
          <p>{say('noActivitiesHint')}</p>
        </div>
      </div>
    );
  }
  const hidden = activities.length - shown;
  return (
    <>
      <ol className="timeline">
        {activities.slice(0, shown).map((activity) => (
          <ActivityItem key={`${activity.objectTypeId}/${activity.id}`} activity={activity} />
        ))}
      </ol>
      {hidden > 0 && (
        <button type="button" className="ui-button secondary size-sm" onClick={() => setShown(shown + SHOWN_AT_FIRST)}>
          {say('showMore', { n: Math.min(hidden, SHOWN_AT_FIRST) })}
        </button>
      )}
    </>
  );
}

function ActivityItem({ activity }: { activity: Activity }) {
  const { boot, language, say } = usePreview();
  const kind = activity.kind === 'record' ? activity.typeLabel : say(activity.kind);
  const body = plainText(activity.body);
  return (
    <li className="activity" data-kind={activity.kind} data-id={activity.id}>
      <div className="activity-head">
        <Icon name={ICONS[activity.kind]} />
        <span className="activity-kind">{kind}</span>
        {activity.kind === 'task' && (
          <span className={`ui-tag tone-${activity.isDone ? 'success' : 'warning'}`}>
            {say(activity.isDone ? 'done' : 'open')}
          </span>
        )}
        <span className="activity-when">
          {activity.kind === 'task' && !activity.isDone ? `${say('due')} ` : ''}
          {formatInstant(activity.at, boot.portal.timeZone, language)}
        </span>
      </div>
      {activity.title && <strong className="activity-title">{activity.title}</strong>}
      {body && <p className="pre-line">{body}</p>}
      {activity.details.length > 0 && (
        <dl className="activity-details">
          {activity.details.map(({ definition, value }) => (
            <div key={definition.name}>
              <dt>{definition.label}</dt>
              <dd>
                {shownValue(value, definition, { owners: boot.owners, timeZone: boot.portal.timeZone, language })}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {activity.ownerId && <div className="quiet">{ownerName(boot.owners, activity.ownerId)}</div>}
    </li>
  );
}
