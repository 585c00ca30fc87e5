import { accepts, APPLICATION, change, CONNECT, finds, problems, says, type Saying } from '../harness';

finds([
  ['image-missing', { 'spec.image': undefined }],
  ['image-invalid', { 'spec.image': 'Registry/Spark:1' }],
  ['image-not-pinned', { 'spec.image': 'spark-job' }],
  ['image-not-pinned', { 'spec.executor.image': 'a:5000/b:latest' }],
  ['container-image-missing', { 'spec.driver.sidecars': [{ name: 'a' }] }, 'spec.driver.sidecars[0].image'],
  [
    'template-container-name',
    { 'spec.executor.template': { spec: { containers: [{ name: 'main' }] } } },
    'spec.executor.template.spec.containers[0].name',
  ],
]);

accepts([
  { 'spec.image': `a@sha256:${'0'.repeat(64)}` },
  { 'spec.image': 'a:5000/b/c:1.0' },
  { 'spec.image': undefined, 'spec.driver.image': 'a:1', 'spec.executor.image': 'a:1' },
  { 'spec.driver.sidecars': [{ name: 'a', image: 'a:1' }] },
]);

says([
  [{ 'spec.image': undefined }, 'error image-missing spec.image: no image for driver and executor'],
  [
    { 'spec.image': undefined, 'spec.driver.image': 'a:1' },
    'error image-missing spec.image: no image for executor',
  ],
  [
    { 'spec.image': 'Registry/Spark:1' },
    'error image-invalid spec.image: "Registry/Spark:1" is no image reference',
  ],
  [{ 'spec.image': 'registry:5000/spark' }, 'warning image-not-pinned spec.image: no tag means latest'],
  [{ 'spec.image': 'registry:5000/spark:latest' }, 'warning image-not-pinned spec.image: latest moves'],
  [{ 'spec.image': 'spark:latest-1' }],
  [{ 'spec.image': `spark:latest@sha256:${'0'.repeat(64)}` }],
  ...['a//b:1', 'a:1:2', '/a:1', 'a b:1', 'a@sha256:0', '-a:1', 'a_-b:1', `a:${'x'.repeat(129)}`].map(
    (image): Saying => [
      { 'spec.driver.initContainers': [{ name: 'a', image }] },
      `error image-invalid spec.driver.initContainers[0].image: ${JSON.stringify(image)} is no image reference`,
    ],
  ),
  ...['[::1]:5000/a:1', 'Registry.example:80/a/b__c.d--e:1.0_x-y', `a:${'x'.repeat(128)}`].map(
    (image): Saying => [{ 'spec.image': image }],
  ),
  [
    { 'spec.driver.sidecars': [{ name: 'a', image: '' }] },
    expect.stringMatching(
      /^error container-image-missing spec.driver.sidecars\[0\].image: container a has no image/,
    ),
  ],
  [
    { 'spec.driver.template': { spec: { containers: [{ name: 'main' }] } } },
    'error template-container-name spec.driver.template.spec.containers[0].name: Spark looks for spark-kubernetes-driver, not for main → name the Spark container spark-kubernetes-driver',
  ],
  [
    {
      'spec.executor.template': {
        spec: { containers: [{ name: 'a', image: 'a:1' }, { name: 'spark-kubernetes-executor' }] },
      },
    },
  ],
]);

says(
  [
    [{ 'spec.image': undefined }, 'error image-missing spec.image: no image for server and executor'],
    [
      {
        'spec.image': undefined,
        'spec.server.template.spec.containers': [{ name: 'spark-kubernetes-driver', image: 'a:1' }],
      },
      'error image-missing spec.image: no image for executor',
    ],
  ],
  CONNECT,
);

test('takes an image from a setting', () => {
  const found = (...settings: string[]): string[] =>
    problems(
      change(APPLICATION, {
        'spec.image': undefined,
        'spec.sparkConf': Object.fromEntries(settings.map((key) => [key, 'a:1'])),
      }),
    ).filter((text) => text.startsWith('image-missing'));
  const roles = ['driver', 'executor'].map((role) => `spark.kubernetes.${role}.container.image`);
  expect(found('spark.kubernetes.container.image')).toEqual([]);
  expect(found(...roles)).toEqual([]);
  expect(found(roles[0]!)).toEqual(['image-missing spec.image']);
});
