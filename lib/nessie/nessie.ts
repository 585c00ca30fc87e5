import { restCatalog } from '../iceberg/catalog-kinds';
import { FileIo } from '../iceberg/file-io';
import type { IcebergCatalogProps } from '../iceberg/iceberg-catalog';
import type { RestAuth } from '../iceberg/rest-auth';
import { Problems } from '../problems';
import { NESSIE_BRANCH, NESSIE_ENDPOINT } from './names';
import { NessieCatalog } from './nessie-catalog';

/** A Nessie server. */
export interface NessieProps {
  /** Root of the server, such as `http://nessie:19120`; its Iceberg REST catalog is at `/iceberg`, its API at `/api/v2`. */
  readonly endpoint: string;
  /**
   * Which warehouse of the server.
   * @default - the server's own
   */
  readonly warehouse?: string;
  /**
   * How jobs prove who they are. A job should have another identity than the runner, which merges.
   * @default RestAuth.none()
   */
  readonly auth?: RestAuth;
  /**
   * How jobs read and write the files of the tables.
   * @default FileIo.fromServer()
   */
  readonly fileIo?: FileIo;
}

/** What a catalog on a branch of Nessie can be told. */
export interface NessieCatalogProps extends IcebergCatalogProps {
  /** The branch of Nessie that the application reads and writes. */
  readonly branch: string;
}

/**
 * A Nessie server: its catalog has branches of all its tables, new tables, columns and drops included. Files are in S3, GCS
 * or ADLS, wherever the server puts them; a branch holds pointers.
 */
export class Nessie {
  /** Root of the server. */
  public readonly endpoint: string;
  private readonly props: NessieProps;

  /** @throws when the address is no root of a server */
  public constructor(props: NessieProps) {
    this.endpoint = props.endpoint.replace(/\/$/, '');
    this.props = props;
    const problems = new Problems();
    problems.require('endpoint', this.endpoint, NESSIE_ENDPOINT);
    problems.throwFor('Nessie');
  }

  /**
   * Its Iceberg REST catalog on one branch; tables are `<name>.<namespace>.<table>`.
   *
   * @param name name in SQL
   * @param props the branch, and what every catalog can be told
   * @throws when the branch or an option cannot work
   */
  public catalog(name: string, props: NessieCatalogProps): NessieCatalog {
    const { endpoint } = this;
    const { branch, ...common } = props;
    const { warehouse, auth, fileIo } = this.props;
    const problems = new Problems();
    problems.require('branch', branch, NESSIE_BRANCH);
    const rest = restCatalog(name, {
      ...common,
      uri: `${endpoint}/iceberg/${branch}`,
      fileIo: fileIo ?? FileIo.fromServer(),
      ...(warehouse !== undefined && { warehouse }),
      ...(auth && { auth }),
    });
    const env = [
      ...(rest.env ?? []),
      { name: 'NESSIE_ENDPOINT_URL', value: endpoint },
      { name: 'NESSIE_BRANCH', value: branch },
    ];
    return new NessieCatalog(
      name,
      common,
      { ...rest, env, problems: [...(rest.problems ?? []), ...problems.all] },
      branch,
    );
  }
}
