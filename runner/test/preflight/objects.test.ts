import { NAMESPACE, notWell, ReadyCluster } from './world';

const world = ReadyCluster.forEachTest();

describe('what a job names', () => {
  it.each<[string, object, unknown[]]>([
    [
      'a queue of Volcano',
      { batchScheduler: 'volcano', batchSchedulerOptions: { queue: 'gone' } },
      ['wrong', 'queue', 'there is no queue gone of Volcano'],
    ],
    [
      'a queue of Volcano that is there',
      { batchScheduler: 'volcano', batchSchedulerOptions: { queue: 'nightly' } },
      [],
    ],
    ['no queue of Volcano', { batchScheduler: 'volcano' }, []],
    ['a queue of nothing', { batchSchedulerOptions: { queue: 'gone' } }, []],
    [
      'a queue of another',
      { batchScheduler: 'yunikorn', batchSchedulerOptions: { queue: 'gone' } },
      ['unknown', 'queue', 'queue gone of yunikorn'],
    ],
  ])('looks for %s', async (_, more, expected) => {
    world.cluster.objects.set('/apis/scheduling.volcano.sh/v1beta1/queues/nightly', {});
    const given = world.template();
    const { spec } = given.application;
    const result = await world.looking({
      template: { ...given, application: { ...given.application, spec: { ...spec, ...more } } },
    });
    expect(notWell(result).filter(([, id]: any) => id === 'queue')).toEqual(
      expected.length === 0 ? [] : [expected],
    );
  });

  it('asks for the account of the driver wherever it stands, and for default where it does not', async () => {
    const given = world.template();
    const { spec } = given.application;
    const accountIn = async (driver: object): Promise<unknown[]> => {
      const own = { cores: 1, memory: '2g', env: spec.driver!.env, ...driver };
      const application = { ...given.application, spec: { ...spec, driver: own } };
      return (notWell(await world.looking({ template: { ...given, application } })) as string[][]).filter(
        ([, id]) => id === 'driver-rights',
      );
    };
    const may = (name: string) => [
      ['wrong', 'driver-rights', `account ${name} of the driver may not create pods in namespace data`],
    ];
    for (const name of ['own', 'templates', 'default'])
      world.cluster.forbidden.push({ user: `system:serviceaccount:data:${name}`, what: 'create pods' });
    expect(await accountIn({ serviceAccount: 'own' })).toEqual(may('own'));
    expect(await accountIn({ template: { spec: { serviceAccountName: 'templates' } } })).toEqual(
      may('templates'),
    );
    expect(await accountIn({})).toEqual(may('default'));
    expect(await accountIn({ serviceAccount: '' })).toEqual(may('default'));
  });

  it.each([
    ['kubernetes.io/dockercfg', true],
    ['kubernetes.io/dockerconfigjson', true],
    ['xkubernetes.io/dockercfg', false],
    ['kubernetes.io/dockercfgs', false],
    [undefined, false],
  ])('takes a Secret of type %s for one of a registry: %s', async (type, can) => {
    const found = await world.notWellWith(`${NAMESPACE}/secrets/pull`, (it) => (it.type = type));
    expect(found).toEqual(
      can ? [] : [['wrong', 'secret', `Secret pull is of type ${type ?? 'Opaque'} and can pull no image`]],
    );
  });

  it('finds keys in either part of an object, and says where there are none', async () => {
    const SECRET = `${NAMESPACE}/secrets/lakefs-credentials`;
    expect(
      await world.notWellWith(SECRET, (it) => {
        it.data = { a: 'x' };
        it.binaryData = { 'secret-key': 'x' };
      }),
    ).toEqual([]);
    expect(
      await world.notWellWith(SECRET, (it) => {
        it.data = { b: 'x', a: 'x' };
        delete it.binaryData;
      }),
    ).toEqual([['wrong', 'secret', 'Secret lakefs-credentials has no key secret-key; it has a, b']]);
    expect(await world.notWellWith(SECRET, (it) => delete it.data)).toEqual([
      ['wrong', 'secret', 'Secret lakefs-credentials has no key secret-key; it has none'],
    ]);
  });
});
