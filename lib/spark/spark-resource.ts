import { ApiObject, type ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { appOf, synthesisOf, type Synthesis } from '../app/synthesis';

/** The object of an application. The rules read it and the file has it: in one synthesis it is rendered once. */
export class SparkResource extends ApiObject {
  private rendered?: { readonly synthesis: Synthesis; readonly json: unknown };

  /** @param complete adds to the metadata what others give; it is called before each rendering */
  public constructor(
    scope: Construct,
    id: string,
    props: ApiObjectProps,
    private readonly complete: () => void,
  ) {
    super(scope, id, props);
  }

  public override toJson(): unknown {
    this.complete();
    const app = appOf(this);
    const synthesis = app && synthesisOf(app);
    if (synthesis === undefined) return super.toJson();
    if (this.rendered?.synthesis !== synthesis) this.rendered = { synthesis, json: super.toJson() };
    return this.rendered.json;
  }
}
