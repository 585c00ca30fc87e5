import type { k8s } from 'cdk8s-plus-28';
import type { AccessKeys } from '../credentials/access-keys';
import { FileIo, HADOOP_FILE_IO } from '../iceberg/file-io';
import type { IcebergCatalogDefinition } from '../iceberg/iceberg-catalog';
import { Problems } from '../problems';
import type { S3Bucket } from '../storage/s3-bucket';
import { S3Store } from '../storage/s3-store';
import type { S3StoreProps } from '../storage/s3-store-props';
import { LakeFsCatalog, type LakeFsCatalogProps } from './lakefs-catalog';
import { LakeFsRepository } from './lakefs-repository';
import { AUTHORITY, BRANCH_NAME } from './names';

/** A lakeFS server and the repository that holds the tables; its variables begin with `LAKEFS` by default. */
export interface LakeFsProps extends S3StoreProps {
  /** The repository. */
  readonly repository: string;
  /**
   * The branch that is never deleted.
   * @default 'main'
   */
  readonly defaultBranch?: string;
}

/** For the catalog that isolates the runs of a job on open-source lakeFS. */
export interface LakeFsViewCatalogProps extends LakeFsCatalogProps {
  /**
   * First part of the branch-free address of the tables, `viewfs://<authority>/iceberg`. It is written into the
   * tables: never change it, and give it to every reader.
   * @default - the name of the repository
   */
  readonly authority?: string;
}

/** For the REST catalog of lakeFS Enterprise and Cloud. */
export interface LakeFsRestCatalogProps extends LakeFsCatalogProps {
  /** The bucket of the repository's storage namespace: tables are written there directly, not through lakeFS. */
  readonly storage: S3Bucket;
}

/** For the catalog as the lakeFS documentation of the platform has it. */
export interface DocumentedRestCatalogProps extends LakeFsCatalogProps {
  /**
   * Address of the catalog.
   * @default - `/api/v1/iceberg` of the server
   */
  readonly uri?: string;
}

/** A lakeFS repository: a bucket for plain files, and the Iceberg catalogs that can live in it. */
export class LakeFs {
  /** The repository as a bucket of the S3 gateway; every catalog below that needs it brings it along. */
  public readonly gateway: LakeFsRepository;
  /** Access keys of lakeFS, which knows no other credentials. */
  public readonly keys: AccessKeys;
  private readonly envPrefix: string;

  /** @throws when the endpoint, the repository or a branch name cannot work */
  public constructor(props: LakeFsProps) {
    const { repository, defaultBranch, ...rest } = props;
    this.envPrefix = rest.envPrefix ?? 'LAKEFS';
    const store = new S3Store({ ...rest, envPrefix: this.envPrefix });
    const { _keys: keys, _isAssumed: isAssumed, description } = store.credentials;
    // Keys of a role are those of an STS, of which lakeFS knows nothing.
    if (keys === undefined || isAssumed) {
      throw new Error(
        `lakeFS: credentials are ${description}, and lakeFS knows access keys of its own alone; give keys`,
      );
    }
    this.keys = keys;
    this.gateway = new LakeFsRepository(store, repository, defaultBranch ?? 'main');
  }

  /** Name of the repository. */
  public get repository(): string {
    return this.gateway.name;
  }

  /**
   * The catalog for open-source lakeFS: a Hadoop catalog at an address without a branch, `viewfs://…/iceberg`, where
   * each application mounts its own branch. Tables hold no branch in their metadata, so that a run's branch can be
   * merged and deleted, and two runs on one table end in a merge conflict and not in a broken table.
   *
   * One branch for an application: readers of two branches are two applications. Every reader needs the mount, so
   * readers without Hadoop cannot open the tables. One writer for a table and branch.
   *
   * @param name name in SQL
   * @param props the branch, and what every catalog can be told
   */
  public catalog(name: string, props: LakeFsViewCatalogProps): LakeFsCatalog {
    const authority = props.authority ?? this.repository;
    const problems = new Problems();
    problems.require('authority', authority, AUTHORITY);
    return this.onBranch(
      name,
      { ...props, cache: props.cache ?? false },
      {
        options: {
          type: 'hadoop',
          warehouse: `viewfs://${authority}/iceberg`,
          'io-impl': HADOOP_FILE_IO,
        },
        sparkConf: {
          [`spark.hadoop.fs.viewfs.mounttable.${authority}.link./iceberg`]: `s3a://${this.repository}/${props.branch}/iceberg`,
        },
        env: this.env(props.branch),
        buckets: [this.gateway],
        problems: problems.all,
      },
    );
  }

