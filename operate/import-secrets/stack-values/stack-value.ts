/** A parameter whose value the stack decides, or a part of it. */
export interface StackValue {
  /** What the stack has, for a person: "the stack's database server is …". Holds no secret. */
  readonly expected: string;
  /** Whether a value is for this stack. Of a connection string only host and port count: login and options are the product's. */
  readonly agrees: (value: string) => boolean;
  /**
   * The stack's value in the form of the present one; what the stack does not know stays as it is. The present text itself where nothing is to be
   * changed. Undefined where the present one has no form that this command knows.
   */
  readonly compose: (present: string) => string | undefined;
}
