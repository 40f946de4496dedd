#!/usr/bin/env bash
# Fetches the word lists of the recogniser by the ordinary client of their registry, and lays them out as
# `cargo xtask train-entities --sources DIR` reads them.
#
#   scripts/fetch-recogniser-sources.sh DIR
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: $0 DIR" >&2; exit 2; }
dir=$1
jieba=0.42.1 arwikicats=0.2.3 faker=40.63.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$dir"/{jieba,arwikicats,faker,notices}

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

pip download --quiet --no-deps --dest "$work" "faker==$faker"
python3 -m zipfile -e "$work"/faker-*.whl "$work/faker"
# The lists stand in the modules as literals: they are read, not run.
python3 - "$work/faker/faker/providers" > "$dir/faker/names.tsv" <<'PYTHON'
import ast, pathlib, re, sys
rows = set()
for kind in "person", "address":
    for path in sorted(pathlib.Path(sys.argv[1], kind).glob("*/__init__.py")):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            if not isinstance(target, ast.Name) or getattr(node, "value", None) is None:
                continue
            name = target.id
            if kind == "person" and "roman" not in name and re.search(r"(first|last)_names?", name):
                role = "first" if "first" in name else "last"
            elif kind == "address" and name in ("cities", "city_names", "municipalities", "states", "provinces"):
                role = "place"
            else:
                continue
            for leaf in ast.walk(node.value):
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                    text = leaf.value.strip()
                    if len(text) > 1 and not re.search(r"[{}\t\n#%0-9]", text):
                        rows.add((role, text))
for row in sorted(rows):
    print("\t".join(row))
PYTHON
echo "Names of people and places: Faker (https://github.com/joke2k/faker), MIT, © Daniele Faraglia." > "$dir/notices/faker.txt"
