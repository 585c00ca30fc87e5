import type { Contract } from './contract';
import type { ReleasedApplication } from './released';

/** A released application and what its runs may change. */
export interface Template {
  /** The application. */
  readonly application: ReleasedApplication;
  /** JSON Schema of the parameters. */
  readonly contract: Contract;
  /** Names the release: a hash of application and contract. */
  readonly digest: string;
}
