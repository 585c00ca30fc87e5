import { s3Endpoints } from '../../manifest/endpoints';
import { jvmOptions, neededFile, type JvmOption } from '../../manifest/jvm-options';
import { isInside, record, text } from '../../manifest/plain';
import { isPrivateEndpoint } from '../../manifest/s3a';
import { mountsOf, sourceOf } from '../../manifest/volumes';
import type { Role, Workload } from '../../manifest/workload';
import type { Facts } from '../facts';
import type { Rule, RuleGroup } from '../rule';
import { applicationRule } from '../workload-rule';

const STORE = 'javax.net.ssl.trustStore';

/** Stores of keys and certificates that a JVM opens. */
const STORES = [STORE, 'javax.net.ssl.keyStore'];

/** True for a file of the manifests that holds certificates as text. */
function holdsPem(app: Workload, role: Role, facts: Facts, file: string): boolean {
  for (const { mountPath, volume, item } of mountsOf(app, role)) {
    const source = volume === undefined || !isInside(file, mountPath) ? undefined : sourceOf(volume);
    if (source?.kind !== 'ConfigMap') continue;
    const key = text(item.subPath) ?? file.slice(mountPath.length + 1);
    for (const object of facts.ofKind('ConfigMap', app.namespace)) {
      const content = record(object.metadata).name === source.name ? record(object.data)[key] : undefined;
      if (text(content)?.trimStart().startsWith('-----BEGIN') === true) return true;
    }
  }
  return false;
}

const trustStoreIsPem: Rule = applicationRule({
  id: 'trust-store-is-pem',
  severity: 'error',
  summary: 'A trust store of the JVM that is a certificate in PEM.',
  why: 'Java opens PKCS12 and JKS: no TLS connection of the job works ("Error constructing implementation").',
  fix: 'make a PKCS12 or JKS store of it: keytool -importcert -noprompt -storetype PKCS12, in an init container for example',
  *check(app, facts) {
    for (const role of app.roles) {
      const options = jvmOptions(app, role);
      for (const option of options.filter(({ name }) => STORES.includes(name))) {
        const file = neededFile(option) ?? option.value;
        const type = options.find(({ name }) => name === `${option.name}Type`);
        const isPem = /\.(?:pem|crt|cer|cert)$/i.test(file) || holdsPem(app, role, facts, file);
        if (!isPem && type?.value.toUpperCase() !== 'PEM') continue;
        yield {
          path: option.path,
          message: `${option.name.replace('javax.net.ssl.', '')} ${file} is PEM, and Java reads PKCS12 and JKS`,
        };
      }
    }
  },
});

const jvmFileUnmounted: Rule = applicationRule({
  id: 'jvm-file-unmounted',
  severity: 'error',
  summary: 'A file that an option of the JVM names, mounted in the other role only.',
  why: 'The JVM does not start, or finds no trusted certificate ("PKIX path building failed"), in one of the two.',
  fix: 'mount the volume in driver and executor',
  *check(app) {
    for (const role of app.roles) {
      const others = app.roles.filter((other) => other !== role);
      for (const option of jvmOptions(app, role)) {
        const file = neededFile(option);
        if (file === undefined || isMounted(app, role, file)) continue;
        const other = others.find((candidate) => isMounted(app, candidate, file));
        if (other === undefined) continue;
        yield {
          path: option.path,
          message: `${file} is mounted in the ${other.name}, not in the ${role.name}`,
          fix: `add its mount to the ${role.name}`,
        };
      }
    }
  },
});

function isMounted(app: Workload, role: Role, file: string): boolean {
  const kind = role.name === 'executor' ? 'executor' : 'driver';
  const bySettings = [...app.settings.values()].some(
    ({ key, value }) =>
      (new RegExp(`^spark\\.kubernetes\\.${kind}\\.volumes\\..*\\.mount\\.path$`).test(key) ||
        key.startsWith(`spark.kubernetes.${kind}.secrets.`)) &&
      isInside(file, value),
  );
  return (
    bySettings || mountsOf(app, role).some(({ mountPath }) => mountPath !== '/' && isInside(file, mountPath))
  );
}

const trustStoreOfOneRole: Rule = applicationRule({
  id: 'trust-store-of-one-role',
  severity: 'warning',
  summary: 'A trust store for one of driver and executor, and a private store that both connect to by TLS.',
  why: 'The other one does not trust the certificate of the store: "PKIX path building failed".',
  fix: 'give the option to driver and executor, with the file mounted in both',
  *check(app) {
    const endpoint = s3Endpoints(app).find(
      ({ scheme, value }) => scheme === 'https' && isPrivateEndpoint(value),
    );
    if (endpoint === undefined || app.roles.length < 2) return;
    const found = app.roles.map((role) => jvmOptions(app, role).find(({ name }) => name === STORE));
    const given = found.find((option): option is JvmOption => option !== undefined);
    const lacking = app.roles[found.indexOf(undefined)];
    if (given === undefined || lacking === undefined) return;
    yield {
      path: [...lacking.path, 'javaOptions'],
      message: `the ${lacking.name} has no trustStore, and connects to ${endpoint.value} too`,
    };
  },
});

/** Rules about files that options of the JVM name. */
export const JVM_FILES: RuleGroup = {
  title: 'Files of the JVM',
  rules: [trustStoreIsPem, jvmFileUnmounted, trustStoreOfOneRole],
};
