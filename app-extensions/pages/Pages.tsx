import { Flex, hubspot } from '@hubspot/ui-extensions';
import { createPageRouter, PageLink, PageRoutes } from '@hubspot/ui-extensions/pages';
import type { ReactNode } from 'react';
import { ADMIN } from '../ui/admin/admin-words.ts';
import { PolicyPage } from '../ui/admin/PolicyPage.tsx';
import { useReader } from '../ui/common/use-reader.ts';
import { PAGES } from '../ui/common/words.ts';
import { ReadinessPage } from '../ui/customers/ReadinessPage.tsx';
import { READINESS } from '../ui/customers/readiness-words.ts';
import { TiersPage } from '../ui/customers/TiersPage.tsx';
import { TIERS } from '../ui/customers/tier-words.ts';
import { HealthPage } from '../ui/health/HealthPage.tsx';
import { HEALTH } from '../ui/health/health-words.ts';
import { HelpPage } from '../ui/help/HelpPage.tsx';
import { PracticePage } from '../ui/help/PracticePage.tsx';
import { BoardPage } from '../ui/loops/BoardPage.tsx';
import { BOARD } from '../ui/loops/board-words.ts';
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
    <PageRoutes.Route id="loops" path="/loops" component={BoardPage} />
    <PageRoutes.Route id="team" path="/team" component={TeamPage} />
    <PageRoutes.Route id="satisfaction" path="/satisfaction" component={SatisfactionPage} />
    <PageRoutes.Route id="scripts" path="/scripts" component={ScriptsPage} />
    <PageRoutes.Route id="tiers" path="/tiers" component={TiersPage} />
    <PageRoutes.Route id="policy" path="/policy" component={PolicyPage} />
    <PageRoutes.Route id="readiness" path="/readiness" component={ReadinessPage} />
    <PageRoutes.Route id="health" path="/health" component={HealthPage} />
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
        <PageLink to="/loops">{BOARD[language].title}</PageLink>
        <PageLink to="/team">{MEASURES[language].team}</PageLink>
        <PageLink to="/satisfaction">{MEASURES[language].satisfaction}</PageLink>
        <PageLink to="/scripts">{words.scripts}</PageLink>
        <PageLink to="/tiers">{TIERS[language].title}</PageLink>
        <PageLink to="/policy">{ADMIN[language].title}</PageLink>
        <PageLink to="/readiness">{READINESS[language].title}</PageLink>
        <PageLink to="/health">{HEALTH[language].title}</PageLink>
        <PageLink to="/practice">{words.practice}</PageLink>
        <PageLink to="/help">{words.help}</PageLink>
      </Flex>
      {children}
    </Flex>
  );
}
