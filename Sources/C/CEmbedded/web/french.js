// The pages in French.

export const french = {
  "Live": "En direct",
  "Pipeline": "Flux",
};
