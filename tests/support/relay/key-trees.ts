import { type KeyTree, keyTree } from "../../../relay-service/src/codec/roc1/keys/key-tree.ts";

const trees = new Map<string, KeyTree>();

/** The keys of a secret, computed once for all tests of a process. */
export function cachedKeyTree(secret: string): KeyTree {
  const tree = trees.get(secret) ?? keyTree(secret);
  trees.set(secret, tree);
  return tree;
}
