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
});
