import { Duration } from 'cdk8s';
import { type ImagePullPolicy, k8s } from 'cdk8s-plus-28';
import { RESTRICTED_CONTAINER } from '../access/restricted';
import type { AccessKeys } from '../credentials/access-keys';
import type { LakeFs } from '../lakefs/lakefs';
import { RestAuth, type TokenAuthProps } from '../iceberg/rest-auth';
import { namesRegistry } from '../manifest/images';
import type { Nessie } from '../nessie/nessie';
import { show } from '../problems';
import { RunIsolation } from '../runs/run-isolation';

import { wholeSeconds } from '../spark/quantities';
import type { CertificateAuthority } from '../storage/certificate-authority';
import type { RunTemplate } from './run-template';

/** The REST catalog whose branches the runner makes, moves and deletes. */
export interface RunnerCatalogProps {
  /** Address of the catalog, to which Iceberg's protocol adds `/v1/config`. */
  readonly uri: string;
  /**
   * Which warehouse of the server.
   * @default - the server's own
   */
  readonly warehouse?: string;
  /**
   * How the runner proves who it is: by `RestAuth.none`, `basic`, `token` or `oauth2`.
   * @default RestAuth.none()
   */
  readonly auth?: RestAuth;
}

/** The program that performs runs, and what it works with. */
export interface RunnerProps {
  /** Image of the program, built from `runner/Dockerfile`, with its registry: it receives keys of lakeFS. */
  readonly image: string;
  /**
   * The lakeFS server of the runs.
   * @default - none, for runs that lakeFS does not keep apart
   */
  readonly lakefs?: LakeFs;
  /**
   * Keys of lakeFS that may make, merge and delete branches, in a Secret of the namespace of the steps.
   * @default - those of `lakefs`, which the jobs have too
   */
  readonly keys?: AccessKeys;
  /**
   * The Nessie server of the runs.
   * @default - none, for runs that Nessie does not keep apart
   */
  readonly nessie?: Nessie;
  /**
   * Token of Nessie that may make, merge and delete branches, in a Secret of the namespace of the steps. It should be of another
   * identity than that of the jobs, which need to write to the branches of their runs only.
   * @default - none, for a server that lets everybody in
   */
  readonly nessieToken?: TokenAuthProps;
  /**
   * The REST catalog of runs on Iceberg branches.
   * @default - none, for runs that branches of Iceberg do not keep apart
   */
  readonly icebergCatalog?: RunnerCatalogProps;
  /**
   * Who signed the certificates of these servers, in the namespace of the steps.
   * @default - that of `lakefs`, else a public certificate authority
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * When the image is pulled.
   * @default - Kubernetes' own rule: always for `latest`, else if it is not present
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * How long a run may take, counted from the creation of its application.
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;
  /**
   * How long a run may wait for its driver and its first executor.
   * @default Duration.minutes(10)
   */
  readonly startTimeout?: Duration;
}

/** What the program needs: it waits most of the time, and holds one application and its pods. */
export const RUNNER_RESOURCES = { cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '256Mi' };

/** The program that performs runs. */
export class Runner {
  /** Name of the program in its image. */
  public static readonly COMMAND: string[] = ['spark-runner'];

  /** Exit codes of ends that another attempt can turn into a good one: no answer in time, told to stop, killed. */
  public static readonly RETRYABLE_EXIT_CODES: number[] = [6, 7, 137, 143];

  /** Image of the program. */
  public readonly image: string;
  /** The lakeFS server of the runs; undefined when there is none. */
  public readonly lakefs: LakeFs | undefined;
  /** Keys of lakeFS, in a Secret of the namespace of the steps; undefined when there is none. */
  public readonly keys: AccessKeys | undefined;
  /** The Nessie server of the runs; undefined when there is none. */
  public readonly nessie: Nessie | undefined;
  /** When the image is pulled. */
  public readonly imagePullPolicy: ImagePullPolicy | undefined;
  /** Seconds that a run may take. */
  public readonly timeoutSeconds: number;
  /** Seconds that a run may wait for its driver and its first executor. */
  public readonly startTimeoutSeconds: number;

  private readonly certificateAuthority: CertificateAuthority | undefined;
  private readonly nessieToken: TokenAuthProps | undefined;
  private readonly icebergCatalog: RunnerCatalogProps | undefined;

  /** @throws when the image is empty or names no registry, or a time is not a whole number of seconds */
  public constructor(props: RunnerProps) {
    if (props.image.trim() === '') {
      throw new Error('image of the runner is ""; give the image that was built from runner/Dockerfile');
    }
    if (!namesRegistry(props.image)) {
      throw new Error(
        `image of the runner is ${show(props.image)}, which names no registry: whoever has that name at Docker Hub would ` +
          'get the keys of lakeFS; put the registry before it, for example registry.example.com/spark-runner:1.0.0',
      );
    }
    this.image = props.image;
    this.lakefs = props.lakefs;
    this.keys = props.lakefs && (props.keys ?? props.lakefs.keys);
    this.nessie = props.nessie;
    this.nessieToken = props.nessieToken;
    this.icebergCatalog = props.icebergCatalog;
    if (props.icebergCatalog?.auth && signsRequests(props.icebergCatalog.auth)) {
      throw new Error(
        'icebergCatalog of the runner has RestAuth.sigV4, and the runner signs no requests; use oauth2, token or basic',
      );
    }
    this.certificateAuthority =
      props.certificateAuthority ?? props.lakefs?.gateway.store.certificateAuthority;
    this.imagePullPolicy = props.imagePullPolicy;
    this.timeoutSeconds = wholeSeconds('timeout', props.timeout ?? Duration.hours(1));
    this.startTimeoutSeconds = wholeSeconds('startTimeout', props.startTimeout ?? Duration.minutes(10));
  }

