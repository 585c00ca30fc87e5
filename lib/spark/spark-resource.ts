import { ApiObject } from 'cdk8s';
import { appOf, synthesisOf, type Synthesis } from '../app/synthesis';

/** The object of an application. The rules read it and the file has it: in one synthesis it is rendered once. */
export class SparkResource extends ApiObject {
  private rendered?: { readonly synthesis: Synthesis; readonly json: unknown };

  public override toJson(): unknown {
    const app = appOf(this);
    const synthesis = app && synthesisOf(app);
    if (synthesis === undefined) return super.toJson();
    if (this.rendered?.synthesis !== synthesis) this.rendered = { synthesis, json: super.toJson() };
    return this.rendered.json;
  }
}
