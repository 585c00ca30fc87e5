import { isSet, list, nameOf, namespaceOf, record, text, type Manifest } from '../../manifest/plain';
import { executorsOf } from '../../manifest/pod-size';
import { containers, templateSpec } from '../../manifest/pods';
import { items, type Role, type Workload } from '../../manifest/workload';
import { allVolumes, fileModes, mountsOf, sourceOf, type Mount, type Volume } from '../../manifest/volumes';
import type { Facts } from '../facts';
import type { Rule, RuleGroup } from '../rule';
import { kubernetes, kubernetesApi } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';
import { keysOf } from './secrets';

/** Modes as people write them, that are numbers of another meaning without a zero before them. */
const OCTAL_BY_INTENT = new Set([400, 440, 444, 500]);

/** 0777. */
const LARGEST_MODE = 511;

const fileModeDecimal: Rule = workloadRule({
  id: 'file-mode-decimal',
  severity: 'warning',
  summary: 'A file mode without a zero before it.',
  why: 'It is read as a decimal number: 444 is 0674, and the files may be written by a group and read by nobody else.',
  fix: 'write 0444, or its decimal number 292',
  source: kubernetesApi('core/v1/types.go#L1890'),
  *check(app) {
    for (const volume of allVolumes(app)) {
      for (const { mode, path } of fileModes(volume)) {
        if (typeof mode !== 'number' || !OCTAL_BY_INTENT.has(mode)) continue;
        const meant = parseInt(String(mode), 8);
        yield {
          path,
          message: `${mode} is 0${mode.toString(8)}`,
          fix: `write 0${mode}, or its decimal number ${meant}`,
        };
      }
    }
  },
});

const fileModeInvalid: Rule = workloadRule({
  id: 'file-mode-invalid',
  severity: 'error',
  summary: 'A file mode above 0777, or below 0.',
  why: 'Kubernetes refuses the pods; without a zero before it a mode is a decimal number.',
  fix: 'write four digits that begin with 0, for example 0444',
  source: kubernetes('pkg/apis/core/validation/validation.go#L75'),
  *check(app) {
    for (const volume of allVolumes(app)) {
      for (const { mode, path } of fileModes(volume)) {
        if (typeof mode !== 'number' || (mode >= 0 && mode <= LARGEST_MODE)) continue;
        const isOctal = /^[0-7]{3}$/.test(String(mode));
        yield {
          path,
          message: `${mode} is above 511, which is 0777`,
          ...(isOctal ? { fix: `write 0${mode}, or its decimal number ${parseInt(String(mode), 8)}` } : {}),
        };
      }
    }
  },
});

const subPathInvalid: Rule = workloadRule({
  id: 'sub-path-invalid',
  severity: 'error',
  summary: 'A path inside of a volume that leaves it, or that is given in two ways.',
  why: 'Kubernetes refuses the pods.',
  fix: 'give a relative path without .., as subPath or subPathExpr',
  source: kubernetes('pkg/apis/core/validation/validation.go#L1358'),
  *check({ roles }) {
    for (const role of roles) {
      for (const { spec, path } of containers(role)) {
        for (const { item, path: place } of items(spec, path, 'volumeMounts')) {
          const both = isSet(item.subPath) && isSet(item.subPathExpr);
          for (const field of ['subPath', 'subPathExpr']) {
            const value = text(item[field]) ?? '';
            if (value.startsWith('/')) yield { path: [...place, field], message: `${value} is absolute` };
            else if (value.split('/').includes('..')) {
              yield { path: [...place, field], message: `${value} leaves the volume` };
            }
          }
          if (both) yield { path: [...place, 'subPathExpr'], message: 'there is a subPath too' };
        }
      }
    }
  },
});

/** Files that a ConfigMap or Secret puts into its volume; undefined when they cannot be told. */
function filesOf(facts: Facts, app: Workload, volume: Mount['volume']): ReadonlySet<string> | undefined {
  const source = volume === undefined ? undefined : sourceOf(volume);
  if (source === undefined) return undefined;
  const paths = list(source.items).flatMap((item) => text(record(item).path) ?? []);
  if (paths.length > 0) return new Set(paths);
  const keys = keysOf(facts, app.namespace, source.kind, source.name);
  return keys === undefined ? undefined : new Set(keys);
}

const subPathMissing: Rule = applicationRule({
  id: 'sub-path-missing',
  severity: 'error',
  summary: 'A subPath that names no key of its ConfigMap or Secret.',
  why: 'There is no such file: an empty folder is mounted in its place, or the container does not start.',
  fix: 'name a key of the object, or the path that items give it',
  source: kubernetesApi('core/v1/types.go#L2389'),
  *check(app, facts) {
    for (const role of app.roles) {
      for (const { item, path, volume } of mountsOf(app, role)) {
        const wanted = text(item.subPath)?.split('/')[0] ?? '';
        const files = wanted === '' ? undefined : filesOf(facts, app, volume);
        if (files === undefined || [...files].some((file) => file.split('/')[0] === wanted)) continue;
        yield {
          path: [...path, 'subPath'],
          message: `the volume has no file ${wanted}, it has ${[...files].join(', ')}`,
        };
      }
    }
  },
});

/** Endings of names of files, never of folders. */
const FILE_NAME =
  /\.(?:properties|xml|conf|cfg|ini|ya?ml|json|toml|jks|p12|pfx|keystore|truststore|pem|crt|cer|key|keytab|py|sh|sql)$/i;

