import { useEffect, useState } from 'react';
import type { PropertyDefinition, TaskDue, TaskQuery, TaskRow } from '../../protocol.ts';
import { contactName, formatInstant, formatNumber, ownerName, shownValue } from '../format.ts';
import { usePreview } from '../preview-context.ts';
import { serverApi } from '../server-api.ts';
import { showToast } from '../toasts.tsx';
import { shownOf, useLoaded } from '../use-loaded.ts';
import type { WordKey } from '../words.ts';
import { Pager } from './Pager.tsx';
import { Problem, RouteLink } from './Shell.tsx';

const DUE_WORDS: Readonly<Record<TaskDue, WordKey>> = {
  any: 'anyDue',
  overdue: 'overdue',
  today: 'dueToday',
  week: 'dueThisWeek',
};

export function TasksScreen() {
  const { boot, language, say, epoch, clock } = usePreview();
  const [query, setQuery] = useState<TaskQuery>({ status: 'open', ownerId: null, due: 'any', page: 1 });
  // A finished task may still be found as open for a moment, since a portal's search lags behind its writes.
  const [finished, setFinished] = useState<ReadonlyMap<number, boolean>>(new Map());
  useEffect(() => {
    document.title = `${say('tasks')} · ${boot.app.name}`;
  }, [say, boot.app.name]);
  const { loaded, reload } = useLoaded(JSON.stringify([query, epoch]), async () => {
    const page = await serverApi.tasks(query);
    setFinished(new Map());
    return page;
  });
  const definitions = shownOf(useLoaded(`definitions/${epoch}`, () => serverApi.definitions('tasks')).loaded) ?? [];
  const page = shownOf(loaded);
  const change = (part: Partial<TaskQuery>) => setQuery((before) => ({ ...before, page: 1, ...part }));

  async function setCompleted(task: TaskRow, isCompleted: boolean) {
    setFinished((before) => new Map(before).set(task.id, isCompleted));
    try {
      await serverApi.completeTask(task.id, isCompleted);
    } catch (error) {
      setFinished((before) => new Map(before).set(task.id, !isCompleted));
      showToast({ type: 'danger', message: error instanceof Error ? error.message : String(error) });
    }
  }

  return (
    <div className="screen">
      <header className="screen-head">
        <h1>{say('tasks')}</h1>
        <p className="count" role="status">
          {page ? say('countTasks', { n: formatNumber(page.total, language) }) : say('loading')}
        </p>
      </header>
      <div className="filters">
        <label className="filter">
          <span>{say('status')}</span>
          <select
            value={query.status}
            onChange={(event) => change({ status: event.target.value === 'completed' ? 'completed' : 'open' })}
          >
            <option value="open">{say('openTasks')}</option>
            <option value="completed">{say('completedTasks')}</option>
          </select>
        </label>
        <label className="filter">
          <span>{say('owner')}</span>
          <select value={query.ownerId ?? ''} onChange={(event) => change({ ownerId: event.target.value || null })}>
            <option value="">{say('anyOwner')}</option>
            {boot.owners.map(({ id }) => (
              <option key={id} value={id}>
                {ownerName(boot.owners, id)}
              </option>
            ))}
          </select>
        </label>
        <label className="filter">
          <span>{say('dueDate')}</span>
          <select value={query.due} onChange={(event) => change({ due: event.target.value as TaskDue })}>
            {(Object.keys(DUE_WORDS) as TaskDue[]).map((due) => (
              <option key={due} value={due}>
                {say(DUE_WORDS[due])}
              </option>
            ))}
          </select>
        </label>
      </div>
      {loaded.state === 'failed' && <Problem title="loadFailed" message={loaded.message} onRetry={reload} />}
      {page?.rows.length === 0 && (
        <div className="ui-empty vertical">
          <h2>{say('noTasks')}</h2>
        </div>
      )}
      {page && page.rows.length > 0 && (
        <div className={`card table-card${loaded.state === 'loading' ? ' stale' : ''}`}>
          <table className="ui-table list-table">
            <thead>
              <tr>
                <th scope="col" className="check-cell">
                  <span className="visually-hidden">{say('done')}</span>
                </th>
                <th scope="col">{say('taskTitle')}</th>
                <th scope="col">{say('relatedContact')}</th>
                <th scope="col">{say('dueDate')}</th>
                <th scope="col">{say('owner')}</th>
                <th scope="col">{say('priority')}</th>
              </tr>
            </thead>
            <tbody>
              {page.rows.map((task) => (
                <TaskLine
                  key={task.id}
                  task={task}
                  isDone={finished.get(task.id) ?? task.properties.hs_task_status === 'COMPLETED'}
                  priority={definitions.find(({ name }) => name === 'hs_task_priority')}
                  nowMs={Date.parse(clock.at)}
                  onDone={(isDone) => void setCompleted(task, isDone)}
                />
              ))}
            </tbody>
          </table>
          <Pager
            page={query.page}
            pageSize={page.pageSize}
            total={page.total}
            onPage={(next) => setQuery((before) => ({ ...before, page: next }))}
          />
        </div>
      )}
    </div>
  );
}

function TaskLine({
  task,
  isDone,
  priority,
  nowMs,
  onDone,
}: {
  task: TaskRow;
  isDone: boolean;
  priority: PropertyDefinition | undefined;
  nowMs: number;
  onDone: (isDone: boolean) => void;
}) {
  const { boot, language, say } = usePreview();
  const subject = task.properties.hs_task_subject || String(task.id);
  const due = task.properties.hs_timestamp ?? null;
  const isOverdue = !isDone && due !== null && Date.parse(due) < nowMs;
  return (
    <tr className={isDone ? 'done' : ''} data-task={task.id}>
      <td className="check-cell">
        <input
          type="checkbox"
          aria-label={say(isDone ? 'reopenTask' : 'completeTask', { name: subject })}
          checked={isDone}
          onChange={(event) => onDone(event.target.checked)}
        />
      </td>
      <td>
        {task.contact ? (
          <RouteLink route={{ screen: 'contact', id: task.contact.id, tab: null }} className="name-link">
            {subject}
          </RouteLink>
        ) : (
          subject
        )}
      </td>
      <td>{task.contact ? contactName(task.contact) : <span className="quiet">{say('noValue')}</span>}</td>
      <td className={isOverdue ? 'when overdue' : 'when'}>
        {formatInstant(due, boot.portal.timeZone, language)}
        {isOverdue && <span className="ui-tag tone-danger">{say('overdue')}</span>}
      </td>
      <td>
        {ownerName(boot.owners, task.properties.hubspot_owner_id) || <span className="quiet">{say('nobody')}</span>}
      </td>
      <td>
        {shownValue(task.properties.hs_task_priority, priority, {
          owners: boot.owners,
          timeZone: boot.portal.timeZone,
          language,
        })}
      </td>
    </tr>
  );
}
