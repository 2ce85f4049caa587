import { useExtensionContext } from '@hubspot/ui-extensions';
import { useMemo } from 'react';

/** The portal as the card's context names it, so that a function need not look it up. */
export interface PortalClaim {
  readonly id: number;
  readonly timeZone: string;
}

export function usePortal(): PortalClaim {
  const { portal } = useExtensionContext<'crm.record.tab' | 'crm.record.sidebar' | 'crm.preview' | 'pages'>();
  const { id, timezone } = portal;
  return useMemo(() => ({ id, timeZone: timezone }), [id, timezone]);
}
