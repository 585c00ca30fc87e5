import { list, record, text } from '../../../lib/manifest/plain';
import type { Kubernetes } from '../kubernetes';

export type Plain = Readonly<Record<string, unknown>>;

/** What there is at an address of the API server: `denied` where the account may not know. */
export type Seen = Plain | 'absent' | 'denied';

/** Reads objects of the cluster that may be out of reach. */
export class ClusterLook {
  public constructor(
    private readonly kubernetes: Kubernetes,
    public readonly namespace: string,
  ) {}

  /** An object, or a discovery document, by the steps of its address. */
  public get(...steps: readonly string[]): Promise<Seen> {
    return this.kubernetes.look(steps);
  }

  /** A core object of the namespace. */
  public own(resource: string, name: string): Promise<Seen> {
    return this.get('api', 'v1', 'namespaces', this.namespace, resource, name);
  }

  /** The items of a list, as many as are read of one. */
  public async items(
    steps: readonly string[],
    query: Readonly<Record<string, string>> = {},
  ): Promise<readonly Plain[] | 'absent' | 'denied'> {
    const seen = await this.kubernetes.look(steps, { ...query, limit: '500' });
    return typeof seen === 'string' ? seen : list(seen.items).map(record);
  }

  /** Whether somebody may do something; undefined where the account may not ask. */
  public async may(
    what: Access,
    who?: { readonly user: string; readonly groups: readonly string[] },
  ): Promise<boolean | undefined> {
    const kind = who === undefined ? 'SelfSubjectAccessReview' : 'SubjectAccessReview';
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind,
      spec: { ...who, resourceAttributes: { namespace: this.namespace, ...what } },
    };
    const seen = await this.kubernetes.ask(
      ['apis', 'authorization.k8s.io', 'v1', `${kind.toLowerCase()}s`],
      review,
    );
    return typeof seen === 'string' ? undefined : record(seen.status).allowed === true;
  }

  /** Name of the account that looks. */
  public async self(): Promise<string> {
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const seen = await this.kubernetes.ask(
      ['apis', 'authentication.k8s.io', 'v1', 'selfsubjectreviews'],
      review,
    );
    return (
      (typeof seen === 'string' ? undefined : text(record(record(seen.status).userInfo).username)) ??
      'the account'
    );
  }
}

/** What somebody would do. */
export interface Access {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
}
