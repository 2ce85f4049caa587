import { useEffect, useRef, useState } from 'react';
import { callHandler } from './extension-host.ts';

/**
 * What the visitor has entered, ahead of what the extension has answered.
 *
 * The extension lives in another thread: its echo of each keystroke comes late, and writing it back at once would
 * swallow the next one. So the entry shows what was typed, and takes the extension's value when it changes while
 * nothing is on its way, or when the last answer has come and the extension decided on another value.
 */
export function useDraft<T>(value: T | undefined, initial: T) {
  const [draft, setDraft] = useState<T>(value ?? initial);
  const unanswered = useRef(0);
  const isComposing = useRef(false);
  const latest = useRef(value);
  const atBurstStart = useRef(value);
  const wasGiven = useRef(value !== undefined);
  latest.current = value;

  const key = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the value, which may be a fresh object each time
  useEffect(() => {
    if (unanswered.current > 0 || isComposing.current) return;
    if (value !== undefined) setDraft(value);
    else if (wasGiven.current) setDraft(initial);
    wasGiven.current = value !== undefined;
  }, [key]);

  /** Shows the entry at once and tells the extension. */
  function enter(next: T, handler?: (value: T) => unknown): void {
    setDraft(next);
    if (!handler) return;
    if (unanswered.current === 0) atBurstStart.current = latest.current;
    unanswered.current += 1;
    void callHandler(handler, next).then(() => {
      unanswered.current -= 1;
      // The new props are drawn a task later than the answer arrives.
      setTimeout(() => {
        if (unanswered.current > 0 || isComposing.current || latest.current === undefined) return;
        if (latest.current !== atBurstStart.current) setDraft(latest.current);
      });
    });
  }

  return { draft, enter, isComposing };
}
