/** The lint rule of the import arrows: from which room into which (tools/house/floors.js). */
import { dirname, relative, resolve, sep } from 'node:path';
import { floors, parts } from './floors.js';

/**
 * Why one file may not import another; `undefined` where it may.
 * @param {string} from a path from the root of the repository, with slashes
 * @param {string} to the same
 * @returns {string | undefined}
 */
export function forbiddenArrow(from, to) {
  const [part = '', other = ''] = [partOf(from), partOf(to)];
  const arrows = parts[part];
  if (arrows === undefined || parts[other] === undefined) return undefined;
  if (part !== other) {
    const [name, target] = [nameOf(part), nameOf(other)];
    return arrows.to.includes(other)
      ? undefined
      : `${name} may not import ${target}: ${arrows.why}`;
  }
  return upwards(from, to);
}

/** An arrow between two rooms of the innermost folder that has rooms and holds both. */
function upwards(from, to) {
  const folder = Object.keys(floors)
    .filter((name) => from.startsWith(`${name}/`) && to.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0];
  if (folder === undefined) return undefined;
  const rooms = Object.keys(floors[folder]);
  const [start, end] = [from, to].map((path) => floorOf(rooms, path.slice(folder.length + 1)));
  if (start <= end) return undefined;
  const named = (floor) => `${folder}/${rooms[floor] === '*' ? '*.ts' : rooms[floor]}`;
  return `${named(start)} may not import ${named(end)}: ${floors[folder][rooms[end]]}`;
}

function floorOf(rooms, path) {
  const own = rooms.findIndex((room) => path === room || path.startsWith(`${room}/`));
  return own >= 0 ? own : rooms.indexOf('*');
}

function partOf(path) {
  return path.split('/')[0];
}

function nameOf(part) {
  return part.includes('.') ? part : `${part}/`;
}

/** @type {import('eslint').Rule.RuleModule} */
export const arrowsRule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const root = resolve(import.meta.dirname, '../..');
    const inRoot = (path) => relative(root, path).split(sep).join('/');
    const check = (node) => {
      const written = node.source?.value;
      if (typeof written !== 'string' || !written.startsWith('.')) return;
      const target = inRoot(resolve(dirname(context.filename), written));
      const message = forbiddenArrow(inRoot(context.filename), target);
      if (message !== undefined) context.report({ node, message: `${message}.` });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
