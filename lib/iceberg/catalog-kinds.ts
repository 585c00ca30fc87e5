import { LakeFsRepository } from '../storage/lakefs-repository';
import type { S3Bucket } from '../storage/s3-bucket';
import { HADOOP_FILE_IO, S3_FILE_IO, type FileIo } from './file-io';
import type { IcebergCatalogDefinition, IcebergCatalogProps } from './iceberg-catalog';
import { RestAuth } from './rest-auth';

/** A catalog behind a server that speaks Iceberg's REST protocol: Polaris, Nessie, Lakekeeper, Gravitino. */
export interface RestCatalogProps extends IcebergCatalogProps {
  /** Address of the catalog, to which Iceberg adds `/v1/config`. */
  readonly uri: string;
  /** How the session reads and writes the files of the tables. */
  readonly fileIo: FileIo;
  /**
   * Which warehouse of the server.
   * @default - the server's own
   */
  readonly warehouse?: string;
  /**
   * Path segment after `/v1`.
   * @default - as the server says
   */
  readonly prefix?: string;
  /**
   * How the session proves who it is.
   * @default RestAuth.none()
   */
  readonly auth?: RestAuth;
}

/** A catalog that is nothing but folders. One writer for a table. */
export interface HadoopCatalogProps extends IcebergCatalogProps {
  /** Folder of the catalog, which never moves: `s3a://lake/warehouse`. */
  readonly warehouse: string;
  /**
   * The bucket of the folder.
   * @default - none, for a folder that is in no bucket
   */
  readonly buckets?: S3Bucket[];
}

/** A catalog in a database. The jar of its driver belongs into the image or into `deps.packages`. */
export interface JdbcCatalogProps extends HadoopCatalogProps {
  /**
   * Address of the database, without a password: Iceberg would keep it in plain text. Use what the driver offers,
   * such as the variable `PGPASSFILE` of PostgreSQL.
   */
  readonly uri: string;
  /**
   * User of the database.
   * @default - none
   */
  readonly user?: string;
}

/** A catalog in a Hive metastore. */
export interface HiveCatalogProps extends IcebergCatalogProps {
  /** Address of the metastore, `thrift://metastore:9083`. */
  readonly uri: string;
  /**
   * Folder of new namespaces.
   * @default - the metastore's own
   */
  readonly warehouse?: string;
  /**
   * The buckets that hold the tables.
   * @default - none
   */
  readonly buckets?: S3Bucket[];
}

/**
 * A catalog in AWS Glue, on S3 of AWS. Keys come from the identity of the pods; the runtime needs
 * `SparkRuntimeProps.icebergAwsBundle`.
 */
export interface GlueCatalogProps extends IcebergCatalogProps {
  /** Folder of new namespaces, `s3://lake/warehouse`. */
  readonly warehouse: string;
  /** Region of AWS. */
  readonly region: string;
  /**
   * Account whose catalog it is.
   * @default - the account of the pods
   */
  readonly catalogId?: string;
}

/** What is special to a kind of catalog, and what is wrong with the properties. */
export interface CatalogKind {
  /** What is special to it. */
  readonly definition: IcebergCatalogDefinition;
  /** What is wrong; undefined entries are no problems. */
  readonly problems: readonly (string | undefined)[];
}

/** A REST catalog. */
export function restCatalog(name: string, props: RestCatalogProps): CatalogKind {
  const auth = (props.auth ?? RestAuth.none()).render(name.toUpperCase());
  const definition = {
    options: {
      type: 'rest',
      uri: props.uri,
      ...(props.warehouse !== undefined && { warehouse: props.warehouse }),
      ...(props.prefix !== undefined && { prefix: props.prefix }),
      ...auth.options,
      ...props.fileIo.options,
    },
    sparkConf: props.fileIo.sparkConf,
    env: [...auth.env, ...props.fileIo.env],
    buckets: props.fileIo.buckets,
  };
  const tokenUri = auth.options['oauth2-server-uri'];
  return {
    definition,
    problems: [
      httpProblem('uri', props.uri),
      tokenUri === undefined ? undefined : httpProblem('tokenUri', tokenUri),
    ],
  };
}

