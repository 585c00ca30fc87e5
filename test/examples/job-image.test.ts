import { readFileSync } from 'node:fs';
import { SparkRuntime } from '../../lib';
import { SPARK_LINES } from '../../lib/versions';

const dockerfile = readFileSync('examples/kronodroid/job/Dockerfile', 'utf8');
const argument = (name: string): string =>
  new RegExp(`^ARG ${name}="?([^"\n]*)`, 'm').exec(dockerfile)?.[1] ?? '';

test('the image of the Kronodroid job has the Spark and the jars of the runtime table', () => {
  const { image, jars } = SparkRuntime.of('3.5.8');
  expect(argument('SPARK_IMAGE')).toBe(image);
  expect(argument('JARS').split(' ')).toEqual([SPARK_LINES['3.5'].awsSdk, ...jars]);
});
