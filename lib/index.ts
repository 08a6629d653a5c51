// The contents page: only notebooks, scripts and tests import it, lib files import each other directly.
export * from './core/bars.js';
export * from './core/random.js';
export * from './core/time.js';
