#!/bin/bash
# Makes what gdk-pixbuf needs to find the module: its list of modules, and a MIME database.
# usage: prepare.sh QUERY_LOADERS MODULE UPDATE_MIME_DATABASE MIME_XML FOLDER
set -euo pipefail
query_loaders=$1 module=$2 update_mime_database=$3 mime_xml=$4 folder=$5

mkdir -p "$folder/share/mime/packages"
cp "$mime_xml" "$folder/share/mime/packages/"
"$update_mime_database" "$folder/share/mime"

"$query_loaders" "$module" >"$folder/loaders.cache"
for line in '"image/x-kmc"' '"kmc" 5 "gdk-pixbuf" "KMC" "BSD"'; do
  grep -q "$line" "$folder/loaders.cache" || { echo "the host's list lacks $line"; exit 1; }
done
