import { X509Certificate } from 'node:crypto';
import { list, record, text } from '../../../lib/manifest/plain';
import { mayNot, ok, unknown, warning, wrong, type Check } from './check';
import type { ClusterLook, Plain } from './cluster-look';

const GROUP = 'sparkoperator.k8s.io';
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Where the operator is, as far as somebody says so. */
export interface OperatorPlace {
  readonly operatorNamespace?: string;
}

/** The definitions, the operator and its webhook. */
export async function operatorChecks(
  look: ClusterLook,
  place: OperatorPlace,
  needsWebhook: readonly string[],
): Promise<Check[]> {
  const [crd, controllers, webhooks] = await Promise.all([
    definition(look),
    controllerChecks(look, place),
    webhookChecks(look, place, needsWebhook),
  ]);
  return [crd, ...controllers, ...webhooks];
}

async function definition(look: ClusterLook): Promise<Check> {
  const seen = await look.get('apis', GROUP, 'v1beta2');
  if (seen === 'denied')
    return mayNot('definitions', `SparkApplication of ${GROUP}/v1beta2`, 'read the API groups');
  const names = seen === 'absent' ? [] : list(seen.resources).map((item) => text(record(item).name));
  return names.includes('sparkapplications')
    ? ok('definitions', `the cluster has SparkApplication of ${GROUP}/v1beta2`)
    : wrong(
        'definitions',
        `the cluster has no SparkApplication of ${GROUP}/v1beta2`,
        'install the CRDs of the chart; helm upgrades them never',
      );
}

async function controllerChecks(look: ClusterLook, { operatorNamespace }: OperatorPlace): Promise<Check[]> {
  const steps =
    operatorNamespace === undefined
      ? ['apis', 'apps', 'v1', 'deployments']
      : ['apis', 'apps', 'v1', 'namespaces', operatorNamespace, 'deployments'];
  const found = await look.items(steps, { labelSelector: 'app.kubernetes.io/name=spark-operator' });
  const where = operatorNamespace === undefined ? 'the cluster' : `namespace ${operatorNamespace}`;
  if (found === 'denied') {
    return [
      mayNot(
        'operator',
        `whether an operator runs in ${where}`,
        operatorNamespace === undefined
          ? 'list deployments of all namespaces (or give --operator-namespace)'
          : 'list deployments there',
      ),
    ];
  }
  const controllers = (found === 'absent' ? [] : found).filter(isController);
  if (controllers.length === 0) {
    return [wrong('operator', `no operator is installed in ${where}`, 'install the chart spark-operator')];
  }
  const watching = controllers.filter((controller) => watches(controller, look.namespace));
  if (watching.length === 0) {
    const watched = controllers.map(
      (controller) => `${nameOf(controller)}: ${watchedBy(controller)?.join(', ') ?? ''}`,
    );
    return [
      wrong(
        'namespace-watched',
        `no operator watches namespace ${look.namespace} (${watched.join('; ')})`,
        'add it to spark.jobNamespaces of the release',
      ),
    ];
  }
  return [
    ok('namespace-watched', `namespace ${look.namespace} is watched by ${watching.map(nameOf).join(', ')}`),
    ...(watching.length > 1
      ? [
          warning(
            'operator',
            `${watching.length} operators watch namespace ${look.namespace}: ${watching.map(nameOf).join(', ')}`,
            'let one of them watch it; two submit each application twice',
          ),
        ]
      : []),
    ...watching.map(readiness),
  ];
}

function readiness(controller: Plain): Check {
  const status = record(controller.status);
  const version =
    text(record(record(controller.metadata).labels)['app.kubernetes.io/version']) ?? 'of no known version';
  return Number(status.readyReplicas ?? 0) > 0
    ? ok('operator', `operator ${nameOf(controller)} ${version} is ready`)
    : wrong(
        'operator',
        `operator ${nameOf(controller)} ${version} has no pod that is ready`,
        'look at its pods and their logs',
      );
}

function isController(deployment: Plain): boolean {
  const labels = record(record(deployment.metadata).labels);
  const component = text(labels['app.kubernetes.io/component']);
  return component === undefined
    ? argumentsOf(deployment).includes('controller')
    : component === 'controller';
}

function nameOf(object: Plain): string {
  const { namespace, name } = record(object.metadata);
  return `${text(namespace) ?? ''}/${text(name) ?? ''}`;
}

function argumentsOf(deployment: Plain): string[] {
  const containers = list(record(record(record(deployment.spec).template).spec).containers).map(record);
  return containers
    .flatMap(({ command, args }) => [...list(command), ...list(args)])
    .flatMap((word) => text(word) ?? []);
}

/** Namespaces that a controller watches; undefined for all. */
function watchedBy(deployment: Plain): string[] | undefined {
  const given = argumentsOf(deployment)
    .filter((argument) => argument.startsWith('--namespaces='))
    .flatMap((argument) => argument.slice('--namespaces='.length).replaceAll('"', '').split(','));
  return given.length === 0 || given.includes('') ? undefined : given;
}

