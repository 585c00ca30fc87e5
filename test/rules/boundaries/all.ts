import { APPLICATION_BOUNDARIES } from './application';
import { CLIENT_BOUNDARIES } from './clients';
import { DELIVERY_BOUNDARIES } from './deliveries';
import { DEPENDENCY_BOUNDARIES } from './dependencies';
import { NAMESPACE_BOUNDARIES, NETWORK_BOUNDARIES } from './namespace';
import { CHART_VALUES_BOUNDARIES } from './chart-values';
import { POD_BOUNDARIES } from './pod';
import { SERVER_BOUNDARIES } from './pods';
import { RELEASE_BOUNDARIES } from './release';
import { SETTINGS_BOUNDARIES } from './settings';
import { UNREAD_BOUNDARIES } from './unread';
import { WORKFLOW_BOUNDARIES } from './workflows';
import type { Boundary } from './boundary';

/** The boundaries of all rules. */
export const BOUNDARIES: readonly Boundary[] = [
  ...APPLICATION_BOUNDARIES,
  ...POD_BOUNDARIES,
  ...SETTINGS_BOUNDARIES,
  ...DEPENDENCY_BOUNDARIES,
  ...CLIENT_BOUNDARIES,
  ...UNREAD_BOUNDARIES,
  ...NAMESPACE_BOUNDARIES,
  ...NETWORK_BOUNDARIES,
  ...WORKFLOW_BOUNDARIES,
  ...DELIVERY_BOUNDARIES,
  ...SERVER_BOUNDARIES,
  ...RELEASE_BOUNDARIES,
  ...CHART_VALUES_BOUNDARIES,
];
