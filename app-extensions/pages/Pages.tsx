import { Flex, hubspot } from '@hubspot/ui-extensions';
import { createPageRouter, PageLink, PageRoutes } from '@hubspot/ui-extensions/pages';
import type { ReactNode } from 'react';
import { useReader } from '../ui/common/use-reader.ts';
import { PAGES } from '../ui/common/words.ts';
import { ReadinessPage } from '../ui/customers/ReadinessPage.tsx';
import { READINESS } from '../ui/customers/readiness-words.ts';
import { TiersPage } from '../ui/customers/TiersPage.tsx';
import { TIERS } from '../ui/customers/tier-words.ts';
import { HelpPage } from '../ui/help/HelpPage.tsx';
import { PracticePage } from '../ui/help/PracticePage.tsx';
import { MEASURES } from '../ui/measures/measure-words.ts';
import { SatisfactionPage } from '../ui/measures/SatisfactionPage.tsx';
import { TeamPage } from '../ui/measures/TeamPage.tsx';
import { ScriptsPage } from '../ui/scripts/ScriptsPage.tsx';
import { TodayPage } from '../ui/today/TodayPage.tsx';

hubspot.extend<'pages'>(() => <Pages />);

/** The app's own pages; HubSpot allows one entry, so a router holds them. */
export const Pages = createPageRouter(
  <PageRoutes layoutComponent={Layout}>
    <PageRoutes.IndexRoute id="today" component={TodayPage} />
    <PageRoutes.Route id="team" path="/team" component={TeamPage} />
    <PageRoutes.Route id="satisfaction" path="/satisfaction" component={SatisfactionPage} />
    <PageRoutes.Route id="scripts" path="/scripts" component={ScriptsPage} />
    <PageRoutes.Route id="tiers" path="/tiers" component={TiersPage} />
    <PageRoutes.Route id="readiness" path="/readiness" component={ReadinessPage} />
    <PageRoutes.Route id="practice" path="/practice" component={PracticePage} />
    <PageRoutes.Route id="help" path="/help" component={HelpPage} />
  </PageRoutes>,
);

function Layout({ children }: { readonly children?: ReactNode }) {
  const { language } = useReader();
  const words = PAGES[language];
  return (
    <Flex direction="column" gap="medium">
      <Flex direction="row" gap="medium">
        <PageLink to="/">{words.today}</PageLink>
        <PageLink to="/team">{MEASURES[language].team}</PageLink>
        <PageLink to="/satisfaction">{MEASURES[language].satisfaction}</PageLink>
        <PageLink to="/scripts">{words.scripts}</PageLink>
        <PageLink to="/tiers">{TIERS[language].title}</PageLink>
        <PageLink to="/readiness">{READINESS[language].title}</PageLink>
        <PageLink to="/practice">{words.practice}</PageLink>
        <PageLink to="/help">{words.help}</PageLink>
      </Flex>
      {children}
    </Flex>
  );
}
