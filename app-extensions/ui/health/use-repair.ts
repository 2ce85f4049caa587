import { hubspot } from '@hubspot/ui-extensions';
import { useCallback, useState } from 'react';
import type { RepairPortalAnswer } from '../../../src/contract/open-health.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import { usePortal } from '../common/use-portal.ts';

export type Repairing =
  | { readonly status: 'idle' | 'working' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'done'; readonly made: readonly string[] };

/** Makes what is missing, then looks again. */
export function useRepair(onDone: () => void) {
  const portal = usePortal();
  const [repairing, setRepairing] = useState<Repairing>({ status: 'idle' });
  const repair = useCallback(async () => {
    setRepairing({ status: 'working' });
    const answer = await ask(() =>
      hubspot.serverless<RepairPortalAnswer>('repair_portal', {
        parameters: asJson({ portal, repair: 'missing_parts' }),
      }),
    );
    if (!answer.ok) return setRepairing({ status: 'failed', failure: answer });
    setRepairing({ status: 'done', made: answer.made.map(({ name }) => name) });
    onDone();
  }, [portal, onDone]);
  return { repairing, repair: () => void repair() };
}
