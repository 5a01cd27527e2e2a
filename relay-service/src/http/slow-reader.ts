/** A client takes nothing of its answers, or too little: its connection is cut with this. */
export class SlowReader extends Error {
  override readonly name = "SlowReader";
}
