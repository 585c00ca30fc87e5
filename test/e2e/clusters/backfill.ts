import { local } from '../../../clusters';
import type { KronodroidPlatformProps } from '../../../lib';
import { small } from './small';

/** What stands in for Spark in the driver: it writes one object to the branch of its run, under a name of its own. */
const JOB = `import base64, os, urllib.request, uuid

env = os.environ
keys = env["LAKEFS_ACCESS_KEY_ID"] + ":" + env["LAKEFS_SECRET_ACCESS_KEY"]
branch = env["LAKEFS_BRANCH"]
request = urllib.request.Request(
    f"{env['LAKEFS_ENDPOINT_URL']}/api/v1/repositories/{env['LAKEFS_REPOSITORY']}/branches/{branch}/objects"
    f"?path=written/{branch}/{uuid.uuid4()}",
    data=branch.encode(),
    headers={
        "authorization": "Basic " + base64.b64encode(keys.encode()).decode(),
        "content-type": "application/octet-stream",
    },
)
urllib.request.urlopen(request, timeout=60).close()
`;

/** The cluster of the Quick Start, whose job needs a JVM to be submitted and none to run: many fit on two cores. */
export const backfill: KronodroidPlatformProps = {
  ...local,
  jobNamespaces: ['e2e-backfill'],
  job: {
    ...local.job,
    driver: {
      ...small,
      template: {
        spec: { containers: [{ name: 'spark-kubernetes-driver', command: ['python3', '-c', JOB] }] },
      },
    },
  },
};
