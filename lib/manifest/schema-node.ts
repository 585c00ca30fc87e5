import type { Path } from './plain';

/** What is wrong with an object. */
export interface Complaint {
  /** Where in the object; in the whole of it by default. */
  readonly path?: Path;
  /** What is wrong. */
  readonly message: string;
}

/** The part of JSON Schema that Kubernetes schemas use. */
export interface Schema {
  /** Name by which other schemas refer to it. */
  readonly $id?: string;
  /** A schema elsewhere: `#/definitions/X` or `FILE#/path`. */
  readonly $ref?: string;
  /** Type of the value. */
  readonly type?: string;
  /** Properties of an object. */
  readonly properties?: Readonly<Record<string, Schema>>;
  /** Schema of the other properties; `false` allows none. */
  readonly additionalProperties?: boolean | Schema;
  /** Schema of the items of a list. */
  readonly items?: Schema;
  /** Properties that must be there. */
  readonly required?: readonly string[];
  /** The only values. */
  readonly enum?: readonly unknown[];
  /** One of these must fit. */
  readonly anyOf?: readonly Schema[];
  /** Least number. */
  readonly minimum?: number;
  /** Largest number. */
  readonly maximum?: number;
  /** Least length of a text. */
  readonly minLength?: number;
  /** Largest length of a text. */
  readonly maxLength?: number;
  /** What a text must match. */
  readonly pattern?: string;
  /** The value where none is given. */
  readonly default?: unknown;
  /** Least number of items of a list. */
  readonly minItems?: number;
  /** What no other part can say: what is wrong with an object as a whole. */
  readonly also?: (value: Readonly<Record<string, unknown>>) => Iterable<Complaint>;
  /** Largest number of items of a list. */
  readonly maxItems?: number;
  /** `int32`, `int64`, `duration`, `ip`, or one of the forms below; a whole number without one has 64 bits. */
  readonly format?: string;
}

/** Finds what a reference of a schema stands for. */
export type Resolve = (schema: Schema, root: Schema) => SchemaNode;

/**
 * A schema made ready to be walked. Schemas as they are read have a thousand shapes, and what is in them is looked up
 * slowly; nodes have one. What is below a node is made when it is first reached.
 */
export class SchemaNode {
  /** Its type. */
  public readonly type: string | undefined;
  /** The only values. */
  public readonly enum: readonly unknown[] | undefined;
  /** One of these must fit. */
  public readonly anyOf: readonly SchemaNode[] | undefined;
  /** Properties that must be there. */
  public readonly required: readonly string[];
  /** Names of the properties. */
  public readonly names: readonly string[];
  /** What is wrong with an object as a whole. */
  public readonly also: Schema['also'];
  /** True where a text must have a form. */
  public readonly hasForm: boolean;
  private readonly fields = new Map<string, SchemaNode | undefined>();
  private others: SchemaNode | boolean | undefined;
  private listed: SchemaNode | undefined;

  /**
   * @param schema the schema, which is no reference
   * @param root the schema of its file
   * @param resolve makes the node of another schema of the file
   */
  public constructor(
    public readonly schema: Schema,
    private readonly root: Schema,
    private readonly resolve: Resolve,
  ) {
    const { type, enum: values, anyOf, required = [], properties = {}, also } = schema;
    this.type = type;
    this.enum = values;
    this.anyOf = anyOf?.map((option) => resolve(option, root));
    this.required = required;
    this.names = Object.keys(properties);
    this.also = also;
    this.hasForm = OF_TEXTS.some((limit) => schema[limit] !== undefined);
    for (const name of this.names) this.fields.set(name, undefined);
  }

  /** The node of a property: a boolean where there is no schema, and false where there can be none of this name. */
  public field(name: string): SchemaNode | boolean {
    const known = this.fields.get(name);
    if (known !== undefined) return known;
    if (!this.fields.has(name)) return (this.others ??= this.other());
    const made = this.resolve(this.schema.properties![name]!, this.root);
    this.fields.set(name, made);
    return made;
  }

  /** The node of the items of a list. */
  public item(): SchemaNode | undefined {
    const { items } = this.schema;
    return items === undefined ? undefined : (this.listed ??= this.resolve(items, this.root));
  }

  private other(): SchemaNode | boolean {
    const { additionalProperties = true } = this.schema;
    return typeof additionalProperties === 'object'
      ? this.resolve(additionalProperties, this.root)
      : additionalProperties;
  }
}

/** What a schema can say of a text beside its type and values. */
const OF_TEXTS = ['minLength', 'maxLength', 'pattern', 'format'] as const;
