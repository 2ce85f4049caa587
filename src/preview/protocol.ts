/** What the page and the preview server say to each other. Types only: both sides import this file. */

export type Language = 'zh' | 'en';
export type Words = Readonly<Record<Language, string>>;
export type Properties = Readonly<Record<string, string | null>>;
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Where HubSpot would draw a card. */
export type CardLocation = 'crm.record.tab' | 'crm.record.sidebar' | 'crm.preview' | 'helpdesk.sidebar';

export interface ContactColumn {
  readonly property: string;
  readonly label: Words;
  /** The values one may filter by; a column without them has no filter. */
  readonly options?: readonly string[];
}

export interface PropertyGroup {
  readonly label: Words;
  readonly properties: readonly string[];
}

export interface CardInfo {
  readonly uid: string;
  readonly title: string;
  readonly location: CardLocation;
  readonly objectTypes: readonly string[];
}

export interface ExtensionInfo {
  readonly uid: string;
  readonly title: string;
}

export interface BulkActionInfo extends ExtensionInfo {
  readonly objectTypes: readonly string[];
}

export interface Owner {
  readonly id: string;
  readonly userId: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly teams: readonly { readonly id: number; readonly name: string }[];
}

/** Everything the page needs before it can draw its first screen. */
export interface Boot {
  readonly app: { readonly name: string; readonly uid: string; readonly imageHosts: readonly string[] };
  readonly cards: readonly CardInfo[];
  readonly page: ExtensionInfo | null;
  readonly settings: ExtensionInfo | null;
  readonly bulkActions: readonly BulkActionInfo[];
  readonly contactColumns: readonly ContactColumn[];
  readonly contactPropertyGroup: PropertyGroup | null;
  readonly portal: { readonly id: number; readonly timeZone: string };
  readonly owners: readonly Owner[];
  readonly clock: ClockReading;
  readonly canMoveClock: boolean;
  /** Whether a record can be changed as a person would in HubSpot's own form. */
  readonly canEditRecords: boolean;
}

export interface ClockReading {
  readonly at: string;
  readonly day: string;
  readonly timeZone: string;
}

/** One line of the answer while the clock moves. */
export type ClockStep =
  | { readonly line: string }
  | { readonly summary: readonly string[] }
  | { readonly failed: string };

export interface PropertyDefinition {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly fieldType: string;
  readonly groupName: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly referencedObjectType: string | null;
}

/** A record as HubSpot's own form shows it. */
export interface RecordForm {
  readonly typeLabel: string;
  readonly title: string;
  readonly fields: readonly { readonly definition: PropertyDefinition; readonly value: string }[];
}

/** What a person saves in that form. */
export interface RecordEdit {
  readonly properties: Readonly<Record<string, string>>;
  readonly userId: number;
}

export interface ContactQuery {
  readonly search: string;
  readonly filters: Readonly<Record<string, string>>;
  readonly sort: { readonly property: string; readonly direction: 'ASCENDING' | 'DESCENDING' } | null;
  readonly page: number;
}

export interface CrmRow {
  readonly id: number;
  readonly properties: Properties;
}

export interface CrmPage {
  readonly total: number;
  readonly pageSize: number;
  readonly rows: readonly CrmRow[];
}

export interface ContactRecord extends CrmRow {
  readonly companies: readonly CrmRow[];
}

export type ActivityKind = 'task' | 'call' | 'meeting' | 'note' | 'email' | 'communication' | 'record';

export interface Activity {
  readonly id: number;
  readonly objectTypeId: string;
  readonly kind: ActivityKind;
  /** The name of a custom object's type, empty for HubSpot's own activities. */
  readonly typeLabel: string;
  readonly title: string;
  readonly body: string;
  readonly at: string | null;
  readonly ownerId: string | null;
  readonly isDone: boolean;
  /** What a custom object's type shows beside its name. */
  readonly details: readonly { readonly definition: PropertyDefinition; readonly value: string }[];
}

