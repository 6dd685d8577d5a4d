/** Which factors a proof has to be of. */

/**
 * `second_factor`: the second one, of who has one, else the first. `first_factor`: the password. `multi_factor`: both.
 * `any_factor`: either, which is what Coatcheck's own routes ask.
 */
export type ReverificationLevel = 'any_factor' | 'first_factor' | 'second_factor' | 'multi_factor'
