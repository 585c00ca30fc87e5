import { AccessKeys } from '../../lib';

describe('AccessKeys', () => {
  it('refers to access-key and secret-key of the Secret', () => {
    expect(AccessKeys.fromSecret('minio-credentials').env('MINIO')).toEqual([
      {
        name: 'MINIO_ACCESS_KEY_ID',
        valueFrom: { secretKeyRef: { name: 'minio-credentials', key: 'access-key' } },
      },
      {
        name: 'MINIO_SECRET_ACCESS_KEY',
        valueFrom: { secretKeyRef: { name: 'minio-credentials', key: 'secret-key' } },
      },
    ]);
  });

  it('refers to keys of other names', () => {
    const keys = AccessKeys.fromSecret('aws', { accessKey: 'id', secretKey: 'secret' });
    expect(keys.env('S3').map((variable) => variable.valueFrom?.secretKeyRef?.key)).toEqual(['id', 'secret']);
  });

  it.each([
    [
      'My_Secret',
      {},
      'secretName is "My_Secret"; it must be 1 to 253 lower-case letters, digits, dashes and dots',
    ],
    ['a'.repeat(254), {}, 'secretName is "aaa'],
    [process.env.NEVER_SET!, {}, 'secretName is undefined; it must be 1 to 253 lower-case letters'],
    [
      's3',
      { accessKey: '', secretKey: 'a b' },
      'accessKey is ""; it must be 1 to 253 letters, digits, dashes, underscores and dots, not beginning with two dots, ' +
        'for example access-key; secretKey is "a b"; ',
    ],
    [
      's3',
      { accessKey: 'key', secretKey: 'key' },
      'secretKey is "key", as accessKey is; give the two keys of the Secret',
    ],
  ])('fails on what Kubernetes cannot have: %s %j', (secretName, props, message) => {
    expect(() => AccessKeys.fromSecret(secretName, props)).toThrow(`access keys: ${message}`);
  });
});
