import type { PodIdentity } from '../credentials/pod-identity';
import type { PodAccess } from '../credentials/pod-access';
import { AZURE_VARIABLES, hasAzureWorkloadIdentity, AZURE_TOKEN_PROVIDER } from '../manifest/cloud-identity';
import { Problems, TextForm } from '../problems';
import type { SparkContribution } from '../spark/spark-contribution';
import { SparkFeature } from '../spark/spark-feature';
import { SparkJar } from '../spark/spark-jar';
import type { SparkTarget } from '../spark/spark-target';
import type { SecretKeyReference } from '../spark/spark-pod-props';

/** How Spark proves to a storage account of Azure who it is: one of the two. */
export interface AzureStorageProps {
  /**
   * The identity of the pods, by Azure Workload Identity. Hadoop has it since 3.4.1, Spark since 4.0.
   * @default - accountKey
   */
  readonly identity?: PodIdentity;
  /**
   * The key of the account in a Secret.
   * @default - identity
   */
  readonly accountKey?: SecretKeyReference;
}

const ACCOUNT = new TextForm({
  pattern: /^[a-z0-9]+$/,
  of: 'lower-case letters and digits',
  example: 'lakestorage',
  minLength: 3,
  maxLength: 24,
});

const CONTAINER = new TextForm({
  pattern: /^(?!.*--)[a-z0-9][a-z0-9-]*[a-z0-9]$/,
  of: 'lower-case letters, digits and single dashes, with no dash at an end',
  example: 'raw',
  minLength: 3,
  maxLength: 63,
});

/** A storage account of Azure (Data Lake Storage) as Spark reaches it with `abfss://`. */
export class AzureStorage extends SparkFeature {
  /** `storage account <name>`. */
  public readonly description: string;
  private readonly identity?: PodIdentity;
  private readonly accountKey?: SecretKeyReference;

  /**
   * @param account the storage account
   * @param props how Spark proves who it is
   * @throws when Azure can have no such account, or not one of the two is given
   */
  public constructor(
    /** Name of the storage account. */
    public readonly account: string,
    props: AzureStorageProps,
  ) {
    super();
    this.description = `storage account ${account}`;
    this.identity = props.identity;
    this.accountKey = props.accountKey;
    const problems = new Problems();
    problems.require('account', account, ACCOUNT);
    if ((props.identity === undefined) === (props.accountKey === undefined)) {
      problems.add('give either identity or accountKey');
    }
    if (props.identity !== undefined && props.identity._source.kind !== 'azure') {
      problems.report(
        'identity',
        `is ${props.identity.description}, which Azure does not know; use PodIdentity.azureWorkloadIdentity`,
      );
    }
    problems.throwFor('Azure storage');
  }

  /**
   * Address of a folder: `abfss://<container>@<account>.dfs.core.windows.net/<path>`.
   *
   * @param container the container
   * @param path the folder, without a slash at the start
   * @throws when Azure can have no such container
   */
  public url(container: string, path = ''): string {
    const problems = new Problems();
    problems.require('container', container, CONTAINER);
    problems.throwFor(this.description);
    return `abfss://${container}@${this.host}/${path}`;
  }

  public contribute(): SparkContribution {
    return this._contributeTo({});
  }

  /** @internal */
  public override _contributeTo({ hadoop }: SparkTarget): SparkContribution {
    if (this.identity !== undefined && !hasAzureWorkloadIdentity(hadoop)) {
      throw new Error(
        `${this.description}: hadoop-azure ${hadoop!} has no class for Azure Workload Identity; use Spark 4, or accountKey`,
      );
    }
    return {
      ...this._pods,
      sparkConf: Object.fromEntries(
        Object.entries(this.settings).map(([key, value]) => [
          `spark.hadoop.fs.azure.account.${key}.${this.host}`,
          value,
        ]),
      ),
      jars: [SparkJar.ABFS],
    };
  }

  /**
   * What driver and executors need.
   * @internal
   */
  public get _pods(): PodAccess {
    if (this.identity !== undefined) return this.identity._source.access('');
    return { env: [{ name: this.variable, valueFrom: { secretKeyRef: { ...this.accountKey! } } }] };
  }

  /**
   * What Iceberg's own client is told.
   * @internal
   */
  public get _fileIoOptions(): Record<string, string> {
    if (this.identity !== undefined) return {};
    return {
      'adls.auth.shared-key.account.name': this.account,
      'adls.auth.shared-key.account.key': `env:${this.variable}`,
    };
  }

  private get host(): string {
    return `${this.account}.dfs.core.windows.net`;
  }

  private get variable(): string {
    return `${this.account.toUpperCase().replace(/^(?=\d)/, 'AZURE_')}_ACCOUNT_KEY`;
  }

  private get settings(): Record<string, string> {
    if (this.identity === undefined) {
      return { 'auth.type': 'SharedKey', key: `\${env.${this.variable}}` };
    }
    return {
      'auth.type': 'OAuth',
      'oauth.provider.type': AZURE_TOKEN_PROVIDER,
      'oauth2.client.id': `\${env.${AZURE_VARIABLES.clientId}}`,
      'oauth2.msi.tenant': `\${env.${AZURE_VARIABLES.tenantId}}`,
      // Hadoop's default is where an older webhook put the token.
      'oauth2.token.file': `\${env.${AZURE_VARIABLES.tokenFile}}`,
    };
  }
}
