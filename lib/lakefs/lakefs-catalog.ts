import {
  IcebergCatalog,
  type IcebergCatalogDefinition,
  type IcebergCatalogProps,
} from '../iceberg/iceberg-catalog';

/** What every Iceberg catalog in a lakeFS repository can be told. */
export interface LakeFsCatalogProps extends IcebergCatalogProps {
  /** The lakeFS branch that the application reads and writes. A literal: no variable is expanded in it. */
  readonly branch: string;
}

/** An Iceberg catalog in a lakeFS repository, on one branch. Make one with the methods of `LakeFs`. */
export class LakeFsCatalog extends IcebergCatalog {
  /** @internal */
  public constructor(
    name: string,
    props: IcebergCatalogProps,
    definition: IcebergCatalogDefinition,
    /** The repository. */
    public readonly repository: string,
    /** The branch that the application reads and writes. */
    public readonly branch: string,
  ) {
    super(name, props, definition);
  }
}
