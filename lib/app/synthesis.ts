import { App } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** One call of an app's `synth` or `synthYaml`. */
export interface Synthesis {
  /** True when files are written, false when the manifests become one text. */
  readonly writesFiles: boolean;
}

const running = new WeakMap<App, Synthesis>();
const followed = new WeakMap<App, (() => void)[]>();

/** The call of `synth` or `synthYaml` that an app is in; undefined while a chart is rendered alone. */
export function synthesisOf(app: App): Synthesis | undefined {
  return running.get(app);
}

/**
 * Makes a function find its answer once in a synthesis, and anew outside of one: cdk8s validates the whole app again for
 * each chart, and what is read is read by the rules and for the file. Nothing changes between these.
 */
export function onceInSynthesis<T>(construct: IConstruct, find: () => T): () => T {
  let last: { readonly synthesis: Synthesis; readonly answer: T } | undefined;
  return () => {
    const app = appOf(construct);
    const synthesis = app && synthesisOf(app);
    if (synthesis === undefined) return find();
    if (last?.synthesis !== synthesis) last = { synthesis, answer: find() };
    return last.answer;
  };
}

/** Adds a validation that is made once in a synthesis. */
export function addValidation(construct: IConstruct, validate: () => string[]): void {
  construct.node.addValidation({ validate: onceInSynthesis(construct, validate) });
}

/** The app that a construct belongs to, where its root is one. */
export function appOf(construct: IConstruct): App | undefined {
  const { root } = construct.node;
  return root instanceof App ? root : undefined;
}

/**
 * Makes the calls of an app known, and does something when files have been written. cdk8s validates the whole app once
 * in `synth` and again for each chart, and has no hook after its files: so the two methods are replaced on this app.
 *
 * @param app the app
 * @param written what to do after its files, once for each `synth`
 * @returns false when the methods cannot be replaced, as those that jsii pins for a subclass in another language
 */
export function followSynthesis(app: App, written?: () => void): boolean {
  let actions = followed.get(app);
  if (actions === undefined) {
    if (!isReplaceable(app, 'synth') || !isReplaceable(app, 'synthYaml')) return false;
    followed.set(app, (actions = []));
    const [synth, synthYaml, after] = [app.synth.bind(app), app.synthYaml.bind(app), actions];
    app.synth = () => {
      run(app, { writesFiles: true }, synth);
      for (const action of after) action();
    };
    app.synthYaml = () => run(app, { writesFiles: false }, synthYaml);
  }
  if (written !== undefined) actions.push(written);
  return true;
}

function run<T>(app: App, synthesis: Synthesis, synth: () => T): T {
  running.set(app, synthesis);
  try {
    return synth();
  } finally {
    running.delete(app);
  }
}

function isReplaceable(app: App, method: 'synth' | 'synthYaml'): boolean {
  const own = Object.getOwnPropertyDescriptor(app, method);
  return own === undefined ? Object.isExtensible(app) : own.writable === true;
}
