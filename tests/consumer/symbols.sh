#!/bin/bash
# The shared library exports the C API and nothing else: each function that
# kmc.h declares, no other symbol.
# usage: symbols.sh LIBKMC.so KMC.H
set -euo pipefail

exported=$(nm --dynamic --defined-only --format=posix "$1" | cut -d' ' -f1 | sort)
declared=$(grep -v '^static inline' "$2" | grep -o '\bkmc_[a-z0-9_]*(' | tr -d '(' | sort -u)
if [[ -z $declared ]]; then
  echo "no function found in $2" >&2
  exit 1
fi
diff <(echo "$declared") <(echo "$exported") && echo "$(wc -l <<<"$exported") functions, all of them in kmc.h"
