#!/bin/bash
# Runs the command of the thumbnailer entry as file managers do, on good files and bad ones.
# usage: thumbnailer.sh MAKE_SAMPLE ENTRY FOLDER
set -euo pipefail
make_sample=$1 entry=$2 folder=$3

field() { sed -n "s/^$1=//p" "$entry"; }

program=$(field TryExec)
command -v "$program" >/dev/null || { echo "skipped: $program is not installed"; exit 0; }
grep -q '^MimeType=.*image/x-kmc;' "$entry"
[[ $(field Exec) != */* ]] || { echo "the entry has a path of the machine it was made on"; exit 1; }

# thumbnail URI OUT: the command with its fields filled in.
thumbnail() {
  local command
  command=$(field Exec)
  command=${command//%s/128} command=${command//%u/$1} command=${command//%o/$2}
  $command
}

"$make_sample" "$folder/sample.kmc"
rm -f "$folder/thumbnail.png" "$folder/none.png"
thumbnail "file://$folder/sample.kmc" "$folder/thumbnail.png"
# Width and height of a PNG file, as big-endian numbers from byte 16.
size=$(od -An -tu1 -j16 -N8 "$folder/thumbnail.png")
[[ $(echo $size) == "0 0 0 128 0 0 0 64" ]] || { echo "the thumbnail's size is $size"; exit 1; }

head -c 100 "$folder/sample.kmc" >"$folder/cut.kmc"
if thumbnail "file://$folder/cut.kmc" "$folder/none.png"; then
  echo "a truncated file has a thumbnail"
  exit 1
fi
[[ ! -e $folder/none.png ]]
