// Where the app finds things in its page: named by the page's HTML and looked up by the app.

/** The element that the app draws into. */
export const ROOT_ID = 'mtf-dashboard';
/** Attribute of the elements that hold a piece in a page of one file: gzip in base64. */
export const PIECE_ATTRIBUTE = 'data-mtf-piece';
/** The element that holds the chart library in such a page: gzip in base64. */
export const LIBRARY_ID = 'mtf-plotly';
