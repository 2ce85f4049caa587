import { useExtensionContext } from '@hubspot/ui-extensions';
import { useMemo } from 'react';
import { type Format, formatFor } from './format.ts';

/** How the person who looks reads dates, numbers and sentences. */
export function useReader(): Format {
  const { user, portal } = useExtensionContext<'crm.record.tab' | 'crm.record.sidebar' | 'pages'>();
  const { language, locale } = user;
  const { timezone } = portal;
  return useMemo(
    () => formatFor({ timeZone: timezone, ...(language ? { language } : {}), ...(locale ? { locale } : {}) }),
    [language, locale, timezone],
  );
}
