// Loaded before every test file. Properties are checked on the same cases in every run, so that a failure is one for
// everybody; TEST_SEED=<number> looks at others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.TEST_SEED ?? 20261122) });
