import fc from 'fast-check';

// The same cases in every run; `npm run test:long` draws new ones.
if (!process.env.LONG) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_123 });
