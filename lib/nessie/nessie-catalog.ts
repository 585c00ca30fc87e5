import {
  IcebergCatalog,
  type IcebergCatalogDefinition,
  type IcebergCatalogProps,
} from '../iceberg/iceberg-catalog';

/** The Iceberg REST catalog of Nessie, on one branch. Make one with `Nessie.catalog`. */
export class NessieCatalog extends IcebergCatalog {
  /** @internal */
  public constructor(
    name: string,
    props: IcebergCatalogProps,
    definition: IcebergCatalogDefinition,
    /** The branch of Nessie that the application reads and writes. */
    public readonly branch: string,
  ) {
    super(name, props, definition);
  }
}
