/** Importing this file gives the client its key exchange in JavaScript at once. Only service workers need that. */
export {};
