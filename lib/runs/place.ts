import { BRANCH_NAME, REPOSITORY_NAME } from '../lakefs/names';
import { BranchMove } from './branch-move';
import { variable, type ReleasedSpec } from './released';

/** Prefix of the variables of `LakeFs`, unless it has another `envPrefix`. */
const USUAL = 'LAKEFS';

/** Where an application writes, as the variables of its driver say. */
export interface Place {
  /** First part of the variables `…_REPOSITORY` and `…_BRANCH`. */
  readonly prefix: string;
  /** The repository; undefined when the driver does not say. */
  readonly repository: string | undefined;
  /** The branch; undefined when the driver does not say. */
  readonly branch: string | undefined;
}

/** The place under the usual prefix, else each one under another prefix that an Iceberg catalog is on. */
export function placesOf(spec: ReleasedSpec): Place[] {
  const usual = placeUnder(USUAL, spec);
  if (usual.repository !== undefined || usual.branch !== undefined) return [usual];
  const places = (spec.driver?.env ?? [])
    .flatMap(({ name }) => /^(.+)_BRANCH$/.exec(name)?.[1] ?? [])
    .map((prefix) => placeUnder(prefix, spec))
    .filter((place) => hasCatalog(place, spec));
  return places.filter((place, index) => places.findIndex((other) => isSame(place, other)) === index);
}

/** Why no run can have a branch of its own there: sentences, none when one can. */
export function placeProblems([place, ...others]: readonly Place[]): string[] {
  if (place === undefined) {
    return [
      `its driver has no ${USUAL}_REPOSITORY and no ${USUAL}_BRANCH; add a catalog of lakeFS, which brings them`,
    ];
  }
  if (others.length > 0) {
    const names = [place, ...others].map(
      ({ prefix, repository, branch }) => `${repository!}/${branch!} (${prefix})`,
    );
    return [
      `its catalogs are on ${names.join(' and ')}, and a run writes to one; give the LakeFs that it writes to the ` +
        `envPrefix ${USUAL}`,
    ];
  }
  return [
    REPOSITORY_NAME.problem(`${place.prefix}_REPOSITORY in spec.driver.env`, place.repository),
    BRANCH_NAME.problem(`${place.prefix}_BRANCH in spec.driver.env`, place.branch),
  ].filter((problem) => problem !== undefined);
}

/** True where a setting of an Iceberg catalog names the branch. */
export function hasCatalog({ repository, branch, prefix }: Place, spec: ReleasedSpec): boolean {
  if (repository === undefined || branch === undefined) return false;
  const move = new BranchMove(repository, branch, `${branch}-`, prefix);
  move.spec(spec);
  return move.catalogs > 0;
}

function placeUnder(prefix: string, spec: ReleasedSpec): Place {
  return {
    prefix,
    repository: variable(spec, `${prefix}_REPOSITORY`),
    branch: variable(spec, `${prefix}_BRANCH`),
  };
}

function isSame(one: Place, other: Place): boolean {
  return one.repository === other.repository && one.branch === other.branch;
}
