#!/bin/sh
# jsonlite for R writes other JSON than it read: a null among numbers becomes the text "NA", one in an object {}, and digits beyond 15 are gone.
#
# Expected: toJSON(fromJSON(text), auto_unbox = TRUE, digits = NA) gives the values of the text again, "for max precision" as its help has it
#   of NA; a null that became NA becomes null, as it does in a list of texts or of truth values.
# Happens: in a list of numbers NA is written "NA", with quotes, so that a vector of what was heard, null for nothing, has a text among its
#   numbers (na = "null" mends that, or reading with simplifyVector = FALSE). A member that is null comes back as {} (null = "null" mends
#   that), and [1,"a",true] as three texts (simplifyVector again). Nothing mends the numbers:
#   whatever `digits` says, 15 significant ones are written. 2^53 - 1 comes back as 9.00719925474099e+15, 0.30000000000000004 as 0.3, although
#   R holds both whole: format(x, digits = 17) shows them. A seed, or a time in microseconds with a fraction, is another one then.
# Version: r-cran-jsonlite 1.8.4+dfsg-1 of Debian 12, with its R 4.2.
# Source: ?toJSON of the package (digits, na, null).
set -eu
command -v Rscript >/dev/null || exit 69
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download r-cran-jsonlite=1.8.4+dfsg-1 >/dev/null || exit 69
for deb in *.deb; do dpkg -x "$deb" root; done
cat >probe.R <<'R'
library(jsonlite, lib.loc = "root/usr/lib/R/site-library")
cat("jsonlite ", as.character(packageVersion("jsonlite")), "\n", sep = "")
again <- function(text, ..., simplify = TRUE) {
  x <- fromJSON(text, simplifyVector = simplify)
  cat(text, " -> ", toJSON(x, auto_unbox = TRUE, ...), "\n", sep = "")
}
again('["attack",null]', digits = NA)
again('[true,null]', digits = NA)
again('[1,null]', digits = NA)
again('[1,null]', digits = NA, na = "null")
again('[1,"a",true]', digits = NA)
again('[1,"a",true,null]', digits = NA, null = "null", simplify = FALSE)
again('{"heard":null}', digits = NA)
again('{"heard":null}', digits = NA, null = "null")
again('{"seed":9007199254740991}', digits = NA)
again('{"seed":9007199254740991}', digits = 22)
again('{"seed":9007199254740991}', digits = I(17))
again('[0.30000000000000004,1]', digits = NA)
cat("R holds ", format(fromJSON('[9007199254740991]'), digits = 17), "\n", sep = "")
R
Rscript --vanilla probe.R | tee seen
cat >wanted <<'TEXT'
jsonlite 1.8.4
["attack",null] -> ["attack",null]
[true,null] -> [true,null]
[1,null] -> [1,"NA"]
[1,null] -> [1,null]
[1,"a",true] -> ["1","a","TRUE"]
[1,"a",true,null] -> [1,"a",true,null]
{"heard":null} -> {"heard":{}}
{"heard":null} -> {"heard":null}
{"seed":9007199254740991} -> {"seed":9.00719925474099e+15}
{"seed":9007199254740991} -> {"seed":9.00719925474099e+15}
{"seed":9007199254740991} -> {"seed":9.00719925474099e+15}
[0.30000000000000004,1] -> [0.3,1]
R holds 9007199254740991
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
