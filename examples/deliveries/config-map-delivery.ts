import { Chart, Yaml } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import { HelmDelivery, type Release } from 'cdk8s-spark-operator';
import type { Construct } from 'constructs';

/** Hands the values of a release to an installer that reads them from a ConfigMap. */
export class ConfigMapDelivery extends HelmDelivery {
  public bind(scope: Construct, release: Release): void {
    const chart = new Chart(scope, 'values', { namespace: release.namespace });
    new ConfigMap(chart, 'values', { data: { 'values.yaml': Yaml.stringify(release.values) } });
  }
}
