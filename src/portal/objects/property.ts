/** A property's definition, as it is kept; `formatProperty` in routes/properties.ts gives what the wire carries. */
export interface PropertyOption {
  readonly label: string;
  readonly value: string;
  readonly displayOrder: number;
  readonly hidden: boolean;
  readonly description?: string;
}

export type PropertyType =
  | 'string'
  | 'number'
  | 'bool'
  | 'date'
  | 'datetime'
  | 'enumeration'
  | 'phone_number'
  | 'json'
  | 'object_coordinates';

export interface Property {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly groupName: string;
  readonly type: PropertyType;
  readonly fieldType: string;
  readonly options: readonly PropertyOption[];
  readonly displayOrder: number;
  readonly hidden: boolean;
  readonly formField: boolean;
  readonly hasUniqueValue: boolean;
  readonly calculated: boolean;
  readonly externalOptions: boolean;
  readonly hubspotDefined: boolean;
  readonly readOnlyValue: boolean;
  readonly archived: boolean;
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly archivedAt?: number;
  readonly calculationFormula?: string;
  readonly referencedObjectType?: string;
}

export interface PropertyGroup {
  readonly name: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly archived: boolean;
}
