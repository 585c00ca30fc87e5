import type { Schema } from './schema';

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
