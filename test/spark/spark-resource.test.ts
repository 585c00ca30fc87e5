import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { SparkApplication, SparkRuntime, SparkServiceAccount } from '../../lib';

function application(): { readonly app: App; readonly chart: Chart; readonly etl: SparkApplication } {
  const app = new App();
  const chart = new Chart(app, 'chart');
  const etl = new SparkApplication(chart, 'etl', {
    mainApplicationFile: 'local:///etl.py',
    runtime: SparkRuntime.SPARK_3_5,
    serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
  });
  return { app, chart, etl };
}

describe('SparkResource', () => {
  const rendering = jest.spyOn(ApiObject.prototype, 'toJson');

  beforeEach(() => {
    jest.spyOn(console, 'warn').mockImplementation();
    rendering.mockClear();
  });

  afterAll(() => {
    jest.restoreAllMocks();
  });

  it('renders an application once for the rules and the file', () => {
    application().app.synthYaml();
    expect(rendering).toHaveBeenCalledTimes(1);
  });

  it('renders it again in the next synthesis', () => {
    const { app, etl } = application();
    expect(app.synthYaml()).not.toContain('proxyUser');
    etl.apiObject.addJsonPatch(JsonPatch.add('/spec/proxyUser', 'analyst'));
    expect(app.synthYaml()).toContain('proxyUser: analyst');
  });

  it('renders it anew wherever no synthesis is under way', () => {
    const { app, chart, etl } = application();
    app.synthYaml();
    etl.apiObject.addJsonPatch(JsonPatch.add('/spec/proxyUser', 'analyst'));
    expect(chart.toJson()).toMatchObject([{ spec: { proxyUser: 'analyst' } }]);
  });
});
