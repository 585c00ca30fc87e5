import { ApiObject, App, Chart, DependencyGraph } from 'cdk8s';

/** A chart of its own app, which writes nothing and asks no rules: tests of rendering write what no cluster takes. */
export function testChart(namespace = 'data'): Chart {
  return new UncheckedChart(new App(), 'jobs', { namespace });
}

/** The objects of a chart as rendered, without what the rules say. */
export function objectsOf(chart: Chart): unknown[] {
  return new DependencyGraph(chart.node)
    .topology()
    .filter((child) => child instanceof ApiObject)
    .map((object) => object.toJson() as unknown);
}

class UncheckedChart extends Chart {
  public override toJson(): unknown[] {
    return objectsOf(this);
  }
}
