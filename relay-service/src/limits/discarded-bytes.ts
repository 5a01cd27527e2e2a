/**
 * How much of an upload is still read, and discarded, after its answer: the rest of one body, and what arrives on a connection after its last
 * answer. A client that reads only after it has written its whole request would lose the answer otherwise.
 */
export const MAX_DISCARDED_BYTES = 256 * 2 ** 20;
