/**
 * What is said again and again, to the byte but for a number and an addressee in it. It is made once (wire/forms.ts), and the
 * links, which read no message, write the two into it as it goes (net/form.ts).
 */
export interface Form<Text extends Uint8Array = Uint8Array> {
  /** with 0 in the number's place */
  readonly text: Text;
  readonly numberAt: number;
  /** where the addressee's stamp goes, behind the number */
  readonly stampAt: number;
}