export type TaskDue = 'any' | 'overdue' | 'today' | 'week';

export interface TaskQuery {
  readonly status: 'open' | 'completed';
  readonly ownerId: string | null;
  readonly due: TaskDue;
  readonly page: number;
}

export interface TaskRow extends CrmRow {
  readonly contact: CrmRow | null;
}

export interface TaskPage {
  readonly total: number;
  readonly pageSize: number;
  readonly rows: readonly TaskRow[];
}

/** What a card asks when it calls one of the app's functions. */
export interface FunctionCall {
  readonly propertiesToSend?: readonly string[];
  readonly parameters?: JsonValue;
  readonly payload?: JsonValue;
  readonly objectTypeId?: string;
  readonly objectId?: number;
}

/** The body of HubSpot's refusal when a function throws, times out or has no `main`. */
export interface FunctionErrorBody {
  readonly status: 'error';
  readonly message: string;
  readonly correlationId: string;
  readonly category: 'VALIDATION_ERROR';
  readonly subCategory: 'GenXExecutionErrorType.APP_ERROR';
  readonly errors: readonly {
    readonly subCategory: 'ServerlessActionExecutionError.SERVERLESS_FUNCTION_ERROR';
    readonly message: string;
    readonly context: Readonly<Record<string, readonly string[]>>;
  }[];
}

export type FunctionAnswer =
  | { readonly ok: true; readonly response: JsonValue }
  | { readonly ok: false; readonly httpStatus: number; readonly body: FunctionErrorBody };

export interface FormattingOptions {
  readonly date?: { readonly format?: string; readonly relative?: boolean };
  readonly dateTime?: { readonly format?: string; readonly relative?: boolean };
  readonly currency?: { readonly addSymbol?: boolean };
}

export interface Formatting {
  readonly propertiesToFormat?: readonly string[] | 'all';
  readonly formattingOptions?: FormattingOptions;
}

export interface PropertiesRequest extends Formatting {
  readonly objectTypeId: string;
  readonly objectId: number;
  readonly properties: readonly string[] | '*';
}

export interface AssociationsRequest extends Formatting {
  readonly objectTypeId: string;
  readonly objectId: number;
  readonly toObjectType: string;
  readonly properties?: readonly string[];
  readonly pageLength?: number;
  readonly offset?: number;
}

export interface AssociationsAnswer {
  readonly results: readonly {
    readonly toObjectId: number;
    readonly associationTypes: readonly {
      readonly category: string;
      readonly typeId: number;
      readonly label: string;
    }[];
    readonly properties: Properties;
  }[];
  readonly hasMore: boolean;
  readonly nextOffset: number;
}

export interface SearchFilter {
  readonly propertyName: string;
  readonly operator: string;
  readonly value?: string | number | boolean;
  readonly values?: readonly (string | number | boolean)[];
  readonly highValue?: string | number | boolean;
}

export interface SearchRequest extends Formatting {
  readonly objectType: string;
  readonly properties?: readonly string[];
  readonly query?: string;
  readonly filterGroups?: readonly { readonly filters: readonly SearchFilter[] }[];
  readonly sorts?: readonly { readonly propertyName: string; readonly direction: 'ASCENDING' | 'DESCENDING' }[];
  readonly pageLength?: number;
  readonly after?: string;
}

export interface SearchAnswer {
  readonly results: readonly { readonly objectId: number; readonly properties: Properties }[];
  readonly total: number;
  readonly hasMore: boolean;
  readonly after?: string;
}

export interface FormatRequest {
  readonly propertiesList: readonly Properties[];
  readonly objectType: string;
  readonly formattingOptions?: FormattingOptions;
}

/** `hubspot.fetch`: what the card asked for, and what came back. */
export interface OutboundRequest {
  readonly url: string;
  readonly method?: string;
  readonly timeout?: number;
  readonly body?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
  readonly userId: number;
  readonly userEmail: string;
}

export interface OutboundAnswer {
  readonly httpStatus: number;
  readonly contentType: string;
  readonly body: string;
}
