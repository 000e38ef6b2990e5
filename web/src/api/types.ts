// Types of what the server gives, generated from its own description.
import type { components } from "./schema";

/** Every shape of the API by its name: `Shape["ShownNumber"]`. */
export type Shape = components["schemas"];
