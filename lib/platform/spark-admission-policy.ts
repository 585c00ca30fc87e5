import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import { addValidation } from '../app/synthesis';
import { DNS_LABEL, OBJECT_NAME } from '../kubernetes-names';
import { TEMPLATE_KEYS } from '../runs/parameters';
import { Problems, show, TextForm } from '../problems';
import {
  applicationChecks,
  applicationVariables,
  podChecks,
  podVariables,
  type Variables,
} from './admission-checks';
import { allowedBy, workloadsIn, type Allowed } from './allowed';
import { celProblems, celText, celTexts, type Check } from './cel';
import { refusals } from './own-jobs';

/** Whose applications are held against what. */
export interface SparkAdmissionPolicyProps {
  /** Namespaces of the jobs: what is allowed in one is allowed in all. */
  readonly namespaces: string[];
  /**
   * Start of the names of the policies and of their bindings.
   * @default 'spark-jobs'
   */
  readonly name?: string;
  /**
   * Account of the operator's controller, which makes the pods of drivers.
   * @default - `spark-operator-controller` in `spark-operator`
   */
  readonly controller?: ISparkServiceAccount;
  /**
   * Accounts of drivers beside those of the applications in the app.
   * @default - none
   */
  readonly driverAccounts?: ISparkServiceAccount[];
  /**
   * Accounts of executors beside those of the applications in the app.
   * @default - none
   */
  readonly executorAccounts?: ISparkServiceAccount[];
  /**
   * Images beside those of the applications in the app: one without a version stands for all of its versions, one
   * that ends with `/` for all images below it. Sidecars that something injects into pods belong here.
   * @default - none
   */
  readonly images?: string[];
  /**
   * False to warn and write into the audit log instead of refusing, for the time of a migration.
   * @default true
   */
  readonly enforce?: boolean;
}

const IMAGE = new TextForm({
  pattern: /^[A-Za-z0-9][A-Za-z0-9._:/@-]*$/,
  of: 'an image, or a folder of images that ends with a slash',
  example: 'registry.example.com/etl',
});

