import type { Credentials } from '../credentials/credentials';
import { together } from '../credentials/pod-access';
import { Problems, show, TextForm } from '../problems';
import type { CertificateAuthority } from '../storage/certificate-authority';
import type { S3Bucket } from '../storage/s3-bucket';
import { HADOOP_FILE_IO, S3_FILE_IO, type FileIo } from './file-io';
import type { IcebergCatalogDefinition, IcebergCatalogProps } from './iceberg-catalog';
import { RestAuth } from './rest-auth';

/** The address of a server. A wrong one may hold a password. */
const HTTP_ADDRESS = new TextForm({
  pattern: /^https?:\/\/[^/@\s]+(\/[^@\s]*)?$/,
  of: 'http:// or https:// and a host, without a user or a password in it',
  example: 'http://polaris:8181/api/catalog',
  hidden: true,
});

const JDBC_ADDRESS = new TextForm({
  pattern: /^jdbc:(?!.*password)(?!.*:[^:/@]+@)/is,
  of: 'jdbc: and the address of a database, without a password, which would stand in plain text in the manifest: use what the driver offers, such as PGPASSFILE',
  example: 'jdbc:postgresql://db:5432/iceberg',
  hidden: true,
});

const THRIFT_ADDRESS = new TextForm({
  pattern: /^thrift:\/\/[^/@]+:\d+(,thrift:\/\/[^/@]+:\d+)*$/,
  of: 'thrift://host:port, several with commas',
  example: 'thrift://metastore:9083',
});

const GLUE_WAREHOUSE = new TextForm({
  pattern: /^s3:\/\//,
  of: "s3:// and a bucket, since Glue is used with Iceberg's own S3 client",
  example: 's3://lake/warehouse',
});

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
  /**
   * Who signed the certificate of the server, where that is nobody whom Java trusts by itself.
   * @default - that of the store of `fileIo`, else a public certificate authority
   */
  readonly certificateAuthority?: CertificateAuthority;
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

/** A catalog in AWS Glue, on S3 of AWS. The runtime needs `SparkRuntimeProps.icebergAwsBundle`. */
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
  /**
   * How the session proves who it is to Glue and S3: as the identity of its pods, or with a role that it assumes.
   * @default - what the SDK finds in the pods
   */
  readonly credentials?: Credentials;
}

/** A REST catalog. */
export function restCatalog(name: string, props: RestCatalogProps): IcebergCatalogDefinition {
  const { options, ...access } = (props.auth ?? RestAuth.none())._render(name.toUpperCase());
  const problems = new Problems();
  problems.require('uri', props.uri, HTTP_ADDRESS);
  const tokenUri = options['oauth2-server-uri'];
  if (tokenUri !== undefined) problems.require('tokenUri', tokenUri, HTTP_ADDRESS);
  return {
    options: {
      type: 'rest',
      uri: props.uri,
      ...(props.warehouse !== undefined && { warehouse: props.warehouse }),
      ...(props.prefix !== undefined && { prefix: props.prefix }),
      ...options,
      ...props.fileIo._options,
    },
    sparkConf: props.fileIo._sparkConf,
    ...together(access, props.fileIo._pods),
    buckets: props.fileIo._buckets,
    certificateAuthority: props.certificateAuthority ?? props.fileIo._certificateAuthority,
    problems: problems.all,
  };
}

/** A Hadoop catalog. */
export function hadoopCatalog(props: HadoopCatalogProps): IcebergCatalogDefinition {
  const { warehouse, buckets = [] } = props;
  return {
    options: { type: 'hadoop', warehouse, 'io-impl': HADOOP_FILE_IO },
    buckets,
    problems: warehouseProblems(warehouse, buckets),
  };
}

/** A JDBC catalog. */
export function jdbcCatalog(props: JdbcCatalogProps): IcebergCatalogDefinition {
  const { uri, user, warehouse, buckets = [] } = props;
  const problems = new Problems();
  problems.require('uri', uri, JDBC_ADDRESS);
  return {
    options: {
      type: 'jdbc',
      uri,
      warehouse,
      'io-impl': HADOOP_FILE_IO,
      ...(user !== undefined && { 'jdbc.user': user }),
    },
    buckets,
    problems: [...problems.all, ...warehouseProblems(warehouse, buckets)],
  };
}

/** A Hive catalog. */
export function hiveCatalog(props: HiveCatalogProps): IcebergCatalogDefinition {
  const { uri, warehouse, buckets = [] } = props;
  const problems = new Problems();
  problems.require('uri', uri, THRIFT_ADDRESS);
  return {
    options: {
      type: 'hive',
      uri,
      'io-impl': HADOOP_FILE_IO,
      ...(warehouse !== undefined && { warehouse }),
    },
    buckets,
    problems: [...problems.all, ...(warehouse === undefined ? [] : warehouseProblems(warehouse, buckets))],
  };
}

/** A Glue catalog. */
export function glueCatalog(props: GlueCatalogProps): IcebergCatalogDefinition {
  const { warehouse, region, catalogId, credentials } = props;
  const problems = new Problems();
  problems.require('warehouse', warehouse, GLUE_WAREHOUSE);
  if (credentials?._keys !== undefined) {
    problems.add('access keys of a store do not reach Glue; use Credentials.podIdentity');
  }
  const access = credentials?._fileIo({ prefix: 'AWS', region }) ?? { options: {} };
  if (typeof access === 'string') problems.add(access);
  const { options, ...pods } = typeof access === 'string' ? { options: {} } : access;
  return {
    ...(credentials?._keys === undefined ? pods : {}),
    options: {
      ...options,
      type: 'glue',
      warehouse,
      'io-impl': S3_FILE_IO,
      'client.region': region,
      ...(catalogId !== undefined && { 'glue.id': catalogId }),
    },
    problems: problems.all,
  };
}

function warehouseProblems(warehouse: string, buckets: readonly S3Bucket[]): string[] {
  const place = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)\/?(.*)/.exec(warehouse);
  const said = `warehouse is ${show(warehouse)}`;
  if (place === null) return [`${said}; it must be a whole address, for example s3a://lake/warehouse`];
  const [, scheme, name, path] = place;
  if (!['s3', 's3a', 's3n'].includes(scheme!)) return [];
  if (scheme !== 's3a') {
    return [`${said}; it must begin with s3a://, the only S3 scheme that Hadoop knows by itself`];
  }
  const bucket = buckets.find((given) => given.name === name);
  if (bucket === undefined) {
    return [`${said}, in a bucket without settings; add store.bucket(${show(name)}) to buckets`];
  }
  const problem = bucket.warehouseProblem(path!);
  return problem === undefined ? [] : [`warehouse ${show(warehouse)} ${problem}`];
}
