import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import * as clusters from '../../clusters';
import {
  AccessKeys,
  ClusterApp,
  KronodroidPlatform,
  type KronodroidPlatformProps,
  LakeFs,
  S3Store,
  SparkDefaults,
  SparkPermissions,
} from '../../lib';
import { warnings } from '../support/console';
import { templateHash } from '../../lib/runs/template-hash';
import { expectValidSparkApplication } from '../support/schema';

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.replaceAll('\\', '/'))
    .sort();

function synthesized(props: KronodroidPlatformProps): Map<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'platform-'));
  try {
    const app = new ClusterApp({ outdir });
    new KronodroidPlatform(app, 'kronodroid', props);
    app.synth();
    return new Map(files(outdir).map((name) => [name, readFileSync(join(outdir, name), 'utf8')]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const documents = (text = ''): any[] => parseAllDocuments(text).map((document) => document.toJS());

describe('KronodroidPlatform', () => {
  // The default kind of catalog is one that no lakeFS serves, and each synth says so.
  afterEach(() => {
    expect(warnings().filter((rule) => rule !== 'lakefs-catalog-uri')).toEqual([]);
  });

  it('gives its accounts to more jobs of its namespace', () => {
    const app = new ClusterApp();
    const platform = new KronodroidPlatform(app, 'platform', { jobNamespaces: ['etl', 'other'] });
    const accounts = [platform.driverServiceAccount, platform.executorServiceAccount];
    expect(accounts.map(({ namespace, serviceAccountName }) => [namespace, serviceAccountName])).toEqual([
      ['etl', 'spark'],
      ['etl', 'spark-executor'],
    ]);
    expect(platform.driverServiceAccount.sparkConf).toEqual(SparkPermissions.PODS_ONLY.sparkConf);
  });

  describe.each(Object.entries(clusters))('on the cluster %s', (name, cluster) => {
    const output = synthesized(cluster);
    const dist = join(__dirname, '../../dist', name);

    it('is what dist/ holds; run `npm run synth` when it is not', () => {
      expect(files(dist)).toEqual([...output.keys()]);
      for (const [path, content] of output) expect(readFileSync(join(dist, path), 'utf8')).toBe(content);
    });

    it('is the same at each synth', () => {
      expect(synthesized(cluster)).toEqual(output);
    });
  });

  const plain = Object.entries<KronodroidPlatformProps>(clusters).filter(([, props]) => !props.gitOps);

  describe.each(plain)('on the cluster %s, applied by hand', (name, cluster) => {
    const output = synthesized(cluster);

    it('has the four files, each in the folder that says what to do with it', () => {
      expect([...output.keys()]).toEqual(
        expect.arrayContaining([
          'apply/rbac.yaml',
          'fill-in/secrets-template.yaml',
          'helm/values.yaml',
          'run/sparkapplication-kronodroid.yaml',
        ]),
      );
    });

    it('keeps secrets, runs and values out of the folder that is applied', () => {
      const kinds = [...output]
        .filter(([path]) => path.startsWith('apply/'))
        .flatMap(([, text]) => documents(text).map((object) => object.kind));
      expect(new Set(kinds)).toEqual(
        new Set([
          'ServiceAccount',
          'Role',
          'RoleBinding',
          'ConfigMap',
          'Namespace',
          ...(name === 'production'
            ? [
                ...['LimitRange', 'NetworkPolicy', 'PriorityClass', 'ResourceQuota'],
                ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
              ]
            : []),
        ]),
      );
    });

    it('starts one application, valid for the API server', () => {
      const [application, ...others] = documents(output.get('run/sparkapplication-kronodroid.yaml'));
      expect(others).toEqual([]);
      expectValidSparkApplication(application);
    });

    it('releases the job that it runs, and its component stamps runs from that', () => {
      const [configMap] = documents(output.get('apply/run-template.yaml'));
      const [application] = documents(output.get('run/sparkapplication-kronodroid.yaml'));
      const [released] = documents(configMap.data['application.yaml']);
      if (cluster.isolateRun !== true) expect(released.spec).toEqual(application.spec);
      expect(output.get('pipelines/spark_kronodroid_iceberg_component.yaml')).toContain(
        configMap.metadata.name,
      );
    });

    it('has accounts for the job in every job namespace, and the operator watches them', () => {
      const accounts = [...output]
        .filter(([path]) => path.startsWith('apply/'))
        .flatMap(([, text]) => documents(text))
        .filter((object) => object.kind === 'ServiceAccount')
        .map((object) => `${object.metadata.namespace}/${object.metadata.name}`);
      const namespaces = cluster.jobNamespaces ?? [];
      expect(accounts.sort()).toEqual(
        [
          `${cluster.stepNamespace ?? namespaces[0]}/spark-submitter`,
          ...namespaces.flatMap((ns) => [`${ns}/spark`, `${ns}/spark-executor`]),
        ].sort(),
      );
      const [values] = documents(output.get('helm/values.yaml'));
      expect(values.spark).toEqual({
        jobNamespaces: namespaces,
        serviceAccount: { create: false, name: 'spark' },
        rbac: { create: false },
      });
    });

    it('says in the template of the Secrets how to fill it, with no value in it', () => {
      const text = output.get('fill-in/secrets-template.yaml')!;
      expect(text).toContain('#   kubectl create secret generic minio-credentials --namespace');
      for (const secret of documents(text)) {
        for (const value of Object.values(secret.stringData)) expect(value).toMatch(/^<FILL IN: .*>$/);
      }
    });
  });

  it('gives the accounts of drivers the permissions, and the job the settings that belong to them', () => {
    const output = synthesized({ permissions: SparkPermissions.CHART, jobNamespaces: ['a', 'b'] });
    const rules = documents(output.get('apply/rbac.yaml'))
      .filter(({ kind, metadata }) => kind === 'Role' && metadata.name === 'spark')
      .map((role) => role.rules);
    expect(rules).toEqual([SparkPermissions.CHART.rules, SparkPermissions.CHART.rules]);
    const [application] = documents(output.get('run/sparkapplication-kronodroid.yaml'));
    expect(application.spec.sparkConf).not.toMatchObject(SparkPermissions.PODS_ONLY.sparkConf);
    const [usual] = documents(synthesized({}).get('run/sparkapplication-kronodroid.yaml'));
    expect(usual.spec.sparkConf).toMatchObject(SparkPermissions.PODS_ONLY.sparkConf);
  });

  it('keeps account and keys of the steps out of the namespaces of the jobs', () => {
    const output = synthesized({
      jobNamespaces: ['jobs'],
      stepNamespace: 'steps',
      stepKeys: AccessKeys.fromSecret('lakefs-credentials'),
    });
    const names = (path: string): string[] =>
      documents(output.get(path)).map(
        ({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`,
      );
    expect(names('apply/rbac.yaml').slice(0, 3)).toEqual([
      'ServiceAccount steps/spark-submitter',
      'Role jobs/spark-submitter',
      'RoleBinding jobs/spark-submitter',
    ]);
    expect(names('fill-in/secrets-template.yaml')).toEqual([
      'Secret jobs/minio-credentials',
      'Secret jobs/lakefs-credentials',
      'Secret steps/lakefs-credentials',
    ]);
    const namespaces = documents(output.get('apply/namespaces.yaml')).map(({ metadata }) => metadata.name);
    expect(namespaces).toEqual(['spark-operator', 'jobs', 'steps']);
  });

  it('gives job, steps and the template of the Secrets one store and one repository', () => {
    const store = (name: string): AccessKeys => AccessKeys.fromSecret(`${name}-keys`);
    const output = synthesized({
      minio: new S3Store({ endpoint: 'http://raw:9000', keys: store('raw') }),
      lakefs: new LakeFs({ endpoint: 'http://lakefs.lake:8000', repository: 'other', keys: store('lake') }),
      job: { rawBucket: 'landing' },
    });
    const [application] = documents(output.get('run/sparkapplication-kronodroid.yaml'));
    expect(application.spec.sparkConf).toMatchObject({
      'spark.hadoop.fs.s3a.bucket.landing.endpoint': 'http://raw:9000',
    });
    const secrets = documents(output.get('fill-in/secrets-template.yaml')).map(
      ({ metadata }) => metadata.name,
    );
    expect(secrets).toEqual(['raw-keys', 'lake-keys']);
    const component = output.get('pipelines/spark_kronodroid_iceberg_component.yaml')!;
    expect(component).toContain('http://lakefs.lake:8000');
    expect(component).toContain('lake-keys');
    expect(component).not.toContain('lakefs-credentials');
  });

  it('lets the API server refuse what no job of the app asks for, when it is told to', () => {
    const output = synthesized({
      admissionPolicy: true,
      jobNamespaces: ['a', 'b'],
      operator: { namespace: 'system' },
    });
    const objects = documents(output.get('apply/admission-policy.yaml'));
    const pods = objects.find(({ metadata }) => metadata.name === 'spark-jobs-pods');
    expect(pods.spec.matchConditions[1].expression).toBe(
      'request.userInfo.username in ["system:serviceaccount:system:spark-operator-controller", ' +
        '"system:serviceaccount:a:spark", "system:serviceaccount:b:spark"]',
    );
  });

  it('makes some namespaces ready, each in a file of its own, and the others as ever', () => {
    const output = synthesized({
      jobNamespaces: ['a', 'b'],
      namespaces: [
        { name: 'b', priorities: [{ name: 'batch', value: 1 }], images: ['registry.example.com/'] },
      ],
      admissionPolicy: true,
      operator: { namespace: 'system' },
    });
    const objectsIn = (path: string) =>
      documents(output.get(path)).map(
        ({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
      );
    expect(objectsIn('apply/namespace-b.yaml')).toEqual(
      expect.arrayContaining([
        'Namespace /b',
        'ServiceAccount b/spark',
        'ResourceQuota b/spark',
        'LimitRange b/spark',
        'PriorityClass /batch',
        'NetworkPolicy b/deny-all',
        'ValidatingAdmissionPolicy /spark-b-pods',
      ]),
    );
    expect(output.get('apply/namespace-b.yaml')).toContain(
      'system:serviceaccount:system:spark-operator-controller',
    );
    expect(objectsIn('apply/namespaces.yaml')).toEqual(['Namespace /system', 'Namespace /a']);
    expect(objectsIn('apply/rbac.yaml').filter((object) => object.startsWith('ServiceAccount'))).toEqual([
      'ServiceAccount a/spark-submitter',
      'ServiceAccount a/spark',
      'ServiceAccount a/spark-executor',
    ]);
    expect(output.get('apply/admission-policy.yaml')).not.toMatch(/- b$/m);
  });

  it('fails on a ready namespace in which no jobs run', () => {
    expect(() => synthesized({ jobNamespaces: ['a'], namespaces: [{ name: 'b' }] })).toThrow(
      'Kronodroid platform: namespaces has "b", where no jobs run; jobNamespaces are a',
    );
  });

  it.each([false, true])(
    'gives its defaults to the job, to the release and to what runs; isolated: %s',
    (isolateRun) => {
      const output = synthesized({
        isolateRun,
        defaults: {
          labels: { owner: 'data' },
          pods: { priorityClassName: 'batch' },
          registry: 'registry.example.com',
        },
      });
      const [run] = documents(output.get('run/sparkapplication-kronodroid.yaml'));
      const [template] = documents(output.get('apply/run-template.yaml'));
      for (const { metadata, spec } of [run, documents(template.data['application.yaml'])[0]]) {
        expect(metadata.labels).toMatchObject({ owner: 'data' });
        expect(spec.image).toBe('registry.example.com/apache/spark:3.5.0-python3');
        expect(spec.executor.priorityClassName).toBe('batch');
      }
    },
  );

  it('fails on a job that is released alone and says what is locked around the platform', () => {
    const app = new ClusterApp({ outdir: mkdtempSync(join(tmpdir(), 'kronodroid-')) });
    SparkDefaults.of(app).lock({ executor: { instances: 1 } });
    new KronodroidPlatform(app, 'platform', { isolateRun: true });
    expect(() => {
      app.synth();
    }).toThrow('executor.instances is 2 by executor, and 1 is locked by SparkDefaults of the app');
    warnings();
  });

  describe.each(['argo', 'flux'] as const)('on the cluster %s, applied from Git', (name) => {
    const output = synthesized(clusters[name]);
    const byHand = synthesized(clusters.production);

    it('has the files of production, those that are applied in stages', () => {
      const stages: Readonly<Record<string, string>> = {
        'namespaces.yaml': 'git/namespaces',
        'namespace-kronodroid.yaml': 'git/namespaces',
        'namespace-kronodroid-adhoc.yaml': 'git/namespaces',
        'rbac.yaml': 'git/access',
        'run-template.yaml': 'git/templates',
      };
      for (const [path, text] of byHand) {
        const [folder, file] = path.split('/') as [string, string];
        if (folder === 'helm') continue;
        if (file === 'run-template.yaml') continue;
        expect(output.get(folder === 'apply' ? `${stages[file]!}/${file}` : path)).toBe(text);
      }
    });

    it('installs production', () => {
      const path = { argo: 'git/operator/application.yaml', flux: 'git/operator/helm-release.yaml' }[name];
      const { spec } = documents(output.get(path)).at(-1);
      expect(spec.values ?? spec.source.helm.valuesObject).toEqual(
        documents(byHand.get('helm/values.yaml'))[0],
      );
    });

    it('keeps the release of the job that pipelines may still name', () => {
      const [template] = documents(output.get('git/templates/run-template.yaml'));
      const [released] = documents(byHand.get('apply/run-template.yaml'));
      expect(template.data).toEqual(released.data);
      expect(Object.values(template.metadata.annotations)).toContain(
        { argo: 'Prune=false', flux: 'disabled' }[name],
      );
    });
  });

  it('says how releases of the job are removed that no pipeline names', () => {
    const text = synthesized({}).get('apply/run-template.yaml')!;
    const [{ metadata }] = documents(text);
    const version = metadata.labels['app.kubernetes.io/version'] as string;
    expect(text).toContain(
      "#   kubectl delete configmap --namespace default \\\n#     --selector 'app.kubernetes.io/managed-by=cdk8s," +
        `app.kubernetes.io/name=kronodroid-iceberg,app.kubernetes.io/version notin (${version})'\n`,
    );
  });

  it('has the values of the seed by default', () => {
    expect(synthesized(clusters.seed)).toEqual(synthesized({}));
  });

  it.each(['local', 'production'] as const)('has nothing to warn of on the cluster %s', (name) => {
    warnings();
    synthesized(clusters[name]);
    expect(warnings()).toEqual([]);
  });

  it('starts a run on a branch of its own, as the runner makes it, when it is told to', () => {
    const output = synthesized({ isolateRun: true });
    const text = output.get('run/sparkapplication-kronodroid.yaml')!;
    const [run] = documents(text);
    const [configMap] = documents(output.get('apply/run-template.yaml'));
    const template = new Map<string, string>(Object.entries(configMap.data));
    const name = 'kronodroid-iceberg-manual';
    expect(run.metadata).toMatchObject({
      name,
      annotations: {
        'cdk8s-spark-operator/source-branch': 'main',
        'cdk8s-spark-operator/template': templateHash(Object.fromEntries(template)),
      },
    });
    expect(run.spec.arguments).toEqual(expect.arrayContaining(['--lakefs-branch', name]));
    expect(run.spec.timeToLiveSeconds).toBe(604_800);
    expect(documents(template.get('application.yaml'))[0].spec.arguments).toContain('main');
    expect(text).toContain(
      `#   lakectl branch create lakefs://kronodroid/${name} --source lakefs://kronodroid/main\n`,
    );
  });

  it('runs its job in default where the operator watches all namespaces', () => {
    const output = synthesized({ jobNamespaces: [] });
    const [application] = documents(output.get('run/sparkapplication-kronodroid.yaml'));
    expect(application.metadata.namespace).toBe('default');
    expect(application.spec.driver.serviceAccount).toBe('spark');
    const [values] = documents(output.get('helm/values.yaml'));
    expect(values.spark.jobNamespaces).toEqual([]);
    const accounts = documents(output.get('apply/rbac.yaml')).filter(({ kind }) => kind === 'ServiceAccount');
    expect(accounts.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
      'default/spark-submitter',
      'default/spark',
      'default/spark-executor',
    ]);
  });

  it('works without any configuration', () => {
    expect([...synthesized({}).keys()]).toEqual([
      'apply/namespaces.yaml',
      'apply/rbac.yaml',
      'apply/run-template.yaml',
      'fill-in/secrets-template.yaml',
      'helm/values.yaml',
      'pipelines/spark_kronodroid_iceberg_component.yaml',
      'pipelines/spark_kronodroid_iceberg_promote_component.yaml',
      'run/sparkapplication-kronodroid.yaml',
    ]);
  });
});