  /**
   * Iceberg's REST client with the address and the warehouse that the platform's documentation gives.
   *
   * **No edition of lakeFS answers there**: open source has no REST catalog, and Enterprise serves it under
   * `/iceberg/api`. Choose `catalog` (open source) or `restCatalog` (Enterprise, Cloud) for a job that runs.
   *
   * @param name name in SQL
   * @param props the branch, and what every catalog can be told
   */
  public documentedRestCatalog(name: string, props: DocumentedRestCatalogProps): LakeFsCatalog {
    // Without io-impl Iceberg asks for its own S3 client, whose classes the image does not have: writing works,
    // reading ends with NoClassDefFoundError.
    const files = FileIo.hadoop(this.gateway);
    return this.onBranch(name, props, {
      options: {
        'catalog-impl': 'org.apache.iceberg.rest.RESTCatalog',
        uri: props.uri ?? `${this.gateway.store.endpoint}/api/v1/iceberg`,
        warehouse: `s3a://${this.repository}/${props.branch}/iceberg`,
        ...files._options,
      },
      sparkConf: files._sparkConf,
      env: this.env(props.branch),
      buckets: files._buckets,
    });
  }

  /**
   * The REST catalog of lakeFS Enterprise and Cloud, with the branch in its address: tables are
   * `<name>.<namespace>.<table>` on every branch. Changes are staged; a commit must follow the job.
   *
   * @param name name in SQL
   * @param props the branch, the storage, and what every catalog can be told
   */
  public restCatalog(name: string, props: LakeFsRestCatalogProps): LakeFsCatalog {
    const { envPrefix } = this;
    const { endpoint, env } = this.gateway.store;
    const files = FileIo.hadoop(props.storage);
    return this.onBranch(name, props, {
      options: {
        type: 'rest',
        uri: `${endpoint}/iceberg/relative_to/${this.repository}.${props.branch}/api`,
        prefix: 'lakefs',
        'rest.auth.type': 'oauth2',
        'oauth2-server-uri': `${endpoint}/iceberg/api/v1/oauth/tokens`,
        credential: `env:${envPrefix}_CREDENTIAL`,
        ...files._options,
      },
      sparkConf: files._sparkConf,
      env: [
        ...env,
        {
          name: `${envPrefix}_CREDENTIAL`,
          value: `$(${envPrefix}_ACCESS_KEY_ID):$(${envPrefix}_SECRET_ACCESS_KEY)`,
        },
        ...this.env(props.branch),
      ],
      buckets: files._buckets,
      certificateAuthority: this.gateway.store.certificateAuthority,
    });
  }

  private onBranch(
    name: string,
    props: LakeFsCatalogProps,
    definition: IcebergCatalogDefinition,
  ): LakeFsCatalog {
    const problems = new Problems('', [...(definition.problems ?? [])]);
    problems.require('branch', props.branch, BRANCH_NAME);
    return new LakeFsCatalog(
      name,
      props,
      { ...definition, problems: problems.all },
      this.repository,
      props.branch,
    );
  }

  private env(branch: string): k8s.EnvVar[] {
    return [
      { name: `${this.envPrefix}_REPOSITORY`, value: this.repository },
      { name: `${this.envPrefix}_BRANCH`, value: branch },
    ];
  }
}
