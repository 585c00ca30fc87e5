import { DNS_LABEL } from '../../kubernetes-names';
import { FILE_LISTS, listed } from '../../manifest/dependencies';
import { isVolumeType } from '../../manifest/crd-schemas';
import { isSet, record, text, type Path, written, withoutEndingSlashes } from '../../manifest/plain';
import { otherContainers, sparkContainer, templateSpec, volumeNames } from '../../manifest/pods';
import { mountsOf } from '../../manifest/volumes';
import { items, type Role, type Workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { kubernetes, operator, spark, sparkDocs } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

const LOCAL_DIR = 'spark-local-dir-';

/** Volumes that Spark or the operator adds by itself. */
const GENERATED = /^(?:spark-|hadoop-|pod-template|kube-api-access)|-vol$|-volume$/;

function volumes({ spec, path }: Workload) {
  return items(spec, path, 'volumes').map(({ item, path: place }) => ({
    name: text(item.name),
    types: Object.keys(item).filter((key) => key !== 'name' && isSet(item[key])),
    item,
    path: place,
  }));
}

const volumeMountUndeclared: Rule = workloadRule({
  id: 'volume-mount-undeclared',
  severity: 'error',
  summary: 'A mount of a volume that is not declared.',
  why: 'The operator drops the mount without a word, or Kubernetes refuses the pod for a sidecar.',
  fix: 'declare the volume in spec.volumes, or correct the name',
  source: operator('internal/webhook/sparkpod_defaulter.go#L193'),
  *check(app) {
    for (const role of app.roles) {
      const names = volumeNames(app, role);
      for (const { item, path } of items(role.spec, role.path, 'volumeMounts')) {
        const name = text(item.name);
        if (name !== undefined && !names.has(name)) yield undeclared(name, path);
      }
      const mounted = mountedVolumes(role);
      const inTemplate = sparkContainer(role);
      for (const { spec, path } of [
        ...(inTemplate === undefined ? [] : [inTemplate]),
        ...otherContainers(role),
      ]) {
        for (const field of ['volumeMounts', 'volumeDevices']) {
          for (const { item, path: place } of items(spec, path, field)) {
            const name = text(item.name);
            if (name === undefined || GENERATED.test(name) || mounted.has(name)) continue;
            yield names.has(name) ? unmounted(name, role, place, field) : undeclared(name, place);
          }
        }
      }
    }
  },
});

/** Volumes that a pod gets: those of its template, and of the others those that the role mounts itself. */
function mountedVolumes(role: Role): Set<unknown> {
  const inTemplate = templateSpec(role);
  return new Set([
    ...items(inTemplate.spec, inTemplate.path, 'volumes').map(({ item }) => item.name),
    ...items(role.spec, role.path, 'volumeMounts').map(({ item }) => item.name),
  ]);
}

function unmounted(name: string, { name: role }: Role, path: Path, field: string): Problem {
  return {
    path: [...path, 'name'],
    message: `the operator gives the pod only those of spec.volumes that the ${role} mounts itself, and it does not mount ${name}`,
    // What is a device in one container cannot be mounted in another.
    fix:
      field === 'volumeMounts'
        ? `mount ${name} in volumeMounts of the ${role} too`
        : `declare ${name} in volumes of the template`,
  };
}

function undeclared(name: string, path: Path): Problem {
  return {
    path: [...path, 'name'],
    message: name.startsWith(LOCAL_DIR)
      ? `volume ${name} is not in spec.volumes: the submission fails`
      : `volume ${name} is not in spec.volumes`,
  };
}

const localDirVolumeType: Rule = applicationRule({
  id: 'local-dir-volume-type',
  severity: 'error',
  summary: 'A scratch volume of a type that Spark cannot use.',
  why: 'SUBMISSION_FAILED: the operator passes spark-local-dir-* volumes to Spark, which knows four types.',
  fix: 'use emptyDir, hostPath, nfs or persistentVolumeClaim, or another name for the volume',
  source: sparkDocs('running-on-kubernetes.html#using-kubernetes-volumes'),
  *check(app) {
    for (const { name, types, path } of volumes(app)) {
      const type = types[0];
      if (name?.startsWith(LOCAL_DIR) === true && types.length === 1) {
        if (
          isVolumeType(type!) &&
          !['emptyDir', 'hostPath', 'nfs', 'persistentVolumeClaim'].includes(type!)
        ) {
          yield { path: [...path, type!], message: `volume ${name} has the type ${type!}` };
        }
      }
    }
  },
});

const volumeSourceInvalid: Rule = applicationRule({
  id: 'volume-source-invalid',
  severity: 'error',
  summary: 'A volume of no type, or of two.',
  why: 'Kubernetes refuses the pods.',
  fix: 'give each volume one type, for example emptyDir: {}',
  source: kubernetes('pkg/apis/core/validation/validation.go#L510'),
  *check(app) {
    for (const { name, types, path } of volumes(app)) {
      if (name !== undefined && types.length === 0) yield { path, message: `volume ${name} has no type` };
      else if (types.length > 1) yield { path, message: `volume ${written(name)} is ${types.join(' and ')}` };
    }
  },
});

const volumeNameInvalid: Rule = applicationRule({
  id: 'volume-name-invalid',
  severity: 'error',
  summary: 'A volume whose name is illegal or given twice.',
  why: 'Kubernetes refuses the pods.',
  fix: 'use each name once: lower-case letters, digits and dashes, at most 63',
  source: kubernetes('pkg/apis/core/validation/validation.go#L411'),
  *check(app) {
    const seen = new Set<string>();
    for (const { name, path } of volumes(app)) {
      if (name === undefined) continue;
      if (!DNS_LABEL.accepts(name)) {
        yield { path: [...path, 'name'], message: `${JSON.stringify(name)} is no DNS label` };
      } else if (seen.has(name)) yield { path: [...path, 'name'], message: `there are two volumes ${name}` };
      seen.add(name);
    }
    for (const { spec, path } of app.roles) {
      for (const field of ['configMaps', 'secrets']) {
        const names = new Set<unknown>();
        for (const { item, path: place } of items(spec, path, field)) {
          if (names.has(item.name))
            yield { path: [...place, 'name'], message: `${written(item.name)} is given twice` };
          else names.add(item.name);
        }
      }
    }
  },
});

const duplicateMountPath: Rule = workloadRule({
  id: 'duplicate-mount-path',
  severity: 'error',
  summary: 'Two mounts at one path.',
  why: 'SUBMISSION_FAILED, or Kubernetes refuses the pod.',
  fix: 'mount each volume at a path of its own',
  source: kubernetes('pkg/apis/core/validation/validation.go#L3046'),
  *check(app) {
    for (const role of app.roles) {
      const seen = new Set<string>();
      for (const { item, path, field, mountPath } of mountsOf(app, role)) {
        if (seen.has(mountPath)) {
          yield { path: [...path, field], message: `something is mounted at ${String(item[field])} already` };
        }
        seen.add(mountPath);
      }
    }
  },
});

const mountPathInvalid: Rule = applicationRule({
  id: 'mount-path-invalid',
  severity: 'error',
  summary: 'A mount path that is empty or has a colon.',
  why: 'Kubernetes refuses the pod.',
  fix: 'give an absolute path without a colon',
  source: kubernetes('pkg/apis/core/validation/validation.go#L3030'),
  *check(app) {
    for (const role of app.roles) {
      for (const { item, path, field, mountPath } of mountsOf(app, role)) {
        if (mountPath === '' || mountPath.includes(':')) {
          yield { path: [...path, field], message: `${JSON.stringify(item[field])} cannot be mounted at` };
        }
      }
    }
  },
});

const configMapVolumeName: Rule = applicationRule({
  id: 'config-map-volume-name',
  severity: 'error',
  summary: 'A ConfigMap whose name makes no legal volume.',
  why: 'The volume is called NAME-vol: with a dot, or above 63 characters, the pod is refused.',
  fix: 'rename the ConfigMap: a DNS label of at most 59 characters',
  source: operator('internal/webhook/sparkpod_defaulter.go#L331'),
  check: (app) => derivedVolumes(app, 'configMaps', '-vol'),
});

const secretVolumeName: Rule = applicationRule({
  id: 'secret-volume-name',
  severity: 'error',
  summary: 'A Secret whose name makes no legal volume.',
  why: 'Spark calls the volume NAME-volume: with a dot, or above 63 characters, the pod is refused.',
  fix: 'rename the Secret: a DNS label of at most 56 characters',
  source: spark(
    'resource-managers/kubernetes/core/src/main/scala/org/apache/spark/deploy/k8s/features/MountSecretsFeatureStep.scala',
  ),
  check: (app) => derivedVolumes(app, 'secrets', '-volume'),
});

function* derivedVolumes(
  { roles }: Workload,
  field: 'configMaps' | 'secrets',
  suffix: string,
): Iterable<Problem> {
  const limit = 63 - suffix.length;
  for (const role of roles) {
    for (const { item, path } of items(role.spec, role.path, field)) {
      const name = text(item.name);
      if (name === undefined) continue;
      if (!DNS_LABEL.upTo(Infinity).accepts(name)) {
        yield { path: [...path, 'name'], message: `volume ${name}${suffix} would be no DNS label` };
      } else if (name.length > limit) {
        yield {
          path: [...path, 'name'],
          message: `${name.length} characters, at most ${limit} are possible`,
        };
      }
    }
  }
}

const driverOnDemandPvc: Rule = applicationRule({
  id: 'driver-on-demand-pvc',
  severity: 'error',
  summary: 'A claim that Spark should make on demand.',
  why: 'Through spec.volumes no storage class and size can be given, and the account of the operator may not make claims for the driver: the driver is Pending for ever.',
  since: '2.5.1',
  fix: 'name a claim that exists, use emptyDir, or give executors a claim by spark.kubernetes.executor.volumes settings',
  source: sparkDocs('running-on-kubernetes.html#using-kubernetes-volumes'),
  *check(app) {
    for (const { item, path } of volumes(app)) {
      if (record(item.persistentVolumeClaim).claimName === 'OnDemand') {
        yield { path: [...path, 'persistentVolumeClaim', 'claimName'], message: 'nobody makes this claim' };
      }
    }
    for (const { key, value, path } of app.settings.values()) {
      if (value === 'OnDemand' && /^spark\.kubernetes\.driver\.volumes\..*\.claimName$/.test(key)) {
        yield { path, message: 'the operator may not make claims for the driver' };
      }
    }
  },
});

const readOnlyRoot: Rule = applicationRule({
  id: 'read-only-root',
  severity: 'error',
  summary: 'A read-only root without a place to write.',
  why: 'Driver and executors need /tmp (temporary files, native libraries), and the working directory for files of deps.',
  fix: 'mount an emptyDir at /tmp, and at /opt/spark/work-dir for deps.files, deps.pyFiles and deps.archives',
  *check(app) {
    const fetched = ['files', 'pyFiles', 'archives'].some((name) =>
      listed(app, name, FILE_LISTS[name]!).some(({ file }) =>
        /^(?:https?|ftp|hdfs|gs|wasbs?|abfss?):/.test(file),
      ),
    );
    for (const role of app.roles) {
      if (record(role.spec.securityContext).readOnlyRootFilesystem !== true) continue;
      const mounts = mountedPaths(role);
      const covers = (directory: string) =>
        mounts.some((mount) => mount === '/' || directory === mount || directory.startsWith(`${mount}/`));
      const place = [...role.path, 'securityContext', 'readOnlyRootFilesystem'];
      const options = `${text(role.spec.javaOptions) ?? ''} ${app.settings.get(`spark.${role.name}.extraJavaOptions`)?.value ?? ''}`;
      if (!covers('/tmp') && !options.includes('java.io.tmpdir')) {
        yield { path: place, message: `the ${role.name} cannot write to /tmp` };
      } else if (fetched && !covers('/opt/spark/work-dir')) {
        yield {
          path: place,
          message: `the ${role.name} cannot put the files of deps into /opt/spark/work-dir`,
        };
      }
    }
  },
});

function mountedPaths(role: Workload['roles'][number]): string[] {
  const container = sparkContainer(role);
  return [
    ...items(role.spec, role.path, 'volumeMounts'),
    ...(container === undefined ? [] : items(container.spec, container.path, 'volumeMounts')),
  ]
    .flatMap(({ item }) => text(item.mountPath) ?? [])
    .map((path) => withoutEndingSlashes(path));
}

/** Rules about volumes and mounts. */
export const VOLUMES: RuleGroup = {
  title: 'Volumes and mounts',
  rules: [
    volumeMountUndeclared,
    localDirVolumeType,
    volumeSourceInvalid,
    volumeNameInvalid,
    duplicateMountPath,
    mountPathInvalid,
    configMapVolumeName,
    secretVolumeName,
    driverOnDemandPvc,
    readOnlyRoot,
  ],
};
