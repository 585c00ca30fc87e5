import { setImmediate as turn } from 'node:timers/promises';
import type { Kubernetes } from '../kubernetes';
import { stateOf, type SparkApplication } from '../spark-application';
import { KNOWN_CAUSES, LAST_RESORTS, type KnownCause } from './causes';
import { gather, type Evidence, type Fact } from './evidence';

export interface Finding {
  readonly id: string;
  readonly cause: string;
  readonly fix: string;
  /** The sentence of the cluster that shows it, and where it stood. */
  readonly evidence: string;
  readonly place: string;
}

export interface Diagnosis {
  readonly state: string;
  readonly findings: readonly Finding[];
  readonly driverLog: readonly string[];
  readonly unreadable: readonly string[];
}

const LOG_TAIL = 20;

/** The diagnosis for people. */
export function inWords(name: string, { state, findings, unreadable }: Diagnosis): string {
  const lines = findings.flatMap(({ cause, fix, evidence, place }) => [
    `  cause: ${cause}`,
    `  fix:   ${fix}`,
    `  seen:  ${evidence} (${place})`,
  ]);
  const nothing = state === 'COMPLETED' ? 'it completed' : 'nothing is known to be wrong with it';
  return [
    `${name} is ${state}${findings.length === 0 ? `: ${nothing}` : ''}`,
    ...lines,
    ...unreadable.map((what) => `  not read: ${what}`),
  ].join('\n');
}

/** Why an application waits or failed, as far as the cluster says. */
export async function diagnose(
  kubernetes: Kubernetes,
  application: SparkApplication,
  signal?: AbortSignal,
): Promise<Diagnosis> {
  return judge(await gather(kubernetes, application), signal);
}

/** What the evidence shows. Nothing is found about an application that completed. */
export async function judge(evidence: Evidence, signal?: AbortSignal): Promise<Diagnosis> {
  const state = stateOf(evidence.application);
  const { driverLog, unreadable } = evidence;
  if (state === 'COMPLETED') return { state, findings: [], driverLog: [], unreadable };
  const findings = await match(KNOWN_CAUSES, evidence, signal);
  return {
    state,
    findings: findings.length > 0 ? findings : (await match(LAST_RESORTS, evidence, signal)).slice(0, 1),
    driverLog: driverLog.slice(-LOG_TAIL),
    unreadable,
  };
}

async function match(
  causes: readonly KnownCause[],
  { facts }: Evidence,
  signal: AbortSignal | undefined,
): Promise<Finding[]> {
  const topics = new Set<string>();
  const explained = new Set<Fact>();
  const findings: Finding[] = [];
  for (const known of causes) {
    // Whoever says stop is heard between two causes.
    await turn();
    signal?.throwIfAborted();
    if (topics.has(known.topic)) continue;
    if (known.needs && !facts.some(({ text }) => known.needs?.test(text))) continue;
    const fact = facts.findLast(
      (item) => !explained.has(item) && known.places.includes(item.place) && known.pattern.test(item.text),
    );
    if (fact === undefined) continue;
    explained.add(fact);
    topics.add(known.topic);
    findings.push(finding(known, fact, facts));
  }
  return findings;
}

function finding(known: KnownCause, fact: Fact, facts: readonly Fact[]): Finding {
  // What stands in the same line counts first.
  const beside = [fact, ...facts].map(({ text }) => known.also?.exec(text)?.groups).find(Boolean);
  const values: Record<string, string | undefined> = {
    role: fact.role,
    ...beside,
    ...known.pattern.exec(fact.text)?.groups,
  };
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '').replace(/\s{2,}/g, ' ');
  return {
    id: known.id,
    cause: fill(known.cause),
    fix: fill(known.fix),
    evidence: fact.text.slice(0, 500),
    place: `${fact.place} of ${fact.object}`,
  };
}
