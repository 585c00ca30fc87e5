import type { LakeFs } from '../iceberg/lakefs';
import type { LakeFsCatalog } from '../iceberg/lakefs-catalog';
import type { KronodroidIcebergJobProps } from './kronodroid-iceberg-job-props';
import { LakeFsCatalogKind } from './lakefs-catalog-kind';

/** The catalog of a job, on the branch of the job. */
export function kronodroidCatalog(lakefs: LakeFs, props: KronodroidIcebergJobProps): LakeFsCatalog {
  const name = props.catalogName ?? 'lakefs';
  const branch = props.branch ?? lakefs.gateway.defaultBranch;
  switch (props.catalogKind ?? LakeFsCatalogKind.DOCUMENTED_REST) {
    case LakeFsCatalogKind.DOCUMENTED_REST:
      return lakefs.documentedRestCatalog(name, { branch });
    case LakeFsCatalogKind.OPEN_SOURCE:
      return lakefs.catalog(name, { branch });
  }
}
