import { awsHost, endpoint, regionOfZone, s3Endpoints, type S3Endpoint } from '../../manifest/endpoints';
import { icebergCatalogs } from '../../manifest/iceberg';
import { isPlaceholder, isSet } from '../../manifest/plain';
import { isLakeFs, isPrivateEndpoint } from '../../manifest/s3a';
import type { Workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { icebergDocs, s3aDocs } from '../sources';
import { workloadRule } from '../workload-rule';

/** Ports at which servers speak TLS by custom. */
const TLS_PORTS: readonly (number | undefined)[] = [443, 8443, 9443];

const endpointWithoutScheme: Rule = workloadRule({
  id: 's3a-endpoint-without-scheme',
  severity: 'warning',
  summary: 'An endpoint of a private store without http:// or https://.',
  why: 'S3A then speaks https, and most stores inside of a cluster speak http: "Unsupported or unrecognized SSL message".',
  fix: 'write http:// or https:// before the host',
  source: s3aDocs('third_party_stores.html'),
  *check(app) {
    if (isSet(app.spec.sparkConfigMap) || isSet(app.spec.hadoopConfigMap)) return;
    for (const { setting, value, client, scheme, port, option } of s3Endpoints(app)) {
      if (client !== 'S3A' || scheme !== undefined || !isPrivateEndpoint(value)) continue;
      if (TLS_PORTS.includes(port) || option('connection.ssl.enabled') !== undefined) continue;
      yield { path: setting.path, message: `${value} is asked by https` };
    }
  },
});

const endpointSchemeWrong: Rule = workloadRule({
  id: 's3-endpoint-scheme',
  severity: 'error',
  summary: 'An endpoint of S3 that is no URL of http or https.',
  why: 'The client of the store cannot be made: the first access fails.',
  fix: 'write http:// or https:// and the host',
  *check(app) {
    for (const { setting, value, client, scheme } of s3Endpoints(app)) {
      if (scheme === 'http' || scheme === 'https') continue;
      if (scheme !== undefined) {
        yield { path: setting.path, message: `${value} has the scheme ${scheme}` };
      } else if (client === 'S3FileIO') {
        yield { path: setting.path, message: `${value} has no scheme, and S3FileIO takes none for granted` };
      }
    }
  },
});

/** Ports of MinIO at which its console listens by custom: the charts and manuals of MinIO have them. */
const CONSOLE_PORTS: readonly (number | undefined)[] = [9001, 9090, 9443];

const minioConsole: Rule = workloadRule({
  id: 'minio-console-port',
  severity: 'warning',
  summary: 'The console of MinIO in place of its API.',
  why: 'The console answers with a page, or with "S3 API Requests must be made to API port".',
  fix: 'use the port of the API, usually 9000',
  *check(app) {
    for (const { setting, value, host, port } of s3Endpoints(app)) {
      if (!host.includes('minio')) continue;
      const isConsole = /(?:^|[-.])console(?:[-.]|$)/.test(host);
      if (isConsole || CONSOLE_PORTS.includes(port)) {
        yield {
          path: setting.path,
          message: `${value} is ${isConsole ? 'the console' : 'usually the console'} of MinIO`,
        };
      }
    }
  },
});

const lakeFsEndpointPath: Rule = workloadRule({
  id: 'lakefs-endpoint-path',
  severity: 'error',
  summary: 'The API of lakeFS in place of its S3 gateway, or the gateway in place of the API.',
  why: 'The gateway is at the root of the server, the API at /api/v1: each answers the other requests with an error.',
  fix: 'give S3 clients the server alone (http://lakefs:8000), and fs.lakefs.endpoint the API (http://lakefs:8000/api/v1)',
  source: 'https://docs.lakefs.io/integrations/spark/',
  *check(app) {
    for (const { setting, value, path } of s3Endpoints(app)) {
      if (isLakeFs(value) && path !== '') {
        yield { path: setting.path, message: `the S3 gateway of lakeFS is not at ${path}` };
      }
    }
    const setting = app.settings.get('spark.hadoop.fs.lakefs.endpoint');
    if (setting === undefined || isPlaceholder(setting.value) || setting.value.includes('<')) return;
    const { path } = endpoint(setting.value);
    if (path !== '/api/v1') {
      yield {
        path: setting.path,
        message: `the API of lakeFS is at /api/v1, not at ${path === '' ? '/' : path}`,
      };
    }
  },
});

const endpointWithPath: Rule = workloadRule({
  id: 's3-endpoint-with-bucket',
  severity: 'warning',
  summary: 'An endpoint that names a bucket.',
  why: 'The client adds the bucket itself: requests are for a bucket in a bucket, and are answered with 404 or 403.',
  fix: 'give the server alone, and name the bucket where files are named',
  *check(app) {
    for (const found of s3Endpoints(app)) {
      const bucket = awsHost(found.host)?.bucket;
      const hasPath =
        found.path !== '' && (awsHost(found.host) !== undefined || found.host.includes('minio'));
      if (bucket !== undefined) yield named(found, `the host names bucket ${bucket}`);
      else if (hasPath) yield named(found, `${found.path} belongs to no endpoint`);
    }
  },
});

function named({ setting }: S3Endpoint, message: string): Problem {
  return { path: setting.path, message };
}

const regionContradiction: Rule = workloadRule({
  id: 's3-region-contradiction',
  severity: 'error',
  summary: 'A region that is not that of the endpoint, or no region at all.',
  why: 'Requests are signed for another region: "the region is wrong; expecting ...".',
  fix: 'write the region of the endpoint, or leave the endpoint out: AWS finds it by the region',
  source: s3aDocs('connecting.html'),
  *check(app) {
    for (const { host, value, option } of s3Endpoints(app)) {
      const region = option('endpoint.region');
      const wanted = awsHost(host)?.region;
      if (region === undefined || wanted === undefined || region.value === wanted) continue;
      if (isPlaceholder(region.value) || regionOfZone(region.value) !== undefined) continue;
      yield {
        path: region.path,
        message: `${region.value}, but the endpoint is ${value}`,
        fix: `write ${wanted}`,
      };
    }
    for (const { key, value, path } of app.settings.values()) {
      if (!key.endsWith('.endpoint.region') && !key.endsWith('.client.region')) continue;
      const region = regionOfZone(value);
      if (region === undefined || speaksToPrivate(app)) continue;
      yield {
        path,
        message: `${value} is a zone of region ${region}`,
        fix: `write ${region}`,
        correction: { value: region },
      };
    }
  },
});

/** A private store takes any text for a region. */
function speaksToPrivate(app: Workload): boolean {
  return s3Endpoints(app).some(({ value }) => isPrivateEndpoint(value));
}

/** What the uri of a catalog begins with, by the kind of the catalog. */
const CATALOG_URIS: Readonly<
  Record<string, { readonly schemes: readonly string[]; readonly example: string }>
> = {
  rest: { schemes: ['http', 'https'], example: 'http://catalog:8181' },
  nessie: { schemes: ['http', 'https'], example: 'http://nessie:19120/api/v2' },
  jdbc: { schemes: ['jdbc'], example: 'jdbc:postgresql://database:5432/catalog' },
  hive: { schemes: ['thrift', 'http', 'https'], example: 'thrift://metastore:9083' },
};

const catalogUriScheme: Rule = workloadRule({
  id: 'catalog-uri-scheme',
  severity: 'error',
  summary: 'The address of a catalog without the scheme that its client wants.',
  why: 'The client of the catalog cannot be made: the first statement that uses it fails.',
  fix: 'write thrift:// for a metastore, http:// or https:// for REST and Nessie, jdbc: for JDBC',
  source: icebergDocs('spark-configuration/#catalog-configuration'),
  *check(app) {
    const metastore = app.settings.get('spark.hadoop.hive.metastore.uris');
    const addresses = icebergCatalogs(app).flatMap(({ kind, option }) => {
      const setting = option('uri');
      return setting === undefined ? [] : [{ kind, setting }];
    });
    if (metastore !== undefined) addresses.push({ kind: 'hive', setting: metastore });
    for (const { kind, setting } of addresses) {
      const wanted = Object.hasOwn(CATALOG_URIS, kind) ? CATALOG_URIS[kind] : undefined;
      for (const address of setting.value.split(',').map((part) => part.trim())) {
        if (wanted === undefined || address === '' || /^env:|[$<{]/.test(address)) continue;
        const scheme = schemeOf(address, kind);
        if (scheme !== undefined && wanted.schemes.includes(scheme)) continue;
        const message =
          scheme === undefined ? `${address} has no scheme` : `${scheme}: is not for type ${kind}`;
        yield { path: setting.path, message, fix: `write for example ${wanted.example}` };
        break;
      }
    }
  },
});

/** Only jdbc: has no slashes behind its colon; anywhere else a host stands before a colon. */
function schemeOf(address: string, kind: string): string | undefined {
  if (kind === 'jdbc' && address.startsWith('jdbc:')) return 'jdbc';
  return endpoint(address).scheme;
}

const hiveUriNotThrift: Rule = workloadRule({
  id: 'hive-uri-not-thrift',
  severity: 'warning',
  summary: 'An http address for a Hive metastore.',
  why: 'The client speaks Thrift whatever the scheme says. A catalog without a type is of type hive: a REST catalog needs type=rest.',
  fix: 'write thrift://HOST:9083, or set type=rest of the catalog',
  source: icebergDocs('spark-configuration/#catalog-configuration'),
  *check(app) {
    for (const { name, kind, option } of icebergCatalogs(app)) {
      const uri = option('uri');
      if (kind !== 'hive' || uri === undefined || !/^https?:\/\//i.test(uri.value)) continue;
      const isTold = (option('type') ?? option('catalog-impl')) !== undefined;
      yield {
        path: uri.path,
        message: `catalog ${name} is of type hive${isTold ? '' : ', as nothing says another'}, and ${uri.value} is no metastore`,
      };
    }
  },
});

/** Where a Nessie server serves what. */
const NESSIE_API = /^\/api\/v[12]$/;
const NESSIE_REST = /(?:^|\/)iceberg(?:\/|$)/;
const NESSIE_PORT = 19120;

const nessieUriPath: Rule = workloadRule({
  id: 'nessie-uri-path',
  severity: 'error',
  summary: 'The REST catalog of Nessie for its own client, or its API for the REST client.',
  why: 'Nessie serves its API at /api/v2 and the Iceberg REST catalog at /iceberg: the other client gets 404.',
  fix: 'write /api/v2 for type nessie, and /iceberg or /iceberg/BRANCH for type rest',
  source: 'https://projectnessie.org/iceberg/iceberg/',
  *check(app) {
    for (const { kind, option } of icebergCatalogs(app)) {
      const uri = option('uri');
      if (uri === undefined || isPlaceholder(uri.value) || !/^https?:/i.test(uri.value)) continue;
      const { host, path, port } = endpoint(uri.value);
      const isNessie = port === NESSIE_PORT || host.includes('nessie');
      const shown = path === '' ? '/' : path;
      if (kind === 'nessie' && (NESSIE_REST.test(path) || (path === '' && port === NESSIE_PORT))) {
        yield {
          path: uri.path,
          message: `the client of type nessie asks for the API, and ${shown} is not its place`,
        };
      } else if (kind === 'rest' && isNessie && (NESSIE_API.test(path) || path === '')) {
        yield {
          path: uri.path,
          message: `the REST client asks for a catalog, and ${shown} of Nessie is none`,
        };
      }
    }
  },
});

/** Rules about the addresses of servers. */
export const ENDPOINTS: RuleGroup = {
  title: 'Endpoints',
  rules: [
    endpointWithoutScheme,
    endpointSchemeWrong,
    minioConsole,
    lakeFsEndpointPath,
    endpointWithPath,
    regionContradiction,
    catalogUriScheme,
    hiveUriNotThrift,
    nessieUriPath,
  ],
};
