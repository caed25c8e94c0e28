export { followPageLife, type LivingRun } from './follow-page-life.js';
export { PageGoneError } from './page-gone-error.js';
export { pageLife, type PageLife, type PageLifeOptions } from './page-life.js';
export { persistStorage } from './persist-storage.js';
