import { throughService } from './forward';

const API = '/api/v1/repositories/kronodroid';

interface Listed {
  readonly id?: string;
  readonly path?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Calls to the lakeFS of a namespace, through a forwarded port; each returns the status and the answer. */
export class LakeFsApi {
  public constructor(
    private readonly namespace: string,
    private readonly keys: Readonly<Record<string, string>>,
  ) {}

  public createBranch(name: string, source: string): Promise<number> {
    return this.call('POST', '/branches', { name, source });
  }

  public commit(branch: string): Promise<number> {
    return this.call('POST', `/branches/${branch}/commits`, { message: 'End-to-end test' });
  }

  public merge(source: string, target: string): Promise<number> {
    return this.call('POST', `/refs/${source}/merge/${target}`, {});
  }

  public deleteBranch(name: string): Promise<number> {
    return this.call('DELETE', `/branches/${name}`);
  }

  /** Names of all branches. */
  public async branches(): Promise<string[]> {
    return (await this.list('/branches?amount=1000')).map(({ id }) => id!);
  }

  /** What was merged into main, by the application that each merge names, the first one first. */
  public async promotions(): Promise<string[]> {
    const commits = await this.list('/refs/main/commits?first_parent=true&amount=1000');
    return commits.flatMap(({ metadata }) => metadata?.application ?? []).reverse();
  }

  /** Paths of the objects on main that begin like this. */
  public async objects(prefix: string): Promise<string[]> {
    const found = await this.list(`/refs/main/objects/ls?prefix=${encodeURIComponent(prefix)}&amount=1000`);
    return found.map(({ path }) => path!);
  }

  private async list(path: string): Promise<Listed[]> {
    return throughLakeFs(this.namespace, async (url) => {
      const answer = await this.ask(url, 'GET', path);
      return ((await answer.json()) as { results: Listed[] }).results;
    });
  }

  private call(method: string, path: string, body?: object): Promise<number> {
    return throughLakeFs(this.namespace, async (url) => (await this.ask(url, method, path, body)).status);
  }

  private ask(url: string, method: string, path: string, body?: object): Promise<Response> {
    const keys = `${this.keys['access-key']}:${this.keys['secret-key']}`;
    return fetch(`${url}${API}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(keys).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
  }
}

/** Forwards a port to the lakeFS of a namespace for as long as the action takes. */
export function throughLakeFs<T>(namespace: string, action: (url: string) => Promise<T>): Promise<T> {
  return throughService(namespace, 'lakefs', 8000, action);
}
