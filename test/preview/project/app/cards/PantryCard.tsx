import {
  Accordion,
  Alert,
  AutoGrid,
  BarChart,
  Box,
  Button,
  Card,
  Checkbox,
  CurrencyInput,
  DateInput,
  DescriptionList,
  DescriptionListItem,
  Divider,
  EmptyState,
  ErrorState,
  Flex,
  Heading,
  hubspot,
  Icon,
  Illustration,
  Inline,
  LineChart,
  Link,
  List,
  LoadingSpinner,
  MultiSelect,
  NumberInput,
  ProgressBar,
  RadioButton,
  ScoreCircle,
  SearchInput,
  Spacer,
  Stack,
  Statistics,
  StatisticsItem,
  StatisticsTrend,
  StatusTag,
  StepIndicator,
  StepperInput,
  Table,
  TableBody,
  TableCell,
  TableFooter,
  TableHead,
  TableHeader,
  TableRow,
  Tag,
  Text,
  Tile,
  TimeInput,
  Toggle,
  ToggleGroup,
  Tooltip,
  useCrmSearch,
} from '@hubspot/ui-extensions';
import {
  CrmActionButton,
  CrmActionLink,
  CrmAssociationTable,
  CrmCardActions,
  CrmDataHighlight,
  CrmPropertyList,
  CrmReport,
  CrmStatistics,
} from '@hubspot/ui-extensions/crm';
import { Iframe } from '@hubspot/ui-extensions/experimental';
import { useState } from 'react';

hubspot.extend<'crm.record.tab'>(() => <PantryCard />);

const SALES = [
  { month: 'Jan', kind: 'rye', sold: 12 },
  { month: 'Jan', kind: 'wheat', sold: 20 },
  { month: 'Feb', kind: 'rye', sold: 18 },
  { month: 'Feb', kind: 'wheat', sold: 9 },
];

