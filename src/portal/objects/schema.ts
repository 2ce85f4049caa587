/** A custom object's definition, as it is kept. */
export interface SchemaDoc {
  readonly id: string;
  readonly objectTypeId: string;
  readonly name: string;
  readonly fullyQualifiedName: string;
  readonly labels: { readonly singular?: string; readonly plural?: string };
  readonly description?: string;
  readonly primaryDisplayProperty: string;
  readonly secondaryDisplayProperties: readonly string[];
  readonly searchableProperties: readonly string[];
  readonly requiredProperties: readonly string[];
  readonly allowsSensitiveProperties: boolean;
  readonly archived: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}