function watches(deployment: Plain, namespace: string): boolean {
  return watchedBy(deployment)?.includes(namespace) ?? true;
}

async function webhookChecks(
  look: ClusterLook,
  { operatorNamespace }: OperatorPlace,
  needed: readonly string[],
): Promise<Check[]> {
  const found = await look.items([
    'apis',
    'admissionregistration.k8s.io',
    'v1',
    'mutatingwebhookconfigurations',
  ]);
  if (found === 'denied') {
    return [
      mayNot('webhook', 'whether the webhook of the operator is there', 'list mutatingwebhookconfigurations'),
    ];
  }
  const all = (found === 'absent' ? [] : found)
    .flatMap(({ webhooks }) => list(webhooks).map(record))
    .filter(changesPods);
  const known = all.filter(
    (webhook) => operatorNamespace === undefined || serviceOf(webhook).namespace === operatorNamespace,
  );
  const here = known.filter((webhook) => covers(webhook, look.namespace));
  if (here.length === 0) {
    const what =
      known.length === 0
        ? 'no webhook of an operator changes pods'
        : `the webhook of the operator leaves namespace ${look.namespace} out`;
    const fix =
      known.length === 0
        ? 'turn webhook.enable of the release on'
        : 'add the namespace to spark.jobNamespaces of the release';
    return needed.length === 0
      ? [warning('webhook', `${what}; the application has no field that needs it`, fix)]
      : [wrong('webhook', `${what}, which ${needed.join(', ')} of the application need`, fix)];
  }
  return (await Promise.all(here.map((webhook) => oneWebhook(look, webhook)))).flat();
}

async function oneWebhook(look: ClusterLook, webhook: Plain): Promise<Check[]> {
  const { namespace, name } = serviceOf(webhook);
  const title = text(webhook.name) ?? '';
  const slices = await look.items(
    ['apis', 'discovery.k8s.io', 'v1', 'namespaces', namespace, 'endpointslices'],
    {
      labelSelector: `kubernetes.io/service-name=${name}`,
    },
  );
  const ready =
    typeof slices === 'string'
      ? []
      : slices
          .flatMap(({ endpoints }) => list(endpoints).map(record))
          .filter(({ conditions }) => record(conditions).ready !== false);
  const service = `${namespace}/${name}`;
  return [
    slices === 'denied'
      ? mayNot(
          'webhook-endpoints',
          `whether Service ${service} of webhook ${title} has endpoints`,
          `list endpointslices in namespace ${namespace}`,
        )
      : ready.length > 0
        ? ok('webhook-endpoints', `Service ${service} of webhook ${title} has ${ready.length} endpoints`)
        : wrong(
            'webhook-endpoints',
            `Service ${service} of webhook ${title} has no endpoint that is ready`,
            'look at the pods of the webhook of the operator',
          ),
    bundleCheck(webhook, title),
  ];
}

function bundleCheck(webhook: Plain, title: string): Check {
  const bundle = Buffer.from(text(record(webhook.clientConfig).caBundle) ?? '', 'base64').toString();
  const fix = 'start the webhook of the operator again, which writes it, or mend what injects it';
  const pem = /-----BEGIN CERTIFICATE-----[^-]{1,20000}-----END CERTIFICATE-----/.exec(bundle)?.[0];
  if (pem === undefined)
    return wrong(
      'webhook-ca',
      `webhook ${title} has no CA bundle, so that the API server does not trust it`,
      fix,
    );
  try {
    const { validTo } = new X509Certificate(pem);
    return Date.parse(validTo) > Date.now()
      ? ok('webhook-ca', `the CA bundle of webhook ${title} is valid until ${validTo}`)
      : wrong('webhook-ca', `the CA bundle of webhook ${title} was valid until ${validTo}`, fix);
  } catch {
    return unknown('webhook-ca', `the CA bundle of webhook ${title} cannot be read`, fix);
  }
}

/** The webhook that changes pods of Spark: it alone is needed, and is called by each of them. */
function changesPods(webhook: Plain): boolean {
  const resources = list(webhook.rules).flatMap((rule) => list(record(rule).resources));
  const labels = JSON.stringify(webhook.objectSelector ?? {});
  return resources.includes('pods') && labels.includes(`${GROUP}/launched-by-spark-operator`);
}

function serviceOf(webhook: Plain): { readonly namespace: string; readonly name: string } {
  const service = record(record(webhook.clientConfig).service);
  return { namespace: text(service.namespace) ?? '', name: text(service.name) ?? '' };
}

/** Whether its selector takes the namespace, as far as it goes by the name. */
function covers(webhook: Plain, namespace: string): boolean {
  const selector = record(webhook.namespaceSelector);
  const byLabel = text(record(selector.matchLabels)[NAME_LABEL]);
  if (byLabel !== undefined && byLabel !== namespace) return false;
  return list(selector.matchExpressions)
    .map(record)
    .filter(({ key }) => key === NAME_LABEL)
    .every(({ operator, values }) => (operator === 'NotIn') !== list(values).includes(namespace));
}
