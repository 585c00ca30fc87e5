export { argo } from './argo';
export { flux } from './flux';
export { local } from './local';
export { production } from './production';
export { seed } from './seed';
