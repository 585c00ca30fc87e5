import { App, Chart, Size } from 'cdk8s';
import fc from 'fast-check';
import {
  Credentials,
  PodIdentity,
  S3Store,
  SparkApplication,
  SparkFeature,
  SparkJar,
  SparkRuntime,
  type SparkContribution,
} from '../../lib';

class Feature extends SparkFeature {
  public constructor(
    public readonly description: string,
    private readonly contribution: SparkContribution,
    private readonly along: SparkFeature[] = [],
  ) {
    super();
  }

  public override get includes(): SparkFeature[] {
    return this.along;
  }

  public contribute(): SparkContribution {
    return this.contribution;
  }
}

function application(own: Partial<ConstructorParameters<typeof SparkApplication>[2]> = {}): SparkApplication {
  return new SparkApplication(new Chart(new App(), 'jobs'), 'etl', {
    mainApplicationFile: 'local:///etl.py',
    sparkVersion: '3.5.8',
    ...own,
  });
}

const specOf = (app: SparkApplication): any => app.apiObject.toJson().spec;

describe('a conflict', () => {
  test.each([
    ['a scalar', { executor: { memory: Size.gibibytes(2) } }, { executor: { memory: Size.gibibytes(4) } }],
    ['a label', { pods: { labels: { team: 'a' } } }, { executor: { labels: { team: 'b' } } }],
    [
      'a mount',
      { pods: { volumeMounts: [{ name: 'a', mountPath: '/x' }] } },
      { driver: { volumeMounts: [{ name: 'b', mountPath: '/x' }] } },
    ],
    [
      'a sidecar',
      { pods: { sidecars: [{ name: 's', image: 'a:1' }] } },
      { pods: { sidecars: [{ name: 's', image: 'b:1' }] } },
    ],
    ['a label of the object', { labels: { team: 'a' } }, { labels: { team: 'b' } }],
  ] as [string, SparkContribution, SparkContribution][])('fails on %s, naming both', (_, one, two) => {
    const app = application();
    app.with(new Feature('one', one));
    expect(() => app.with(new Feature('two', two))).toThrow(
      /^Spark application "jobs\/etl": .* by one and .* by two; (rename or )?remove one of them/,
    );
  });

  test('fails on two values in one contribution', () => {
    const twice = { pods: { labels: { team: 'a' } }, driver: { labels: { team: 'b' } } };
    expect(() => application().with(new Feature('one', twice))).toThrow(
      'driver.labels.team is "a" by one and "b" by one; remove one of them',
    );
  });

  test('fails on a prop that cannot be represented', () => {
    expect(() => application().with(new Feature('one', { pods: { cores: 0 } }))).toThrow(
      'Spark application "jobs/etl": pods.cores is 0; it must be a whole number, 1 or more',
    );
  });

  test('leaves nothing behind, not of what comes along either', () => {
    const app = application({ sparkConf: { 'spark.a': '1' } });
    const before = specOf(app);
    const along = new Feature('along', { sparkConf: { 'spark.z': '1' }, labels: { team: 'a' } });
    expect(() =>
      app.with(new Feature('one', { sparkConf: { 'spark.b': '1', 'spark.a': '2' } }, [along])),
    ).toThrow('sparkConf["spark.a"] is "1" by sparkConf and "2" by one');
    expect(specOf(app)).toEqual(before);
    expect(app.apiObject.toJson().metadata).not.toHaveProperty('labels');
    expect(Object.values(app.provenance)).not.toContain('along');
  });

  test('is none when only the order of keys differs', () => {
    const app = application();
    app.with(new Feature('one', { volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory' } }] }));
    app.with(new Feature('two', { volumes: [{ emptyDir: { medium: 'Memory' }, name: 'tmp' }] }));
    expect(specOf(app).volumes).toEqual([{ name: 'tmp', emptyDir: { medium: 'Memory' } }]);
    expect(app.provenance['volumes[tmp]']).toBe('one');
  });
});

test('a field of the security context that a feature brings replaces that field of the default', () => {
  const app = application().with(
    new Feature('one', { pods: { securityContext: { readOnlyRootFilesystem: true } } }),
  );
  expect(specOf(app).driver.securityContext).toMatchObject({ readOnlyRootFilesystem: true, runAsUser: 185 });
});

test('a context of the application is whole, and a feature adds to it', () => {
  const app = application({ driver: { securityContext: { runAsUser: 1 } } });
  app.with(new Feature('one', { driver: { securityContext: { runAsGroup: 2 } } }));
  expect(specOf(app).driver.securityContext).toEqual({ runAsUser: 1, runAsGroup: 2 });
});

test('Java options of several parts are put together, those of the application last', () => {
  const app = application({ driver: { javaOptions: '-Xss4m -Da=1' } });
  app.with(new Feature('two', { pods: { javaOptions: '-Db=2' } }));
  app.with(new Feature('one', { pods: { javaOptions: '-Dc=3' } }));
  app.with(new Feature('three', { pods: { javaOptions: '-Dc=3' } }));
  expect(specOf(app).driver.javaOptions).toBe('-Dc=3 -Db=2 -Xss4m -Da=1');
  expect(specOf(app).executor.javaOptions).toBe('-Dc=3 -Db=2');
  expect(app.provenance['driver.javaOptions[-Db=2]']).toBe('two');
});

test('jars come along as features ask for them', () => {
  const runtime = SparkRuntime.of('3.5.8');
  const packages = (...jars: SparkJar[]): string[] =>
    specOf(application({ runtime, sparkVersion: undefined }).with(new Feature('one', { jars }))).deps
      .packages;
  expect(packages(SparkJar.S3A)).toEqual([expect.stringContaining(':hadoop-aws:')]);
  expect(packages(SparkJar.ICEBERG_AWS, SparkJar.ICEBERG)).toEqual([
    expect.stringContaining(':iceberg-aws-bundle:'),
    expect.stringContaining(':iceberg-spark-runtime-3.5_2.12:'),
  ]);
});

test('with keeps the type of the application', () => {
  const app: SparkApplication = application().with(new Feature('one', {}));
  expect(app.renderedSparkConf).toHaveProperty(['spark.authenticate']);
});

test('an account that a feature brings brings its settings', () => {
  const serviceAccount = { serviceAccountName: 'least', sparkConf: { 'spark.a': '1' } };
  const app = application().with(new Feature('one', { driver: { serviceAccount } }));
  expect(specOf(app)).toMatchObject({ sparkConf: { 'spark.a': '1' }, driver: { serviceAccount: 'least' } });
});

describe('what several applications share', () => {
  const env = [{ name: 'A', value: '1' }];

  test('a feature gives to each of them, under its own name', () => {
    const contribution = { env };
    const both = [new Feature('one', contribution), new Feature('two', contribution)];
    for (const feature of [...both, ...both]) {
      const app = application().with(feature);
      expect(specOf(app).executor.env).toEqual(env);
      expect(app.provenance['executor.env[A]']).toBe(feature.description);
    }
  });

  test('fails in each of them, where a feature is wrong', () => {
    const wrong = new Feature('one', { pods: { cores: 0 } });
    for (const app of [application(), application()])
      expect(() => app.with(wrong)).toThrow('pods.cores is 0');
  });

  test('may change between them, where it is added by hand', () => {
    const contribution = { sparkConf: { 'spark.a': '1' } };
    const values = ['1', '2'].map((value) => {
      contribution.sparkConf['spark.a'] = value;
      const app = application();
      app.addContribution('mine', contribution);
      return specOf(app).sparkConf['spark.a'];
    });
    expect(values).toEqual(['1', '2']);
  });

  test('a bucket says what the Hadoop of each needs', () => {
    const credentials = Credentials.podIdentity(PodIdentity.irsa('arn:aws:iam::123456789012:role/jobs'));
    const store = S3Store.aws('eu-central-1', { credentials });
    expect(store.bucket('raw')).toBe(store.bucket('raw'));
    const provider = 'spark.hadoop.fs.s3a.bucket.raw.aws.credentials.provider';
    const providers = ['3.5.8', '4.1.4', '3.5.8'].map(
      (sparkVersion) => specOf(application({ sparkVersion }).with(store.bucket('raw'))).sparkConf[provider],
    );
    const [v1, v2] = ['com.amazonaws.', 'software.amazon.awssdk.'].map((name) =>
      expect.stringContaining(name),
    );
    expect(providers).toEqual([v1, v2, v1]);
  });
});

test('the order of features never matters', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const contribution = fc.record({
    tolerations: fc.uniqueArray(name),
    env: fc.uniqueArray(name),
    sidecars: fc.uniqueArray(name),
    volumes: fc.uniqueArray(name),
  });
  fc.assert(
    fc.property(fc.array(contribution, { maxLength: 3 }), (contributions) => {
      const features = contributions.map(
        ({ tolerations, env, sidecars, volumes }, index) =>
          new Feature(`feature ${index}`, {
            env: env.map((key) => ({ name: key, value: '$(b)' })),
            pods: {
              tolerations: tolerations.map((key) => ({ key })),
              sidecars: sidecars.map((key) => ({ name: key })),
            },
            volumes: volumes.map((key) => ({ name: key, emptyDir: {} })),
          }),
      );
      const own = { driver: { env: [{ name: 'b', value: '$(b)' }], tolerations: [{ key: 'c' }] } };
      expect(specOf(application(own).with(...features.toReversed()))).toEqual(
        specOf(application(own).with(...features)),
      );
    }),
    { numRuns: 50 },
  );
});
