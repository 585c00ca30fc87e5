import { effectiveConf, effectiveEnv, unresolved } from './effective-conf';

describe('the model of the kubelet', () => {
  it('expands only earlier variables', () => {
    const secrets = { keys: { id: 'A', secret: 'B' } };
    const reference = (key: string) => ({ secretKeyRef: { name: 'keys', key } });
    expect(
      effectiveEnv(
        [
          { name: 'EARLY', value: '$(ID)' },
          { name: 'ID', valueFrom: reference('id') },
          { name: 'SECRET', valueFrom: reference('secret') },
          { name: 'PAIR', value: '$(ID):$(SECRET)' },
        ],
        secrets,
      ),
    ).toEqual({ EARLY: '$(ID)', ID: 'A', SECRET: 'B', PAIR: 'A:B' });
  });

  it('fails for a key that the Secret does not have', () => {
    expect(() =>
      effectiveEnv([{ name: 'ID', valueFrom: { secretKeyRef: { name: 'keys', key: 'id' } } }], { keys: {} }),
    ).toThrow('ID: no key id in Secret keys');
  });
});

describe('the model of Hadoop', () => {
  it.each([
    ['${env.X}', 'x'],
    ['${env.NONE}', '${env.NONE}'],
    ['${env.NONE-d}', 'd'],
    ['${env.EMPTY-d}', ''],
    ['${env.EMPTY:-d}', 'd'],
    ['${env.MY-STORE}', 'STORE'],
    ['http://${env.X}:${env.X}', 'http://x:x'],
    ['env:X', 'env:X'],
    ['$(X)', '$(X)'],
  ])('reads %s as %s', (value, read) => {
    const env = { X: 'x', EMPTY: '' };
    expect(effectiveConf({ 'spark.hadoop.k': value }, env)).toEqual({ 'spark.hadoop.k': read });
    expect(effectiveConf({ 'spark.sql.catalog.c.hadoop.k': value }, env)).toEqual({
      'spark.sql.catalog.c.hadoop.k': read,
    });
    expect(effectiveConf({ 'spark.k': value }, env)).toEqual({ 'spark.k': value });
  });

  it('does not expand the links of a mount table', () => {
    const conf = { 'spark.hadoop.fs.viewfs.mounttable.lake.link./iceberg': 's3a://r/${env.X}/iceberg' };
    expect(effectiveConf(conf, { X: 'x' })).toEqual(conf);
  });
});

describe('the model of Iceberg', () => {
  it('expands env: in REST catalogs, and drops what is missing', () => {
    const conf = {
      'spark.sql.catalog.c.type': 'rest',
      'spark.sql.catalog.c.token': 'env:X',
      'spark.sql.catalog.c.credential': 'env:NONE',
      'spark.sql.catalog.c.uri': '${env.X}',
    };
    expect(effectiveConf(conf, { X: 'x' })).toEqual({
      'spark.sql.catalog.c.type': 'rest',
      'spark.sql.catalog.c.token': 'x',
      'spark.sql.catalog.c.uri': '${env.X}',
    });
  });

  it('expands nothing in other catalogs', () => {
    const conf = { 'spark.sql.catalog.c.type': 'jdbc', 'spark.sql.catalog.c.jdbc.user': 'env:X' };
    expect(effectiveConf(conf, { X: 'x' })).toEqual(conf);
  });

  it('names what nobody resolved', () => {
    expect(unresolved({ a: '1', b: 'env:X', c: '${env.X}', d: 'x$(Y)' })).toEqual([
      'b=env:X',
      'c=${env.X}',
      'd=x$(Y)',
    ]);
  });
});
