export { local } from './local';
export { production } from './production';