function PantryCard() {
  const [told, setTold] = useState<string[]>([]);
  const tell = (what: string) => (value: unknown) =>
    setTold((before) => [...before.slice(-4), `${what}=${JSON.stringify(value)}`]);
  const [sort, setSort] = useState<'ascending' | 'descending' | 'none'>('none');
  const [page, setPage] = useState(1);
  const found = useCrmSearch({
    objectType: '0-1',
    properties: ['email'],
    pageLength: 3,
    sorts: [{ propertyName: 'createdate', direction: 'ASCENDING' }],
  });
  return (
    <Flex direction="column" gap="large">
      <Text>{`told ${told.join(' ')}`}</Text>
      <Text>{found.isLoading ? 'searching' : `found ${found.total} contacts`}</Text>
      <AutoGrid columnWidth={220} flexible gap="medium">
        <NumberInput name="loaves" label="Loaves" min={0} onChange={tell('loaves')} />
        <CurrencyInput name="price" label="Price" currency="CNY" onChange={tell('price')} />
        <StepperInput name="ovens" label="Ovens" min={0} max={2} defaultValue={1} onChange={tell('ovens')} />
        <DateInput name="on" label="Bake on" format="YYYY-MM-DD" onChange={tell('on')} />
        <TimeInput name="at" label="Bake at" onChange={tell('at')} />
        <SearchInput name="find" label="Find flour" onChange={tell('find')} />
        <MultiSelect
          name="kinds"
          label="Kinds"
          options={[
            { label: 'Rye', value: 'rye' },
            { label: 'Wheat', value: 'wheat' },
          ]}
          onChange={tell('kinds')}
        />
      </AutoGrid>
      <Checkbox name="sliced" onChange={tell('sliced')} description="In thin slices">
        Sliced
      </Checkbox>
      <RadioButton name="pickup" value="now" onChange={tell('pickup')}>
        Pick up now
      </RadioButton>
      <Toggle name="gift" label="As a gift" textChecked="Yes" textUnchecked="No" onChange={tell('gift')} />
      <ToggleGroup
        toggleType="radioButtonList"
        name="crust"
        label="Crust"
        required
        inline
        options={[
          { label: 'Soft', value: 'soft' },
          { label: 'Hard', value: 'hard' },
        ]}
        onChange={tell('crust')}
      />
      <ToggleGroup
        toggleType="checkboxList"
        name="seeds"
        label="Seeds"
        error
        validationMessage="Choose one at least"
        options={[
          { label: 'Poppy', value: 'poppy' },
          { label: 'Sesame', value: 'sesame', initialIsChecked: true },
        ]}
        onChange={tell('seeds')}
      />
      <Divider />
      <Inline>
        <Tag variant="success">fresh</Tag>
        <StatusTag variant="warning">running low</StatusTag>
        <ScoreCircle score={82} />
        <Icon name="success" screenReaderText="all well" />
        <Link href="https://bakery.example">Recipes</Link>
        <Button overlay={<Tooltip>Keep it dry</Tooltip>}>Flour</Button>
        <Illustration name="store" alt="A shop" width={60} />
      </Inline>
      <Statistics>
        <StatisticsItem label="Sold" number="1,204">
          <StatisticsTrend direction="increase" value="12%" />
        </StatisticsItem>
        <StatisticsItem label="Burnt" number={7} />
      </Statistics>
      <ProgressBar title="Stock" value={40} maxValue={80} showPercentage variant="success" />
      <StepIndicator stepNames={['Knead', 'Rest', 'Bake']} currentStep={1} />
      <DescriptionList direction="row">
        <DescriptionListItem label="Flour">Type 550</DescriptionListItem>
        <DescriptionListItem label="Water">68 %</DescriptionListItem>
      </DescriptionList>
      <List variant="unordered-styled">
        <Text>first</Text>
        <Text>second</Text>
      </List>
      <Accordion title="Allergens" size="small">
        <Text>Gluten</Text>
      </Accordion>
      <Table paginated pageCount={3} page={page} onPageChange={setPage}>
        <TableHead>
          <TableRow>
            <TableHeader sortDirection={sort} onSortChange={setSort}>
              Bread
            </TableHeader>
            <TableHeader align="right">Price</TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          <TableRow>
            <TableCell>{`Rye, page ${page}, ${sort}`}</TableCell>
            <TableCell align="right">4.20</TableCell>
          </TableRow>
        </TableBody>
        <TableFooter>
          <TableRow>
            <TableCell>Sum</TableCell>
            <TableCell align="right">4.20</TableCell>
          </TableRow>
        </TableFooter>
      </Table>
      <Tile compact>
        <BarChart
          data={{ data: SALES, options: { propertyLabels: { kind: { rye: 'Rye bread', wheat: 'Wheat bread' } } } }}
          axes={{
            x: { field: 'month', fieldType: 'category', label: 'Month' },
            y: { field: 'sold', fieldType: 'linear', label: 'Sold' },
            options: { groupFieldByColor: 'kind', stacking: true },
          }}
          options={{ title: 'Sales by kind', showLegend: true, showDataLabels: true }}
        />
      </Tile>
      <Card>
        <LineChart
          data={SALES.filter(({ kind }) => kind === 'rye')}
          axes={{ x: { field: 'month', fieldType: 'category' }, y: { field: 'sold', fieldType: 'linear' } }}
          options={{ title: 'Rye' }}
        />
      </Card>
      <Alert title="Tip" variant="tip">
        Sourdough keeps longer
      </Alert>
      <EmptyState title="Nothing in the oven" layout="vertical">
        <Text>Bake something</Text>
      </EmptyState>
      <ErrorState title="No yeast">
        <Text>Buy some</Text>
      </ErrorState>
      <LoadingSpinner label="Rising" showLabel />
      <Spacer size="medium" />
      <Stack distance="small">
        <Heading>From the record</Heading>
        <CrmPropertyList properties={['email', 'lifecyclestage']} />
        <CrmDataHighlight properties={['firstname']} />
        <CrmAssociationTable objectTypeId="0-2" propertyColumns={['name', 'city']} />
        <CrmStatistics
          objectTypeId="0-2"
          statistics={[{ label: 'Companies', statisticType: 'COUNT', propertyName: 'name' }]}
        />
        <CrmReport reportId="123" />
        <Box>
          <CrmActionButton
            actionType="SEND_EMAIL"
            actionContext={{ objectTypeId: '0-1', objectId: 1, initialEmailSubject: 'Your bread' }}
          >
            Write
          </CrmActionButton>
          <CrmActionLink actionType="ADD_NOTE" actionContext={{ objectTypeId: '0-1', objectId: 1 }}>
            Note it
          </CrmActionLink>
          <CrmCardActions
            actionConfigs={[
              {
                type: 'action-library-button',
                label: 'Meet',
                actionType: 'SCHEDULE_MEETING',
                actionContext: { objectTypeId: '0-1', objectId: 1 },
              },
            ]}
          />
        </Box>
      </Stack>
      <Iframe src="https://bakery.example" />
    </Flex>
  );
}
