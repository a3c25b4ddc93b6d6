import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { alg, Graph } from '@dagrejs/graphlib';
import { importsOf } from './imports.ts';
import { filesBelow, type Problem, type Workspace } from './workspace.ts';

/**
 * No file imports itself by way of others, a type neither. Only relative imports are followed:
 * between packages the arrows leave no circle.
 */
export function checkCircles(workspace: Workspace): Problem[] {
  const graph = importGraph(workspace);
  return alg.findCycles(graph).map((files) => {
    const [file = ''] = files.sort();
    const way = wayBack(graph, file);
    return {
      file,
      what: `imports itself${way.length === 0 ? '' : ` by way of ${way.join(', ')}`}`,
      instead: 'Move what they share into a file that imports none of them; types count too.',
    };
  });
}

/** A node a file, an edge to each file that it imports. */
function importGraph({ root, members }: Workspace): Graph {
  const ofExamples = filesBelow(root, 'examples').filter((file) => EXAMPLE.test(file));
  const files = [
    ...members.flatMap((member) => member.files),
    ...ofExamples,
    ...filesBelow(root, 'scripts').filter((file) => /\.[jt]s$/.test(file)),
  ];
  const graph = new Graph();
  for (const file of files) graph.setNode(file);
  for (const file of files) {
    for (const module of importsOf(readFileSync(join(root, file), 'utf8'))) {
      const target = module.startsWith('.') ? join(dirname(file), module) : module;
      if (graph.hasNode(target)) graph.setEdge(file, target);
    }
  }
  return graph;
}

const EXAMPLE = /^examples\/[^/]+\/(src|test)\/.*\.ts$/;

/** The files by way of which this one, in a circle, imports itself: as few as may be. */
function wayBack(graph: Graph, file: string): string[] {
  const paths = alg.dijkstra(graph, file);
  const distance = (node: string): number => paths[node]?.distance ?? Infinity;
  const [last = file] = (graph.predecessors(file) ?? []).sort((a, b) => distance(a) - distance(b));
  const way: string[] = [];
  for (let at = last; at !== file; at = paths[at]?.predecessor ?? file) way.unshift(at);
  return way;
}
