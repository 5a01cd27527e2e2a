/** The program `mte-relay-signalr.mjs`. It imports the client from the file beside it, so that there is one client with one pair of keys. */
import { mteFetch } from "../mte-relay-client.mjs";
import { signalRFunctions } from "./signalr-functions.ts";

export const { signalROptions, signalRHttpClient, mteEventSource, MteEventSource } = signalRFunctions(mteFetch);
