import { Cpu } from 'cdk8s-plus-28';
import { SparkRuntime } from '../../../lib';

/** What fits driver and executors on two cores without changing how many tasks they run. */
export const small = { coreRequest: Cpu.millis(200) };

/** Images with the job and its jars, as `examples/kronodroid/job/Dockerfile` makes them. */
export const runtimes = {
  spark35: SparkRuntime.of('3.5.8', { image: 'kronodroid-job:3.5.8', bakedIn: true }),
  spark35Aws: SparkRuntime.of('3.5.8', {
    image: 'kronodroid-job:3.5.8-aws',
    bakedIn: true,
    icebergAwsBundle: true,
  }),
  spark40: SparkRuntime.of('4.0.3', { image: 'kronodroid-job:4.0.3', bakedIn: true }),
};
