export { default } from './hot_functions.ts';
