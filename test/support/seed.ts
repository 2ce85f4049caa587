import fc from 'fast-check';
import { vi } from 'vitest';

// The same cases in every run; `npm run test:long` draws new ones.
if (!process.env.LONG) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_123 });

// A function that switches V8's compilers off would do so for every test of its process.
vi.mock('../../serverless/shared/small-code.ts', () => ({ collect: () => {} }));
