import { credentialForm as formOf } from '../../text/credential-forms';
import { onceFor } from '../../manifest/once';
import { isPlaceholder, isRecord, list, record, text, type Path } from '../../manifest/plain';
import { listed, otherContainers, variables, type Variable } from '../../manifest/pods';
import { isExpanded, type Role, type Setting, type Workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { kubernetesDocs, sparkDocs } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';
import { isDenied } from './managed';

const credentialForm = onceFor(formOf);

/** Names whose value is a credential, as the last word of a setting, a variable, an option or a property. */
const SECRET_NAME =
  /(?:^|[._-]|(?<=[a-z]))(?:secret[._-]?(?:access[._-]?)?key|access[._-]?key|(?:session|oauth|sas|auth|api|bearer)?[._-]?token|password|passwd|passphrase|credential|secret|(?:api|private|account|encryption)[._-]?key)$/i;

const ACCOUNT_KEY = /(?:^|\.)(?:account\.key|sas\.fixed\.token|account\.oauth2\.client\.secret)\./;

/** Access key ids are names, not secrets; alone they still say that a key pair is written down. */
const KEY_ID = /access[._-]?key(?:[._-]?id)?$/i;

/** True for a text that is a credential itself, not a reference to one, a path or a switch. */
const isLiteral = onceFor(
  (value): boolean =>
    value !== '' &&
    !/^(?:true|false|changeit|\*+|x{3,}|\.{3})$/i.test(value) &&
    !isPlaceholder(value) &&
    !/^env:|^<.*>$/.test(value) &&
    !/^(?:\.{0,2}\/|[a-z][a-z\d+.-]*:\/\/|file:|local:)/.test(value),
);

const isSecretName = onceFor((name) => SECRET_NAME.test(name) || ACCOUNT_KEY.test(name));

const plaintextCredential: Rule = workloadRule({
  id: 'plaintext-credential',
  severity: 'error',
  summary: 'A credential is written down.',
  why: 'It can be read in the object, in the log of the operator, in the ConfigMap of the driver and in Git.',
  fix: 'keep it in a Secret: env with secretKeyRef on driver and executor, and ${env.NAME} in Hadoop settings',
  source: sparkDocs('cloud-integration.html#authenticating'),
  *check(app) {
    yield* inSettings(app);
    yield* inArguments(app);
    for (const role of app.roles) {
      yield* inJavaOptions(role);
      yield* inVariables([
        ...variables(app, role).filter(({ path }) => path[app.path.length] !== 'sparkConf'),
        ...otherContainers(role).flatMap(listed),
      ]);
    }
  },
});

const isCredentialName = onceFor((name) => isSecretName(name) || KEY_ID.test(name));

/** How the value of a setting is looked at, by its key. */
const treatment = onceFor((key): 'not' | 'as options' | 'as secret' | 'by form' => {
  if (isDenied(key) || /\.secretKeyRef\.|^spark\.kubernetes\.(driver|executor)\.secrets\./.test(key))
    return 'not';
  if (/\.(?:extra|default)JavaOptions$/.test(key)) return 'as options';
  return isSecretName(key) ? 'as secret' : 'by form';
});

function* inSettings({ settings }: Workload): Iterable<Problem> {
  const found: Setting[] = [];
  for (const setting of settings.values()) {
    const { key, value, path } = setting;
    const how = treatment(key);
    if (how === 'not') continue;
    if (how === 'as options') yield* inOptions(value, path);
    else if (how === 'as secret' && isLiteral(value)) found.push(setting);
    else {
      const form = credentialForm(value);
      if (form !== undefined) yield problem(path, form);
    }
  }
  yield* pairs(found.map(({ key, path }) => ({ name: key, path, message: `${key} is given as a literal` })));
}

/** A key pair is one mistake: the id is reported only when its secret is not. */
function* pairs(
  found: readonly { readonly name: string; readonly path: Path; readonly message: string }[],
): Iterable<Problem> {
  const secrets = found
    .filter(({ name }) => !KEY_ID.test(name))
    .map(({ name }) => name.toLowerCase())
    .sort();
  for (const { name, path, message } of found) {
    const owner = name.replace(KEY_ID, '').toLowerCase();
    const hasSecret = KEY_ID.test(name) && hasPrefix(secrets, owner);
    if (!KEY_ID.test(name) || /secret/i.test(name) || !hasSecret) yield problem(path, message);
  }
}

/** True when one of the sorted texts begins so. */
function hasPrefix(sorted: readonly string[], prefix: string): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < prefix) low = middle + 1;
    else high = middle;
  }
  return sorted[low]?.startsWith(prefix) === true;
}

