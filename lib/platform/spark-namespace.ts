import { ApiObject, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { ExecutorServiceAccount } from '../access/executor-service-account';
import { SparkServiceAccount } from '../access/spark-service-account';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import { addValidation } from '../app/synthesis';
import { DNS_LABEL, LABEL_KEY, OBJECT_NAME } from '../kubernetes-names';
import type { TotalSize } from '../manifest/job-size';
import { kibibytesText } from '../manifest/quantity';
import type { Workload } from '../manifest/workload';
import { show, TextForm } from '../problems';
import { REQUIRED_LABELS } from '../rules/facts';
import { PropReader } from '../spark/prop-reader';
import { workloadsIn } from './allowed';
import { NamespaceSize } from './namespace-size';
import { networkPolicies, unknownServers } from './network-policies';
import { SparkAdmissionPolicy } from './spark-admission-policy';
import { NamespacePart, type NamespaceQuota, type SparkNamespaceProps } from './spark-namespace-props';

const CIDR = new TextForm({
  pattern: /^(?:\d{1,3}(?:\.\d{1,3}){3}\/(?:3[0-2]|[12]?\d)|[0-9a-fA-F:]+\/\d{1,3})$/,
  of: 'addresses with the length of their network',
  example: '10.0.7.0/24',
});

const VERSION = new TextForm({
  pattern: /^(?:latest|v1\.\d{1,3})$/,
  of: 'latest or a version of Kubernetes',
  example: 'v1.34',
});

const MOST_PRIORITY = 1_000_000_000;

/** Small, for containers beside those of Spark, which say what they need themselves. */
const LIMITS = { default: { memory: '512Mi' }, defaultRequest: { cpu: '100m', memory: '128Mi' } };

/**
 * A namespace that is ready for Spark jobs, and safe: Pod Security `restricted`, accounts with the least rights, a quota, limits of
 * other containers, priorities, policies of the network and the admission policy. What jobs need is read from the jobs of the app at
 * the synth: whom they reach, what they use, how large they are. Give the accounts to the jobs.
 *
 * Pods that start runs need more than the policies let them: give them a namespace of their own.
 */
export class SparkNamespace extends Construct {
  /** Name of the namespace. */
  public readonly name: string;
  /** Account of drivers. */
  public readonly driverAccount: ISparkServiceAccount;
  /** Account of executors. */
  public readonly executorAccount: ISparkServiceAccount;
  /** The Namespace; undefined when it is left out. */
  public readonly namespace?: k8s.KubeNamespace;
  private readonly props: SparkNamespaceProps;

  /** @throws when a name, an address, a size or a reason cannot be, listing all of them */
  public constructor(scope: Construct, id: string, props: SparkNamespaceProps) {
    super(scope, id);
    this.props = props;
    this.name = props.name;
    this.validateProps();
    this.namespace = this.addNamespace();
    const { name: namespace, identity, permissions } = props;
    this.driverAccount =
      props.driverAccount ?? new SparkServiceAccount(this, 'driver', { namespace, identity, permissions });
    this.executorAccount =
      props.executorAccount ?? new ExecutorServiceAccount(this, 'executor', { namespace, identity });
    this.addQuota();
    this.addPriorities();
    this.addNetworkPolicies();
    this.addAdmissionPolicy();
    addValidation(this, () => this.problems());
  }

  /** What the jobs of the app in the namespace ask for, by now. */
  public get size(): NamespaceSize {
    return NamespaceSize.of(this, this.name);
  }

  private get jobs(): Workload[] {
    return workloadsIn(this.node.root, [this.name]);
  }

  private has(part: NamespacePart): boolean {
    return !(this.props.leftOut ?? []).some((left) => left.part === part);
  }

  private addNamespace(): k8s.KubeNamespace | undefined {
    if (!this.has(NamespacePart.NAMESPACE)) return undefined;
    const version = this.props.podSecurityVersion ?? 'latest';
    const levels = ['enforce', 'audit', 'warn'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, 'restricted'],
      [`pod-security.kubernetes.io/${mode}-version`, version],
    ]);
    const { leftOut = [], requiredLabels = [] } = this.props;
    const annotations = [
      ...leftOut.map(({ part, reason }) => [`cdk8s-spark-operator/without-${part}`, reason]),
      ...(requiredLabels.length > 0 ? [[REQUIRED_LABELS, requiredLabels.join(',')]] : []),
    ];
    return new k8s.KubeNamespace(this, 'Namespace', {
      metadata: {
        name: this.name,
        labels: { ...this.props.labels, ...(Object.fromEntries(levels) as Record<string, string>) },
        ...(annotations.length > 0 && {
          annotations: Object.fromEntries(annotations) as Record<string, string>,
        }),
      },
    });
  }

  private addQuota(): void {
    const metadata = { name: 'spark', namespace: this.name };
    if (this.has(NamespacePart.QUOTA)) {
      new ApiObject(this, 'Quota', {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata,
        spec: Lazy.any({ produce: () => ({ hard: hardOf(this.quota) }) }) as unknown,
      });
    }
    if (this.has(NamespacePart.LIMIT_RANGE)) {
      const quantities = (given: Record<string, string>): Record<string, k8s.Quantity> =>
        Object.fromEntries(Object.entries(given).map(([key, text]) => [key, k8s.Quantity.fromString(text)]));
      new k8s.KubeLimitRange(this, 'LimitRange', {
        metadata,
        spec: {
          limits: [
            {
              type: 'Container',
              default: quantities(LIMITS.default),
              defaultRequest: quantities(LIMITS.defaultRequest),
            },
          ],
        },
      });
    }
  }

  private get quota(): NamespaceQuota {
    return this.props.quota ?? this.size.atMost ?? {};
  }

  private addPriorities(): void {
    for (const { name, value, preempts = true } of this.props.priorities ?? []) {
      new k8s.KubePriorityClass(this, `priority-${name}`, {
        metadata: { name },
        value,
        preemptionPolicy: preempts ? 'PreemptLowerPriority' : 'Never',
        description: `jobs of Spark in ${this.name}`,
      });
    }
  }

  private addNetworkPolicies(): void {
    if (!this.has(NamespacePart.NETWORK_POLICIES)) return;
    for (const { name, spec } of networkPolicies(this.props, () => this.jobs)) {
      new ApiObject(this, `policy-${name}`, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name, namespace: this.name },
        spec: Lazy.any({ produce: () => k8s.toJson_NetworkPolicySpec(spec()) as unknown }) as unknown,
      });
    }
  }

  private addAdmissionPolicy(): void {
    if (!this.has(NamespacePart.ADMISSION_POLICY)) return;
    const { controller, images } = this.props;
    new SparkAdmissionPolicy(this, 'admission-policy', {
      name: `spark-${this.name}`,
      namespaces: [this.name],
      controller,
      images,
      driverAccounts: [this.driverAccount],
      executorAccounts: [this.executorAccount],
    });
  }

  private problems(): string[] {
    const servers = this.has(NamespacePart.NETWORK_POLICIES) ? unknownServers(this.jobs, this.props) : [];
    const { quota } = this;
    return [
      ...servers.map(
        ({ host, port }) =>
          `jobs of namespace ${this.name} ask ${host}:${port}, and no policy of the network can know its address; ` +
          `give servers: { ${JSON.stringify(host)}: { cidrs: [...] } }`,
      ),
      ...Object.entries(this.has(NamespacePart.QUOTA) ? this.size.jobs : {}).flatMap(([job, { atStart }]) =>
        this.above(quota, job, atStart),
      ),
    ];
  }

  private above(quota: NamespaceQuota, job: string, asked: TotalSize): string[] {
    return (['pods', 'cpu', 'memory'] as const).flatMap((what) => {
      const [wanted, most] = [asked[what], quota[what]];
      if (wanted === undefined || most === undefined || wanted <= most) return [];
      const unit = what === 'memory' ? ' MiB of memory' : ` ${what}`;
      return [
        `the quota of namespace ${this.name} is ${most}${unit}, and job ${job} asks for ${wanted} at its start; ` +
          'raise the quota, or make the job smaller',
      ];
    });
  }

  private validateProps(): void {
    const {
      name,
      podSecurityVersion,
      quota,
      priorities = [],
      servers = {},
      apiServer,
      leftOut = [],
      requiredLabels = [],
    } = this.props;
    const reader = new PropReader();
    reader.require('name', name, DNS_LABEL);
    if (podSecurityVersion !== undefined) reader.require('podSecurityVersion', podSecurityVersion, VERSION);
    const inQuota = reader.inside('quota');
    inQuota.integer('pods', quota?.pods, 1);
    inQuota.integer('memory', quota?.memory, 1);
    if (quota?.cpu !== undefined && !(quota.cpu > 0)) {
      inQuota.report('cpu', `is ${quota.cpu}; it must be a number above 0, for example 8`);
    }
    for (const [index, priority] of priorities.entries()) {
      const inside = reader.inside(`priorities[${index}]`);
      inside.require('name', priority.name, OBJECT_NAME);
      inside.integer('value', priority.value, -MOST_PRIORITY, MOST_PRIORITY);
    }
    const addresses = { ...servers, ...(apiServer !== undefined && { 'API server': apiServer }) };
    for (const [host, { cidrs, port }] of Object.entries(addresses)) {
      const inside = reader.inside(`address of ${host}`);
      if (cidrs.length === 0) inside.report('cidrs', 'is empty; give the addresses of the server');
      for (const cidr of cidrs) inside.require('cidrs', cidr, CIDR);
      inside.port('port', port);
    }
    requiredLabels.forEach((key, index) => {
      reader.require(`requiredLabels[${index}]`, key, LABEL_KEY);
    });
    const needsNamespace = leftOut.some(({ part }) => part === NamespacePart.NAMESPACE);
    if (requiredLabels.length > 0 && needsNamespace) {
      reader.report(
        'requiredLabels',
        'stand on the Namespace, which is left out; give Rules.of(scope).requireLabels',
      );
    }
    for (const { part, reason } of leftOut) {
      if (reason.trim() === '') reader.report(`leftOut ${part}`, 'has no reason; say who cares for it');
    }
    reader.throwFor(`namespace ${show(name)}`);
  }
}

/** In the form in which the API server keeps quantities: any other is a conflict when the file is applied again. */
function hardOf({ pods, cpu, memory }: NamespaceQuota): Record<string, string> {
  return {
    ...(pods !== undefined && { pods: String(pods) }),
    ...(cpu !== undefined && { 'requests.cpu': keptCpu(cpu) }),
    ...(memory !== undefined && { 'requests.memory': kibibytesText(memory * 2 ** 10) }),
  };
}

/** Kubernetes counts no less than a thousandth of a CPU, and takes what is less for one. */
function keptCpu(cpu: number): string {
  const thousandths = Math.max(1, Math.round(cpu * 1000));
  return thousandths % 1000 === 0 ? String(thousandths / 1000) : `${thousandths}m`;
}
