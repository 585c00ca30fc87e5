import { Chart, Testing } from 'cdk8s';
import { AccessKeysTemplate, type AccessKeysTemplateProps } from '../../lib';
import { yamlOf } from '../support/yaml';

describe('AccessKeysTemplate', () => {
  it('writes a Secret with placeholders and gives the keys', () => {
    const chart = new Chart(Testing.app(), 'secrets');
    const template = new AccessKeysTemplate(chart, 'minio', { secretName: 'minio-credentials' });
    expect(template.accessKeys).toMatchObject({
      secretName: 'minio-credentials',
      accessKey: 'access-key',
      secretKey: 'secret-key',
    });
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  it('takes every prop', () => {
    const chart = new Chart(Testing.app(), 'secrets');
    const all: Required<AccessKeysTemplateProps> = {
      secretName: 'aws',
      accessKey: 'id',
      secretKey: 'secret',
      namespace: 'data',
      labels: { team: 'data' },
    };
    new AccessKeysTemplate(chart, 'aws', all);
    expect(yamlOf(chart)).toMatchSnapshot();
  });
});
