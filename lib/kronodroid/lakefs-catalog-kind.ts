/** Which Iceberg catalog of lakeFS a job uses; docs/catalogs.md helps to choose. */
export enum LakeFsCatalogKind {
  /**
   * The REST catalog at `<lakeFS endpoint>/api/v1/iceberg`, as the Kronodroid manifests have it. No edition of lakeFS
   * answers there: a REST catalog must be put at that address.
   */
  DOCUMENTED_REST = 'documented-rest',
  /** A catalog with true branches on open-source lakeFS, without a server of its own. */
  OPEN_SOURCE = 'open-source',
}
