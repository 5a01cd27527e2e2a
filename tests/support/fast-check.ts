import fc from "fast-check";

/**
 * fast-check takes an upper bound for what may be, and makes ten bytes at most all the same, so that no property would ever see two
 * bytes of length or a second chunk. Here what is allowed is made.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), defaultSizeToMaxWhenMaxSpecified: true });

export { fc };
