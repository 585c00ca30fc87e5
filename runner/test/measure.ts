// How fast the bundled runner starts and how much memory it takes while it follows a run.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { application } from './fixtures';
import { ended, Program } from './program';
import { World } from './world';

async function main(): Promise<void> {
  const world = await new World().start();
  const program = Program.bundle();
  const template = program.write('app.yaml', stringify(application()));
  const env = {
    KUBECONFIG: program.kubeconfig(world.kubernetes.url, 'token'),
    LAKEFS_ENDPOINT_URL: world.lakefs.url,
    LAKEFS_ACCESS_KEY_ID: world.lakefs.props.accessKeyId,
    LAKEFS_SECRET_ACCESS_KEY: world.lakefs.props.secretAccessKey,
  };
  world.states = ['RUNNING'];
  const firstRequests: number[] = [];
  let residentMb = 0;
  for (let index = 0; index < 5; index++) {
    const begin = performance.now();
    let first = 0;
    world.kubernetes.fault = () => {
      first ||= performance.now() - begin;
      return undefined;
    };
    const child = program.start(['run', '--template', template, '--run-id', `m${index}`], env);
    const end = ended(child);
    await delay(4000);
    const status = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
    residentMb = Math.max(residentMb, Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
    child.kill('SIGTERM');
    await end;
    firstRequests.push(Math.round(first));
  }
  await world.stop();
  console.log(JSON.stringify({ firstRequestMs: firstRequests, residentMb: Math.round(residentMb) }));
}

void main();
