import { movedImage } from '../../manifest/image-locations';
import { compareVersions } from '../../manifest/spark-version';
import { text } from '../../manifest/plain';
import { CHART_VERSION } from '../../versions';
import type { Rule, RuleGroup } from '../rule';
import { operator } from '../sources';
import { valuesRule } from './values-rule';

/** From this chart on the images of the operator are at ghcr.io, one a component. */
const SPLIT_IMAGES = '2.2.0';

const operatorImageMoved: Rule = valuesRule({
  id: 'operator-image-moved',
  severity: 'error',
  summary: 'A place of the image of the operator that has no image for this chart.',
  why: 'The image of this version was never put there: ImagePullBackOff.',
  fix: 'leave image.registry and image.repository out: the chart names ghcr.io/kubeflow/spark-operator/controller',
  source: 'https://github.com/kubeflow/spark-operator/releases/tag/v2.2.0',
  *check(values) {
    if (compareVersions(values.chartVersion ?? CHART_VERSION, SPLIT_IMAGES) < 0) return;
    const registry = text(values.get('image.registry')) ?? '';
    const repository = text(values.get('image.repository')) ?? '';
    const image = [registry, repository].filter((part) => part !== '').join('/');
    const isOld =
      /^(?:docker\.io|ghcr\.io)\/kubeflow\/spark-operator$/.test(image) || movedImage(image) !== undefined;
    const isGiven = values.isGiven('image.repository') || values.isGiven('image.registry');
    if (!isGiven || !isOld) return;
    const field = values.isGiven('image.repository') ? 'image.repository' : 'image.registry';
    yield {
      path: values.at(field),
      message: `${image} has no image of chart ${values.chartVersion ?? CHART_VERSION}`,
    };
  },
});

const operatorImageRegistry: Rule = valuesRule({
  id: 'operator-image-registry-twice',
  severity: 'error',
  summary: 'A registry in the repository of an image of the operator, beside the one of the chart.',
  why: 'The chart puts image.registry before it: no such image can be pulled.',
  fix: 'give the registry as image.registry, and the rest as image.repository',
  source: operator('charts/spark-operator-chart/templates/_helpers.tpl#L77'),
  *check(values) {
    for (const owner of ['image', 'hook.image']) {
      const registry = text(values.get(`${owner}.registry`)) ?? '';
      const repository = text(values.get(`${owner}.repository`)) ?? '';
      const first = repository.split('/')[0]!;
      const isHost = repository.includes('/') && (/[.:]/.test(first) || first === 'localhost');
      if (registry === '' || !isHost || movedImage(repository) !== undefined) continue;
      yield {
        path: values.at(`${owner}.repository`),
        message: `${repository} becomes ${registry}/${repository}`,
        fix: `write ${owner}.registry ${first} and ${owner}.repository ${repository.slice(first.length + 1)}`,
      };
    }
  },
});

/** Rules about where the images of the operator are. */
export const OPERATOR_IMAGES: RuleGroup = {
  title: 'Values: places of images',
  rules: [operatorImageMoved, operatorImageRegistry],
};
