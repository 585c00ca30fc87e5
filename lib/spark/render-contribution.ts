import { k8s } from 'cdk8s-plus-28';
import * as podJson from '../../imports/pod-json';
import { brought, type ContributedLeaf } from './contributed';
import type { Part } from './feature-taker';
import { leavesOf, type Leaf } from './leaves';
import { PropReader } from './prop-reader';
import { renderPod } from './render-pod';
import { renderSettings, specOf } from './render-template';
import type { SparkContribution } from './spark-contribution';

interface Brought {
  readonly source: string;
  readonly leaves: readonly ContributedLeaf[];
}

/** What contributions bring: those of the features that many applications share are the same objects. */
const known = new WeakMap<SparkContribution, Brought>();

/** What a part brings, value by value. Wrong props are left to the reader to throw. */
export function leavesOfPart(reader: PropReader, part: Part): readonly ContributedLeaf[] {
  const { source, contribution, isFixed = false } = part;
  const before = isFixed ? known.get(contribution) : undefined;
  if (before?.source === source) return before.leaves;
  const own = new PropReader();
  const leaves = brought(source, renderContribution(own, contribution));
  if (isFixed && own.isEmpty) known.set(contribution, { source, leaves });
  for (const problem of own.all) reader.add(problem);
  return leaves;
}

/** What a feature brings, value by value. Wrong props are left to the reader to throw. */
export function renderContribution(reader: PropReader, contribution: SparkContribution): Leaf[] {
  const { labels, annotations, pods, env, driver, executor } = contribution;
  const pod = pods === undefined ? undefined : renderPod(reader.inside('pods'), pods);
  const shared = env && { env: env.map(k8s.toJson_EnvVar) };
  const accounts = [pods, driver, executor].map((props) => props?.serviceAccount?.sparkConf);
  return [
    { metadata: { labels: reader.textMap('labels', labels) } },
    { metadata: { annotations: reader.textMap('annotations', annotations) } },
    ...accounts.map((sparkConf) => ({ sparkConf })),
    shared && { driver: shared, executor: shared },
    pod && specOf({ driver: pod, executor: pod }),
    hasMore(contribution) ? renderSettings(reader, contribution) : renderFew(reader, contribution),
  ].flatMap((part) => leavesOf(part));
}

/** What features bring as a rule. */
const FEW: readonly string[] = ['annotations', 'env', 'jars', 'labels', 'pods', 'sparkConf', 'volumes'];

function hasMore(contribution: SparkContribution): boolean {
  return Object.entries(contribution).some(([name, value]) => value !== undefined && !FEW.includes(name));
}

/** The same as the whole template for what features bring as a rule, in a small part of the time. */
function renderFew(reader: PropReader, { sparkConf, volumes }: SparkContribution): Record<string, unknown> {
  return { sparkConf: reader.textMap('sparkConf', sparkConf), volumes: volumes?.map(podJson.toJson_Volume) };
}
