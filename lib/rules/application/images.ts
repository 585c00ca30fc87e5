import { sparkImages, type Image } from '../../manifest/images';
import { once, onceFor } from '../../manifest/once';
import { isSet, text, written } from '../../manifest/plain';
import {
  otherContainers,
  sparkContainer,
  sparkContainerName,
  template,
  templateSpec,
} from '../../manifest/pods';
import type { Workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { kubernetes, kubernetesDocs, spark, sparkDocs } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

const REFERENCE =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[a-z0-9]+:[0-9a-f]{32,})?$/;

const allImages = once((app: Workload): readonly Image[] => [
  ...sparkImages(app),
  ...app.roles.flatMap(otherContainers).flatMap(({ spec, path }) => {
    const image = text(spec.image) ?? '';
    return image === '' ? [] : [{ image, path: [...path, 'image'] }];
  }),
]);

const isReference = onceFor((image) => REFERENCE.test(image));

const imageMissing: Rule = workloadRule({
  id: 'image-missing',
  severity: 'error',
  summary: 'Nothing says which image driver and executors run.',
  why: 'The submission fails: a driver image must be given.',
  fix: 'set spec.image, or an image for both roles',
  source: sparkDocs('running-on-kubernetes.html#configuration'),
  *check(app): Iterable<Problem> {
    const { kind, spec, path, roles, settings } = app;
    if (isSet(spec.image) || settings.has('spark.kubernetes.container.image')) return;
    const without = roles.filter(
      (role) =>
        !isSet(kind === 'SparkConnect' ? sparkContainer(role)?.spec.image : role.spec.image) &&
        !settings.has(`spark.kubernetes.${role.name}.container.image`),
    );
    if (without.length > 0) {
      yield {
        path: [...path, 'image'],
        message: `no image for ${without.map(({ name }) => name).join(' and ')}`,
      };
    }
  },
});

const imageInvalid: Rule = workloadRule({
  id: 'image-invalid',
  severity: 'error',
  summary: 'An image is no legal reference.',
  why: 'The pod stays in InvalidImageName and the application SUBMITTED, for ever.',
  fix: 'write registry/name:tag in lower case',
  source: kubernetes('pkg/kubelet/images/types.go#L40'),
  *check(app) {
    for (const { image, path } of allImages(app)) {
      if (!isReference(image)) {
        yield { path, message: `${JSON.stringify(image)} is no image reference` };
      }
    }
  },
});

const imageNotPinned: Rule = workloadRule({
  id: 'image-not-pinned',
  severity: 'warning',
  summary: 'An image without a tag, or with the tag latest.',
  why: 'Nodes and runs may get different images without any change of the manifest.',
  fix: 'pin a version or a digest',
  source: kubernetesDocs('concepts/containers/images/'),
  *check(app) {
    for (const { image, path } of allImages(app)) {
      if (!isReference(image) || image.includes('@')) continue;
      const tag = /:([\w.-]+)$/.exec(image.slice(image.lastIndexOf('/') + 1))?.[1];
      if (tag === undefined || tag === 'latest') {
        yield { path, message: tag === undefined ? 'no tag means latest' : 'latest moves' };
      }
    }
  },
});

const containerImageMissing: Rule = workloadRule({
  id: 'container-image-missing',
  severity: 'error',
  summary: 'A sidecar or init container has no image.',
  why: 'The pod is refused: image is required.',
  fix: 'name the image',
  source: kubernetes('pkg/apis/core/validation/validation.go#L3801'),
  *check({ roles }) {
    for (const role of roles) {
      for (const { spec, path } of otherContainers(role)) {
        if (!isSet(spec.image) || spec.image === '') {
          yield { path: [...path, 'image'], message: `container ${written(spec.name)} has no image` };
        }
      }
    }
  },
});

const templateContainerName: Rule = workloadRule({
  id: 'template-container-name',
  severity: 'error',
  summary: 'The Spark container of a pod template has another name than Spark expects.',
  why: 'Spark adds or takes over a container under another name: settings land on the wrong one.',
  fix: 'name it spark-kubernetes-driver in the driver or server, spark-kubernetes-executor in the executor',
  source: sparkDocs('running-on-kubernetes.html#container-spec'),
  *check({ roles }) {
    for (const role of roles) {
      const container = template(role) === undefined ? undefined : sparkContainer(role);
      const name = text(container?.spec.name);
      const wanted = sparkContainerName(role);
      if (name !== undefined && name !== wanted) {
        yield {
          path: [...container!.path, 'name'],
          message: `Spark looks for ${wanted}, not for ${name}`,
          fix: `name the Spark container ${wanted}`,
        };
      }
    }
  },
});

const templateWithoutContainers: Rule = applicationRule({
  id: 'template-without-containers',
  severity: 'error',
  summary: 'A pod template has no containers.',
  why: 'The operator writes them as null, and spark-submit ends with a NullPointerException: no pod is ever made.',
  fix: 'add containers: [], which Spark fills in',
  source: spark(
    'resource-managers/kubernetes/core/src/main/scala/org/apache/spark/deploy/k8s/KubernetesUtils.scala',
  ),
  *check({ roles }) {
    for (const role of roles) {
      if (template(role) === undefined) continue;
      const { spec, path } = templateSpec(role);
      if (!isSet(spec.containers))
        yield { path: [...path, 'containers'], message: 'the template has no containers' };
    }
  },
});

/** Rules about images and containers. */
export const IMAGES: RuleGroup = {
  title: 'Images',
  rules: [
    imageMissing,
    imageInvalid,
    imageNotPinned,
    containerImageMissing,
    templateContainerName,
    templateWithoutContainers,
  ],
};