/** A Hadoop catalog. */
export function hadoopCatalog(props: HadoopCatalogProps): CatalogKind {
  return {
    definition: {
      options: { type: 'hadoop', warehouse: props.warehouse, 'io-impl': HADOOP_FILE_IO },
      buckets: props.buckets ?? [],
    },
    problems: [warehouseProblem(props.warehouse, props.buckets ?? [])],
  };
}

/** A JDBC catalog. */
export function jdbcCatalog(props: JdbcCatalogProps): CatalogKind {
  return {
    definition: {
      options: {
        type: 'jdbc',
        uri: props.uri,
        warehouse: props.warehouse,
        'io-impl': HADOOP_FILE_IO,
        ...(props.user !== undefined && { 'jdbc.user': props.user }),
      },
      buckets: props.buckets ?? [],
    },
    problems: [
      !props.uri.startsWith('jdbc:')
        ? 'uri must begin with jdbc:, as in jdbc:postgresql://db:5432/iceberg'
        : /password|:[^:/@]+@/i.test(props.uri)
          ? 'uri holds a password, which would stand in plain text in the manifest; use what the driver offers, such as PGPASSFILE'
          : undefined,
      warehouseProblem(props.warehouse, props.buckets ?? []),
    ],
  };
}

/** A Hive catalog. */
export function hiveCatalog(props: HiveCatalogProps): CatalogKind {
  return {
    definition: {
      options: {
        type: 'hive',
        uri: props.uri,
        'io-impl': HADOOP_FILE_IO,
        ...(props.warehouse !== undefined && { warehouse: props.warehouse }),
      },
      buckets: props.buckets ?? [],
    },
    problems: [
      /^thrift:\/\/[^/@]+:\d+(,thrift:\/\/[^/@]+:\d+)*$/.test(props.uri)
        ? undefined
        : `uri ${JSON.stringify(props.uri)} must be thrift://host:port, several with commas`,
      props.warehouse === undefined ? undefined : warehouseProblem(props.warehouse, props.buckets ?? []),
    ],
  };
}

/** A Glue catalog. */
export function glueCatalog(props: GlueCatalogProps): CatalogKind {
  return {
    definition: {
      options: {
        type: 'glue',
        warehouse: props.warehouse,
        'io-impl': S3_FILE_IO,
        'client.region': props.region,
        ...(props.catalogId !== undefined && { 'glue.id': props.catalogId }),
      },
    },
    problems: [
      props.warehouse.startsWith('s3://')
        ? undefined
        : `warehouse ${JSON.stringify(props.warehouse)} must begin with s3://, since Glue is used with Iceberg's own S3 client`,
    ],
  };
}

function httpProblem(property: string, uri: string): string | undefined {
  return /^https?:\/\/[^/@\s]+(\/[^@\s]*)?$/.test(uri)
    ? undefined
    : `${property} must be http:// or https:// and a host, without a user or a password in it`;
}

function warehouseProblem(warehouse: string, buckets: readonly S3Bucket[]): string | undefined {
  const place = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)(?:\/([^/]+))?/.exec(warehouse);
  if (place === null) {
    return `warehouse ${JSON.stringify(warehouse)} must be a whole address, as in s3a://lake/warehouse`;
  }
  const [, scheme, bucketName, branch] = place;
  if (!['s3', 's3a', 's3n'].includes(scheme!)) return undefined;
  if (scheme !== 's3a') {
    return `warehouse ${JSON.stringify(warehouse)} must begin with s3a://, the only S3 scheme that Hadoop knows by itself`;
  }
  const bucket = buckets.find(({ name }) => name === bucketName);
  if (bucket === undefined) {
    return `warehouse ${JSON.stringify(warehouse)} is in a bucket without settings; add store.bucket(${JSON.stringify(bucketName)}) to buckets`;
  }
  return bucket instanceof LakeFsRepository && branch !== bucket.defaultBranch
    ? `warehouse ${JSON.stringify(warehouse)} is on the lakeFS branch ${branch ?? '(none)'}, and tables keep that address ` +
        `for ever: deleting the branch destroys them, also on ${bucket.defaultBranch}; use LakeFs.catalog for a branch, ` +
        `or s3a://${bucket.name}/${bucket.defaultBranch}/…`
    : undefined;
}
