/** Id of the element of the page that holds its data. */
export const DATA_ID = "report-data";
