import type { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { BoundServiceAccount } from '../access/bound-service-account';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import { Problems, show } from '../problems';
import { SUBMITTER_RIGHTS } from '../runs/submitter-rights';
import type { RunTemplate } from './run-template';

/** The account that starts and follows runs. */
export interface RunSubmitterProps {
  /**
   * Name of the account, of its Roles and of its RoleBindings.
   * @default 'spark-submitter'
   */
  readonly name?: string;
  /**
   * Namespace of the account, in which the steps run. One that has no jobs keeps the account, and the key of lakeFS
   * that its steps use, out of the reach of whoever may make pods there.
   * @default - that of the account that exists, else the namespace of the chart, else `default`
   */
  readonly namespace?: string;
  /**
   * An account that exists, such as the one that Kubeflow Pipelines gives to its steps. It gets the rights, and no
   * account is made.
   * @default - an account is made
   */
  readonly account?: ISparkServiceAccount;
  /**
   * What it may start; no other ConfigMap can be read. `allow` adds further ones.
   * @default - none
   */
  readonly templates?: RunTemplate[];
  /**
   * Namespaces of runs whose templates are files and not in the cluster.
   * @default - those of the templates alone
   */
  readonly jobNamespaces?: string[];
  /**
   * Rules beyond what a run needs, in the namespace of the account.
   * @default - none
   */
  readonly extraRules?: k8s.PolicyRule[];
  /**
   * Labels of the objects.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * The account of whatever starts runs: in the namespaces of its runs it may make, follow, suspend and delete applications and
 * read the templates that it starts, and make no pods itself.
 */
export class RunSubmitter extends BoundServiceAccount {
  private readonly templates = new Set<RunTemplate>();
  private readonly jobNamespaces = new Set<string>();
  private readonly bound = new Set<string>();
  private readonly extraRules: readonly k8s.PolicyRule[];

  /** @throws when no account can have the name, or namespace and account disagree */
  public constructor(scope: Construct, id: string, props: RunSubmitterProps = {}) {
    const { namespace, account, labels } = props;
    super(scope, id, { name: props.name ?? 'spark-submitter', namespace, account, labels });
    this.extraRules = props.extraRules ?? [];
    if (this.extraRules.length > 0) this.bindOnce(this._home);
    for (const jobNamespace of props.jobNamespaces ?? []) this.addJobNamespace(jobNamespace);
    this.allow(...(props.templates ?? []));
    this.node.addValidation({
      validate: () =>
        this.jobNamespaces.size > 0
          ? []
          : [`submitter ${this.serviceAccountName} may start nothing; give templates, or jobNamespaces`],
    });
  }

  /**
   * Lets it start runs of released templates.
   *
   * @param templates the templates, in any namespaces
   */
  public allow(...templates: RunTemplate[]): void {
    for (const template of templates) {
      this.templates.add(template);
      this.addJobNamespace(template.namespace);
    }
  }

  private addJobNamespace(namespace: string): void {
    this.jobNamespaces.add(namespace);
    this.bindOnce(namespace);
  }

  private bindOnce(namespace: string): void {
    if (!this.bound.has(namespace)) this._bind(namespace, () => this.rulesIn(namespace));
    this.bound.add(namespace);
  }

  private rulesIn(namespace: string): k8s.PolicyRule[] {
    const names = [...this.templates]
      .filter((template) => template.namespace === namespace)
      .flatMap(({ configMapNames }) => configMapNames)
      .sort();
    return [
      ...(this.jobNamespaces.has(namespace) ? SUBMITTER_RIGHTS : []),
      ...(names.length > 0
        ? [{ apiGroups: [''], resources: ['configmaps'], resourceNames: names, verbs: ['get'] }]
        : []),
      ...(namespace === this.namespace ? this.extraRules : []),
    ];
  }
}

/** What starts runs of a template: its own account or a given one, in one namespace. */
interface Starter {
  readonly template: RunTemplate;
  readonly namespace?: string;
  readonly submitter?: RunSubmitter;
}

/** The account of a starter, which may start its template. */
export function submitterOf(
  scope: Construct,
  { template, namespace, submitter }: Starter,
  own: RunSubmitterProps,
): RunSubmitter {
  if (submitter === undefined) {
    return new RunSubmitter(scope, 'submitter', {
      ...own,
      namespace: namespace ?? template.namespace,
      templates: [template],
    });
  }
  const problems = new Problems();
  if (namespace !== undefined && namespace !== submitter.namespace) {
    problems.report(
      'namespace',
      `is ${show(namespace)} and that of submitter ${show(submitter.namespace)}; give one of them`,
    );
  }
  problems.throwFor(show(scope.node.path));
  submitter.allow(template);
  return submitter;
}
