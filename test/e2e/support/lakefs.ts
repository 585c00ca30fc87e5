import { throughService } from './forward';

const API = '/api/v1/repositories/kronodroid';

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

  private async call(method: string, path: string, body?: object): Promise<number> {
    return throughLakeFs(this.namespace, async (url) => {
      const keys = `${this.keys['access-key']}:${this.keys['secret-key']}`;
      const response = await fetch(`${url}${API}${path}`, {
        method,
        headers: {
          authorization: `Basic ${Buffer.from(keys).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: body && JSON.stringify(body),
      });
      return response.status;
    });
  }
}

/** Forwards a port to the lakeFS of a namespace for as long as the action takes. */
export function throughLakeFs<T>(namespace: string, action: (url: string) => Promise<T>): Promise<T> {
  return throughService(namespace, 'lakefs', 8000, action);
}
