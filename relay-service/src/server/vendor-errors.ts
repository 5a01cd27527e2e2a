/** The vendor's status codes and their meanings, as `GET /api/mte-errors` lists them. */
export const VENDOR_ERRORS: Readonly<Record<string, number>> = {
  "Repair is required.": 559,
  "State not found.": 560,
  "Failed to encode.": 561,
  "Failed to decode.": 562,
  "Failed to save state.": 563,
  "Reseed is required.": 564,
  "Codec status is not success.": 565,
  "Invalid Client ID header.": 566,
  "Failed to save the decoder's state id.": 567,
  "Failed to save the encoder's state id.": 568,
  "Missing required header.": 569,
};
