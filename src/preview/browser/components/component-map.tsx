import { createController } from '@remote-ui/react/host';
import type { ComponentType, ReactNode } from 'react';
import * as actions from './actions.tsx';
import { BarChart, LineChart } from './charts.tsx';
import * as choices from './choices.tsx';
import * as crm from './crm.tsx';
import { useHost } from './extension-host.ts';
import * as fields from './fields.tsx';
import { Icon, Illustration } from './icons.tsx';
import * as layout from './layout.tsx';
import * as overlays from './overlays.tsx';
import * as pages from './pages.tsx';
import * as tables from './tables.tsx';
import * as text from './text.tsx';

/** Every stable HubSpot component by the name it has in the remote tree, and what draws it here. */
const COMPONENTS: Readonly<Record<string, unknown>> = {
  Accordion: layout.Accordion,
  Alert: text.Alert,
  AutoGrid: layout.AutoGrid,
  BarChart,
  Box: layout.Box,
  Button: actions.Button,
  ButtonRow: actions.ButtonRow,
  Card: layout.Card,
  Checkbox: choices.Checkbox,
  CurrencyInput: fields.CurrencyInput,
  DateInput: fields.DateInput,
  DescriptionList: text.DescriptionList,
  DescriptionListItem: text.DescriptionListItem,
  Divider: layout.Divider,
  Dropdown: actions.Dropdown,
  DropdownButtonItem: actions.DropdownButtonItem,
  EmptyState: text.EmptyState,
  ErrorState: text.ErrorState,
  Flex: layout.Flex,
  Form: actions.Form,
  Heading: text.Heading,
  Icon,
  Illustration,
  Image: actions.Image,
  Inline: layout.Inline,
  Input: fields.Input,
  LineChart,
  Link: actions.Link,
  List: text.List,
  LoadingButton: actions.LoadingButton,
  LoadingSpinner: text.LoadingSpinner,
  Modal: overlays.Modal,
  ModalBody: overlays.DialogBody,
  ModalFooter: overlays.DialogFooter,
  MultiSelect: choices.MultiSelect,
  NumberInput: fields.NumberInput,
  Panel: overlays.Panel,
  PanelBody: overlays.DialogBody,
  PanelFooter: overlays.DialogFooter,
  PanelSection: overlays.PanelSection,
  ProgressBar: text.ProgressBar,
  RadioButton: choices.RadioButton,
  ScoreCircle: text.ScoreCircle,
  SearchInput: fields.SearchInput,
  Select: choices.Select,
  Spacer: layout.Spacer,
  Stack: layout.Stack,
  Statistics: text.Statistics,
  StatisticsItem: text.StatisticsItem,
  StatisticsTrend: text.StatisticsTrend,
  StatusTag: text.StatusTag,
  StepIndicator: text.StepIndicator,
  StepperInput: fields.StepperInput,
  Tab: tables.Tab,
  Table: tables.Table,
  TableBody: tables.TableBody,
  TableCell: tables.TableCell,
  TableFooter: tables.TableFooter,
  TableHead: tables.TableHead,
  TableHeader: tables.TableHeader,
  TableRow: tables.TableRow,
  Tabs: tables.Tabs,
  Tag: text.Tag,
  Text: text.Text,
  TextArea: fields.TextArea,
  Textarea: fields.TextArea,
  Tile: layout.Tile,
  TimeInput: fields.TimeInput,
  Toggle: choices.Toggle,
  ToggleGroup: choices.ToggleGroup,
  Tooltip: actions.Tooltip,
  CrmActionButton: crm.CrmActionButton,
  CrmActionLink: crm.CrmActionLink,
  CrmAssociationPivot: crm.CrmAssociationPivot,
  CrmAssociationPropertyList: crm.CrmAssociationPropertyList,
  CrmAssociationStageTracker: crm.CrmAssociationStageTracker,
  CrmAssociationTable: crm.CrmAssociationTable,
  CrmCardActions: crm.CrmCardActions,
  CrmDataHighlight: crm.CrmDataHighlight,
  CrmPropertyList: crm.CrmPropertyList,
  CrmReport: crm.CrmReport,
  CrmSimpleDeadline: crm.CrmSimpleDeadline,
  CrmStageTracker: crm.CrmStageTracker,
  CrmStatistics: crm.CrmStatistics,
  HeaderActions: actions.HeaderActions,
  PrimaryHeaderActionButton: actions.PrimaryHeaderActionButton,
  SecondaryHeaderActionButton: actions.SecondaryHeaderActionButton,
  PageBreadcrumbs: pages.PageBreadcrumbs,
  PageBreadcrumbsCurrent: pages.PageBreadcrumbsCurrent,
  PageBreadcrumbsPageLink: pages.PageLink,
  PageHeader: pages.PageHeader,
  PageHeaderLink: pages.PageHeaderLink,
  PageHeaderPageLink: pages.PageHeaderPageLink,
  PageHeaderPrimaryAction: pages.PageHeaderPrimaryAction,
  PageHeaderSecondaryActions: pages.PageHeaderSecondaryActions,
  PageLink: pages.PageLink,
  PageTitle: pages.PageTitle,
};

/** The names of the components that the preview draws. */
export const COMPONENT_NAMES: readonly string[] = Object.keys(COMPONENTS);

const known = createController(COMPONENTS as Record<string, ComponentType>);
const unknown = new Map<string, ComponentType>();

/** Resolves a remote component; one that the preview does not know becomes a box that names it. */
export const componentController: typeof known = {
  ...known,
  get(type) {
    const name = String(type);
    if (name in COMPONENTS) return known.get(type);
    let box = unknown.get(name);
    if (!box) {
      box = ({ children }: { children?: ReactNode }) => <UnknownComponent name={name}>{children}</UnknownComponent>;
      unknown.set(name, box);
    }
    return box;
  },
};

function UnknownComponent({ name, children }: { name: string; children?: ReactNode }) {
  const { say } = useHost();
  return (
    <div className="unknown-component">
      <strong>
        {say('unknownComponent')}: {name}
      </strong>
      {children}
    </div>
  );
}
