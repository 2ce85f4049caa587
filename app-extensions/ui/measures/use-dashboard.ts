import { hubspot } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useRef, useState } from 'react';
import type {
  CountMeasuresAnswer,
  Dashboard,
  OpenDashboardAnswer,
  OpenEffectAnswer,
  OpenReasksAnswer,
  OpenRecordsAnswer,
  OpenWordsAnswer,
} from '../../../src/contract/open-dashboard.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Reading } from '../common/use-answer.ts';
import { usePortal } from '../common/use-portal.ts';

export interface DashboardFilter {
  readonly month: string;
  readonly ownerId: string;
  readonly tier: string;
  readonly stage: string;
  /** A past day; empty: now. */
  readonly on: string;
}

/** Which part of which number is opened. */
export interface Behind {
  readonly kpi: string;
  readonly verdict: string;
  readonly rule?: string;
  readonly dimension?: string;
  readonly collection?: string;
  readonly attempt?: string;
}

type Yes<A> = Extract<A, { readonly ok: true }>;
type Records = Reading<Yes<OpenRecordsAnswer>>;

/** What is read only when somebody asks for it. */
export type More =
  | { readonly what: 'words'; readonly reading: Reading<Yes<OpenWordsAnswer>> }
  | { readonly what: 'reasks'; readonly reading: Reading<Yes<OpenReasksAnswer>> }
  | { readonly what: 'effect'; readonly reading: Reading<Yes<OpenEffectAnswer>> }
  | { readonly what: 'satisfaction' | 'brief'; readonly reading: Reading<Dashboard> };

/** A month's numbers, the counting of what changed, and the records behind one number. */
export function useDashboard() {
  const portal = usePortal();
  const [filter, setFilter] = useState<DashboardFilter>({ month: '', ownerId: '', tier: '', stage: '', on: '' });
  const [reading, setReading] = useState<Reading<Dashboard>>({ status: 'loading' });
  const [counting, setCounting] = useState<{ readonly left: number } | null>(null);
  const [notCounted, setNotCounted] = useState<Failure | null>(null);
  const [opened, setOpened] = useState<{
    readonly behind: Behind;
    /** Whose records they are; empty: everybody's, told by owner. */
    readonly ownerId: string;
    readonly records: Records;
  } | null>(null);
  const [more, setMore] = useState<More | null>(null);
  const question = useRef(0);
  const closed = useRef(false);

  const load = useCallback(async () => {
    question.current += 1;
    const asked = question.current;
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
    const answer = await ask(() =>
      hubspot.serverless<OpenDashboardAnswer>('open_dashboard', { parameters: asJson({ portal, ...given }) }),
    );
    if (closed.current || question.current !== asked) return;
    setReading(answer.ok ? { status: 'ready', answer } : { status: 'failed', failure: answer });
  }, [filter, portal]);

  useEffect(() => {
    closed.current = false;
    void load();
    return () => {
      closed.current = true;
    };
  }, [load]);

  const count = useCallback(async () => {
    setNotCounted(null);
    setCounting({ left: 0 });
    for (;;) {
      const step = await ask(() => hubspot.serverless<CountMeasuresAnswer>('count_measures', { parameters: {} }));
      if (closed.current) return;
      if (!step.ok) {
        setNotCounted(step);
        break;
      }
      setCounting({ left: step.left });
      if (step.left === 0) break;
    }
    setCounting(null);
    await load();
  }, [load]);

  const show = useCallback(
    async (behind: Behind, month: string, whose?: string) => {
      const { tier, stage, on } = filter;
      const ownerId = whose ?? filter.ownerId;
      setOpened({ behind, ownerId, records: { status: 'loading' } });
      const parameters = asJson({
        portal,
        month,
        ...(ownerId ? { ownerId } : {}),
        ...behind,
        ...(tier ? { tier } : {}),
        ...(stage ? { stage } : {}),
        ...(on ? { on } : {}),
      });
      const answer = await ask(() => hubspot.serverless<OpenRecordsAnswer>('open_records', { parameters }));
      if (closed.current) return;
      const records: Records = answer.ok ? { status: 'ready', answer } : { status: 'failed', failure: answer };
      // Another number may have been opened meanwhile.
      setOpened((now) => (now?.behind === behind && now.ownerId === ownerId ? { behind, ownerId, records } : now));
    },
    [filter, portal],
  );

  const openMore = useCallback(
    async (what: More['what'], month: string, language: 'zh' | 'en') => {
      setMore({ what, reading: { status: 'loading' } } as More);
      const given = Object.fromEntries(
        // Whom to ask again and whether visits helped are told as of now.
        Object.entries({ ...filter, month }).filter(
          ([name, value]) => value !== '' && (name !== 'on' || (what !== 'reasks' && what !== 'effect')),
        ),
      );
      const isReport = what === 'satisfaction' || what === 'brief';
      const parameters = asJson({ portal, ...given, ...(isReport ? { report: what, language } : { what }) });
      const answer = isReport
        ? await ask(() => hubspot.serverless<OpenDashboardAnswer>('open_dashboard', { parameters }))
        : await ask(() =>
            hubspot.serverless<OpenWordsAnswer | OpenReasksAnswer | OpenEffectAnswer>('open_records', { parameters }),
          );
      if (closed.current) return;
      const reading = answer.ok ? { status: 'ready', answer } : { status: 'failed', failure: answer };
      // Something else may have been asked for meanwhile.
      setMore((now) => (now?.what === what ? ({ what, reading } as More) : now));
    },
    [filter, portal],
  );

  return {
    filter,
    more,
    reading,
    counting,
    notCounted,
    opened,
    reload: () => void load(),
    count: () => void count(),
    choose: (next: DashboardFilter) => {
      setOpened(null);
      setMore(null);
      // Another day is counted anew, which takes seconds: what stands there meanwhile would be of the wrong day.
      if (next.on !== filter.on) setReading({ status: 'loading' });
      setFilter(next);
    },
    show: (behind: Behind, month: string, ownerId?: string) => void show(behind, month, ownerId),
    openMore: (what: More['what'], month: string, language: 'zh' | 'en') => void openMore(what, month, language),
    hide: () => setOpened(null),
  };
}

export type DashboardScreen = ReturnType<typeof useDashboard>;
