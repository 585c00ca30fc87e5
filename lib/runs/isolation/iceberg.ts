import { catalogOfTable, tableProblems, TABLES_VARIABLE } from '../../iceberg/tables';
import { show } from '../../problems';
import { variable, type ReleasedSpec } from '../released';
import type { Isolation, Move, Place } from './isolation';
import { withBranchArgument } from './walk';

const PREFIX = 'ICEBERG';
const BRANCH = 'spark.wap.branch';
const FLAGS = ['--branch', '--iceberg-branch'];
/** The only branch that runs start from and are promoted to. */
const MAIN = 'main';
const REST_CLIENT = 'org.apache.iceberg.rest.RESTCatalog';
/** What a branch of a table does not keep apart, as far as it stands in an argument. */
const SHARED_STATEMENT =
  /\b(?:create\s+(?:or\s+replace\s+)?table|replace\s+table|drop\s+table|alter\s+table)\b/i;

/**
 * Each run writes to an Iceberg branch of each of its tables, and main is moved on to it when it is promoted. Rows are kept
 * apart; new, dropped and replaced tables and columns are not.
 */
export const ICEBERG: Isolation = {
  kind: 'iceberg',
  hasAttempts: true,
  places,
  problems(spec) {
    const [place] = places(spec);
    if (place === undefined) {
      return [
        `its driver has no ${TABLES_VARIABLE}; say which tables it writes, all of them: WriteAuditPublish.onBranch('main', { tables })`,
      ];
    }
    const { branch, tables = [] } = place;
    const wrong = tableProblems(TABLES_VARIABLE, tables);
    return [
      ...wrong,
      ...(branch === MAIN
        ? []
        : [
            `${BRANCH} is ${branch === undefined ? 'not set' : show(branch)}; the released application writes ${MAIN}, from which runs ` +
              "start: WriteAuditPublish.onBranch('main', { tables })",
          ]),
      ...(wrong.length > 0 ? [] : catalogProblems(catalogOfTable(tables[0]!), spec.sparkConf ?? {})),
      ...sharedProblems(spec),
    ];
  },
  branchProblem: (property, name) =>
    name === MAIN
      ? undefined
      : `${property} is ${show(name)}; a run on Iceberg branches starts from ${MAIN} and is promoted to it`,
  move: (place, branch) => new IcebergMove(place, branch),
};

function places(spec: ReleasedSpec): Place[] {
  const tables = variable(spec, TABLES_VARIABLE);
  return tables === undefined
    ? []
    : [
        {
          prefix: PREFIX,
          repository: undefined,
          branch: spec.sparkConf?.[BRANCH],
          tables: tables.split(','),
        },
      ];
}

/** What would leave a run on main, or with a branch that nobody can promote. */
function catalogProblems(name: string, conf: Readonly<Record<string, string>>): string[] {
  const catalog = `spark.sql.catalog.${name}`;
  if (conf[catalog] === undefined) {
    return [`its tables are in catalog ${name}, which it does not have; add it with IcebergCatalog.rest`];
  }
  const kind = conf[`${catalog}.catalog-impl`] ?? conf[`${catalog}.type`];
  const wap = ['table-default', 'table-override']
    .map((group) => `${catalog}.${group}.write.wap.enabled`)
    .find((key) => conf[key] === 'false');
  return [
    ...(kind === 'rest' || kind === REST_CLIENT
      ? []
      : [
          `catalog ${name} is ${kind === undefined ? 'of no type' : `of type ${kind}`}, and the runner promotes Iceberg branches by ` +
            "Iceberg's REST protocol only; put a REST catalog before it, or leave the runs together with RunIsolation.NONE and publish " +
            'by hand: CALL system.fast_forward',
        ]),
    ...(wap === undefined ? [] : [`${wap} is false, and such tables have no branch to write to; remove it`]),
    ...(conf['spark.wap.id'] === undefined ? [] : ['spark.wap.id is set, and a run has a branch; remove it']),
  ];
}

function sharedProblems({ arguments: given = [] }: ReleasedSpec): string[] {
  return given.flatMap((argument, index) => {
    const statement = SHARED_STATEMENT.exec(argument)?.[0];
    return statement === undefined
      ? []
      : [
          `arguments[${index}] holds ${show(statement)}, which everybody sees at once: a branch of Iceberg keeps rows apart, and no ` +
            'tables or columns; do it outside of runs, or take a catalog of lakeFS or Nessie',
        ];
  });
}

/** Puts the branch of the run where the session is told its branch. */
class IcebergMove implements Move {
  private readonly catalog: string;

  public constructor(
    private readonly place: Place,
    private readonly to: string,
  ) {
    this.catalog = catalogOfTable(place.tables![0]!);
  }

  public spec(spec: ReleasedSpec): ReleasedSpec {
    return {
      ...spec,
      sparkConf: { ...spec.sparkConf, [BRANCH]: this.to },
      ...(spec.arguments && {
        arguments: withBranchArgument(spec.arguments, FLAGS, this.place.branch!, this.to),
      }),
    };
  }

  /** What names a table of the catalog that no run promotes. */
  public stray(value: string): string | undefined {
    const { catalog } = this;
    const tables = this.place.tables!;
    const stray = value
      .split(/[\s,;|="'<>()[\]{}`]/)
      .find((part) => part.startsWith(`${catalog}.`) && !tables.includes(part));
    return stray === undefined
      ? undefined
      : `${JSON.stringify(stray.slice(0, 200))}, which is in catalog ${catalog} and none of the tables of the job; name one of ` +
          tables.join(', ');
  }
}
