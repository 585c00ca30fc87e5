import type { ReleasedSpec, Role } from '../released';
import type { Move } from './isolation';
import { everywhere } from './walk';

/** Puts the branch of the run wherever an application names the released branch of its repository. */
export class LakeFsMove implements Move {
  /** How many catalog settings were moved. */
  public catalogs = 0;

  public constructor(
    private readonly repository: string,
    private readonly from: string,
    private readonly to: string,
    /** First part of the variable that holds the branch. */
    private readonly prefix: string,
  ) {}

  /** The application on the branch of the run. */
  public spec(spec: ReleasedSpec): ReleasedSpec {
    const moved = everywhere(spec, (text) => this.uris(text)) as ReleasedSpec;
    return {
      ...moved,
      ...(spec.sparkConf && { sparkConf: this.conf(spec.sparkConf) }),
      ...(spec.arguments && { arguments: this.arguments(spec.arguments) }),
      ...(moved.driver && { driver: this.role(moved.driver) }),
      ...(moved.executor && { executor: this.role(moved.executor) }),
    };
  }

  private conf(conf: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(conf).map(([key, value]) => {
        if (key.endsWith(`.${this.prefix}_BRANCH`) && value === this.from) return [key, this.to];
        const moved = this.uris(value);
        const isCatalog = key.startsWith('spark.sql.catalog.') || key.includes('.viewfs.mounttable.');
        if (isCatalog && moved !== value) this.catalogs++;
        return [key, moved];
      }),
    );
  }

  /** `--branch main`, `--branch=main` and URIs. */
  private arguments(given: readonly string[]): string[] {
    return given.map((argument, index) => {
      if (argument === this.from && isBranchFlag(given[index - 1])) return this.to;
      const [flag, ...rest] = argument.split('=');
      if (flag?.startsWith('--') !== true || rest.length === 0) return this.uris(argument);
      const value = rest.join('=');
      return `${flag}=${isBranchFlag(flag) && value === this.from ? this.to : this.uris(value)}`;
    });
  }

  private role(role: Role): Role {
    return {
      ...role,
      ...(role.env && {
        env: role.env.map((entry) =>
          entry.name === `${this.prefix}_BRANCH` ? { ...entry, value: this.to } : entry,
        ),
      }),
    };
  }

  /** What points into the repository and not plainly at the branch of the run. */
  public stray(value: string): string | undefined {
    const stray = this.uris(value)
      .split(/[\s,;|="'<>()[\]{}]/)
      .find((part) =>
        // Every address in it, also one inside another.
        [...part.matchAll(/:[/\\]/g)].some(({ index }) => this.isElsewhere(part.slice(index + 1))),
      );
    return stray === undefined
      ? undefined
      : `${JSON.stringify(stray.slice(0, 200))}, which is in repository ${this.repository} and not plainly on the branch of ` +
          `the run; name branch ${this.from}, which becomes that of the run, or another bucket`;
  }

  private isElsewhere(address: string): boolean {
    const [host, ...steps] = address.replace(/^[/\\]+/, '').split(/[/\\?#]/);
    const bucket = (host ?? '').slice((host ?? '').lastIndexOf('@') + 1);
    const relative = steps.find((_, index) => steps[index - 1] === 'relative_to');
    if (relative?.startsWith(`${this.repository}.`) === true)
      return relative !== `${this.repository}.${this.to}`;
    if (plain(bucket) !== this.repository) return false;
    const isOwn = bucket === this.repository && steps[0] === this.to;
    return !isOwn || steps.some((step) => /^\.\.?$|%/.test(step));
  }

  /** `s3a://<repository>/<branch>/…`, and the REST catalog's `…/relative_to/<repository>.<branch>/…`. */
  private uris(text: string): string {
    return text
      .split(',')
      .map((uri) => {
        const colon = uri.indexOf('://');
        if (colon < 0) return uri;
        const scheme = uri.slice(0, colon);
        const segments = uri.slice(colon + 3).split('/');
        if (
          /^(s3[an]?|lakefs)$/.test(scheme) &&
          segments[0] === this.repository &&
          segments[1] === this.from
        ) {
          segments[1] = this.to;
        }
        const relative = segments.indexOf('relative_to') + 1;
        if (relative > 0 && segments[relative] === `${this.repository}.${this.from}`) {
          segments[relative] = `${this.repository}.${this.to}`;
        }
        return `${scheme}://${segments.join('/')}`;
      })
      .join(',');
  }
}

function isBranchFlag(argument: string | undefined): boolean {
  return argument === '--branch' || argument === '--lakefs-branch';
}

/** A bucket as a careless reader would understand it. */
function plain(bucket: string): string {
  try {
    return decodeURIComponent(bucket).toLowerCase();
  } catch {
    return bucket.toLowerCase();
  }
}
