import { useEffect, useRef, useState } from 'react';
import { callHandler } from './extension-host.ts';
import { Told } from './told.ts';

/** Typing rests when nothing was entered and nothing answered for this long, in milliseconds. */
const RESTS_AFTER_MS = 400;

/**
 * What the visitor has entered, ahead of what the extension has answered.
 *
 * The entry shows what was typed. It takes the extension's value when that is no echo of a keystroke, and once typing
 * rests whatever the extension has then; see `Told`.
 */
export function useDraft<T>(value: T | undefined, initial: T) {
  const [draft, setDraft] = useState<T>(value ?? initial);
  const isComposing = useRef(false);
  const latest = useRef(value);
  const wasGiven = useRef(value !== undefined);
  const [told] = useState(() => new Told());
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  latest.current = value;

  const key = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the value, which may be a fresh object each time
  useEffect(() => {
    if (isComposing.current || !told.isDecided(key)) return;
    if (value !== undefined) setDraft(value);
    else if (wasGiven.current) setDraft(initial);
    wasGiven.current = value !== undefined;
  }, [key]);
  useEffect(() => () => clearTimeout(rest.current), []);

  /** Shows the entry at once and tells the extension. */
  function enter(next: T, handler?: (value: T) => unknown): void {
    setDraft(next);
    if (!handler) return;
    clearTimeout(rest.current);
    told.tell(JSON.stringify(next), JSON.stringify(latest.current));
    void callHandler(handler, next).then(() => {
      told.answered();
      clearTimeout(rest.current);
      rest.current = setTimeout(() => {
        const given = latest.current;
        if (!isComposing.current && told.rest(JSON.stringify(given)) && given !== undefined) setDraft(given);
      }, RESTS_AFTER_MS);
    });
  }

  return { draft, enter, isComposing };
}
