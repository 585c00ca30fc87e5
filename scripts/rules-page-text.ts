import { version } from '../package.json';
import { GROUPS, RULES } from '../lib/rules/all';
import type { Rule } from '../lib/rules/rule';
import { exampleOf } from './rules-page-example';

const HEAD = `# Rules

A Spark job that cannot run does not leave the synth. Each rule is one known mistake: what it is, what happens at run time if nobody mends it, and how to mend it. This page is generated from the rules (\`npm run rules-page\`); a test keeps it true.

The same rules work in three places:

- **synth**: errors stop \`app.synth()\` with one report, warnings go to the standard error. \`Rules.of(construct).acknowledge(id, reason)\` silences one rule and leaves the reason on the manifest; \`severity\`, \`strict\` and \`add\` make rules stricter, and add your own ([check.md](check.md#rules-of-your-own)).
- **the cdk8s CLI**, for manifests that are written by other means, offline; in \`cdk8s.yaml\`:

  \`\`\`yaml
  validations:
    - package: ./node_modules/cdk8s-spark-operator/validation
      version: ${version}
      class: SparkValidation
  \`\`\`

- **hand-written YAML**: \`npx cdk8s-spark-operator check FILES... [--values values.yaml]\`. All files are one set: a RoleBinding in one, the application in another. They are read as kubectl reads them (\`010\` is 8, \`on\` is true, a later \`<<\` wins, any list is opened), and what people would read otherwise is refused with its line: hidden line breaks, a key given twice. Values of the chart are checked too, and are the release that runs the applications. \`--format json\`, \`sarif\` and \`github\` are for machines, \`--fix\` corrects what has one right answer, \`.spark-check.yaml\` keeps what a team wants of the rules, \`--ignore RULE...\` leaves rules out, \`--explain RULE\` tells about one, \`--strict\` counts warnings. The exit code is 0 without errors, 1 with errors, 2 when the input cannot be used.

An **error** means that the job, or a part of it, cannot work; a **warning** that it may well not do what was meant. In a manifest, the annotation \`cdk8s-spark-operator/acknowledged-RULE: reason\` silences a rule for one object.

Rules that compare an application with its release, its account or its Secrets are silent where these are not among the manifests.
`;

const IMPOSSIBLE = `The types of the constructs rule these out, so that an editor or the compiler speaks before any rule does. All others can be written with constructs, and end the synth or warn.
`;

const INDEX = `Each rule has an example: what it finds (-) and what it accepts (+), beside a right application. A test holds both.

## Index
`;

/** The page of all rules. */
export function rulesPage(): string {
  return [
    HEAD,
    INDEX,
    ...GROUPS.map(
      ({ title, rules }) =>
        `- [${title}](#${anchor(title)}): ${rules.map(({ id }) => `[${id}](#${id})`).join(', ')}`,
    ),
    '',
    ...GROUPS.flatMap(({ title, rules }) => [`## ${title}\n`, ...rules.map(section)]),
    `## What constructs cannot have\n`,
    IMPOSSIBLE,
    ...RULES.flatMap(({ id, impossible }) =>
      impossible === undefined ? [] : [`- ${id}: ${escape(impossible)}.`],
    ),
  ]
    .join('\n')
    .replace(/\n*$/, '\n');
}

function section({ id, severity, summary, why, fix, source, since, until }: Rule): string {
  const link = source === undefined ? '' : `\nSource: <${source}>\n`;
  const versions = [
    ...(since === undefined ? [] : [`from ${since} on`]),
    ...(until === undefined ? [] : [`before ${until}`]),
  ];
  const bound = versions.length === 0 ? '' : `\nCharts: ${versions.join(', ')}.\n`;
  return `### ${id}\n\n${severity}: ${escape(summary)} ${escape(why)}\n\nFix: ${escape(fix)}.\n${bound}${link}\n${exampleOf(id)}\n`;
}

/** The anchor that a heading has. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

/** Braces and stars of an example are no markup. */
function escape(text: string): string {
  return text.replace(/[*_<>|]/g, '\\$&');
}
