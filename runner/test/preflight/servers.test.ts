import type { PreflightProps } from '../../src/preflight/preflight';
import { notWell, ReadyCluster } from './world';

const world = ReadyCluster.forEachTest();

describe('servers of a job', () => {
  it('says of a server inside of the cluster that it can be asked only there', async () => {
    const given = world.template();
    const { spec } = given.application;
    const at = (endpoint: string): PreflightProps['template'] => ({
      ...given,
      application: {
        ...given.application,
        spec: { ...spec, sparkConf: { ...spec.sparkConf, 'spark.hadoop.fs.s3a.endpoint': endpoint } },
      },
    });
    const inside = at('http://minio.storage.svc:9000');
    const title = 'server minio.storage.svc:9000 of the job';
    expect(notWell(await world.looking({ template: inside }))).toEqual([
      ['unknown', 'server', `${title}, a Service of the cluster`],
    ]);
    expect(notWell(await world.looking({ template: inside, isInside: true }))).toEqual([
      ['wrong', 'server', expect.stringContaining(`${title} does not answer: `)],
    ]);
    expect(notWell(await world.looking({ template: at('http://127.0.0.1:1') }))).toEqual([
      ['wrong', 'server', expect.stringContaining('server 127.0.0.1:1 of the job does not answer: ')],
    ]);
  });
});
