// Makes what the Python package ships: the page's script, style and template, and the licences of what is in it.
import { build } from "esbuild";
import { copyFile, readFile, writeFile } from "node:fs/promises";

const target = new URL("../src/retailgraph/explorer/page/", import.meta.url);
const lock = JSON.parse(await readFile(new URL("package-lock.json", import.meta.url), "utf8"));

// Named in the bundle, so that a test can tell whether it was built from the lock file.
async function bundled(metafile) {
  const found = new Map();
  for (const path of Object.keys(metafile.inputs)) {
    const name = path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1];
    if (name) found.set(name, lock.packages[`node_modules/${name}`].version);
  }
  return [...found].sort();
}

async function licence(name) {
  for (const file of ["LICENSE.txt", "LICENSE", "LICENSE.md"]) {
    const text = await readFile(new URL(`node_modules/${name}/${file}`, import.meta.url), "utf8").catch(() => "");
    if (text) return text.trim();
  }
  throw new Error(`${name} has no licence file`);
}

const options = { bundle: true, minify: true, write: false, metafile: true, legalComments: "none", charset: "utf8" };
const script = await build({ ...options, entryPoints: ["src/main.js"], format: "iife", target: "es2022" });
const style = await build({ ...options, entryPoints: ["src/explorer.css"] });
const packages = await bundled(script.metafile);
const named = packages.map(([name, version]) => `${name} ${version}`).join(", ");
const code = script.outputFiles[0].text;
if (/<\/script|<!--/i.test(code)) throw new Error("the script would end its own element");
await writeFile(new URL("explorer.js", target), `/* ${named}: see LICENSES.txt */\n${code}`);
await writeFile(new URL("explorer.css", target), style.outputFiles[0].text);
await copyFile(new URL("src/explorer.html", import.meta.url), new URL("explorer.html", target));
const texts = await Promise.all(packages.map(async ([name, version]) => `${name} ${version}\n\n${await licence(name)}`));
await writeFile(new URL("LICENSES.txt", target), `explorer.js contains these libraries.\n\n${texts.join("\n\n----\n\n")}\n`);
console.log(`${named}; ${Math.round(code.length / 1000)} kB`);
