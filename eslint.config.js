// HubSpot's own rules for cards and pages; everything else is Biome's.
import { config } from '@hubspot/eslint-config-ui-extensions';
import tseslint from 'typescript-eslint';

export default [
  ...config.map((entry) => ({ ...entry, files: ['app-extensions/**/*.{ts,tsx}'] })),
  { files: ['app-extensions/**/*.{ts,tsx}'], languageOptions: { parser: tseslint.parser } },
];
