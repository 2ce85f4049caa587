import { Flex, hubspot } from '@hubspot/ui-extensions';
import { createPageRouter, PageLink, PageRoutes } from '@hubspot/ui-extensions/pages';
import type { ReactNode } from 'react';
import { HelpPage } from '../ui/HelpPage.tsx';
import { PracticePage } from '../ui/PracticePage.tsx';
import { TodayPage } from '../ui/TodayPage.tsx';
import { useReader } from '../ui/use-reader.ts';
import { PAGES } from '../ui/words.ts';

hubspot.extend<'pages'>(() => <Pages />);

/** The app's own pages; HubSpot allows one entry, so a router holds them. */
export const Pages = createPageRouter(
  <PageRoutes layoutComponent={Layout}>
    <PageRoutes.IndexRoute id="today" component={TodayPage} />
    <PageRoutes.Route id="practice" path="/practice" component={PracticePage} />
    <PageRoutes.Route id="help" path="/help" component={HelpPage} />
  </PageRoutes>,
);

function Layout({ children }: { readonly children?: ReactNode }) {
  const words = PAGES[useReader().language];
  return (
    <Flex direction="column" gap="medium">
      <Flex direction="row" gap="medium">
        <PageLink to="/">{words.today}</PageLink>
        <PageLink to="/practice">{words.practice}</PageLink>
        <PageLink to="/help">{words.help}</PageLink>
      </Flex>
      {children}
    </Flex>
  );
}
