/** A number that counts positions in one particular table, so that indices of different tables cannot be mixed. */
export type Brand<Name extends string> = number & { readonly __index?: Name };
