import { NESSIE_BRANCH, NESSIE_ENDPOINT } from '../../nessie/names';
import { variable, type ReleasedSpec } from '../released';
import type { Isolation, Place } from './isolation';
import { branchIn, NessieMove } from './nessie-move';

const PREFIX = 'NESSIE';
const CATALOG = /^spark\.sql\.catalog\.([^.]+)\.uri$/;
/** Nessie's own client, by its type or its class. */
const NATIVE = /^spark\.sql\.catalog\.([^.]+)\.(?:type|catalog-impl)$/;
const NATIVE_CLIENTS = ['nessie', 'org.apache.iceberg.nessie.NessieCatalog'];

/** Each run writes to a branch of its own of the whole catalog, which it reaches by Iceberg's REST protocol. */
export const NESSIE: Isolation = {
  kind: 'nessie',
  hasAttempts: true,
  places,
  problems(spec) {
    const [place] = places(spec);
    if (place === undefined) {
      return [
        `its driver has no ${PREFIX}_ENDPOINT_URL and no ${PREFIX}_BRANCH; add a catalog of Nessie, which brings them`,
      ];
    }
    const problems = [
      NESSIE_ENDPOINT.problem(`${PREFIX}_ENDPOINT_URL in spec.driver.env`, place.server),
      NESSIE_BRANCH.problem(`${PREFIX}_BRANCH in spec.driver.env`, place.branch),
    ].filter((problem) => problem !== undefined);
    return problems.length > 0 ? problems : catalogProblems(place, spec);
  },
  branchProblem: (property, name) => NESSIE_BRANCH.problem(property, name),
  move: (place, branch) => new NessieMove(place, branch),
};

function places(spec: ReleasedSpec): Place[] {
  const [server, branch] = [variable(spec, `${PREFIX}_ENDPOINT_URL`), variable(spec, `${PREFIX}_BRANCH`)];
  return server === undefined && branch === undefined
    ? []
    : [{ prefix: PREFIX, repository: undefined, server, branch }];
}

/** What would leave a run on the branch that everybody reads. */
function catalogProblems(place: Place, { sparkConf = {} }: ReleasedSpec): string[] {
  let onBranch = 0;
  const problems = Object.entries(sparkConf).flatMap(([key, value]) => {
    const name = CATALOG.exec(key)?.[1];
    if (name === undefined || !value.startsWith(`${place.server!}/`)) return [];
    const catalog = `spark.sql.catalog.${name}`;
    const branch = branchIn(place, value);
    if (branch === place.branch) onBranch++;
    if (branch === undefined) {
      return [
        `catalog ${name} has the address ${JSON.stringify(value.slice(0, 200))}, in which no run can have its branch; take ` +
          `${place.server!}/iceberg/${place.branch!}, as Nessie.catalog does`,
      ];
    }
    return sparkConf[`${catalog}.prefix`] === undefined
      ? []
      : [
          `catalog ${name} has the option prefix, which counts more than the branch in its address; remove it`,
        ];
  });
  const native = Object.entries(sparkConf).flatMap(([key, value]) =>
    NATIVE_CLIENTS.includes(value) ? (NATIVE.exec(key)?.[1] ?? []) : [],
  );
  const wap = ['spark.wap.branch', 'spark.wap.id'].find((key) => sparkConf[key] !== undefined);
  return [
    ...problems,
    ...native.map(
      (name) =>
        `catalog ${name} is Nessie's own client, which a run leaves on its branch, and which loses history of tables that the REST ` +
        'catalog writes too; make it with Nessie.catalog',
    ),
    ...(wap === undefined
      ? []
      : [
          `${wap} is set, and the REST catalog of Nessie knows no branches of a table: it would write to the table itself; ` +
            'remove WriteAuditPublish, the branch of the run does what it is for',
        ]),
    ...(onBranch > 0 || problems.length + native.length > 0
      ? []
      : [
          `no Iceberg catalog is on branch ${place.branch!} of Nessie at ${place.server!}; add one with Nessie.catalog`,
        ]),
  ];
}
