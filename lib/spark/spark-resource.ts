import { ApiObject, type ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { onceInSynthesis } from '../app/synthesis';

/** The object of an application. The rules read it and the file has it: in one synthesis it is rendered once. */
export class SparkResource extends ApiObject {
  private readonly rendered: () => unknown;

  /** @param complete adds to the metadata what others give; it is called before each rendering */
  public constructor(scope: Construct, id: string, props: ApiObjectProps, complete: () => void) {
    super(scope, id, props);
    this.rendered = onceInSynthesis(this, () => {
      complete();
      return super.toJson() as unknown;
    });
  }

  public override toJson(): unknown {
    return this.rendered();
  }
}
