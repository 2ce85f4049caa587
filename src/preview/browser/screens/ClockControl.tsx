import { useEffect, useRef, useState } from 'react';
import { addDays } from '../../zoned-day.ts';
import { DateField } from '../components/date-field.tsx';
import { Dialog } from '../components/overlays.tsx';
import { formatDay, formatWeekday } from '../format.ts';
import { usePreview } from '../preview-context.ts';
import { serverApi } from '../server-api.ts';

type Move =
  | { readonly state: 'moving'; readonly to: string; readonly lines: readonly string[] }
  | {
      readonly state: 'moved';
      readonly to: string;
      readonly lines: readonly string[];
      readonly summary: readonly string[];
    }
  | { readonly state: 'failed'; readonly to: string; readonly lines: readonly string[]; readonly message: string };

/** Shows the portal's day and, where the portal's clock can be moved, moves it. */
export function ClockControl() {
  const { boot, clock, language, say, refreshAll } = usePreview();
  const [move, setMove] = useState<Move | null>(null);
  const [picked, setPicked] = useState('');

  async function moveTo(day: string) {
    let lines: readonly string[] = [];
    let summary: readonly string[] = [];
    setMove({ state: 'moving', to: day, lines });
    try {
      await serverApi.moveClock(day, (step) => {
        if ('line' in step) {
          lines = [...lines, step.line];
          setMove({ state: 'moving', to: day, lines });
        } else if ('summary' in step) summary = step.summary;
        else throw new Error(step.failed);
      });
      setMove({ state: 'moved', to: day, lines, summary });
    } catch (error) {
      setMove({ state: 'failed', to: day, lines, message: error instanceof Error ? error.message : String(error) });
    }
    setPicked('');
    refreshAll();
  }

  return (
    <div className="clock" data-day={clock.day}>
      <div className="clock-day">
        <span className="clock-label">{say('portalDay')}</span>
        <time dateTime={clock.day}>
          {formatDay(clock.day, language)} {formatWeekday(clock.day, language)}
        </time>
        <span className="clock-zone">{clock.timeZone}</span>
      </div>
      {boot.canMoveClock && (
        <form
          className="clock-moves"
          onSubmit={(event) => {
            event.preventDefault();
            if (picked > clock.day) void moveTo(picked);
          }}
        >
          {[1, 7].map((days) => (
            <button key={days} type="button" onClick={() => void moveTo(addDays(clock.day, days))}>
              {language === 'en' && days === 1 ? '+1 day' : say('plusDays', { n: days })}
            </button>
          ))}
          <DateField
            control={{ 'aria-label': say('pickDay') }}
            value={picked}
            language={language}
            today={clock.day}
            min={addDays(clock.day, 1)}
            onEnter={setPicked}
          />
          <button type="submit" disabled={picked <= clock.day} title={say('notABackwardClock')}>
            {say('goTo')}
          </button>
        </form>
      )}
      {move && <MoveDialog move={move} onClose={() => setMove(null)} />}
    </div>
  );
}

function MoveDialog({ move, onClose }: { move: Move; onClose: () => void }) {
  const { language, say } = usePreview();
  const log = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new line scrolls into view
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [move.lines.length]);
  const title = { moving: say('movingClock'), moved: say('clockMoved'), failed: say('clockFailed') }[move.state];
  return (
    <Dialog
      title={`${title} → ${formatDay(move.to, language)}`}
      closeLabel={say('close')}
      onClose={() => {
        if (move.state !== 'moving') onClose();
      }}
    >
      <div className="dialog-body clock-report" data-state={move.state}>
        {move.state === 'moving' && (
          <div className="ui-spinner" role="status">
            <span className="spinner" aria-hidden="true" />
            <span>{say('movingClock')}</span>
          </div>
        )}
        {move.state === 'failed' && (
          <div className="ui-alert tone-danger" role="alert">
            {move.message}
          </div>
        )}
        {move.state === 'moved' && (
          <ul className="clock-summary" role="status">
            {move.summary.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        {move.lines.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list needs the focus to be scrolled by keys
          <ol ref={log} className="clock-log" aria-live="polite" aria-label={say('movingClock')} tabIndex={0}>
            {move.lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
              <li key={index}>{line}</li>
            ))}
          </ol>
        )}
      </div>
      {move.state !== 'moving' && (
        <footer className="dialog-footer">
          <button type="button" className="ui-button primary size-md" onClick={onClose}>
            {say('close')}
          </button>
        </footer>
      )}
    </Dialog>
  );
}
