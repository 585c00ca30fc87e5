import type { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import type { SparkContribution } from '../spark/spark-contribution';
import { SparkFeature } from '../spark/spark-feature';
import { Problems, show } from '../problems';
import { jarsFor, SparkJar } from '../spark/spark-jar';
import type { SparkPodProps } from '../spark/spark-pod-props';
import type { CertificateAuthority } from '../storage/certificate-authority';
import type { S3Bucket } from '../storage/s3-bucket';
import {
  glueCatalog,
  hadoopCatalog,
  hiveCatalog,
  jdbcCatalog,
  restCatalog,
  type GlueCatalogProps,
  type HadoopCatalogProps,
  type HiveCatalogProps,
  type JdbcCatalogProps,
  type RestCatalogProps,
} from './catalog-kinds';
import { S3_FILE_IO } from './file-io';
import { SQL_NAME } from './sql-name';

/** What every Iceberg catalog can be told. */
export interface IcebergCatalogProps {
  /**
   * Whether table names without a catalog mean this one.
   * @default false
   */
  readonly defaultCatalog?: boolean;
  /**
   * Namespace of table names that have none.
   * @default - none
   */
  readonly defaultNamespace?: string;
  /**
   * Whether a session keeps loaded tables. A cached table does not show what others commit.
   * @default - of the kind of catalog; Iceberg's own default is true
   */
  readonly cache?: boolean;
  /**
   * How long a session keeps a loaded table.
   * @default - Iceberg's own, 30 seconds
   */
  readonly cacheExpiration?: Duration;
  /**
   * Properties of new tables, unless the statement that makes one says otherwise: `write.format.default`.
   * @default - none
   */
  readonly tableDefaults?: Readonly<Record<string, string>>;
  /**
   * Properties of new tables, whatever the statement that makes one says.
   * @default - none
   */
  readonly tableOverrides?: Readonly<Record<string, string>>;
  /**
   * Further options of the catalog, each without its prefix `spark.sql.catalog.<name>.`. A secret only as a
   * reference: `env:NAME` in a REST catalog, `${env.NAME}` below `hadoop.`.
   * @default - none
   */
  readonly options?: Readonly<Record<string, string>>;
}

/** What a kind of catalog consists of. */
export interface IcebergCatalogDefinition {
  /** Options below `spark.sql.catalog.<name>.`. */
  readonly options: Readonly<Record<string, string>>;
  /**
   * Settings elsewhere.
   * @default - none
   */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /**
   * Variables of driver and executors.
   * @default - none
   */
  readonly env?: k8s.EnvVar[];
  /**
   * Volumes of the application, for mounts of `pods`.
   * @default - none
   */
  readonly volumes?: k8s.Volume[];
  /**
   * What the driver and the executors both get beside the variables.
   * @default - nothing
   */
  readonly pods?: SparkPodProps;
  /**
   * Buckets that hold the tables.
   * @default - none
   */
  readonly buckets?: S3Bucket[];
  /**
   * Who signed the certificates of its servers, where Java does not trust them by itself.
   * @default - a public certificate authority
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * What is wrong with what the kind was told, each with its remedy. One error lists it with all the rest.
   * @default - nothing
   */
  readonly problems?: string[];
}

/** An Iceberg catalog of a Spark session. Tables are `<name>.<namespace>.<table>`. */
export class IcebergCatalog extends SparkFeature {
  /**
   * A catalog behind a server that speaks Iceberg's REST protocol.
   *
   * @param name name in SQL
   * @throws when the address or an option cannot work
   */
  public static rest(name: string, props: RestCatalogProps): IcebergCatalog {
    return new IcebergCatalog(name, props, restCatalog(name, props));
  }

  /**
   * A catalog that is nothing but folders at a place that never moves.
   *
   * @param name name in SQL
   * @throws when the folder is in a bucket without settings, or on a lakeFS branch that may be deleted
   */
  public static hadoop(name: string, props: HadoopCatalogProps): IcebergCatalog {
    return new IcebergCatalog(name, props, hadoopCatalog(props));
  }

  /**
   * A catalog in a database.
   *
   * @param name name in SQL
   * @throws when the address holds a password, or the warehouse cannot work
   */
  public static jdbc(name: string, props: JdbcCatalogProps): IcebergCatalog {
    return new IcebergCatalog(name, props, jdbcCatalog(props));
  }

  /**
   * A catalog in a Hive metastore.
   *
   * @param name name in SQL
   * @throws when the address or the warehouse cannot work
   */
  public static hive(name: string, props: HiveCatalogProps): IcebergCatalog {
    return new IcebergCatalog(name, props, hiveCatalog(props));
  }

  /**
   * A catalog in AWS Glue.
   *
   * @param name name in SQL
   * @throws when the warehouse is not on S3
   */
  public static glue(name: string, props: GlueCatalogProps): IcebergCatalog {
    return new IcebergCatalog(name, props, glueCatalog(props));
  }

  /** `Iceberg catalog <name>`. */
  public readonly description: string;
  /** Name of the catalog in SQL. */
  public readonly name: string;
  /** Where its tables are, as Iceberg is told; undefined when the catalog server decides. */
  public readonly warehouse: string | undefined;
  /** Buckets that it brings to an application by itself. */
  public readonly buckets: S3Bucket[];
  private readonly certificateAuthority?: CertificateAuthority;
  private readonly contribution: SparkContribution;

  /**
   * A catalog of your own making; for the usual ones there are static functions.
   *
   * @param name name in SQL
   * @param props what every catalog can be told
   * @param definition what is special to this kind
   * @throws when the name or an option cannot work, listing all of them
   */
  protected constructor(name: string, props: IcebergCatalogProps, definition: IcebergCatalogDefinition) {
    super();
    const catalog = `spark.sql.catalog.${name}`;
    const options: Record<string, string> = {
      ...definition.options,
      ...commonOptions(props),
      ...props.options,
    };
    this.description = `Iceberg catalog ${name}`;
    this.name = name;
    this.warehouse = options.warehouse;
    this.buckets = definition.buckets ?? [];
    this.certificateAuthority = definition.certificateAuthority;
    const problems = new Problems();
    if (name === 'spark_catalog') {
      problems.report('name', `is ${show(name)}, which belongs to the session catalog of Spark; use another`);
    }
    problems.require('name', name, SQL_NAME);
    const found = [
      ...(definition.problems ?? []),
      ...optionProblems(definition.options, props.options ?? {}),
      ...Object.entries(options).map(([key, value]) => referenceProblem(key, value, options)),
    ];
    for (const problem of found) problems.add(problem);
    problems.throwFor(this.description);
    const sparkConf: Record<string, string> = {
      'spark.sql.extensions': 'org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions',
      [catalog]: 'org.apache.iceberg.spark.SparkCatalog',
      ...Object.fromEntries(Object.entries(options).map(([key, value]) => [`${catalog}.${key}`, value])),
      ...(props.defaultCatalog === true && { 'spark.sql.defaultCatalog': name }),
      ...definition.sparkConf,
    };
    this.contribution = {
      sparkConf,
      env: definition.env ?? [],
      volumes: definition.volumes,
      pods: definition.pods,
      jars: [...jarsFor(sparkConf), SparkJar.ICEBERG, ...bundleFor(options)],
    };
  }

  public contribute(): SparkContribution {
    return this.contribution;
  }

  /** The buckets of the tables, and the certificate authority of the servers. */
  public override get includes(): SparkFeature[] {
    const { certificateAuthority } = this;
    return [...this.buckets, ...(certificateAuthority === undefined ? [] : [certificateAuthority])];
  }
}

/** The jar of Iceberg's own clients of AWS, where files or signatures need it. */
function bundleFor(options: Readonly<Record<string, string>>): SparkJar[] {
  const needs = options['io-impl'] === S3_FILE_IO || options['rest.auth.type'] === 'sigv4';
  return needs ? [SparkJar.ICEBERG_AWS] : [];
}

function commonOptions(props: IcebergCatalogProps): Record<string, string> {
  return {
    ...(props.defaultNamespace !== undefined && { 'default-namespace': props.defaultNamespace }),
    ...(props.cache !== undefined && { 'cache-enabled': String(props.cache) }),
    ...(props.cacheExpiration !== undefined && {
      'cache.expiration-interval-ms': String(props.cacheExpiration.toMilliseconds()),
    }),
    ...prefixed('table-default', props.tableDefaults),
    ...prefixed('table-override', props.tableOverrides),
  };
}

function prefixed(prefix: string, properties: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [`${prefix}.${key}`, value]));
}

