#!/bin/sh
# sh receipt.sh ENTRY RECEIPT VKEY: openssl, sha256sum, xxd, base64, awk and sed.
set -eu
entry=$1 receipt=$2 vkey=$3
work=$(mktemp -d)
# The checkpoint: its text, its signature, the key.
sed '1,/^$/d' "$receipt" > "$work/checkpoint"
sed '/^$/,$d' "$work/checkpoint" > "$work/text"
sed -n 's/^— [^ ]* //p' "$work/checkpoint" | base64 -d | tail -c 64 > "$work/signature"
{ printf '302a300506032b6570032100' | xxd -r -p
  printf %s "$vkey" | cut -d+ -f3- | base64 -d | tail -c 32; } > "$work/key.der"
openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin \
  -in "$work/text" -sigfile "$work/signature"
# The path from the entry's hash to the root (RFC 9162, 2.1.3.2).
hash=$({ printf '\000'; cat "$entry"; } | sha256sum | cut -d' ' -f1)
index=$(sed -n 's/^index //p' "$receipt")
last=$(($(sed -n 2p "$work/text") - 1))
for sibling in $(sed '1,2d;/^$/,$d' "$receipt"); do
  sibling=$(printf %s "$sibling" | base64 -d | xxd -p -c 64)
  if [ $((index % 2)) = 1 ] || [ "$index" = "$last" ]; then
    pair=01$sibling$hash
    while [ $((index % 2)) = 0 ] && [ "$index" != 0 ]; do
      index=$((index / 2)) last=$((last / 2))
    done
  else
    pair=01$hash$sibling
  fi
  hash=$(printf %s "$pair" | xxd -r -p | sha256sum | cut -d' ' -f1)
  index=$((index / 2)) last=$((last / 2))
done
root=$(sed -n 3p "$work/text" | base64 -d | xxd -p -c 64)
[ "$last" = 0 ] && [ "$hash" = "$root" ] && echo "The entry is in the log."
