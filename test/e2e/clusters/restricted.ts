import type { k8s } from 'cdk8s-plus-28';
import { type KronodroidPlatformProps, LakeFsCatalogKind } from '../../../lib';
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

/** Pod Security `restricted` and a read-only root file system on both roles. */
export const restricted: KronodroidPlatformProps = {
  jobNamespaces: ['e2e-restricted'],
  job: {
    catalogKind: LakeFsCatalogKind.OPEN_SOURCE,
    runtime: runtimes.spark35,
    volumes: [{ name: 'tmp', emptyDir: {} }],
    driver: readOnly,
    executor: readOnly,
  },
};
