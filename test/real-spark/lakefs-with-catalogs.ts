import { isDeepStrictEqual } from 'node:util';
import { Front, type Answer, type Asked } from './front';
import { SECRETS, startRestCatalog } from './servers';
import type { Stores } from './stores';

/**
 * The lakeFS of these stores with two REST catalogs: at the documented address one with its files in the repository,
 * at the address of Enterprise for this branch one with its files in the storage, for clients that have a token.
 */
export async function startLakeFsWithCatalogs(stores: Stores, branch: string): Promise<Front> {
  const { folder, lakefsServer, minioServer } = stores;
  const [documented, enterprise] = await Promise.all(
    [
      startRestCatalog(
        folder,
        'documented',
        lakefsServer,
        'lakefs-credentials',
        `s3://kronodroid/${branch}/iceberg`,
      ),
      startRestCatalog(
        folder,
        'enterprise',
        minioServer,
        'minio-credentials',
        's3://lakefs-store/enterprise',
      ),
    ].map((starting) => stores.with(starting)),
  );
  const addresses: [string, (path: string, asked: Asked) => Answer][] = [
    ['/api/v1/iceberg/', (path) => ({ from: `${documented!.endpoint}/${path}` })],
    ['/iceberg/api/v1/oauth/tokens', (_, asked) => token(asked)],
    [
      `/iceberg/relative_to/kronodroid.${branch}/api/v1/`,
      (path, { authorization }) =>
        authorization === 'Bearer issued' && /^(config|lakefs\/)/.test(path)
          ? { from: `${enterprise!.endpoint}/v1/${path.replace('lakefs/', '')}` }
          : { status: 401, json: { error: { code: 401, type: 'NotAuthorizedException', message: path } } },
    ],
    ['/', (path) => ({ from: `${lakefsServer.endpoint}/${path}` })],
  ];
  return stores.with(
    Front.start((asked) => {
      const [address, answer] = addresses.find(([start]) => asked.path.startsWith(start))!;
      return answer(asked.path.slice(address.length), asked);
    }),
  );
}

/** A token for the keys of lakeFS, and for nothing else. */
function token({ body }: Asked): Answer {
  const right = {
    grant_type: 'client_credentials',
    client_id: SECRETS['lakefs-credentials']!['access-key'],
    client_secret: SECRETS['lakefs-credentials']!['secret-key'],
    scope: 'catalog',
  };
  return isDeepStrictEqual(Object.fromEntries(new URLSearchParams(body)), right)
    ? { json: { access_token: 'issued', token_type: 'bearer', expires_in: 3600 } }
    : { status: 401, json: { error: 'invalid_client' } };
}
