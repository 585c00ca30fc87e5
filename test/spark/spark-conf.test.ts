import { SparkConf } from '../../lib/spark/spark-conf';

describe('SparkConf', () => {
  it('sorts the keys and remembers who set each', () => {
    const conf = new SparkConf();
    conf.add('catalog lakefs', { 'spark.z': '1' });
    conf.add('sparkConf', { 'spark.a': '2' });
    expect(Object.entries(conf.withOverrides())).toEqual([
      ['spark.a', { value: '2', source: 'sparkConf' }],
      ['spark.z', { value: '1', source: 'catalog lakefs' }],
    ]);
  });

  it('lets two parts agree; the first is the source', () => {
    const conf = new SparkConf();
    conf.add('bucket a', { 'spark.x': 'true' });
    conf.add('bucket b', { 'spark.x': 'true' });
    expect(conf.withOverrides()['spark.x']).toEqual({ value: 'true', source: 'bucket a' });
  });

  it('fails when two parts disagree, naming both, for every key at once', () => {
    const conf = new SparkConf();
    conf.add('bucket a', { 'spark.x': 'true', 'spark.y': '1' });
    expect(() => {
      conf.add('sparkConf', { 'spark.x': 'false', 'spark.y': '2' });
    }).toThrow(
      'spark settings disagree: spark.x is "true" by bucket a and "false" by sparkConf; ' +
        'spark.y is "1" by bucket a and "2" by sparkConf; ' +
        'remove one of them, or give the wanted value in sparkConfOverrides',
    );
    expect(conf.get('spark.x')).toBe('true');
  });

  it('lets an override win and says what it replaced', () => {
    const conf = new SparkConf();
    conf.add('bucket a', { 'spark.x': 'true' });
    expect(conf.withOverrides({ 'spark.x': 'false', 'spark.new': '1' })).toEqual({
      'spark.new': { value: '1', source: 'sparkConfOverrides' },
      'spark.x': { value: 'false', source: 'sparkConfOverrides (instead of bucket a)' },
    });
  });
});
