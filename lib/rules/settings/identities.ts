import { hadoopOf } from '../../manifest/class-versions';
import { classNames } from '../../manifest/classes';
import {
  ACCOUNT_ANNOTATIONS,
  ACCOUNT_MARKS,
  awsSdk,
  AZURE_POD_LABEL,
  AZURE_TOKEN_PROVIDER,
  lacksWebIdentity,
  WEB_IDENTITY,
} from '../../manifest/cloud-identity';
import { nearest, slipOf } from '../../manifest/nearest';
import { placeholderIn } from '../../manifest/placeholders';
import { isSet, record, text, list, type Manifest } from '../../manifest/plain';
import { hasHiddenVariables, templateSpec, variables } from '../../manifest/pods';
import { isPrivateEndpoint, resolveEndpoint, s3aOption, hadoopBuckets } from '../../manifest/s3a';
import { allVolumes } from '../../manifest/volumes';
import { APPLICATIONS, workload, type Role, type Workload } from '../../manifest/workload';
import type { Facts } from '../facts';
import { driverAccount } from '../rbac';
import type { Problem, Rule, RuleGroup } from '../rule';
import { applicationRule } from '../workload-rule';

/** Account of a role: executors without one run as the account of the driver. */
function accountOf(app: Workload, role: Role): string | undefined {
  if (role.name !== 'executor') return driverAccount(app);
  const inTemplate = templateSpec(role).spec;
  return text(role.spec.serviceAccount) ?? text(inTemplate.serviceAccountName) ?? driverAccount(app);
}

/** True where the account of a role is among the manifests, and tied to an identity of a cloud. */
function hasIdentity(app: Workload, role: Role, facts: Facts, annotation: string): boolean {
  const account = accountOf(app, role);
  if (account === undefined) return false;
  return facts
    .named('ServiceAccount', app.namespace, account)
    .some((object) => isSet(record(record(object.metadata).annotations)[annotation]));
}

const AWS_KEYS = /^AWS_(?:ACCESS_KEY_ID|CONTAINER_CREDENTIALS_(?:FULL|RELATIVE)_URI)$/;

const webIdentityUnread: Rule = applicationRule({
  id: 'web-identity-unread',
  severity: 'warning',
  summary: 'An account with a role of IAM, and S3A without a provider that reads its token.',
  why: 'No default list of S3A has web identity: it takes the role of the node (403, or too much power), or finds no credentials.',
  fix: 'set fs.s3a.aws.credentials.provider to the provider of web identity tokens',
  source: 'https://hadoop.apache.org/docs/stable/hadoop-aws/tools/hadoop-aws/authentication.html',
  *check(app, facts) {
    const { driver } = app;
    if (isSet(app.spec.hadoopConfigMap) || isSet(app.spec.sparkConfigMap) || driver === undefined) return;
    if (!hasIdentity(app, driver, facts, ACCOUNT_ANNOTATIONS.irsaRole) || hasHiddenVariables(driver)) return;
    if (variables(app, driver).some(({ name }) => AWS_KEYS.test(name))) return;
    const wanted = WEB_IDENTITY[awsSdk(hadoopOf(app))];
    const key = 'spark.hadoop.fs.s3a.aws.credentials.provider';
    for (const { bucket } of hadoopBuckets(app)) {
      const option = (name: string) => s3aOption(app, bucket, name);
      const endpoint = resolveEndpoint(app, option('endpoint')?.value ?? '') ?? '';
      const hasKeys = ['access.key', 'security.credential.provider.path'].some(
        (name) => option(name) !== undefined,
      );
      if (isPrivateEndpoint(endpoint) || hasKeys) continue;
      const provider = option('aws.credentials.provider');
      if (provider !== undefined && !lacksWebIdentity(classNames(provider.value))) continue;
      yield {
        path: provider?.path ?? [...app.path, 'sparkConf', key],
        message: `account ${driverAccount(app)!} has a role of IAM, and ${provider === undefined ? 'the default list' : provider.value} does not read its WebIdentity token for bucket ${bucket}`,
        fix: `set fs.s3a.aws.credentials.provider to ${wanted}`,
      };
      return;
    }
  },
});

/** True where the pods of a role get a label. */
function isLabelled(app: Workload, object: Manifest, role: Role): boolean {
  const { name, value } = AZURE_POD_LABEL;
  const setting = app.settings.get(`spark.kubernetes.${role.name}.label.${name}`)?.value;
  const inTemplate = record(record(role.spec.template).metadata).labels;
  return [record(object.metadata).labels, role.spec.labels, inTemplate]
    .map((labels) => record(labels)[name])
    .concat(setting)
    .includes(value);
}

