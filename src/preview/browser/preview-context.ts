import { createContext, useContext } from 'react';
import type { Boot, ClockReading, Language, Owner } from '../protocol.ts';
import type { Say } from './words.ts';

/** What every screen knows. */
export interface PreviewState {
  readonly boot: Boot;
  readonly language: Language;
  readonly say: Say;
  readonly clock: ClockReading;
  /** By how much the portal's clock is ahead of this browser's. */
  readonly clockOffsetMs: number;
  readonly actingAs: Owner | null;
  /** Grows when everything on screen has to be read again, e.g. after the clock moved. */
  readonly epoch: number;
  readonly refreshAll: () => void;
}

export const PreviewContext = createContext<PreviewState | null>(null);

export function usePreview(): PreviewState {
  const state = useContext(PreviewContext);
  if (!state) throw new Error('usePreview outside of <App>');
  return state;
}
