/** The live page's own files, for a browser. */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One script and one style, with everything in them: a browser gets nothing from elsewhere. */
export async function buildPage(bundle, { script, style, markup }, { root, folder }) {
  const shared = { absWorkingDir: root, bundle: true, minify: true, logLevel: 'silent' };
  await bundle({
    ...shared,
    entryPoints: [script],
    outfile: join(folder, 'app.js'),
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    plugins: [onlyLines],
  });
  await bundle({ ...shared, entryPoints: [style], outfile: join(folder, 'app.css') });
  copyFileSync(join(root, markup), join(folder, 'index.html'));
}

/** uPlot hangs all that it can at one object, so that a bundler keeps it: what the page does not draw is cut off there. */
const onlyLines = {
  name: 'only-lines',
  setup(bundler) {
    const unused =
      /^\s*\(?(uPlot|paths)\.(stepped|bars|spline|join|fmtDate|tzDate|addGap|clipGaps|range(Log|Asinh))\s*=.*;$/gm;
    bundler.onLoad({ filter: /uPlot\.esm\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(unused, ''),
    }));
  },
};
