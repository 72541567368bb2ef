#!/usr/bin/env bash
# GitHub Actions: puts realmform of a release on the PATH of later steps, if its checksum is right.
#
#   REALMFORM_REPOSITORY  the repository with the releases, as owner/name
#   REALMFORM_VERSION     the release, such as v1.2.0; defaults to the version of this folder's Cargo.toml
#   GH_TOKEN              for `gh`
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=${REALMFORM_VERSION:-v$(sed -n 's/^version = "\(.*\)"$/\1/p' "$here/Cargo.toml" | head -n 1)}

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) archive=realmform-x86_64-unknown-linux-musl.tar.gz ;;
  Linux-aarch64 | Linux-arm64) archive=realmform-aarch64-unknown-linux-musl.tar.gz ;;
  Darwin-x86_64) archive=realmform-x86_64-apple-darwin.tar.gz ;;
  Darwin-arm64) archive=realmform-aarch64-apple-darwin.tar.gz ;;
  MINGW*-x86_64 | MSYS*-x86_64) archive=realmform-x86_64-pc-windows-msvc.zip ;;
  *)
    echo "error: there is no binary for $(uname -s) on $(uname -m): build realmform and set \`version: none\`" >&2
    exit 1
    ;;
esac

folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/realmform.XXXXXX")
gh release download "$version" --repo "$REALMFORM_REPOSITORY" --dir "$folder" --pattern "$archive" --pattern SHA256SUMS
cd "$folder"
grep -F -- " $archive" SHA256SUMS >SHA256SUM
if command -v sha256sum >/dev/null; then sha256sum --check SHA256SUM; else shasum -a 256 --check SHA256SUM; fi
case $archive in
  *.zip) unzip -q "$archive" ;;
  *) tar -xzf "$archive" ;;
esac
echo "$folder" >>"$GITHUB_PATH"
