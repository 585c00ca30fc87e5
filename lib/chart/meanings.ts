import gte from 'semver/functions/gte';
import lt from 'semver/functions/lt';
import { text } from '../manifest/plain';
import { operatorOf } from './history';

/** What another version makes of a value that both know. */
export interface Meaning {
  /** What is different. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
}

/** A value that means something else from a version on; in the words for each side of it. */
interface Turn {
  readonly path: string;
  readonly since: string;
  /** What the version and later ones make of the value. */
  readonly later: string;
  /** What earlier ones make of it. */
  readonly earlier: string;
  readonly fix: string;
  /**
   * What to do on the way back.
   * @default - the same
   */
  readonly fixBack?: string;
  /** Values for which nothing changes. */
  readonly isFine?: (value: unknown) => boolean;
}

const TURNS: readonly Turn[] = [
  {
    path: 'fullnameOverride',
    since: '2.0.0',
    later: 'it names the account of the drivers too, NAME-spark',
    earlier: 'it does not name the account of the drivers, which is RELEASE-spark',
    fix: 'give the account its old name where jobs name it, or change the jobs',
  },
  {
    path: 'nameOverride',
    since: '2.0.0',
    later: 'it is a part of the name of the account of the drivers, RELEASE-NAME-spark',
    earlier: 'it is no part of the name of the account of the drivers, which is RELEASE-spark',
    fix: 'give the account its old name where jobs name it, or change the jobs',
  },
  {
    path: 'image.repository',
    since: '2.0.0',
    later: 'image.registry stands before it, so that a registry in it is there twice',
    earlier: 'nothing stands before it: it needs its registry',
    fix: 'split the image into image.registry and image.repository for chart 2.x, or join them for 1.x',
  },
  {
    path: 'image.repository',
    since: '2.2.0',
    later: 'the images are ghcr.io/kubeflow/spark-operator/controller now, and new versions are nowhere else',
    earlier: 'the images of that version are docker.io/kubeflow/spark-operator',
    fix: 'remove it, or name your mirror of the images of the version that you go to',
    isFine: (value) => value === 'kubeflow/spark-operator/controller',
  },
  {
    path: 'image.registry',
    since: '2.2.0',
    later: 'the images are at ghcr.io now, and new versions are nowhere else',
    earlier: 'the images of that version are at docker.io',
    fix: 'remove it, or name your mirror of the images of the version that you go to',
    isFine: (value) => value === 'ghcr.io',
  },
  {
    path: 'webhook.port',
    since: '2.0.0',
    later:
      'the process is user 185, which cannot bind ports below 1024; 8080 belongs to the metrics and 8081 to the probes',
    earlier: 'the port is one of the operator process',
    fix: 'remove it: 9443 is the default of 2.x, 8080 of 1.x',
    isFine: (value) => value === 9443,
  },
  {
    path: 'controller.uiService.enable',
    since: '2.1.0',
    later: 'false takes the Service of the UI away',
    earlier: 'false has no effect: each application has a Service of its UI',
    fix: 'keep it if you want none',
    fixBack: 'remove it, since it can do nothing',
    isFine: (value) => value !== false,
  },
  ...['controller', 'webhook'].flatMap((component): Turn[] =>
    ['volumes', 'volumeMounts'].map((field) => ({
      path: `${component}.${field}`,
      since: '2.1.0',
      later: 'it replaces the list of the chart, which the process with its read-only root needs',
      earlier: 'the list of the chart is empty',
      fix: `repeat the entry of the chart: ${component === 'controller' ? 'tmp at /tmp' : 'serving-certs at /etc/k8s-webhook-server/serving-certs'}`,
      fixBack: `remove the entry that only the read-only root of later charts needs: ${component === 'controller' ? 'tmp' : 'serving-certs'}`,
    })),
  ),
];

/** What changes for a value between two versions that both know it; undefined when nothing does. */
export function changedMeaning(path: string, value: unknown, from: string, to: string): Meaning | undefined {
  if (/^(?:hook\.)?image\.tag$/.test(path)) return ofTag(path, text(value) ?? '', from, to);
  const turns = TURNS.filter((turn) => turn.path === path && gte(from, turn.since) !== gte(to, turn.since));
  const turn = turns.find(({ isFine }) => isFine?.(value) !== true);
  if (turn === undefined) return undefined;
  const isForward = lt(from, to);
  return {
    message: isForward ? `from ${turn.since} on ${turn.later}` : `before ${turn.since} ${turn.earlier}`,
    fix: (isForward ? undefined : turn.fixBack) ?? turn.fix,
  };
}

/** An image that is named stays when the chart changes, and is then of another version than its flags. */
function ofTag(path: string, tag: string, from: string, to: string): Meaning | undefined {
  const own = operatorOf(to) ?? to;
  // Several charts may have brought one and the same operator.
  if (tag === '' || operatorOf(from) === own || [own, to, `v${to}`].includes(tag)) return undefined;
  return {
    message:
      path === 'image.tag'
        ? `it keeps the operator of ${tag}, while the flags and rights of the chart are those of ${own}`
        : `the Job that applies the CRDs keeps the image of ${tag}, and the chart is that of ${own}`,
    fix: `remove it, or name the image of ${own}`,
  };
}
