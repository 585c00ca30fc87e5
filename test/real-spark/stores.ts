import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessKeys, LakeFs, S3Store } from '../../lib';
import { lakeFsCall, startLakeFs, startMinio, type Server } from './servers';

/** MinIO and lakeFS for a test file, with the repository `kronodroid`. */
export class Stores {
  /** Starts both. */
  public static async start(binaries: { minio: string; lakefs: string }): Promise<Stores> {
    const folder = mkdtempSync(join(tmpdir(), 'real-stores-'));
    const minio = await startMinio(binaries.minio, folder, ['dlt-data', 'lakefs-store', 'lake']);
    const stores = new Stores(folder, minio, await startLakeFs(binaries.lakefs, folder, minio));
    await stores.expect(201, 'POST', '', {
      name: stores.lakefs.repository,
      storage_namespace: 's3://lakefs-store/kronodroid',
      default_branch: 'main',
    });
    return stores;
  }

  /** The store of raw data, as an application knows it. */
  public readonly minio: S3Store;
  /** The repository, as an application knows it. */
  public readonly lakefs: LakeFs;

  private readonly others: { stop(): unknown }[] = [];

  private constructor(
    /** For files of the test. */
    public readonly folder: string,
    public readonly minioServer: Server,
    public readonly lakefsServer: Server,
  ) {
    this.minio = new S3Store({
      endpoint: minioServer.endpoint,
      keys: AccessKeys.fromSecret('minio-credentials'),
    });
    this.lakefs = new LakeFs({
      endpoint: lakefsServer.endpoint,
      repository: 'kronodroid',
      keys: AccessKeys.fromSecret('lakefs-credentials'),
    });
  }

  /** Ends another server with the stores. */
  public async with<T extends { stop(): unknown }>(starting: Promise<T>): Promise<T> {
    const server = await starting;
    this.others.push(server);
    return server;
  }

  /** Makes branches of main. */
  public async branch(...names: string[]): Promise<void> {
    for (const name of names) await this.expect(201, 'POST', '/branches', { name, source: 'main' });
  }

  /** Commits a branch. */
  public async commit(name: string): Promise<void> {
    await this.expect(201, 'POST', `/branches/${name}/commits`, { message: name });
  }

  /** Commits a branch and merges it into main, which ends with this status. */
  public async promote(name: string, status = 200): Promise<void> {
    await this.commit(name);
    await this.expect(status, 'POST', `/refs/${name}/merge/main`, { message: name });
  }

  /** Deletes branches. */
  public async remove(...names: string[]): Promise<void> {
    for (const name of names) await this.expect(204, 'DELETE', `/branches/${name}`);
  }

  /** Paths that are on a branch and in none of its commits. */
  public async uncommitted(name: string): Promise<string[]> {
    const text = await this.expect(200, 'GET', `/branches/${name}/diff`);
    return (JSON.parse(text) as { results: { path: string }[] }).results.map(({ path }) => path);
  }

  /** Ends all servers and forgets their data. */
  public async stop(): Promise<void> {
    for (const server of this.others) await server.stop();
    await this.lakefsServer.stop();
    await this.minioServer.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async expect(status: number, method: string, path: string, body?: unknown): Promise<string> {
    const target = path === '' ? '/repositories' : `/repositories/kronodroid${path}`;
    const answer = await lakeFsCall(this.lakefsServer, method, target, body);
    expect({ call: `${method} ${target}`, ...answer }).toMatchObject({ call: `${method} ${target}`, status });
    return answer.text;
  }
}
