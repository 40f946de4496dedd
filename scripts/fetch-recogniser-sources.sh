#!/usr/bin/env bash
# Fetches the word lists of the recogniser by the ordinary client of their registry, and lays them out as
# `cargo xtask train-entities --sources DIR` reads them.
#
#   scripts/fetch-recogniser-sources.sh DIR
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: $0 DIR" >&2; exit 2; }
dir=$1
jieba=0.42.1 arwikicats=0.2.3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$dir"/{jieba,arwikicats,notices}

pip download --quiet --no-deps --no-binary :all: --dest "$work" "jieba==$jieba"
tar -xzf "$work/jieba-$jieba.tar.gz" -C "$work"
cp "$work/jieba-$jieba/jieba/dict.txt" "$dir/jieba/"
echo "Chinese words: jieba (https://github.com/fxsjy/jieba), MIT, © Sun Junyi." > "$dir/notices/jieba.txt"

pip download --quiet --no-deps --dest "$work" "ArWikiCats==$arwikicats"
python3 -m zipfile -e "$work"/arwikicats-*.whl "$work/arwikicats"
for file in cities/cities_full geography/{popopo,P17_PP,India_dd} people/peoples sports/Clubs_key; do
  cp "$work/arwikicats/ArWikiCats/jsons/$file.json" "$dir/arwikicats/"
done
echo "Arabic names: ArWikiCats (https://pypi.org/project/ArWikiCats/), MIT." > "$dir/notices/arwikicats.txt"
