import type { PreflightProps } from '../../src/preflight/preflight';
import { templateOf } from '../../src/template';
import { CERTIFICATE } from '../fake/cluster';
import { application, release } from '../fixtures';
import { DEPLOYMENT, notWell, ReadyCluster, WEBHOOK } from './world';

const world = ReadyCluster.forEachTest();

describe('operator and webhook', () => {
  const controller = (edited: (object: any) => void): Promise<unknown[]> =>
    world.notWellWith(DEPLOYMENT, edited);
  const argue = (it: any, ...args: unknown[]): void => {
    it.spec.template.spec.containers = [{ args }];
  };
  const unready = expect.stringContaining(' has no pod that is ready');

  const selecting = (selector: object | undefined, more: object = {}): Promise<unknown[]> =>
    world.notWellWith(WEBHOOK, (it) => {
      const [webhook] = it.webhooks;
      it.webhooks = [{ ...webhook, namespaceSelector: selector, ...more }];
    });
  const NAME_LABEL = 'kubernetes.io/metadata.name';
  const expression = (operator: string, ...values: string[]) => ({
    matchExpressions: [{ key: NAME_LABEL, operator, values }],
  });

  it('knows a controller by its label, and by its arguments where it has none', async () => {
    expect(await controller((it) => delete it.metadata.labels['app.kubernetes.io/component'])).toEqual([]);
    expect(
      await controller((it) => {
        argue(it, 'webhook', 'start');
      }),
    ).toEqual([['wrong', 'operator', 'no operator is installed in the cluster']]);
    expect(
      await controller((it) => (it.spec.template.spec.containers = [{ command: ['controller'] }])),
    ).toEqual([]);
    expect(await controller((it) => (it.metadata.labels['app.kubernetes.io/component'] = 'webhook'))).toEqual(
      [['wrong', 'operator', 'no operator is installed in the cluster']],
    );
  });

  it.each<[string, unknown[], boolean]>([
    ['the namespace', ['--namespaces=data'], true],
    ['it among others, in quotes', ['--namespaces="other,data"'], true],
    ['all that are none', ['--namespaces='], true],
    ['all', ['start'], true],
    ['all, with an argument that is none', [7], true],
    ['others', ['--namespaces=other,data-2'], false],
  ])('knows that a controller watches %s', async (_, args, watches) => {
    const found = await controller((it) => {
      argue(it, ...args);
    });
    expect(found).toEqual(
      watches ? [] : [['wrong', 'namespace-watched', expect.stringMatching(/controller: other, data-2\)$/)]],
    );
  });

  it('says what it knows of a controller that says little', async () => {
    expect(await controller((it) => delete it.status)).toEqual([['wrong', 'operator', unready]]);
    expect(await controller((it) => delete it.metadata.labels['app.kubernetes.io/version'])).toEqual([
      [
        'wrong',
        'operator',
        'operator operator/spark-operator-controller of no known version has no pod that is ready',
      ],
    ]);
    expect(await controller((it) => (it.metadata = { labels: it.metadata.labels }))).toEqual([
      ['wrong', 'operator', 'operator / of no known version has no pod that is ready'],
    ]);
  });

  it.each<[object | undefined, boolean]>([
    [undefined, true],
    [{ matchLabels: { [NAME_LABEL]: 'data' } }, true],
    [{ matchLabels: { [NAME_LABEL]: 'other' } }, false],
    [{ matchLabels: { team: 'a' } }, true],
    [expression('In', 'other', 'data'), true],
    [expression('In', 'other'), false],
    [expression('NotIn', 'other'), true],
    [expression('NotIn', 'data'), false],
    [{ matchExpressions: [{ key: 'team', operator: 'In', values: ['a'] }] }, true],
    [
      {
        matchExpressions: [
          ...expression('In', 'data').matchExpressions,
          ...expression('In', 'x').matchExpressions,
        ],
      },
      false,
    ],
  ])('knows whether the webhook takes a namespace by %j: %s', async (selector, covered) => {
    expect(await selecting(selector)).toEqual(
      covered
        ? []
        : [['wrong', 'webhook', expect.stringContaining('leaves namespace data out, which driver.')]],
    );
  });

  it('knows the webhook of pods of Spark from others', async () => {
    const none = [['wrong', 'webhook', expect.stringContaining('no webhook of an operator changes pods')]];
    expect(await selecting({}, { objectSelector: { matchLabels: { other: 'true' } } })).toEqual(none);
    world.cluster.objects.set(WEBHOOK, { webhooks: [{ rules: [{ resources: ['sparkapplications'] }] }, {}] });
    expect(notWell(await world.looking())).toEqual(none);
  });

  it('warns where no field needs the webhook', async () => {
    world.cluster.take(WEBHOOK);
    const { name, data } = release(application(), { properties: {} });
    const { spec, ...rest } = templateOf(data, name).application;
    const bare = {
      ...rest,
      spec: {
        ...Object.fromEntries(
          ['type', 'mode', 'sparkVersion', 'image', 'mainApplicationFile'].map((key) => [key, spec[key]]),
        ),
        arguments: ['main', 'kronodroid'],
        sparkConf: spec.sparkConf,
        driver: { cores: 1, memory: '1g' },
        executor: { cores: 1, memory: '1g' },
      },
    };
    const plain = { ...templateOf(data, name), application: bare } as PreflightProps['template'];
    const result = await world.looking({
      template: { ...plain, contract: { ...plain.contract, 'x-isolation': 'none' } },
    });
    expect(result).toMatchObject({ counts: { warning: 1 } });
    expect(world.output).toContain(
      'warning: no webhook of an operator changes pods; the application has no field that needs it (webhook)\n  fix: turn webhook.enable of the release on',
    );
  });

  it('names a CA bundle that has expired', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2200-01-01'));
    const result = await world.looking();
    jest.restoreAllMocks();
    expect(notWell(result)).toEqual([['wrong', 'webhook-ca', expect.stringContaining('was valid until')]]);
  });

  it('names a CA bundle that is none', async () => {
    const bundle = (text: string) => (it: any) =>
      (it.webhooks[0].clientConfig.caBundle = Buffer.from(text).toString('base64'));
    expect(await world.notWellWith(WEBHOOK, bundle('no certificate'))).toEqual([
      ['wrong', 'webhook-ca', expect.stringContaining('has no CA bundle')],
    ]);
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    expect(await world.notWellWith(WEBHOOK, bundle(broken))).toEqual([
      ['unknown', 'webhook-ca', expect.stringMatching(/^the CA bundle of webhook .* cannot be read$/)],
    ]);
    expect(await world.notWellWith(WEBHOOK, bundle(`# of the cluster\n${CERTIFICATE}`))).toEqual([]);
  });

  it('warns where it will not stop a run', async () => {
    world.cluster.objects.set(`${DEPLOYMENT}-2`, world.cluster.objects.get(DEPLOYMENT)!);
    expect(notWell(await world.looking())).toEqual([
      ['warning', 'operator', expect.stringContaining('2 operators watch namespace data')],
    ]);
  });

  it('looks for the operator where it is told to', async () => {
    expect(notWell(await world.looking({ operatorNamespace: 'elsewhere' }))).toEqual([
      ['wrong', 'operator', 'no operator is installed in namespace elsewhere'],
      ['wrong', 'webhook', expect.stringContaining('no webhook of an operator changes pods')],
    ]);
    expect(notWell(await world.looking({ operatorNamespace: 'operator' }))).toEqual([]);
  });
});
