import { BRANCH_NAME, REPOSITORY_NAME } from '../../lakefs/names';
import { variable, type ReleasedApplication, type ReleasedSpec } from '../released';
import type { Isolation, Place } from './isolation';
import { LakeFsMove } from './lakefs-move';

/** Prefix of the variables of `LakeFs`, unless it has another `envPrefix`. */
const USUAL = 'LAKEFS';

/** Each run writes to a branch of its own in the lakeFS repository that its catalogs and files are in. */
export const LAKEFS: Isolation = {
  kind: 'lakefs',
  hasAttempts: false,
  places,
  problems(spec) {
    const found = places(spec);
    const problems = placeProblems(found);
    if (problems.length > 0) return problems;
    const { repository, branch } = found[0]!;
    return hasCatalog(found[0]!, spec)
      ? []
      : [
          `no Iceberg catalog is on branch ${branch!} of repository ${repository!}; add one with LakeFs.catalog`,
        ];
  },
  branchProblem: (property, name) => BRANCH_NAME.problem(property, name),
  move: (place, branch) => moveTo(place, branch),
};

/** The place under the usual prefix, else each one under another prefix that an Iceberg catalog is on. */
function places(spec: ReleasedSpec): Place[] {
  const usual = placeUnder(USUAL, spec);
  if (usual.repository !== undefined || usual.branch !== undefined) return [usual];
  const found = (spec.driver?.env ?? [])
    .flatMap(({ name }) => /^(.+)_BRANCH$/.exec(name)?.[1] ?? [])
    .map((prefix) => placeUnder(prefix, spec))
    .filter((place) => hasCatalog(place, spec));
  return found.filter((place, index) => found.findIndex((other) => isSame(place, other)) === index);
}

function placeProblems([place, ...others]: readonly Place[]): string[] {
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
function hasCatalog(place: Place, spec: ReleasedSpec): boolean {
  if (place.repository === undefined || place.branch === undefined) return false;
  const move = moveTo(place, `${place.branch}-`);
  move.spec(spec);
  return move.catalogs > 0;
}

function moveTo({ repository, branch, prefix }: Place, to: string): LakeFsMove {
  return new LakeFsMove(repository!, branch!, to, prefix);
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

/** Names of catalogs whose tables would hold the name of the branch, and break when it is deleted. */
export function catalogsBoundTo(
  application: ReleasedApplication,
  repository: string,
  branch: string,
): string[] {
  return Object.entries(application.spec.sparkConf ?? {}).flatMap(([key, value]) => {
    const catalog = /^spark\.sql\.catalog\.([^.]+)\.warehouse$/.exec(key)?.[1];
    const [scheme, bucket, first] = value.split(/:\/\/|\//);
    return catalog !== undefined &&
      /^s3[an]?$/.test(scheme ?? '') &&
      bucket === repository &&
      first === branch
      ? [catalog]
      : [];
  });
}
