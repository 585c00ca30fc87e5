/**
 * Changes good manifests and asks the API server of the current context about each that the rules accept, and about the
 * pods that it makes: npm run fuzz:cluster. FUZZ_CASES (10,000) and FUZZ_SEED say how many and which, FUZZ_NAMESPACE in
 * which namespace that is there, such as one that the webhook of the operator covers.
 */
import { workload } from '../../../lib/manifest/workload';
import { RULES } from '../../../lib/rules/all';
import { findProblems, isError } from '../../../lib/rules/engine';
import { run } from '../support/shell';
import { goodManifests } from './good';
import { KNOWN } from './known';
import { Mutator, type Mutation } from './mutations';
import { podOf } from './pods';
import { Server } from './server';

const GIVEN = process.env.FUZZ_NAMESPACE ?? '';
const NAMESPACE = GIVEN === '' ? 'fuzz-cluster' : GIVEN;
const CASES = Number(process.env.FUZZ_CASES ?? 10_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_128);
const AT_ONCE = 24;

interface Missed {
  readonly what: string;
  readonly refusal: string;
}

const counts = { cases: 0, refusedByRules: 0, refusedByServer: 0, pods: 0 };
const seen = new Map<RegExp, number>();
const missed: Missed[] = [];

function isAccepted({ manifest }: Mutation): boolean {
  return !findProblems([{ kind: String(manifest.kind), manifest }], { rules: RULES }).some(isError);
}

/** What the API server has against the manifest, or else against a pod of it. */
async function refusalOf(server: Server, { manifest }: Mutation): Promise<string | undefined> {
  const refusal = await server.refusal(manifest);
  if (refusal !== undefined) return refusal;
  const app = workload(manifest);
  for (const pod of app.roles.map((role) => podOf(app, role))) {
    counts.pods += 1;
    const ofPod = await server.refusal(pod);
    if (ofPod !== undefined) return ofPod;
  }
  return undefined;
}

async function ask(server: Server, mutation: Mutation): Promise<void> {
  const refusal = await refusalOf(server, mutation);
  if (refusal === undefined) return;
  counts.refusedByServer += 1;
  const known = KNOWN.find(({ message }) => message.test(refusal));
  if (known !== undefined) seen.set(known.message, (seen.get(known.message) ?? 0) + 1);
  else missed.push({ what: `${String(mutation.manifest.kind)}: ${mutation.what}`, refusal });
}

async function main(): Promise<void> {
  const good = goodManifests();
  const server = await Server.connect(NAMESPACE);
  for (const manifest of new Set(good)) {
    const refusal = await refusalOf(server, { what: 'nothing', manifest });
    if (refusal !== undefined) throw new Error(`a good manifest is refused: ${refusal}`);
    if (!isAccepted({ what: 'nothing', manifest })) {
      const errors = findProblems([{ kind: String(manifest.kind), manifest }], { rules: RULES }).filter(
        isError,
      );
      throw new Error(
        `the rules refuse a good manifest: ${errors.map(({ rule, path }) => `${rule.id} ${path}`).join()}`,
      );
    }
  }
  const mutator = new Mutator(good, SEED);
  let open: Promise<void>[] = [];
  for (; counts.cases < CASES; counts.cases += 1) {
    const mutation = mutator.next();
    if (!isAccepted(mutation)) {
      counts.refusedByRules += 1;
      continue;
    }
    open.push(ask(server, mutation));
    if (open.length >= AT_ONCE) {
      await Promise.all(open);
      open = [];
    }
  }
  await Promise.all(open);
}

function reachable(): boolean {
  try {
    run('kubectl', [
      'get',
      'crd',
      'sparkapplications.sparkoperator.k8s.io',
      '--request-timeout=10s',
      '-o',
      'name',
    ]);
    return true;
  } catch {
    return false;
  }
}

function withNamespace<T>(work: () => Promise<T>): Promise<T> {
  if (GIVEN !== '') return work();
  run('kubectl', ['create', 'namespace', NAMESPACE]);
  // Pods are refused until the namespace has its account.
  run('kubectl', ['wait', '--for=create', 'serviceaccount/default', '-n', NAMESPACE, '--timeout=60s']);
  return work().finally(() => {
    run('kubectl', ['delete', 'namespace', NAMESPACE]);
  });
}

function webhooks(): string {
  const names = run('kubectl', ['get', 'validatingwebhookconfigurations', '-o', 'name']).split('\n');
  return names.some((name) => name.includes('spark')) ? 'with' : 'without';
}

if (!reachable()) {
  console.log('fuzz:cluster is skipped: no cluster with the CRDs of the operator answers; set KUBECONFIG');
} else {
  const start = Date.now();
  withNamespace(main)
    .then(() => {
      for (const { what, refusal } of missed) console.log(`${what}\n    ${refusal}`);
      const stale = KNOWN.filter(({ message }) => !seen.has(message)).map(({ message }) => message.source);
      if (stale.length > 0) console.log(`known, and met by no case: ${stale.join(', ')}`);
      console.log(
        [
          `${counts.cases} cases of seed ${SEED}, ${webhooks()} the webhook of the operator, ${counts.pods} pods, `,
          `${Math.round((Date.now() - start) / 1000)} s: the rules refuse ${counts.refusedByRules}; of the others the `,
          `API server refuses ${counts.refusedByServer}, ${counts.refusedByServer - missed.length} of them known, `,
          `${missed.length} missed`,
        ].join(''),
      );
      process.exitCode = missed.length > 0 ? 1 : 0;
    })
    .catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
}
