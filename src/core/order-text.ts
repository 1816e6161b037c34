/** What an order, a value or a run's name may be. */

/** 1 to 64 characters, none of them control, formatting or line-breaking. */
export const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,64}$/u;

/** The longest of them in UTF-8, bytes. */
export const PRINTABLE_BYTES_MAX = 256;