const fileMountedAsFolder: Rule = applicationRule({
  id: 'file-mounted-as-folder',
  severity: 'warning',
  summary: 'A ConfigMap or Secret mounted at what looks like a file.',
  why: 'Without subPath the whole object is mounted: a folder of that name, with the file inside.',
  fix: 'mount it at a folder, or name the key in subPath of volumeMounts',
  source: kubernetesApi('core/v1/types.go#L1432'),
  *check(app) {
    for (const role of app.roles) {
      for (const { item, path, field, mountPath, volume } of mountsOf(app, role)) {
        if (volume === undefined || sourceOf(volume) === undefined) continue;
        if (isSet(item.subPath) || isSet(item.subPathExpr) || !FILE_NAME.test(mountPath)) continue;
        yield { path: [...path, field], message: `${mountPath} becomes a folder` };
      }
    }
  },
});

/** Where Spark mounts the settings of the driver and of executors. */
const SPARK_CONF = '/opt/spark/conf';

const mountPathOfSpark: Rule = applicationRule({
  id: 'mount-path-of-spark',
  severity: 'error',
  summary: 'A volume at the path of the settings that Spark mounts itself.',
  why: 'Kubernetes refuses the pods: a mount path must be unique.',
  fix: 'mount single files there with subPath, or use sparkConfigMap, which is mounted at /etc/spark/conf',
  source: kubernetes('pkg/apis/core/validation/validation.go#L3046'),
  *check(app) {
    for (const role of app.roles) {
      const isFree = app.settings.get('spark.kubernetes.executor.disableConfigMap')?.value === 'true';
      if (role.name === 'executor' && isFree) continue;
      for (const { path, field, mountPath } of mountsOf(app, role)) {
        if (mountPath === SPARK_CONF) {
          yield { path: [...path, field], message: `Spark mounts the settings of the ${role.name} there` };
        }
      }
    }
  },
});

/** Claims by a name, in the namespace of the application or in none. */
function claims(facts: Facts, name: string): readonly Manifest[] {
  return facts.ofKind('PersistentVolumeClaim').filter((claim) => nameOf(claim) === name);
}

function claimNames(app: Workload): { readonly volume: Volume; readonly name: string }[] {
  return allVolumes(app).flatMap((volume) => {
    const name = text(record(volume.item.persistentVolumeClaim).claimName);
    return name === undefined || name === 'OnDemand' ? [] : [{ volume, name }];
  });
}

/** How many pods of a job mount a volume at its start. */
function podsWith(app: Workload, name: string | undefined): number {
  const counts = app.roles.map((role) => {
    const isMounted = mountsOf(app, role).some(({ item }) => item.name === name && name !== undefined);
    if (!isMounted) return 0;
    return role.name === 'executor' ? Math.max(executorsOf(app).start, 1) : 1;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** True for a role that is kept on one node, or beside other pods. */
function isPinned(app: Workload, role: Role): boolean {
  const inTemplate = templateSpec(role).spec;
  const selectors = [app.spec.nodeSelector, role.spec.nodeSelector, inTemplate.nodeSelector].map(record);
  const affinities = [role.spec.affinity, inTemplate.affinity].map(record);
  return (
    selectors.some((selector) => isSet(selector['kubernetes.io/hostname'])) ||
    affinities.some(({ podAffinity, nodeAffinity }) => isSet(podAffinity) || isSet(nodeAffinity))
  );
}

const ONE_NODE = ['ReadWriteOnce', 'ReadWriteOncePod'];

const claimOfOneNode: Rule = applicationRule({
  id: 'claim-of-one-node',
  severity: 'warning',
  summary: 'A claim for one node on several pods.',
  why: 'A pod on another node waits for the volume for ever: ReadWriteOnce is one node, ReadWriteOncePod one pod.',
  fix: 'use a claim with ReadWriteMany, or keep driver and executors on one node',
  source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes',
  *check(app, facts) {
    for (const { volume, name } of claimNames(app)) {
      const known = claims(facts, name).find((claim) =>
        [undefined, app.namespace].includes(namespaceOf(claim)),
      );
      const modes = list(record(known?.spec).accessModes);
      if (modes.length === 0 || !modes.every((mode) => ONE_NODE.includes(mode as string))) continue;
      const pods = podsWith(app, volume.name);
      if (pods < 2 || app.roles.some((role) => isPinned(app, role))) continue;
      yield {
        path: [...volume.path, 'persistentVolumeClaim'],
        message: `claim ${name} is ${modes.join(' and ')}, and ${pods} pods mount it`,
      };
    }
  },
});

const claimInOtherNamespace: Rule = applicationRule({
  id: 'claim-in-other-namespace',
  severity: 'error',
  summary: 'A claim of another namespace.',
  why: 'Claims can be used in their own namespace only: the pods stay Pending.',
  fix: 'make the claim in the namespace of the application',
  source: kubernetesApi('core/v1/types.go#L230'),
  *check(app, facts) {
    for (const { volume, name } of claimNames(app)) {
      const places = claims(facts, name).map(namespaceOf);
      if (app.namespace === undefined || places.length === 0) continue;
      if (places.some((place) => place === undefined || place === app.namespace)) continue;
      yield {
        path: [...volume.path, 'persistentVolumeClaim', 'claimName'],
        message: `claim ${name} is in ${places.join(', ')}, the application in ${app.namespace}`,
      };
    }
  },
});

/** Rules about the files of volumes, and about claims. */
export const FILES: RuleGroup = {
  title: 'Files and claims',
  rules: [
    fileModeDecimal,
    fileModeInvalid,
    subPathInvalid,
    subPathMissing,
    fileMountedAsFolder,
    mountPathOfSpark,
    claimOfOneNode,
    claimInOtherNamespace,
  ],
};
