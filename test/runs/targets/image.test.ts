import { ImageTarget } from '../../../lib/runs/targets/image';

const [tag, digest] = [new ImageTarget('tag'), new ImageTarget('digest')];
const SHA = `sha256:${'0'.repeat(64)}`;
const OTHER = `sha256:${'f'.repeat(64)}`;

it.each([
  ['etl', undefined, undefined, 'etl:2', `etl@${OTHER}`],
  ['etl:1', '1', undefined, 'etl:2', `etl@${OTHER}`],
  [`etl@${SHA}`, undefined, SHA, 'etl:2', `etl@${OTHER}`],
  [`etl:1@${SHA}`, undefined, undefined, 'etl:2', `etl@${OTHER}`],
  ['host:5000/a/etl', undefined, undefined, 'host:5000/a/etl:2', `host:5000/a/etl@${OTHER}`],
  ['host:5000/a/etl:1', '1', undefined, 'host:5000/a/etl:2', `host:5000/a/etl@${OTHER}`],
  [`host:5000/a/etl@${SHA}`, undefined, SHA, 'host:5000/a/etl:2', `host:5000/a/etl@${OTHER}`],
])('takes another part of %s', (image, itsTag, itsDigest, withTag, withDigest) => {
  expect([tag.read({ image }), digest.read({ image })]).toEqual([itsTag, itsDigest]);
  expect([tag.write({ image }, '2').image, digest.write({ image }, OTHER).image]).toEqual([
    withTag,
    withDigest,
  ]);
});

it('has no value where there is no image', () => {
  expect(tag.read({})).toBeUndefined();
});

it('fails without an image, and beside another one', () => {
  const missing = 'sets the tag of spec.image, which the application does not have; give it an image';
  expect(tag.conflict({})).toBe(missing);
  expect(tag.conflict({ driver: { image: 'a:1' } })).toBe(missing);
  expect(tag.conflict({ image: 'a:1', driver: {}, executor: {} })).toBeUndefined();
  expect(digest.conflict({ image: 'a:1', executor: { image: 'a:1' } })).toBe(
    'sets the digest of spec.image, and spec.executor.image names another image; leave that one out',
  );
  const containers = [{ name: 'spark-kubernetes-driver', image: 'b' }];
  expect(tag.conflict({ image: 'a:1', driver: { template: { spec: { containers } } } })).toContain(
    'spec.driver.template.spec.containers.0.image names another image',
  );
});
