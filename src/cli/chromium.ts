import type { LaunchOptions } from 'playwright-core';

/**
 * How to launch the Chromium that comes inside an npm package, on a machine with Node and nothing else.
 *
 * The package unpacks the libraries that Chromium needs (NSS and others) only where it believes itself in AWS Lambda, by
 * an environment variable: it is told so while it is loaded, and only Chromium gets the path of those libraries.
 */
export async function packagedChromium(): Promise<Required<Pick<LaunchOptions, 'executablePath' | 'env'>>> {
  const before = { AWS_EXECUTION_ENV: process.env.AWS_EXECUTION_ENV, LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH };
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x';
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    const executablePath = await packaged.executablePath();
    const libraries = process.env.LD_LIBRARY_PATH ?? '';
    return { executablePath, env: { ...definedOnly(process.env), LD_LIBRARY_PATH: libraries } };
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

function definedOnly(env: { readonly [name: string]: string | undefined }): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
