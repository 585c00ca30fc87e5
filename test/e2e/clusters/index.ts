export { dynamicAllocation } from './dynamic-allocation';
export { isolations } from './isolations';
export { openSource } from './open-source';
export { restricted } from './restricted';
export { runs } from './runs';
export { schedule } from './schedule';
export { seed } from './seed';
export { spark4 } from './spark-4';
