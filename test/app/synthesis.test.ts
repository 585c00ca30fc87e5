import { ApiObject, App, Chart } from 'cdk8s';
import { ClusterApp } from '../../lib';
import { addValidation, followSynthesis } from '../../lib/app/synthesis';

function validated(app: App): () => number {
  followSynthesis(app);
  let times = 0;
  for (const id of ['one', 'two', 'three']) {
    const chart = new Chart(app, id);
    new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'ConfigMap' });
  }
  addValidation(app, () => {
    times += 1;
    return [];
  });
  return () => times;
}

test('a validation is made once in each synthesis, whatever the number of charts', () => {
  const app = new ClusterApp();
  const times = validated(app);
  app.synthYaml();
  expect(times()).toBe(1);
  app.synthYaml();
  expect(times()).toBe(2);
});

test('a validation is made each time that a chart is rendered alone', () => {
  const app = new App();
  const times = validated(app);
  for (const chart of app.charts) chart.toJson();
  expect(times()).toBe(3);
});

test('fails on a validation in each synthesis anew', () => {
  const app = new App();
  followSynthesis(app);
  new Chart(app, 'chart');
  let problems = ['it is wrong; mend it'];
  addValidation(app, () => problems);
  expect(() => app.synthYaml()).toThrow('[] it is wrong; mend it');
  problems = [];
  expect(() => app.synthYaml()).not.toThrow();
});
