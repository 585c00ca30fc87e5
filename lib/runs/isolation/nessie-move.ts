import type { ReleasedSpec, Role } from '../released';
import type { Move, Place } from './isolation';
import { everywhere, withBranchArgument } from './walk';

const VARIABLE = 'NESSIE_BRANCH';
const FLAGS = ['--branch', '--nessie-branch'];

/** Puts the branch of the run wherever an application names the released branch of Nessie. */
export class NessieMove implements Move {
  private readonly from: string;

  public constructor(
    private readonly place: Place,
    private readonly to: string,
  ) {
    this.from = place.branch!;
  }

  /** The application on the branch of the run. */
  public spec(spec: ReleasedSpec): ReleasedSpec {
    const moved = everywhere(spec, (text) => this.addresses(text)) as ReleasedSpec;
    return {
      ...moved,
      ...(moved.sparkConf && { sparkConf: this.conf(moved.sparkConf) }),
      ...(moved.arguments && {
        arguments: withBranchArgument(moved.arguments, FLAGS, this.from, this.to),
      }),
      ...(moved.driver && { driver: this.role(moved.driver) }),
      ...(moved.executor && { executor: this.role(moved.executor) }),
    };
  }

  /** What points at the server and not plainly at the branch of the run. */
  public stray(value: string): string | undefined {
    const server = this.place.server!;
    const stray = this.addresses(value)
      .split(/[\s,;="'<>()[\]{}]/)
      .find((part) => isAt(server, part) && branchIn(this.place, part) !== this.to);
    return stray === undefined
      ? undefined
      : `${JSON.stringify(stray.slice(0, 200))}, which is in Nessie at ${server} and not plainly on the branch of the run; ` +
          `name ${server}/iceberg/${this.from}, which becomes that of the run`;
  }

  private conf(conf: Readonly<Record<string, string>>): Record<string, string> {
    const entries = Object.entries(conf).flatMap(([key, value]): [string, string][] => {
      const catalog = /^(spark\.sql\.catalog\.[^.]+)\.uri$/.exec(key)?.[1];
      return [
        [key, key.endsWith(`.${VARIABLE}`) && value === this.from ? this.to : value],
        // What a commit of the job shows of the run that made it.
        ...(catalog !== undefined && branchIn(this.place, value) === this.to
          ? [[`${catalog}.header.Nessie-Commit-Property-spark-run`, this.to] as [string, string]]
          : []),
      ];
    });
    return Object.fromEntries(entries);
  }

  private role(role: Role): Role {
    const env = role.env?.map((entry) => (entry.name === VARIABLE ? { ...entry, value: this.to } : entry));
    return { ...role, ...(env && { env }) };
  }

  private addresses(text: string): string {
    const before = `${this.place.server!}/iceberg/${this.from}`;
    return text
      .split(',')
      .map((part) => {
        const at = part.indexOf(before);
        const rest = part.slice(at + before.length);
        return at < 0 || !/^(?:$|[/?#\s"']|%7c)/i.test(rest)
          ? part
          : `${part.slice(0, at)}${this.place.server!}/iceberg/${this.to}${rest}`;
      })
      .join(',');
  }
}

/** The branch in the address of a catalog of the server, perhaps with a warehouse; undefined where it is no plain one. */
export function branchIn({ server }: Place, uri: string): string | undefined {
  const start = `${server!}/iceberg/`;
  return uri.startsWith(start)
    ? /^([A-Za-z][-\w]*)(?:%7c[-.\w]+)?\/?$/i.exec(uri.slice(start.length))?.[1]
    : undefined;
}

/** True for an address of this server, however it is written. */
function isAt(server: string, text: string): boolean {
  const host = new URL(server).host.toLowerCase();
  return [...text.matchAll(/:[/\\]+/g)].some(({ index }) => {
    const [authority = ''] = text
      .slice(index + 1)
      .replace(/^[/\\]+/, '')
      .split(/[/\\?#|]/);
    return plain(authority.slice(authority.lastIndexOf('@') + 1)) === host;
  });
}

function plain(host: string): string {
  try {
    return decodeURIComponent(host).toLowerCase();
  } catch {
    return host.toLowerCase();
  }
}
