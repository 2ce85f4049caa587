import {
  Button,
  Flex,
  Heading,
  hubspot,
  Link,
  Text,
  useExtensionActions,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import {
  createPageRouter,
  PageBreadcrumbs,
  PageHeader,
  PageLink,
  PageRoutes,
  PageTitle,
  usePageRoute,
} from '@hubspot/ui-extensions/pages';

const Router = createPageRouter(
  <PageRoutes>
    <PageRoutes.IndexRoute component={Counter} />
    <PageRoutes.Route path="/shelf/:kind" component={Shelf} />
    <PageRoutes.AnyRoute component={Nowhere} />
  </PageRoutes>,
);
hubspot.extend<'pages'>(() => <Router />);

function Counter() {
  const { user, portal } = useExtensionContext<'pages'>();
  const { navigateToPage } = useExtensionActions<'pages'>();
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>Counter</PageTitle>
      <PageHeader>
        <PageHeader.PrimaryAction>
          <Button variant="primary" onClick={() => navigateToPage({ to: '/shelf/rye', params: { sort: 'price' } })}>
            To the rye
          </Button>
        </PageHeader.PrimaryAction>
      </PageHeader>
      <Text>{`Served by ${user.email} in portal ${portal.id}`}</Text>
      <PageLink to="/shelf/wheat">To the wheat</PageLink>
      <Link href={`https://app.hubspot.com/contacts/${portal.id}/record/0-1/9001`}>First guest</Link>
      <Link href={`/contacts/${portal.id}/objects/0-1/views/all/list`}>All guests</Link>
      {/* biome-ignore lint/security/noScriptUrl: what a record's text might smuggle in */}
      <Link href="javascript:window.hacked=true">Trap</Link>
    </Flex>
  );
}

function Shelf() {
  const { params } = usePageRoute();
  return (
    <Flex direction="column" gap="small">
      <PageBreadcrumbs>
        <PageBreadcrumbs.PageLink to="/">Counter</PageBreadcrumbs.PageLink>
        <PageBreadcrumbs.Current>Shelf</PageBreadcrumbs.Current>
      </PageBreadcrumbs>
      <Heading>{`Shelf of ${params?.kind} by ${params?.sort ?? 'nothing'}`}</Heading>
    </Flex>
  );
}

function Nowhere() {
  return <Text>No such shelf</Text>;
}
