import type { S3Bucket } from '../storage/s3-bucket';
import type { LakeFs } from './lakefs';
import type { LakeFsCatalog, LakeFsCatalogProps } from './lakefs-catalog';

/** Which Iceberg catalog of lakeFS a job uses; docs/catalogs.md helps to choose. */
export class LakeFsCatalogKind {
  /**
   * The REST catalog at `<lakeFS endpoint>/api/v1/iceberg`, as the Kronodroid manifests have it. No edition of lakeFS
   * answers there: a REST catalog must be put at that address.
   */
  public static readonly DOCUMENTED_REST = new LakeFsCatalogKind((lakefs, name, props) =>
    lakefs.documentedRestCatalog(name, props),
  );

  /** A catalog with true branches on open-source lakeFS, without a server of its own. */
  public static readonly OPEN_SOURCE = new LakeFsCatalogKind((lakefs, name, props) =>
    lakefs.catalog(name, props),
  );

  /**
   * The REST catalog of lakeFS Enterprise and Cloud.
   *
   * @param storage the bucket of the repository's storage namespace: tables are written there directly, not through
   * lakeFS
   */
  public static enterprise(storage: S3Bucket): LakeFsCatalogKind {
    return new LakeFsCatalogKind((lakefs, name, props) => lakefs.restCatalog(name, { ...props, storage }));
  }

  private constructor(
    /** @internal */
    public readonly _catalog: (lakefs: LakeFs, name: string, props: LakeFsCatalogProps) => LakeFsCatalog,
  ) {}
}
