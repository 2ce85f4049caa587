import { useEffect, useRef } from 'react';

/** Calls back when a value that was known is another one now; null: not known yet. */
export function useChanged(value: string | null, onChanged: () => void): void {
  const seen = useRef(value);
  const latest = useRef(onChanged);
  latest.current = onChanged;
  useEffect(() => {
    if (value === null) return;
    const before = seen.current;
    seen.current = value;
    if (before !== null && before !== value) latest.current();
  }, [value]);
}
