import { fieldOfSetting } from '../../rules/settings/managed';
import { placeOf, type Leaf } from '../leaves';

/** Maps of a role, of which each key is a value of its own. */
const MAPS = ['annotations', 'envSecretKeyRefs', 'envVars', 'labels', 'serviceAnnotations', 'serviceLabels'];

/** Fields that are said together: whoever says one of them says them all. */
const TOGETHER = new Map([
  ...['cores', 'coreRequest', 'coreLimit'].map((field) => [field, 'cpu'] as const),
  ...['memory', 'memoryOverhead', 'memoryLimit'].map((field) => [field, 'memory'] as const),
]);

const EXECUTORS = 'executors';

/**
 * What a value belongs to: whoever says something of it leaves nothing of what others give for it. Items of lists and keys of maps
 * stand for themselves; sizes of a role, the number of executors, contexts and policies are one thing each.
 */
export function unitsOf(leaf: Leaf): string[] {
  const path = fieldPath(leaf);
  if (path[0] !== 'nodeSelector') return [unitOf(leaf, path)];
  return ['driver', 'executor'].map((role) => placeOf([role, 'nodeSelector']));
}

function unitOf(leaf: Leaf, path: readonly string[]): string {
  const [first = '', second = '', third = ''] = path;
  if (first === 'dynamicAllocation' || /^spark\.(?:dynamicAllocation\.|executor\.instances$)/.test(second)) {
    return EXECUTORS;
  }
  if (['metadata', 'sparkConf', 'deps'].includes(first)) return leaf.isItem ? leaf.id : placeOf(path);
  if (first !== 'driver' && first !== 'executor') return leaf.isItem && path.length === 2 ? leaf.id : first;
  if (second === 'template' || (leaf.isItem && path.length === 3)) return leaf.id;
  if (MAPS.includes(second)) return placeOf([first, second, third]);
  if (second === 'instances') return EXECUTORS;
  return placeOf([first, TOGETHER.get(second) ?? second]);
}

/** The one name of a value that can be said as a field and as a setting. */
export function meaningOf(leaf: Leaf): string {
  return leaf.isItem ? leaf.id : placeOf(fieldPath(leaf));
}

/** The path of the field that a setting stands for. */
function fieldPath({ path }: Leaf): readonly string[] {
  const [first, key] = path;
  if (first === 'hadoopConf') return ['sparkConf', `spark.hadoop.${key}`];
  if (first !== 'sparkConf' || key === undefined) return path;
  const [, role, kind, name] =
    /^spark\.kubernetes\.(driver|executor)\.(label|annotation)\.(.+)$/.exec(key) ?? [];
  return role === undefined ? (fieldOfSetting(key) ?? path) : [role, `${kind}s`, name!];
}
