import {
  ageOf,
  driverOf,
  isOver,
  stateOf,
  stateTime,
  type SparkApplicationStatus,
} from '../src/spark-application';
import { application } from './fixtures';

const of = (status?: SparkApplicationStatus, creationTimestamp?: string) => {
  const { metadata, ...rest } = application();
  return {
    ...rest,
    metadata: { ...metadata, ...(creationTimestamp !== undefined && { creationTimestamp }) },
    ...(status && { status }),
  };
};

describe('an application', () => {
  it.each([
    [undefined, 'NEW', false],
    [{}, 'NEW', false],
    [{ applicationState: { state: '' } }, 'NEW', false],
    [{ applicationState: { state: 'FAILING' } }, 'FAILING', false],
    [{ applicationState: { state: 'FAILED' } }, 'FAILED', true],
    [{ applicationState: { state: 'COMPLETED' } }, 'COMPLETED', true],
  ])('with the status %j is %s', (status, state, over) => {
    expect([stateOf(of(status)), isOver(of(status))]).toEqual([state, over]);
  });

  it.each([
    [undefined, 'kronodroid-iceberg-driver'],
    [{ driverInfo: {} }, 'kronodroid-iceberg-driver'],
    [{ driverInfo: { podName: '' } }, 'kronodroid-iceberg-driver'],
    [{ driverInfo: { podName: 'other' } }, 'other'],
  ])('with the status %j has the driver %s', (status, driver) => {
    expect(driverOf(of(status))).toBe(driver);
  });

  it.each([
    ['NEW', undefined],
    ['SUBMITTED', 'submitted'],
    ['RUNNING', undefined],
    ['COMPLETED', 'ended'],
    ['FAILED', 'ended'],
  ])('came into its state %s at %s', (state, time) => {
    const status = { lastSubmissionAttemptTime: 'submitted', terminationTime: 'ended' };
    expect(stateTime(of({ ...status, applicationState: { state } }))).toBe(time);
    expect(stateTime(of({ applicationState: { state } }))).toBeUndefined();
  });

  it.each([
    [undefined, 0],
    ['no date', 0],
    ['2026-01-01T00:00:00Z', 60],
    ['2026-01-01T00:00:00.600Z', 59],
    ['2026-01-01T00:02:00Z', 0],
  ])('made at %s is %d s old', (made, age) => {
    expect(ageOf(of(undefined, made), Date.parse('2026-01-01T00:01:00Z'))).toBe(age);
  });
});
