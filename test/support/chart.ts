import { App, Chart } from 'cdk8s';

/** A chart of its own app, which writes nothing. */
export function testChart(namespace = 'data'): Chart {
  return new Chart(new App(), 'jobs', { namespace });
}
