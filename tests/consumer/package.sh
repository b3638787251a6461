#!/bin/bash
# Builds kmc, installs it into a temporary prefix, moves that elsewhere, and
# uses it as strangers do: a C and a C++ project, by find_package and by pkg-config.
# usage: CC=... CXX=... package.sh static|shared SOURCE WORK_FOLDER
set -euo pipefail
kind=$1 source=$2 work=$3
here=$source/tests/consumer

shared=OFF
pkg_config_flags=(--static)
if [[ $kind == shared ]]; then
  shared=ON
  pkg_config_flags=()
fi

rm -rf "$work/installed" "$work/prefix" "$work/consumers"
cmake -S "$source" -B "$work/kmc" -DBUILD_SHARED_LIBS=$shared -DCMAKE_BUILD_TYPE=Release \
  -DKMC_BUILD_TESTS=OFF -DKMC_BUILD_BENCHMARKS=OFF -DCMAKE_INSTALL_PREFIX="$work/installed"
cmake --build "$work/kmc"
cmake --install "$work/kmc"
mv "$work/installed" "$work/prefix"  # nothing may depend on where it was installed first

echo "== tools"
for tool in kmcenc kmcdec kmcinfo kmcbench kmcgallery; do
  "$work/prefix/bin/$tool" --version
done

pc_file=$(find "$work/prefix" -name kmc.pc)
export PKG_CONFIG_PATH=${pc_file%/*}
library_path=${PKG_CONFIG_PATH%/pkgconfig}

echo "== find_package"
for language in c cpp; do
  cmake -S "$here/$language" -B "$work/consumers/$language" -DCMAKE_PREFIX_PATH="$work/prefix"
  cmake --build "$work/consumers/$language"
  "$work/consumers/$language/consumer"
done

echo "== pkg-config"
read -ra flags <<<"$(pkg-config "${pkg_config_flags[@]}" --cflags --libs kmc)"
strict=(-Wall -Wextra -Wpedantic -Werror)
"$CC" -std=c99 "${strict[@]}" "$here/c/consumer.c" -o "$work/consumers/from_c" "${flags[@]}"
"$CXX" -std=c++20 "${strict[@]}" "$here/cpp/consumer.cc" -o "$work/consumers/from_cpp" "${flags[@]}"
LD_LIBRARY_PATH=$library_path "$work/consumers/from_c"
LD_LIBRARY_PATH=$library_path "$work/consumers/from_cpp"
