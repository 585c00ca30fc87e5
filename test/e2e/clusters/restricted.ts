import type { k8s } from 'cdk8s-plus-28';
import { type KronodroidPlatformProps, LakeFsCatalogKind, SparkPermissions } from '../../../lib';
import { runtimes, small } from './small';

const readOnly = {
  ...small,
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 185,
    seccompProfile: { type: 'RuntimeDefault' },
  } satisfies k8s.SecurityContext,
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
};

/** Pod Security `restricted`, a read-only root file system on both roles, and the fewest rights of the driver. */
export const restricted: KronodroidPlatformProps = {
  jobNamespaces: ['e2e-restricted'],
  permissions: SparkPermissions.PODS_ONLY,
  job: {
    catalogKind: LakeFsCatalogKind.OPEN_SOURCE,
    runtime: runtimes.spark35,
    volumes: [{ name: 'tmp', emptyDir: {} }],
    driver: readOnly,
    executor: readOnly,
  },
};
