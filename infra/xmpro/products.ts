/** XMPro's three web applications, in the order in which they are installed. */
export const PRODUCTS = {
  sm: { title: "Subscription Manager" },
  ds: { title: "Data Stream Designer" },
  ad: { title: "App Designer" },
} as const;

export type Product = keyof typeof PRODUCTS;
