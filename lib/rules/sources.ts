/** Where programs document what rules say of them, or do it: at the version whose text was read. */
type Source = (page: string) => string;

const site =
  (root: string): Source =>
  (page) =>
    `https://${root}/${page}`;

const code = (repository: string, tag: string): Source => site(`github.com/${repository}/blob/${tag}`);

export const operator = code('kubeflow/spark-operator', 'v2.5.2');
export const spark = code('apache/spark', 'v4.0.0');
export const sparkDocs = site('spark.apache.org/docs/latest');
export const hadoopDocs = site('hadoop.apache.org/docs/stable');
export const s3aDocs = site('hadoop.apache.org/docs/stable/hadoop-aws/tools/hadoop-aws');
export const iceberg = code('apache/iceberg', 'apache-iceberg-1.10.2');
export const icebergDocs = site('iceberg.apache.org/docs/latest');
export const icebergSite = site('iceberg.apache.org');
export const lakefs = code('treeverse/lakeFS', 'v1.84.0');
export const kubernetesDocs = site('kubernetes.io/docs');
export const kubernetes = code('kubernetes/kubernetes', 'v1.34.4');
export const kubernetesApi = code('kubernetes/api', 'v0.34.4');
export const apimachinery = code('kubernetes/apimachinery', 'v0.34.4');
export const apiserver = code('kubernetes/apiserver', 'v0.34.4');
export const apiextensions = code('kubernetes/apiextensions-apiserver', 'v0.34.4');
export const clientGo = code('kubernetes/client-go', 'v0.34.4');