/** True for a token that somebody mounts by hand, without the webhook of the cloud. */
function mountsToken(app: Workload): boolean {
  return allVolumes(app).some(({ item }) =>
    list(record(item.projected).sources).some((source) => isSet(record(source).serviceAccountToken)),
  );
}

const azureIdentityLabel: Rule = {
  id: 'azure-identity-label',
  severity: 'error',
  summary: 'Pods without the label of Azure Workload Identity, whose tokens the job reads.',
  why: 'The webhook of Azure looks at the label of each pod: without it no token is mounted, and every access to the store fails.',
  fix: 'set the label azure.workload.identity/use to "true" on driver and executor, or on the application',
  source:
    'https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html',
  kinds: APPLICATIONS,
  *check(object, facts): Iterable<Problem> {
    const app = workload(object);
    const isUsed = [...app.settings.values()].some(
      ({ key, value }) =>
        key.includes('fs.azure.account.oauth.provider.type') && value === AZURE_TOKEN_PROVIDER,
    );
    if (!isUsed || mountsToken(app)) return;
    const isMeant = app.roles.some(
      (role) =>
        isLabelled(app, object, role) || hasIdentity(app, role, facts, ACCOUNT_ANNOTATIONS.azureClient),
    );
    if (!isMeant) return;
    for (const role of app.roles) {
      if (isLabelled(app, object, role)) continue;
      yield {
        path: [...role.path, 'labels'],
        message: `the ${role.name} lacks the label ${AZURE_POD_LABEL.name}`,
        fix: `set ${AZURE_POD_LABEL.name}: "${AZURE_POD_LABEL.value}" in ${role.name}.labels`,
      };
    }
  },
};

const MARK_NAMES = Object.keys(ACCOUNT_MARKS);

/** Domain and name of a label or annotation. */
function halves(key: string): readonly [string, string] {
  const [domain = '', name = ''] = key.split('/', 2);
  return [domain, name];
}

/** The mark that was probably meant: one of this name elsewhere, or of nearly this name of the same cloud. */
function meantMark(key: string): string | undefined {
  const [domain, name] = halves(key);
  const ofDomain = MARK_NAMES.filter((mark) => halves(mark)[0] === domain).map((mark) => halves(mark)[1]);
  const near = slipOf(name, ofDomain);
  if (near !== undefined) return `${domain}/${near}`;
  const ofName = MARK_NAMES.filter((mark) => halves(mark)[1] === name);
  return ofName.find((mark) => nearest(domain, [halves(mark)[0]]) !== undefined);
}

const identityMarkUnread: Rule = {
  id: 'identity-mark-unread',
  severity: 'warning',
  summary: 'A mark of an account that is nearly the one by which a cloud knows its identity.',
  why: 'Nobody reads it: the pods have the identity of their node, or none.',
  fix: 'write it as the cloud reads it',
  source: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  kinds: ['ServiceAccount'],
  *check(object): Iterable<Problem> {
    const { annotations, labels } = record(object.metadata);
    for (const key of Object.keys(record(annotations))) {
      const meant = Object.hasOwn(ACCOUNT_MARKS, key) ? undefined : meantMark(key);
      if (meant === undefined) continue;
      const path = ['metadata', 'annotations', key];
      yield { path, message: `no cloud reads ${key}`, fix: `did you mean ${meant}?` };
    }
    for (const key of Object.keys(record(labels)).filter((key) => Object.hasOwn(ACCOUNT_MARKS, key))) {
      const message = `${key} is read as annotation`;
      yield { path: ['metadata', 'labels', key], message, fix: 'give it as annotation' };
    }
  },
};

const identityMarkInvalid: Rule = {
  id: 'identity-mark-invalid',
  severity: 'error',
  summary: 'The identity of an account, in a form that its cloud does not know.',
  why: 'The cloud refuses to give tokens for it, and every access of the job to a store fails.',
  fix: 'write the whole name: the ARN of a role, the address of a service account, the id of a client',
  source: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  kinds: ['ServiceAccount'],
  *check(object): Iterable<Problem> {
    for (const [key, value] of Object.entries(record(record(object.metadata).annotations))) {
      const form = Object.hasOwn(ACCOUNT_MARKS, key) ? ACCOUNT_MARKS[key] : undefined;
      if (form === undefined || typeof value !== 'string' || value === '' || form.test(value)) continue;
      if (placeholderIn(value) !== undefined) continue;
      yield { path: ['metadata', 'annotations', key], message: `${value} is no value of ${halves(key)[1]}` };
    }
  },
};

/** Rules about identities that a cloud gives to accounts. */
export const IDENTITIES: RuleGroup = {
  title: 'Identities without keys',
  rules: [webIdentityUnread, azureIdentityLabel, identityMarkUnread, identityMarkInvalid],
};
