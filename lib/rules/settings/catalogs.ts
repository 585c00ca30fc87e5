import { icebergCatalogs, type Catalog } from '../../manifest/iceberg';

import { onceFor } from '../../manifest/once';
import { isSet } from '../../manifest/plain';
import { variables } from '../../manifest/pods';
import { isLakeFs, isPrivateEndpoint, resolveEndpoint, s3aOption } from '../../manifest/s3a';
import { workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { iceberg, icebergDocs, icebergSite } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

/** Iceberg makes no catalog that has both a type and a class. */
function isAmbiguous(option: Catalog['option']): boolean {
  return option('catalog-impl') !== undefined && option('type') !== undefined;
}

const catalogTypeAndImpl: Rule = workloadRule({
  id: 'catalog-type-and-impl',
  severity: 'error',
  summary: 'An Iceberg catalog with both type and catalog-impl.',
  why: 'Iceberg refuses to create the catalog.',
  fix: 'keep one of them: type=rest is the same as catalog-impl=org.apache.iceberg.rest.RESTCatalog',
  source: iceberg('core/src/main/java/org/apache/iceberg/CatalogUtil.java#L331'),
  *check(app) {
    for (const { name, option } of icebergCatalogs(app)) {
      if (isAmbiguous(option)) {
        yield { path: option('catalog-impl')!.path, message: `catalog ${name} has a type too` };
      }
    }
  },
});

const CATALOG_TYPES = ['hive', 'hadoop', 'rest', 'glue', 'nessie', 'jdbc'];

const catalogIncomplete: Rule = workloadRule({
  id: 'catalog-incomplete',
  severity: 'error',
  summary: 'An Iceberg catalog of an unknown type, or without what its type needs.',
  why: 'Iceberg cannot create the catalog: the first statement that uses it fails.',
  fix: 'use type hive, hadoop (with warehouse), rest (with uri), glue, nessie (with warehouse) or jdbc (with uri), or catalog-impl',
  source: iceberg('core/src/main/java/org/apache/iceberg/CatalogUtil.java#L325'),
  *check(app): Iterable<Problem> {
    // Other settings may stand in a ConfigMap.
    if (typeof app.spec.sparkConfigMap === 'string') return;
    for (const { name, kind, option } of icebergCatalogs(app)) {
      const type = option('type');
      if (type === undefined || option('catalog-impl') !== undefined) continue;
      const needed = { hadoop: 'warehouse', rest: 'uri', nessie: 'warehouse', jdbc: 'uri' }[kind];
      if (!CATALOG_TYPES.includes(kind)) yield { path: type.path, message: `there is no type ${type.value}` };
      else if (needed !== undefined && option(needed) === undefined) {
        yield { path: type.path, message: `catalog ${name} has no ${needed}` };
      }
    }
  },
});

const catalogNameOf = onceFor((key) => /^spark\.sql\.catalog\.([^.]+)\./.exec(key)?.[1]);

const catalogClassMissing: Rule = workloadRule({
  id: 'catalog-class-missing',
  severity: 'warning',
  summary: 'A catalog without its class.',
  why: 'Spark does not find the catalog, unless the job itself sets the class: the first statement that uses it fails.',
  fix: 'set spark.sql.catalog.NAME, for example to org.apache.iceberg.spark.SparkCatalog',
  source: icebergDocs('spark-configuration/#catalog-configuration'),
  *check({ settings, spec }) {
    if (isSet(spec.sparkConfigMap)) return;
    const seen = new Set<string>(['spark_catalog']);
    const standard = settings.get('spark.sql.defaultCatalog');
    const named = [...settings.values()].flatMap(({ key, path }) => {
      const name = catalogNameOf(key);
      return name === undefined ? [] : [{ name, path }];
    });
    if (standard !== undefined) named.push({ name: standard.value, path: standard.path });
    for (const { name, path } of named) {
      if (!seen.has(name) && !settings.has(`spark.sql.catalog.${name}`)) {
        yield { path, message: `there is no spark.sql.catalog.${name}` };
      }
      seen.add(name);
    }
  },
});

const lakeFsCatalogUri: Rule = workloadRule({
  id: 'lakefs-catalog-uri',
  severity: 'warning',
  summary: 'A REST catalog at a path that no lakeFS serves.',
  why: 'lakeFS Enterprise and Cloud serve the Iceberg REST catalog at /iceberg/api, open-source lakeFS nowhere: the job gets 404, unless a REST catalog of your own is put at this path.',
  fix: 'use LakeFs.catalog with open-source lakeFS (type=hadoop with a viewfs:// warehouse, through the S3 gateway), or /iceberg/api with lakeFS Enterprise',
  *check(app) {
    for (const { kind, option } of icebergCatalogs(app)) {
      const uri = option('uri');
      if (kind !== 'rest' || uri === undefined || !isLakeFs(uri.value)) continue;
      const path = uri.value.replace(/^https?:\/\/[^/]*/i, '').replace(/\/$/, '');
      if (!/^\/iceberg\/(?:relative_to\/[^/]+\/)?api$/.test(path)) {
        yield { path: uri.path, message: `no lakeFS serves a catalog at ${path === '' ? '/' : path}` };
      }
    }
  },
});

const hadoopCatalogLocation: Rule = workloadRule({
  id: 'hadoop-catalog-location',
  severity: 'error',
  summary: 'Tables of a Hadoop catalog with a location of their own.',
  why: 'A Hadoop catalog finds tables by their path: it refuses other locations.',
  fix: 'remove the option, or use another type of catalog',
  source: iceberg('core/src/main/java/org/apache/iceberg/hadoop/HadoopCatalog.java#L425'),
  *check(app) {
    for (const { name, kind, option } of icebergCatalogs(app)) {
      if (kind !== 'hadoop') continue;
      for (const group of ['table-default', 'table-override']) {
        for (const key of ['location', 'write.metadata.path']) {
          const setting = option(`${group}.${key}`);
          if (setting !== undefined) {
            yield {
              path: setting.path,
              message: `catalog ${name} is of type hadoop, its tables cannot be moved`,
            };
          }
        }
      }
    }
  },
});

const hadoopCatalogEphemeralBranch: Rule = workloadRule({
  id: 'hadoop-catalog-ephemeral-branch',
  severity: 'error',
  summary: 'The warehouse of a Hadoop catalog names a branch of one run.',
  why: 'Iceberg stores absolute locations: after a merge and the end of the branch, nobody can read the tables.',
  fix: 'use one fixed branch, or a viewfs:// warehouse whose mount table names the branch of the run',
  source: icebergSite('spec/#file-locations-in-metadata'),
  *check(app) {
    for (const { kind, option } of icebergCatalogs(app)) {
      const warehouse = option('warehouse');
      const match = /^s3[an]?:\/\/([^/]+)\/((?:run|tmp|temp|ephemeral)[-_][^/]*)/i.exec(
        warehouse?.value ?? '',
      );
      if (kind !== 'hadoop' || match === null) continue;
      const endpoint = resolveEndpoint(app, s3aOption(app, match[1], 'endpoint')?.value ?? '');
      if (endpoint !== undefined && isLakeFs(endpoint)) {
        yield { path: warehouse!.path, message: `tables would be bound to branch ${match[2]!}` };
      }
    }
  },
});

const hadoopCatalogConcurrentWriters: Rule = {
  id: 'hadoop-catalog-concurrent-writers',
  severity: 'error',
  summary: 'Runs of a schedule that may overlap, with a Hadoop catalog.',
  why: 'Commits of a Hadoop catalog are a rename, which is not atomic on object stores: commits get lost.',
  fix: 'set concurrencyPolicy to Forbid',
  source: icebergDocs('java-api-quickstart/#using-a-hadoop-catalog'),
  kinds: ['ScheduledSparkApplication'],
  *check(object): Iterable<Problem> {
    const spec = object.spec as { readonly concurrencyPolicy?: unknown } | undefined;
    const hadoop = icebergCatalogs(workload(object)).find(({ kind }) => kind === 'hadoop');
    if (hadoop !== undefined && spec?.concurrencyPolicy === 'Allow') {
      yield {
        path: ['spec', 'concurrencyPolicy'],
        message: `two runs may write catalog ${hadoop.name} at once`,
      };
    }
  },
};

const ioImplMissing: Rule = workloadRule({
  id: 'io-impl-missing',
  severity: 'warning',
  summary: 'A REST catalog without io-impl.',
  why: 'Iceberg then chooses S3FileIO by the scheme: ClassNotFoundException, or a client without your S3A settings.',
  fix: 'set io-impl to org.apache.iceberg.hadoop.HadoopFileIO, or to org.apache.iceberg.aws.s3.S3FileIO',
  source: iceberg('core/src/main/java/org/apache/iceberg/rest/RESTSessionCatalog.java#L106'),
  *check(app) {
    for (const { name, declared, kind, option } of icebergCatalogs(app)) {
      if (kind === 'rest' && option('io-impl') === undefined && !isAmbiguous(option)) {
        yield { path: declared!.path, message: `catalog ${name} does not say how it reads files` };
      }
    }
  },
});

const s3RegionMissing: Rule = applicationRule({
  id: 's3-region-missing',
  severity: 'error',
  summary: 'S3FileIO without a region.',
  why: 'The AWS SDK stops: no region can be loaded. The option is client.region, not s3.region.',
  fix: 'set client.region of the catalog, or AWS_REGION on driver and executor',
  source: iceberg('aws/src/main/java/org/apache/iceberg/aws/AwsClientProperties.java#L75'),
  *check(app) {
    for (const { name, option } of icebergCatalogs(app)) {
      const io = option('io-impl');
      // On AWS the SDK may find the region by itself.
      if (!io?.value.endsWith('.S3FileIO') || option('s3.endpoint') === undefined) continue;
      const hasRegion = app.roles.every((role) =>
        variables(app, role).some(({ name: variable }) => /^AWS_(DEFAULT_)?REGION$/.test(variable)),
      );
      if (option('client.region') === undefined && !hasRegion) {
        yield { path: io.path, message: `catalog ${name} has no client.region` };
      }
    }
  },
});

const icebergEnvOutsideRest: Rule = workloadRule({
  id: 'iceberg-env-outside-rest',
  severity: 'error',
  summary: 'env:NAME in a catalog that does not resolve it.',
  why: 'Only the REST catalog resolves env:NAME; other catalogs use the literal text.',
  fix: 'write ${env.NAME} in spark.hadoop settings, or give the value itself',
  source: iceberg('core/src/main/java/org/apache/iceberg/rest/RESTSessionCatalog.java#L195'),
  *check(app) {
    for (const { name, kind } of icebergCatalogs(app)) {
      if (kind === 'rest') continue;
      for (const { key, value, path } of app.settings.values()) {
        if (key.startsWith(`spark.sql.catalog.${name}.`) && /^env:[A-Za-z_]\w*$/.test(value)) {
          yield { path, message: `catalog ${name} is of type ${kind} and takes ${value} as it is` };
        }
      }
    }
  },
});

const sdkChecksumTrailers: Rule = applicationRule({
  id: 'sdk-checksum-trailers',
  severity: 'warning',
  summary: 'S3FileIO against the S3 gateway of lakeFS.',
  why: 'Recent AWS SDKs send checksums that the gateway refuses over http: 403 on every upload.',
  fix: 'set AWS_REQUEST_CHECKSUM_CALCULATION=when_required on driver and executor, or use HadoopFileIO',
  *check(app) {
    for (const { option } of icebergCatalogs(app)) {
      const endpoint = option('s3.endpoint');
      const url = endpoint === undefined ? undefined : resolveEndpoint(app, endpoint.value);
      if (!option('io-impl')?.value.endsWith('.S3FileIO') || url === undefined) continue;
      if (!isLakeFs(url) || !isPrivateEndpoint(url) || url.startsWith('https:')) continue;
      const isSet = app.roles.every((role) =>
        variables(app, role).some(({ name }) => name === 'AWS_REQUEST_CHECKSUM_CALCULATION'),
      );
      if (!isSet)
        yield { path: endpoint!.path, message: 'the SDK sends checksums that this gateway refuses' };
    }
  },
});

/** Rules about Iceberg catalogs. */
export const CATALOGS: RuleGroup = {
  title: 'Iceberg catalogs',
  rules: [
    catalogTypeAndImpl,
    catalogIncomplete,
    catalogClassMissing,
    lakeFsCatalogUri,
    hadoopCatalogLocation,
    hadoopCatalogEphemeralBranch,
    hadoopCatalogConcurrentWriters,
    ioImplMissing,
    s3RegionMissing,
    icebergEnvOutsideRest,
    sdkChecksumTrailers,
  ],
};