  /** The variables that every command needs, secrets as references. */
  public get env(): k8s.EnvVar[] {
    const { lakefs, keys, nessie, nessieToken: token } = this;
    const file = this.certificateAuthority?._file;
    const name = 'NESSIE_TOKEN';
    return [
      ...(lakefs ? [{ name: 'LAKEFS_ENDPOINT_URL', value: lakefs.gateway.store.endpoint }] : []),
      ...(keys?.env('LAKEFS') ?? []),
      ...(file === undefined ? [] : [{ name: 'NODE_EXTRA_CA_CERTS', value: file }]),
      ...(nessie ? [{ name: 'NESSIE_ENDPOINT_URL', value: nessie.endpoint }] : []),
      ...(token
        ? [{ name, valueFrom: { secretKeyRef: { name: token.secretName, key: token.tokenKey ?? 'token' } } }]
        : []),
      ...(this.icebergCatalog ? catalogEnv(this.icebergCatalog) : []),
    ];
  }

  /** Volumes of the pods that run the program. */
  public get volumes(): k8s.Volume[] {
    return this.certificateAuthority === undefined ? [] : [this.certificateAuthority._volume];
  }

  /** Arguments that make the branch of a run. */
  public branch(template: RunTemplate, runId: string, more: string[] = []): string[] {
    return ['branch', ...this.released(template), '--run-id', runId, ...more];
  }

  /** Arguments that perform a run, or continue it. */
  public run(template: RunTemplate, runId: string, timeout: string, more: string[] = []): string[] {
    const limits = ['--timeout', timeout, '--start-timeout', String(this.startTimeoutSeconds)];
    return ['run', ...this.released(template), '--run-id', runId, ...limits, ...more];
  }

  /**
   * Arguments that promote the branch of a run.
   *
   * @throws when the runs of the template are not kept apart
   */
  public promote(template: RunTemplate, more: string[] = []): string[] {
    if (template.isolation === RunIsolation.NONE) {
      throw new Error(
        `runs of job ${template.jobName} write where the released application does, so there is nothing to promote; ` +
          'leave the promotion out, or release the template with another isolation than RunIsolation.NONE',
      );
    }
    return ['promote', ...this.existing(template), ...more];
  }

  /** Arguments that delete the application and the branch of a run. */
  public cleanup(template: RunTemplate, runId: string): string[] {
    return ['cleanup', ...this.existing(template), '--run-id', runId];
  }

  /** A container that runs the program, as Pod Security `restricted` wants it. */
  public container(name: string, args: string[]): k8s.Container {
    return {
      name,
      image: this.image,
      imagePullPolicy: this.imagePullPolicy,
      command: [...Runner.COMMAND],
      args: [...args],
      env: this.env,
      ...(this.certificateAuthority && { volumeMounts: [this.certificateAuthority._mount] }),
      resources: {
        requests: {
          cpu: k8s.Quantity.fromString(RUNNER_RESOURCES.cpuRequest),
          memory: k8s.Quantity.fromString(RUNNER_RESOURCES.memoryRequest),
        },
        limits: { memory: k8s.Quantity.fromString(RUNNER_RESOURCES.memoryLimit) },
      },
      securityContext: { ...RESTRICTED_CONTAINER, readOnlyRootFilesystem: true },
    };
  }

  private released(template: RunTemplate): string[] {
    this.requireServerOf(template);
    return ['--template-config-map', template.configMapName, '--namespace', template.namespace];
  }

  private existing(template: RunTemplate): string[] {
    this.requireServerOf(template);
    const { jobName, namespace, repository, tables } = template;
    return [
      ...['--job', jobName, '--namespace', namespace],
      ...(repository === undefined ? ['--isolation', template.isolation.name] : ['--repository', repository]),
      ...(tables.length > 0 ? ['--tables', tables.join(',')] : []),
    ];
  }

  private requireServerOf({ isolation, jobName }: RunTemplate): void {
    const servers = { lakefs: this.lakefs, nessie: this.nessie, iceberg: this.icebergCatalog, none: true };
    if (servers[isolation._kind] === undefined) {
      throw new Error(
        `the runner has no ${isolation === RunIsolation.ICEBERG ? 'icebergCatalog' : isolation.name}, which keeps the runs of job ${jobName} apart; give it one`,
      );
    }
  }
}

function signsRequests(auth: RestAuth): boolean {
  return auth._render('ICEBERG').options['rest.auth.type'] === 'sigv4';
}

/** The variables by which the program reaches the catalog; those of secrets are named as `RestAuth` names them. */
function catalogEnv({ uri, warehouse, auth = RestAuth.none() }: RunnerCatalogProps): k8s.EnvVar[] {
  const { env = [], options } = auth._render('ICEBERG');
  const said = {
    ICEBERG_CATALOG_URL: uri,
    ICEBERG_WAREHOUSE: warehouse,
    ICEBERG_TOKEN_URL: options['oauth2-server-uri'],
    ICEBERG_SCOPE: options.scope,
  };
  return [
    ...Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    // Of two variables that the runner reads by themselves.
    ...env.filter(({ name }) => name !== 'ICEBERG_CREDENTIAL'),
  ];
}