/** Name and value of an option, as far as an argument holds them. */
const optionOf = onceFor(
  (argument) =>
    (/^--?([\w.-]+)(?:=(.*))?$/s.exec(argument) ?? /^([\w.-]+)=(\S*)$/.exec(argument) ?? []).slice(1, 3) as [
      string?,
      string?,
    ],
);

function* inArguments({ spec, path }: Workload): Iterable<Problem> {
  const values = list(spec.arguments);
  for (const [index, value] of values.entries()) {
    if (typeof value !== 'string') continue;
    const place = [...path, 'arguments', index];
    const [option, joined] = optionOf(value);
    const form = credentialForm(value);
    if (form !== undefined) yield problem(place, form);
    else if (option === undefined || !isSecretName(option) || KEY_ID.test(option.replace(/secret.*/i, '')))
      continue;
    else if (joined !== undefined && isLiteral(joined)) yield problem(place, `the value of --${option}`);
    else if (joined === undefined) {
      const next = values[index + 1];
      if (typeof next === 'string' && isLiteral(next) && !next.startsWith('-')) {
        yield problem([...path, 'arguments', index + 1], `the value of --${option}`);
      }
    }
  }
}

function* inJavaOptions(role: Role): Iterable<Problem> {
  const options = text(role.spec.javaOptions);
  if (options !== undefined) yield* inOptions(options, [...role.path, 'javaOptions']);
}

function* inOptions(options: string, path: Path): Iterable<Problem> {
  for (const [, name, value] of options.matchAll(/(?<![\w.-])-D([\w.-]+)=("[^"]*"|'[^']*'|\S+)/g)) {
    if (isSecretName(name!) && isLiteral(value!.replace(/^["']|["']$/g, ''))) {
      yield problem(path, `the system property ${name!}`);
      return;
    }
  }
}

function* inVariables(found: readonly Variable[]): Iterable<Problem> {
  const literal = found.filter(({ value }) => value !== undefined && value !== '');
  const named = new Set(literal.filter(({ name, value }) => isCredentialName(name) && isLiteral(value!)));
  for (const variable of literal) {
    const form = named.has(variable) ? undefined : credentialForm(variable.value!);
    if (form !== undefined) yield problem(variable.valuePath, form);
  }
  yield* pairs(
    [...named].map(({ name, valuePath }) => ({
      name,
      path: valuePath,
      message: `variable ${name} holds a literal`,
    })),
  );
}

function problem(path: Path, message: string): Problem {
  return { path, message, secret: true };
}

const secretValueInManifest: Rule = {
  id: 'secret-value-in-manifest',
  severity: 'error',
  summary: 'A Secret with its values.',
  why: 'Whoever can read the manifests, in Git or in a build, can read the values.',
  fix: 'use an ExternalSecret or a SealedSecret, or create the Secret by hand and only name it here',
  source: kubernetesDocs('concepts/security/secrets-good-practices/#avoid-sharing-secret-manifests'),
  kinds: ['Secret'],
  *check(object) {
    if (isRecord(object.sops)) return;
    for (const field of ['stringData', 'data']) {
      const values = Object.entries(record(object[field]));
      const literal = values.filter(([, value]) => typeof value === 'string' && holdsValue(value, field));
      if (literal.length > 0) {
        yield {
          path: [field],
          message: `values of ${literal.map(([key]) => key).join(', ')} stand in the manifest`,
          secret: true,
        };
        return;
      }
    }
  },
};

function holdsValue(value: string, field: string): boolean {
  const plain = field === 'data' ? Buffer.from(value, 'base64').toString('utf8') : value;
  return !/^(?:<.*>|\$\{.*\}|\{\{.*\}\}|ENC\[.*\]|ref\+.*|(?:replace|change|fill|insert|your|todo|xxx)\b.*|(?:replace|change|fill)[-_ ]?.*|)$/is.test(
    plain.trim(),
  );
}

const referenceUnderProxyUser: Rule = applicationRule({
  id: 'reference-under-proxy-user',
  severity: 'warning',
  summary: 'References to variables in a job with a proxy user.',
  why: 'Hadoop restricts substitution for proxy users: the literal text may be used as key.',
  fix: 'drop proxyUser, or give the credentials another way (a credential provider file)',
  *check({ spec, path, settings }) {
    if (typeof spec.proxyUser !== 'string') return;
    if ([...settings.values()].some(({ key, value }) => isExpanded(key) && value.includes('${env.'))) {
      yield { path: [...path, 'proxyUser'], message: '${env.NAME} may stay unresolved for a proxy user' };
    }
  },
});

/** Rules about credentials that are written down or referred to in vain. */
export const CREDENTIALS: RuleGroup = {
  title: 'Credentials',
  rules: [plaintextCredential, secretValueInManifest, referenceUnderProxyUser],
};