function optionProblems(
  own: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): (string | undefined)[] {
  return Object.entries(given).map(([key, value]) => {
    if (key === 'type' || key === 'catalog-impl') {
      return `the option ${key} is set by the kind of catalog; choose another kind instead`;
    }
    if (key in own && own[key] !== value) {
      return `the option ${key} is set by the kind of catalog to ${show(own[key])}; use the property for it`;
    }
    const reference = /^(env:\w+|\$\{env\.\w+\})$/.test(value);
    return !reference && /secret|password|token$|credential$|access[._-]?key/i.test(key)
      ? `the option ${key} would stand in plain text in the manifest; use the property that takes a Secret, or env:NAME in a REST catalog`
      : undefined;
  });
}

/** Who expands what was measured: `docs/catalogs.md`, "Variables". */
function referenceProblem(
  key: string,
  value: string,
  options: Readonly<Record<string, string>>,
): string | undefined {
  if (/\$\{|\$\(/.test(value) && !key.startsWith('hadoop.')) {
    return `the option ${key} is ${show(value)}, and nobody expands that in a catalog; give the value itself`;
  }
  const rest = options.type === 'rest' || options['catalog-impl'] === 'org.apache.iceberg.rest.RESTCatalog';
  return value.startsWith('env:') && !rest
    ? `the option ${key} is ${show(value)}, and only REST catalogs expand env:; give the value itself`
    : undefined;
}
