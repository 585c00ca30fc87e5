import { onceFor } from './once';
import type { Path } from './plain';

/** A part of a text that something or somebody is to fill in. */
export interface Placeholder {
  /** As it stands: `${BUCKET}`, `<your-bucket>`. */
  readonly text: string;
  /** Who fills it in. */
  readonly filledBy: 'envsubst' | 'Kustomize or Tekton' | 'Helm or Jinja' | 'format' | 'a person';
}

/** How each of them is written. Hadoop and Spark resolve names with dots by themselves: `${env.X}`, `${user.name}`. */
const FORMS: readonly (readonly [Placeholder['filledBy'], RegExp])[] = [
  ['Helm or Jinja', /\{\{(?!\$app|[A-Z_]{1,64}\}\})[^{}]{0,200}\}\}|\{%[^{}]{0,200}%\}/],
  ['envsubst', /\$\{[A-Za-z_]\w{0,100}(?::?[-=][^{}$]{0,200})?\}/],
  ['Kustomize or Tekton', /\$\([A-Za-z_][\w.-]{0,100}\)/],
  ['a person', /(?<=^|[/=:,@.'"-])<[A-Za-z][\w .-]{0,62}>/],
  ['a person', /(?<![A-Za-z0-9])(?:CHANGE|REPLACE|FILL)[_-]?(?:ME|THIS|IN)(?![A-Za-z0-9])/],
  ['format', /(?<![${\w])\{[A-Z][A-Z0-9_ ]{0,62}\}(?!\})/],
];

/** Marks of a template at the start of a value or a line, where YAML wants quotes. */
const TEMPLATE =
  /^[ \t]{0,200}(?:- ){0,3}(?:[\w.$/-]{1,200}:[ \t]{1,20})?(?:\{\{|\{%|\{[A-Z][A-Z0-9_ ]{0,62}\})/m;

/** The end of an element: what stands in angle brackets is markup. */
const MARKUP = /<\/[A-Za-z]/;

/** No placeholder is without one of these. */
const MARK = /[{<(]|CHANGE|REPLACE|FILL/;

/** The first placeholder of a text; texts of several lines have a syntax of their own. */
export function placeholderIn(text: string): Placeholder | undefined {
  return MARK.test(text) && !text.includes('\n') ? firstPlaceholder(text) : undefined;
}

const firstPlaceholder = onceFor((text): Placeholder | undefined => {
  for (const [filledBy, form] of FORMS) {
    const found = filledBy === 'a person' && MARKUP.test(text) ? undefined : form.exec(text)?.[0];
    if (found !== undefined) return { text: found, filledBy };
  }
  return undefined;
});

/** Where a text that is no YAML turns out to be a template of YAML; undefined where it is none. */
export function templateOffset(text: string): number | undefined {
  const found = TEMPLATE.exec(text);
  return found === null ? undefined : found.index + found[0].search(/\S/);
}

/** True where Kubernetes or a shell puts variables in: commands, and `$(X)` in the value of a variable or in a path. */
export function isResolved(path: Path, { filledBy }: Placeholder): boolean {
  const isOfShell = path.some((step) => step === 'command' || step === 'args' || step === 'exec');
  const isComposed = path.some(
    (step) => step === 'env' || step === 'envVars' || step === 'subPathExpr' || isVariableSetting(step),
  );
  return isOfShell || (isComposed && filledBy === 'Kustomize or Tekton');
}

/** True for what the program of the job reads, by rules of its own. */
export function isOfProgram(path: Path): boolean {
  return path.some(
    (step) => step === 'arguments' || step === 'env' || step === 'envVars' || isVariableSetting(step),
  );
}

function isVariableSetting(step: string | number): boolean {
  return typeof step === 'string' && /^spark\.(?:kubernetes\.driverEnv|executorEnv)\./.test(step);
}
