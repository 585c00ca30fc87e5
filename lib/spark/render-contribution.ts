import { leavesOf, type Leaf } from './leaves';
import type { PropReader } from './prop-reader';
import { renderPod } from './render-pod';
import { renderSettings, specOf } from './render-template';
import type { SparkContribution } from './spark-contribution';

/** What a feature brings, value by value. Wrong props are left to the reader to throw. */
export function renderContribution(reader: PropReader, contribution: SparkContribution): Leaf[] {
  const { labels, annotations, pods, env, driver, executor } = contribution;
  const pod = pods === undefined ? undefined : renderPod(reader.inside('pods'), pods);
  const shared = env === undefined ? undefined : renderPod(reader, { env });
  const accounts = [pods, driver, executor].map((props) => props?.serviceAccount?.sparkConf);
  return [
    { metadata: { labels: reader.textMap('labels', labels) } },
    { metadata: { annotations: reader.textMap('annotations', annotations) } },
    ...accounts.map((sparkConf) => ({ sparkConf })),
    ...[shared, pod].map((both) => both && specOf({ driver: both, executor: both })),
    renderSettings(reader, contribution),
  ].flatMap((part) => leavesOf(part));
}
