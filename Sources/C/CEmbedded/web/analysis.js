import { visitPages } from "./analysis-visits.js";
import { sumPages } from "./analysis-sums.js";
import { journeyPages } from "./analysis-journeys.js";

// The analysis pages, in the order in which they stand below the bar.

export const analysisPages = [...visitPages, ...sumPages, ...journeyPages];