/**
 * Refuses, at the API server and without a webhook, what no synth has seen: applications and pods of drivers with
 * other accounts, images or powers than the applications in this app have. Needs Kubernetes 1.30.
 *
 * Four policies, each with its binding: for SparkApplications, for scheduled ones, for the pods that the operator and the
 * drivers make, whatever led to them, and for released templates, which no driver may touch. What is allowed is read at
 * the synth, so that jobs that are added later count.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export class SparkAdmissionPolicy extends Construct {
  private readonly props: SparkAdmissionPolicyProps;
  private readonly controller: string;
  private readonly extra: Allowed;

  /** @throws when a name cannot be, listing every such name */
  public constructor(scope: Construct, id: string, props: SparkAdmissionPolicyProps) {
    super(scope, id);
    const name = props.name ?? 'spark-jobs';
    const images = props.images ?? [];
    const problems = new Problems();
    problems.require('name', name, OBJECT_NAME);
    if (props.namespaces.length === 0)
      problems.report('namespaces', 'is empty; give the namespaces of the jobs');
    for (const [index, namespace] of props.namespaces.entries()) {
      problems.require(`namespaces[${index}]`, namespace, DNS_LABEL);
    }
    for (const [index, image] of images.entries()) problems.require(`images[${index}]`, image, IMAGE);
    problems.throwFor(`admission policy ${show(this.node.path)}`);
    this.props = props;
    const controller = props.controller ?? {
      serviceAccountName: 'spark-operator-controller',
    };
    this.controller = username(controller.namespace ?? 'spark-operator', controller.serviceAccountName);
    this.extra = {
      drivers: (props.driverAccounts ?? []).map((account) => account.serviceAccountName),
      executors: (props.executorAccounts ?? []).map((account) => account.serviceAccountName),
      images,
    };
    this.addApplicationPolicy(`${name}-sparkapplications`, 'sparkapplications', 'object.spec');
    this.addApplicationPolicy(
      `${name}-scheduledsparkapplications`,
      'scheduledsparkapplications',
      'object.spec.template',
    );
    this.addPolicy(`${name}-pods`, {
      group: '',
      resource: 'pods',
      operations: ['CREATE', 'UPDATE'],
      conditions: () => [CHANGED, madeBy([this.controller, ...this.drivers])],
      variables: () => podVariables(this.allowed, this.controller),
      checks: () => podChecks(this.allowed),
    });
    this.addPolicy(`${name}-templates`, {
      group: '',
      resource: 'configmaps',
      operations: ['CREATE', 'UPDATE', 'DELETE'],
      conditions: () => [madeBy(this.drivers)],
      variables: () => ({}),
      checks: () => [KEEPS_TEMPLATES],
    });
    addValidation(this, () => this.problems());
  }

  private get allowed(): Allowed {
    return allowedBy(workloadsIn(this.node.root, this.props.namespaces), this.extra);
  }

  private get drivers(): string[] {
    return this.allowed.drivers.flatMap((account) =>
      this.props.namespaces.map((namespace) => username(namespace, account)),
    );
  }

  private problems(): string[] {
    const own = workloadsIn(this.node.root, this.props.namespaces);
    const { drivers, images } = this.allowed;
    const missing = [
      ...(drivers.length === 0 ? ['driverAccounts'] : []),
      ...(images.length === 0 ? ['images'] : []),
    ];
    return [
      ...(missing.length === 0
        ? []
        : [
            `nothing could run in ${this.props.namespaces.join(', ')}, as the app has no application there; ` +
              `add one, or give ${missing.join(' and ')}`,
          ]),
      ...own.flatMap((app) => {
        const refused = refusals(app);
        return refused.length === 0
          ? []
          : [
              `it would refuse ${app.kind} ${app.namespace!}/${app.name ?? ''} for ${refused.join(', ')}; ` +
                'take that out, or give the job a namespace of its own',
            ];
      }),
    ];
  }

  private addApplicationPolicy(name: string, resource: string, spec: string): void {
    this.addPolicy(name, {
      group: 'sparkoperator.k8s.io',
      resource,
      operations: ['CREATE', 'UPDATE'],
      conditions: () => [CHANGED],
      variables: () => applicationVariables(spec, this.allowed),
      checks: () => applicationChecks(this.allowed),
    });
  }

  private addPolicy(name: string, policy: Policy): void {
    const metadata = { name };
    new ApiObject(this, name, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        // The API server takes these maps whole, so what it would add is said, or a second apply differs.
        matchConstraints: {
          matchPolicy: 'Equivalent',
          namespaceSelector: {},
          objectSelector: {},
          resourceRules: [
            {
              apiGroups: [policy.group],
              apiVersions: ['*'],
              operations: policy.operations,
              scope: '*',
              resources: [policy.resource],
            },
          ],
        },
        matchConditions: Lazy.any({ produce: policy.conditions }) as unknown,
        variables: Lazy.any({
          produce: () =>
            Object.entries({
              ...policy.variables(),
              problems: celProblems(policy.checks()),
            }).map(([variable, expression]) => ({
              name: variable,
              expression,
            })),
        }) as unknown,
        validations: [
          {
            expression: 'size(variables.problems) == 0',
            message: `it is not what policy ${name} allows`,
            messageExpression: "variables.problems.join('; ')",
          },
        ],
      },
    });
    new ApiObject(this, `${name}-binding`, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: {
        policyName: name,
        validationActions: this.props.enforce === false ? ['Warn', 'Audit'] : ['Deny'],
        matchResources: {
          matchPolicy: 'Equivalent',
          objectSelector: {},
          namespaceSelector: {
            matchExpressions: [
              {
                key: 'kubernetes.io/metadata.name',
                operator: 'In',
                values: [...this.props.namespaces],
              },
            ],
          },
        },
      },
    });
  }
}

interface Policy {
  readonly group: string;
  readonly resource: string;
  readonly operations: readonly string[];
  readonly conditions: () => Condition[];
  readonly variables: () => Variables;
  readonly checks: () => readonly Check[];
}

interface Condition {
  readonly name: string;
  readonly expression: string;
}

/** What the operator writes leaves the spec as it is, and what was there before the policy can still be deleted. */
const CHANGED: Condition = {
  name: 'changed',
  expression: "request.operation == 'CREATE' || object.spec != oldObject.spec",
};

/** A driver that may make ConfigMaps could otherwise put another application where runs are stamped from. */
const KEEPS_TEMPLATES: Check = {
  holds: `![object, oldObject].exists(map, map != null && ${celText(TEMPLATE_KEYS.application)} in map.?data.orValue({}))`,
  problem: "'drivers make, change and delete no templates of runs'",
};

function madeBy(users: readonly string[]): Condition {
  return {
    name: 'made-by-spark',
    expression: `request.userInfo.username in ${celTexts(users)}`,
  };
}

function username(namespace: string, account: string): string {
  return `system:serviceaccount:${namespace}:${account}`;
}
