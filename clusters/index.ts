export { local } from './local';
export { production } from './production';
export { seed } from './seed';
