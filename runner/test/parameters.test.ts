import { checkParameters } from '../src/parameters';
import { template } from './fixtures';

const { contract } = template();

describe('checkParameters', () => {
  it('takes text of a command line as the number that the contract asks for', () => {
    expect(checkParameters(contract, { executorInstances: '4', driverMemory: '4g' })).toEqual({
      executorInstances: 4,
      driverMemory: '4g',
    });
  });

  it('takes none', () => {
    expect(checkParameters(contract, {})).toEqual({});
  });

  it.each([
    [
      { executorInstances: '99' },
      'parameter executorInstances is "99"; allowed is a whole number from 1 up to 10',
    ],
    [
      { executorInstances: 'many' },
      'parameter executorInstances is "many"; allowed is a whole number from 1 up to 10',
    ],
    [
      { executorInstances: '2.5' },
      'parameter executorInstances is "2.5"; allowed is a whole number from 1 up to 10',
    ],
    [{ driverMemory: '3g' }, 'parameter driverMemory is "3g"; allowed is one of "2g", "4g"'],
    [
      { executorMemory: '2Gi' },
      'parameter executorMemory is "2Gi"; allowed is text like ^[1-9][0-9]*(m|g)$ for example 2g',
    ],
    [
      { image: 'x' },
      'image is no parameter of this job; allowed are driverMemory, executorInstances, executorMemory, testLimit',
    ],
  ])('fails on %j', (given, message) => {
    expect(() => checkParameters(contract, given)).toThrow(message);
  });

  it('fails with all problems at once', () => {
    expect(() => checkParameters(contract, { executorInstances: 0, driverMemory: '1g' })).toThrow(
      /executorInstances is 0.*; parameter driverMemory is "1g"|driverMemory is "1g".*; parameter executorInstances is 0/,
    );
  });

  it('fails when a required parameter is missing', () => {
    const strict = { properties: contract.properties, required: ['executorInstances'] };
    expect(() => checkParameters(strict, {})).toThrow(
      'parameter executorInstances is missing; allowed is a whole number from 1 up to 10',
    );
  });
});
