import { NAMESPACE, notWell, ReadyCluster } from './world';

const world = ReadyCluster.forEachTest();

describe('where a quota or a node', () => {
  const room = async (address: string, change: (object: any) => void): Promise<string[]> => {
    world.edit(address, change);
    const checks = (await world.looking()).checks as { id: string; verdict: string; what: string }[];
    return checks.flatMap(({ id, verdict, what }) =>
      ['quota', 'limits', 'nodes', 'image'].includes(id) && verdict !== 'ok'
        ? [`${verdict} ${id}: ${what}`]
        : [],
    );
  };
  const QUOTA = `${NAMESPACE}/resourcequotas/team`;
  const LIMITS = `${NAMESPACE}/limitranges/pods`;
  const NODE = '/api/v1/nodes/one';

  it('has just enough, nothing is wrong', async () => {
    expect(
      await room(QUOTA, (it) => {
        it.status = { hard: { pods: '3', 'count/pods': 3, services: '0' } };
      }),
    ).toEqual([]);
    expect(
      await room(QUOTA, (it) => {
        it.status = {};
        it.spec = { hard: { pods: '2' } };
      }),
    ).toEqual(['wrong quota: quota team has 2 pods, and the job starts with 3']);
    expect(
      await room(QUOTA, (it) => {
        it.spec = { hard: { 'count/sparkapplications.sparkoperator.k8s.io': '0' } };
      }),
    ).toEqual([
      'wrong quota: quota team has 0 count/sparkapplications.sparkoperator.k8s.io, and the job starts with 1',
    ]);
  });

  it.each([
    ['taken', { hard: { pods: '10' }, used: { pods: '7' } }, []],
    [
      'not enough left',
      { hard: { pods: '10' }, used: { pods: '8' } },
      ['wrong quota: quota team has 10 pods, of which 8 are taken, and the job starts with 3'],
    ],
    ['no number', { hard: { pods: 'x' } }, []],
    ['no number that is taken', { hard: { pods: '1' }, used: { pods: 'x' } }, []],
    ['another resource', { hard: { 'requests.storage': '0' } }, []],
  ])('has %s, it is counted', async (_, status, expected) => {
    expect(await room(QUOTA, (it) => (it.status = status))).toEqual(expected);
  });

  it('may be too small for what the job grows to, it is a warning', async () => {
    const given = world.template();
    const { spec } = given.application;
    const growing = {
      ...spec,
      dynamicAllocation: { enabled: true, initialExecutors: 1, minExecutors: 1, maxExecutors: 9 },
    };
    world.edit(QUOTA, (it) => (it.status = { hard: { pods: '9', 'count/pods': '10' } }));
    const result = await world.looking({
      template: { ...given, application: { ...given.application, spec: growing } },
    });
    expect(notWell(result)).toEqual([
      ['warning', 'quota', 'quota team has 9 pods, and the job may grow to 10'],
    ]);
  });

  it('counts memory, it is told in its unit', async () => {
    const told = await room(QUOTA, (it) => (it.status = { hard: { memory: '1Gi', 'requests.cpu': '1' } }));
    expect(told).toEqual([
      expect.stringMatching(/^wrong quota: quota team has 1Gi memory, and the job starts with \d+Mi$/),
      expect.stringMatching(/^wrong quota: quota team has 1 requests.cpu, and the job starts with \d+$/),
    ]);
  });

  it('limits something else, it is no matter', async () => {
    const limited = (type: string, max: object) => room(LIMITS, (it) => (it.spec.limits = [{ type, max }]));
    expect(await limited('PersistentVolumeClaim', { cpu: '0' })).toEqual([]);
    expect(await limited('Pod', { 'ephemeral-storage': '1' })).toEqual([]);
    expect(await limited('Pod', { memory: '1Mi' })).toEqual([
      expect.stringMatching(
        /^wrong limits: LimitRange pods allows 1Mi memory, and the driver asks for \d+Mi$/,
      ),
      expect.stringMatching(
        /^wrong limits: LimitRange pods allows 1Mi memory, and the executor asks for \d+Mi$/,
      ),
    ]);
  });

  it('takes no pods, it is none', async () => {
    expect(await room(NODE, (it) => (it.spec = { unschedulable: true }))).toEqual([
      'wrong nodes: no node is there for the driver: none has disk=ssd',
      'wrong nodes: no node is there for the executor',
      'unknown image: whether image kronodroid/spark-iceberg:1.4.0 can be pulled',
    ]);
  });

  it('has an image under a name of Docker Hub, it is known', async () => {
    const named = (name: string) => room(NODE, (it) => (it.status.images = [{ names: [name] }]));
    expect(await named('kronodroid/spark-iceberg:1.4.0')).toEqual([]);
    expect(await named('docker.io/library/kronodroid/spark-iceberg:1.4.0')).toEqual([]);
    expect(await named('quay.io/kronodroid/spark-iceberg:1.4.0')).toEqual([
      'unknown image: whether image kronodroid/spark-iceberg:1.4.0 can be pulled',
    ]);
  });

  it('does not say what it has, it may do', async () => {
    expect(await room(NODE, (it) => (it.status.allocatable = {}))).toEqual([]);
  });
});
